package dev.middleman.ka.client;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;

/** Keeps a middle-man registered, without a container. Thread-safe. */
public final class RunningEnrolment implements AutoCloseable {
    private final KaClient client;

    /** @param operator so that middle-men of one host count as different ones */
    public <T extends Ticks & Deadlines> RunningEnrolment(
            Relay relay, String operator, List<KaAddress> servers, ControlClient control, T time) {
        this(relay, operator, servers, control, time, new SecureRandom());
    }

    /** @param random draws the moments at which it comes back */
    public <T extends Ticks & Deadlines> RunningEnrolment(
            Relay relay,
            String operator,
            List<KaAddress> servers,
            ControlClient control,
            T time,
            RandomGenerator random) {
        Node node = new Node(relay, Ed25519.generate(), operator, Octets.EMPTY, 120);
        client = new KaClient(node, servers, control, new Alarm(time, time), random);
        client.start(false);
    }

    /** Deregisters, best effort. */
    @Override
    public void close() {
        client.stop().toCompletableFuture().join();
    }
}
