package dev.middleman.itests.architecture;

import dev.middleman.api.relay.Relay;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/** Does everything that is forbidden, so that the rules can show that they would see it. Never run. */
@SuppressWarnings("unused")
public class Planted {

    private Relay service;

    /** Has a toString that nobody wrote. */
    public record Told(int number, InetSocketAddress peer) {}

    public long clock() throws InterruptedException {
        Thread.sleep(System.currentTimeMillis());
        LongSupplier reference = System::nanoTime;
        return reference.getAsLong();
    }

    public String address(InetSocketAddress peer) {
        return "from " + peer + peer.getHostString();
    }

    public Object queues() {
        new Thread(() -> {}).start();
        Executors.newCachedThreadPool();
        new LinkedBlockingQueue<>(10);
        new LinkedBlockingQueue<>();
        return new ConcurrentLinkedQueue<>();
    }
}
