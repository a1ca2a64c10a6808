package dev.middleman.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One lane's part in a swap, during which two lanes hold the same ports: the <i>former</i>, which receives, and the
 * <i>next</i>, which was opened {@linkplain LaneSpec#beside() beside} it and waits. May be called from any thread but the
 * lane's; each call returns when it has had its effect.
 *
 * <p>The order is: the former lane's {@link Lane#handover}, the next one opened, the former's {@link #complete}; then, for some ports
 * after the other, {@link #steer} by one of the two and {@link #look} by both, the former first, so that nothing is overtaken; at last
 * the next one's {@link #complete} and the former's {@link Lane#close}. In between neither lane does anything by itself, and their handler
 * is called by one thread at a time: that of the lane that looks, while somebody else waits for it. So the lines go on though to steer
 * a thousand ports takes a while.
 *
 * <p>Nothing is lost on the way where one of the two can steer, though a datagram that comes just when a port
 * is bound the second time, or just when it is steered, may be overtaken. Where neither can, the former is closed as soon as it has looked,
 * and what reaches its sockets between its last reading and its end is lost; that is some milliseconds.
 */
@ConsumerType
public interface Handover {

    /**
     * Lets all that arrives at some ports from now on wait at the sockets of the next lane. Until then the kernel chooses for each flow,
     * or, where one of the two transports can say so, leaves everything with the former.
     *
     * @param from the first of them, counted in {@link Lane#ports()}
     * @param to the first after them
     * @return {@code false} where this lane's transport cannot say so to the kernel
     */
    boolean steer(int from, int to);

    /**
     * Reads what waits at each socket of the lane, once, and hands it over as bursts on the lane's thread. For a lane that does so no more
     * by itself, as the former one is complete, or not yet, as the next one is not. Runs no commands.
     *
     * @return how many datagrams or trains that were; 0 when the lane has ended
     */
    int look();

    /**
     * The former lane hands over what waits, as bursts, runs the commands that it accepted and calls nobody by itself any more; its
     * sockets stay until it is closed, which takes a while and so comes last. The next lane begins to run the commands that wait,
     * and to receive, and takes the ports for itself alone.
     *
     * @throws IllegalStateException when the former lane's thread is still busy with something else after some seconds: it then
     *     goes on as if it had not been asked, and the swap can be taken back; or when the next lane cannot receive
     */
    void complete();

    /**
     * Takes a swap back, unless the former lane is complete: the former one has its ports for itself again; the next one
     * closes.
     */
    void cancel();
}
