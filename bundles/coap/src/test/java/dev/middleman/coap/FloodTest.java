package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Status;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server remembers of one client's requests: enough to know a repetition, and no more than a bound. */
@Timeout(120)
class FloodTest {
    private static final int BOUND = CoapSettings.REMEMBERED_OF_A_CLIENT;
    private static final int FLOOD = 10 * BOUND;

    /** What threads may still have in their hands. */
    private static final int UNDER_WAY = 4;

    private static final int COLLECTIONS = 50;

    @TempDir
    static Path folder;

    private static Identity identity;

    private final AtomicInteger handled = new AtomicInteger();
    private final List<WeakReference<byte[]>> payloads = new CopyOnWriteArrayList<>();

    /** Each answer is another one, so that the same answer was kept and not made again. */
    private final ControlHandler counting = (request, reply) -> {
        payloads.add(new WeakReference<>(request.payload()));
        reply.send(Answer.of(Status.CHANGED, Net.utf8("" + handled.incrementAndGet())));
    };

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldAnswerARepetitionAsBeforeThoughOthersCameInBetween() throws Exception {
        try (Served served = Net.serve(identity, counting);
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            CompletableFuture<Void> lost = new CompletableFuture<>();
            network.drop(passing -> !passing.toServer() && lost.complete(null));
            CompletionStage<Answer> first = association.ask(Net.post("/p", "{}"));
            Net.get(lost);
            for (int other = 1; other < BOUND; other++) {
                Net.get(association.ask(Net.post("/p", "{}")));
            }

            assertThat(Net.text(Net.get(first))).isEqualTo("1");
            assertThat(handled).hasValue(BOUND);
        }
    }

    @Test
    void shouldDoNothingTwiceThatIsRepeatedWithinTheBound() throws Exception {
        try (Served served = Net.serve(identity, counting);
                RawCoap client = RawCoap.connect(identity, served.port())) {
            assertThat(client.postAs(BOUND, "/m2/p")).isEqualTo("1");
            for (int other = 1; other < BOUND; other++) {
                client.postAs(BOUND + other, "/m2/p");
            }
            assertThat(client.postAs(BOUND, "/m2/p")).isEqualTo("1");
            assertThat(handled).hasValue(BOUND);

            client.postAs(2 * BOUND, "/m2/p");

            assertThat(client.postAs(BOUND, "/m2/p")).as("one too many").isEqualTo("" + (BOUND + 2));
        }
    }

    @Test
    void shouldHoldNoMoreOfAFloodThanTheBound() throws Exception {
        try (Served served = Net.serve(identity, counting);
                RawCoap client = RawCoap.connect(identity, served.port())) {
            for (int number = 1; number <= FLOOD; number++) {
                client.postAs(number, "/m2/p");
            }
            assertThat(handled).hasValue(FLOOD);

            assertThat(heldAtLast())
                    .as("of " + FLOOD + " requests; what is remembered would be seen")
                    .isBetween(1L, (long) BOUND + UNDER_WAY);
        }
    }

    /** Counts after as many collections as it takes for the garbage to be gone. */
    private long heldAtLast() {
        long held = held();
        for (int i = 0; i < COLLECTIONS && held > BOUND + UNDER_WAY; i++) {
            System.gc();
            held = held();
        }
        return held;
    }

    private long held() {
        return payloads.stream().filter(payload -> payload.get() != null).count();
    }
}
