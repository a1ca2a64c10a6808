package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.control.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    @TempDir
    static Path folder;

    private static Identity identity;

    private final AtomicInteger handled = new AtomicInteger();
    private final ControlHandler counting = (request, reply) -> {
        handled.incrementAndGet();
        reply.send(Answer.of(Status.CHANGED, new byte[Answer.MAX_PAYLOAD]));
    };

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldCarryTheLargestPayloadBothWays() throws ControlException {
        try (Served served = Net.serve(identity, counting);
                Association association = Net.connect(identity, served.port())) {
            Answer answer = Net.get(association.ask(Ask.of(Method.POST, "/p", new byte[1_024])));

            assertThat(answer.status()).isEqualTo(Status.CHANGED);
            assertThat(answer.payload()).hasSize(1_024);
        }
    }

    @Test
    void shouldNotSendMoreThanTheLargestPayload() throws ControlException {
        try (Served served = Net.serve(identity, counting);
                Association association = Net.connect(identity, served.port())) {
            assertThatThrownBy(() -> association.ask(Ask.of(Method.POST, "/p", new byte[1_025])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1025");
        }
    }

    @Test
    void shouldRefuseALargerPayloadBeforeTheHandler() throws ControlException {
        try (Served served = Net.serve(identity, counting);
                RawCoap client = RawCoap.connect(identity, served.port())) {
            assertThat(client.post("/m2/p", 1_024)).as("positive control").isEqualTo("2.04");
            assertThat(handled.get()).isEqualTo(1);

            assertThat(client.post("/m2/p", 1_025)).isEqualTo("4.13");

            assertThat(handled.get()).isEqualTo(1);
            assertThat(served.totals().refused()).isEqualTo(1);
        }
    }

    @Test
    void shouldAnswerWhatLiesOutsideTheRootItself() throws ControlException {
        try (Served served = Net.serve(identity, counting);
                RawCoap client = RawCoap.connect(identity, served.port())) {
            assertThat(client.post("/p", 2)).isEqualTo("4.04");
            assertThat(client.post("/m2x/p", 2)).isEqualTo("4.04");
            assertThat(client.fetch("/m2/p")).isEqualTo("4.05");
            assertThat(client.postWithCriticalOption("/m2/p")).isEqualTo("4.02");
            assertThat(handled.get()).isZero();
        }
    }

    @Test
    void shouldSayWhetherThePayloadIsJson() throws ControlException {
        try (Served served = Net.serve(
                        identity,
                        (request, reply) ->
                                reply.send(Answer.of(request.isJson() ? Status.CHANGED : Status.UNSUPPORTED_FORMAT)));
                RawCoap client = RawCoap.connect(identity, served.port())) {
            assertThat(client.post("/m2/p", 2)).as("no format").isEqualTo("2.04");
            assertThat(client.post("/m2/p", 2, 50)).as("JSON").isEqualTo("2.04");
            assertThat(client.post("/m2/p", 2, 60)).as("CBOR").isEqualTo("4.15");
        }
    }

    @Test
    void shouldAnswer500ForAHandlerThatThrows() throws ControlException {
        try (Served served = Net.serve(identity, (request, reply) -> {
                    throw new IllegalStateException("on purpose");
                });
                Association association = Net.connect(identity, served.port())) {
            Answer answer = Net.get(association.ask(Net.post("/p", "{}")));

            assertThat(answer.status()).isEqualTo(Status.INTERNAL_ERROR);
            assertThat(answer.payload()).isEmpty();
        }
    }

    @Test
    void shouldAnswerFiftyAsksAtATime() throws ControlException {
        try (Served served = Net.serve(
                        identity, (request, reply) -> reply.send(Answer.of(Status.CONTENT, request.payload())));
                Association association = Net.connect(identity, served.port())) {
            List<CompletionStage<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(association.ask(Net.post("/x", "" + i)));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(Net.text(Net.get(answers.get(i)))).isEqualTo("" + i);
            }
        }
    }

    @Test
    void shouldRefuseHandshakesOverTheRateAndCountThem() throws ControlException {
        ServerSpec two = new ServerSpec("test", Net.LOOPBACK, "m2", identity.key(), identity.chain(), 100, 2);
        try (Served served = new CoapServer(Net.QUICK).serve(two, Net.DEAF)) {
            List<CompletableFuture<Association>> attempts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                attempts.add(new CoapClient(Net.QUICK)
                        .connect(Net.to(served.port(), identity.pin()), Net.DEAF)
                        .toCompletableFuture());
            }
            int connected = 0;
            int refused = 0;
            for (CompletableFuture<Association> attempt : attempts) {
                try {
                    attempt.join().close();
                    connected++;
                } catch (CompletionException e) {
                    assertThat(((ControlException) e.getCause()).reason()).isEqualTo(Reason.CLOSED);
                    refused++;
                }
            }

            assertThat(connected).as("admitted").isGreaterThanOrEqualTo(2);
            assertThat(refused).as("refused").isPositive();
            assertThat(served.totals().refused()).isEqualTo(refused);
            assertThat(served.totals().handshakes()).isEqualTo(connected);
        }
    }

    @Test
    void shouldRefuseToServeWithAKeyThatIsNotTheCertificates() {
        Identity other = Identity.make(folder, "mismatch");
        ServerSpec spec = new ServerSpec("test", Net.LOOPBACK, "m2", other.key(), identity.chain(), 100, 100);

        assertThatThrownBy(() -> new CoapServer().serve(spec, Net.DEAF))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SETTINGS));
    }
}
