package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;

/** A party that exchanges datagrams with a lane. Used by the test's thread. */
public interface TestPeer {

    /** How long a test waits for a datagram that must come. Only a failing test waits so long. */
    long PATIENCE_MS = 10_000;

    /** A datagram as the peer got it. */
    record Arrival(Endpoint source, byte[] payload) {}

    /** Where the others see it. */
    Endpoint local();

    void send(Endpoint to, byte[] payload);

    /**
     * The next datagram.
     *
     * @throws AssertionError when none comes in {@value #PATIENCE_MS} ms
     */
    Arrival receive();
}
