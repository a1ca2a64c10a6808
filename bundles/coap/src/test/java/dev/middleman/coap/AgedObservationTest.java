package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Status;
import dev.middleman.api.control.Subscription;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Observations older than 16 s, when the server lets go of the messages that they began with. The test says when it is so late:
 * what would wait for it waits in {@link #later}.
 */
@Timeout(120)
class AgedObservationTest {
    private static final int CHANGES = 5;
    private static final int COLLECTIONS = 50;

    @TempDir
    static Path folder;

    private static Identity identity;

    private final BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<WeakReference<byte[]>> payloads = new LinkedBlockingQueue<>();
    private final CompletableFuture<Observer> observer = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final ControlHandler inbox =
            (request, reply) -> observer.complete(reply.observe(content("0"), () -> ended.complete(null)));

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    private Served serve() throws Exception {
        return new CoapServer(Net.QUICK, executor -> later::add).serve(Net.spec(identity, Net.LOOPBACK), inbox);
    }

    private Subscription observe(Association association) throws Exception {
        Subscription subscription =
                association.observe("/p/AAAA/in", answer -> told.add(Net.text(answer)), () -> lost.complete(null));
        assertThat(Net.take(told)).isEqualTo("0");
        return subscription;
    }

    /** Lets 16 s pass after the last thing that was said, and says another one. */
    private void change(String text) throws InterruptedException {
        Net.take(later).run();
        assertThat(Net.get(observer).notify(content(text))).isTrue();
        assertThat(Net.take(told)).isEqualTo(text);
    }

    @Test
    void shouldTellEveryChangeHoweverLongAgoItWasAskedFor() throws Exception {
        try (Served served = serve();
                Association association = Net.connect(identity, served.port())) {
            observe(association);
            for (int i = 1; i <= CHANGES; i++) {
                change("" + i);
            }
            assertThat(lost).isNotDone();
        }
    }

    @Test
    void shouldLetGoOfWhatWasSaidAndGoOn() throws Exception {
        try (Served served = serve();
                Association association = Net.connect(identity, served.port())) {
            observe(association);
            WeakReference<byte[]> first = Net.take(payloads);
            System.gc();
            assertThat(first.get()).as("kept as long as it may be repeated").isNotNull();

            change("1");

            for (int i = 0; i < COLLECTIONS && first.get() != null; i++) {
                System.gc();
            }
            assertThat(first.get()).isNull();
        }
    }

    @Test
    void shouldEndWhenTheClientNoLongerWantsAnOldOne() throws Exception {
        try (Served served = serve();
                Association association = Net.connect(identity, served.port())) {
            Subscription subscription = observe(association);
            change("1");
            Net.take(later).run();

            subscription.close();

            Net.get(ended);
            assertThat(Net.get(observer).notify(content("2"))).isFalse();
        }
    }

    @Test
    void shouldEndAnOldOneWithTheAssociation() throws Exception {
        try (Served served = serve()) {
            Association association = Net.connect(identity, served.port());
            observe(association);
            Net.take(later).run();

            association.close();

            Net.get(ended);
        }
    }

    private Answer content(String text) {
        byte[] payload = Net.utf8(text);
        payloads.add(new WeakReference<>(payload));
        return Answer.of(Status.CONTENT, payload);
    }
}
