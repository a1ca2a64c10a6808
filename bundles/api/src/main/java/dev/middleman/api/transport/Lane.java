package dev.middleman.api.transport;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One thread with its own ports: what a shard runs on.
 *
 * <p>{@link #execute} and {@link #close} may be called from any thread, {@link #sendKnock} from the lane's thread only,
 * {@link #handover} and {@link #overflows} from any thread but the lane's.
 * The lane's thread calls the {@link BurstHandler} and the commands, one at a time, never two at once.
 */
@ConsumerType
public interface Lane extends AutoCloseable {

    /** The most commands that may wait in a lane; {@link #execute} answers {@code false} beyond it. */
    int MAX_QUEUED_COMMANDS = 65_536;

    /** Answer of {@link #overflows()} where the system does not tell. */
    long UNKNOWN = -1;

    /** The bound local ports, ascending. The same port numbers are bound on every local address of the spec. */
    int[] ports();

    /**
     * Runs a command on the lane's thread, before the next burst, in the order of the calls. A command that throws is
     * counted by the transport and does not end the lane.
     *
     * @return {@code false} when the queue is full or the lane is closed: the command will not run
     */
    boolean execute(Runnable command);

    /**
     * Sends one control frame. The family of the address decides which local address it leaves from.
     *
     * @param localPort one of {@link #ports()}
     * @param high first 64 bits of the destination
     * @param low last 64 bits of the destination, {@code ::ffff:a.b.c.d} for IPv4
     * @param port the destination's UDP port
     * @param frame exactly 44 bytes, read before the call returns
     * @return whether the socket took it
     */
    boolean sendKnock(int localPort, long high, long low, int port, byte[] frame);

    /**
     * This lane's part in a swap: for a lane that was opened {@linkplain LaneSpec#beside() beside} another, as the next one;
     * for any other as the former one, whose ports may be bound a second time from now on.
     *
     * @return empty where the transport cannot share ports, or when the lane has ended; a swap then closes one lane before it
     *     opens the other
     */
    default Optional<Handover> handover() {
        return Optional.empty();
    }

    /**
     * Datagrams that the kernel dropped at this lane's sockets since they were bound, because a receive buffer was full.
     *
     * @return -1 where the system does not tell
     */
    default long overflows() {
        return UNKNOWN;
    }

    /**
     * Stops receiving, runs the commands that were accepted, closes the sockets, zeroes the buffers and ends the thread.
     * When this returns (at most some seconds; immediately and asynchronously if called on the lane's own thread), the
     * ports are free. A second call only waits.
     *
     * @throws IllegalStateException when the thread is busy with a burst or a command for longer than some seconds: it ends when
     *     that does, and calls its handler until then
     */
    @Override
    void close();
}
