package dev.middleman.demo;

import dev.middleman.peer.Line;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sends random datagrams over a line, one after the other in turn from both ends, and compares each that arrives with the
 * one that was sent, byte for byte. For one thread; the ends' handlers run on the peers' threads.
 */
final class Chatter {

    static final int ROUNDS = 250;
    private static final int MAX_SIZE = 1_200;
    private static final long WAIT_SECONDS = 2;

    private final Random random = new Random();
    private long sent;
    private long received;
    private long bytes;
    private boolean intact = true;
    private long lastSentNs;

    /** Both ends say something {@value #ROUNDS} times. */
    void talk(Line alice, Line bob, IntConsumer progress) {
        BlockingQueue<byte[]> atAlice = inbox(alice);
        BlockingQueue<byte[]> atBob = inbox(bob);
        for (int round = 1; round <= ROUNDS; round++) {
            say(alice, atBob);
            say(bob, atAlice);
            progress.accept(round);
        }
    }

    private static BlockingQueue<byte[]> inbox(Line line) {
        BlockingQueue<byte[]> inbox = new ArrayBlockingQueue<>(Line.MAX_WAITING);
        line.receive((from, payload) -> inbox.offer(copy(payload)));
        return inbox;
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return copy;
    }

    private void say(Line from, BlockingQueue<byte[]> to) {
        byte[] datagram = new byte[random.nextInt(Math.min(MAX_SIZE, from.unfragmentedPayload()) + 1)];
        random.nextBytes(datagram);
        if (from.send(datagram)) {
            sent++;
            lastSentNs = System.nanoTime();
        }
        byte[] arrived = next(to);
        if (arrived != null) {
            received++;
            bytes += arrived.length;
        }
        intact &= arrived != null && Arrays.equals(datagram, arrived);
    }

    private static byte[] next(BlockingQueue<byte[]> inbox) {
        try {
            return inbox.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    long sent() {
        return sent;
    }

    /** When the silence began. */
    long lastSentNs() {
        return lastSentNs;
    }

    long received() {
        return received;
    }

    long bytes() {
        return bytes;
    }

    boolean intact() {
        return intact;
    }
}
