package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;

/** A datagram as a test's socket got it. The array belongs to the receiver. */
public record Received(Endpoint source, byte[] payload) {}
