package dev.middleman.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One lane's part in a swap, during which two lanes hold the same ports: the <i>former</i>, which receives, and the
 * <i>next</i>, which was opened {@linkplain LaneSpec#beside() beside} it and waits. May be called from any thread but the
 * lane's; each call returns when it has had its effect.
 *
 * <p>The order is: the former lane's {@link Lane#handover}, the next one opened, {@link #steer} by one of them, the former's
 * {@link #complete}, the next one's {@link #complete}, the former's {@link Lane#close}. What reaches the sockets of the next one
 * meanwhile waits there. Nothing is lost on the way where one of the two can steer, though a datagram that comes just when a port
 * is bound the second time may be overtaken. Where neither can, the former is closed as soon as it is complete, and what reaches
 * its sockets between its last reading and its end is lost; that is some milliseconds.
 */
@ConsumerType
public interface Handover {

    /**
     * Lets all that arrives from now on wait at the sockets of the next lane. Until then the kernel chooses for each flow, or,
     * where one of the two transports can say so, leaves everything with the former.
     *
     * @return {@code false} where this lane's transport cannot say so to the kernel
     */
    boolean steer();

    /**
     * The former lane hands over what still waits, as bursts, runs the commands that it accepted and calls nobody any more; its
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
