package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A test peer's UDP socket. Any thread may send and receive; datagrams move only while the clock is turned.
 */
public final class MemorySocket implements AutoCloseable {
    /** The most datagrams that wait to be received; more are dropped, as by a real socket. */
    public static final int MAX_WAITING = 65_536;

    private final MemoryNetwork network;
    private final Realm realm;
    private final Endpoint local;
    private final LinkedBlockingQueue<Received> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Receiver inlet = this::arrive;
    private volatile Consumer<Received> listener;

    MemorySocket(MemoryNetwork network, Realm realm, Endpoint local) {
        this.network = network;
        this.realm = realm;
        this.local = local;
    }

    /** Answers false when the port is taken. */
    boolean bind() {
        return realm.bind(local, inlet);
    }

    /** Where it is bound; behind a NAT nobody else sees this endpoint. */
    public Endpoint local() {
        return local;
    }

    /** Sends one datagram of 0 to 65,507 bytes. The array is copied. */
    public void send(Endpoint to, byte[] payload) {
        if (payload.length > Datagram.MAX_BYTES) {
            throw new IllegalArgumentException(payload.length + " bytes are not in 0.." + Datagram.MAX_BYTES);
        }
        post(Datagram.single(local, to, payload.clone()));
    }

    /**
     * Sends a train: segments of equal size, the last one may be shorter. A lane gets it as one entry, a socket as single
     * datagrams.
     *
     * @param segmentBytes 1 or more
     * @param payload all segments, 1 to 65,507 bytes
     */
    public void sendTrain(Endpoint to, int segmentBytes, byte[] payload) {
        if (payload.length < 1 || payload.length > Datagram.MAX_BYTES || segmentBytes < 1) {
            throw new IllegalArgumentException(
                    "no train of " + payload.length + " bytes in segments of " + segmentBytes);
        }
        post(new Datagram(local, to, payload.clone(), Math.min(segmentBytes, payload.length)));
    }

    /** The next datagram that arrived, or {@code null}. */
    public Received receive() {
        return waiting.poll();
    }

    /** The next datagram, waited for in real time while another thread turns the clock, or {@code null}. */
    public Received receive(long timeoutNs) throws InterruptedException {
        return waiting.poll(timeoutNs, TimeUnit.NANOSECONDS);
    }

    /** How many datagrams wait to be received. */
    public int waiting() {
        return waiting.size();
    }

    /** From now on datagrams go to a listener, on the stepping thread, instead of waiting; {@code null} ends that. */
    public void onDatagram(Consumer<Received> newListener) {
        listener = newListener;
    }

    /** Gives the port back. */
    @Override
    public void close() {
        network.clock().exclusively(() -> {
            if (realm.at(local) == inlet) {
                realm.unbind(local);
            }
        });
    }

    private void arrive(Datagram datagram) {
        for (Datagram part : datagram.split()) {
            Received received = new Received(part.source(), part.payload().clone());
            part.wipe();
            Consumer<Received> current = listener;
            if (current != null) {
                network.count().delivered();
                network.clock().guarded(() -> current.accept(received));
            } else if (waiting.offer(received)) {
                network.count().delivered();
            } else {
                network.count().unroutable();
            }
        }
    }

    private void post(Datagram datagram) {
        network.clock().after(0, () -> realm.send(datagram));
    }
}
