package dev.middleman.engine.shard;

import dev.middleman.api.transport.Lane;

/** A lane that runs commands at once and keeps the last control frame. */
final class HandLane implements Lane {
    private final int[] ports;
    byte[] sent = new byte[44];
    int frames;
    long toHigh;
    long toLow;
    int toPort;

    HandLane(int... ports) {
        this.ports = ports;
    }

    @Override
    public int[] ports() {
        return ports.clone();
    }

    @Override
    public boolean execute(Runnable command) {
        command.run();
        return true;
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        System.arraycopy(frame, 0, sent, 0, sent.length);
        frames++;
        toHigh = high;
        toLow = low;
        toPort = port;
        return true;
    }

    @Override
    public void close() {}
}
