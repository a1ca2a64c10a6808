package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a NAT and a lossy network do to an association. */
class NatTest {
    @TempDir
    static Path folder;

    /** Hello, hello with cookie, and two of the flights that follow. */
    private static final Set<Integer> LOST = Set.of(0, 3, 6, 9);

    private static Identity identity;

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldAskTheClientAtItsNewPortWithoutAnotherHandshake() throws ControlException {
        CompletableFuture<Association> seen = new CompletableFuture<>();
        try (Served served = Net.serve(identity, (request, reply) -> {
                    seen.complete(request.association());
                    reply.send(Answer.of(Status.CHANGED));
                });
                Forwarder nat = new Forwarder(served.port());
                Association association =
                        Net.connect(identity, nat.port(), (request, reply) -> reply.send(Answer.of(Status.CONTENT)))) {
            Net.get(association.ask(Net.post("/m", "{}")));
            Association atServer = Net.get(seen);
            long id = atServer.id();
            assertThat(atServer.remote().port()).isEqualTo(nat.outgoingPort());
            int handshakeDatagrams = handshakes(nat);

            nat.rebind();
            Net.get(association.ping());
            Answer answer = Net.get(atServer.ask(Ask.of(Method.GET, "/s")));

            assertThat(answer.status()).isEqualTo(Status.CONTENT);
            assertThat(atServer.remote().port()).isEqualTo(nat.outgoingPort());
            assertThat(atServer.id()).isEqualTo(id);
            assertThat(served.totals().handshakes()).isEqualTo(1);
            assertThat(served.totals().associations()).isEqualTo(1);
            assertThat(handshakes(nat)).isEqualTo(handshakeDatagrams).isPositive();
        }
    }

    @Test
    void shouldSendALateAnswerToTheNewPort() throws Exception {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        try (Served served = Net.serve(identity, (request, reply) -> replies.add(reply));
                Forwarder nat = new Forwarder(served.port());
                Association association = Net.connect(identity, nat.port())) {
            CompletionStage<Answer> answer = association.ask(Net.post("/x", "{}"));
            Reply reply = Net.take(replies);
            nat.rebind();
            Net.get(association.ping());

            reply.send(Answer.of(Status.CREATED));

            assertThat(Net.get(answer).status()).isEqualTo(Status.CREATED);
        }
    }

    @Test
    void shouldNotifyAtTheNewPort() throws Exception {
        CompletableFuture<Observer> observer = new CompletableFuture<>();
        BlockingQueue<Answer> told = new LinkedBlockingQueue<>();
        try (Served served = Net.serve(
                        identity,
                        (request, reply) ->
                                observer.complete(reply.observe(Answer.of(Status.CONTENT, Net.utf8("0")), () -> {})));
                Forwarder nat = new Forwarder(served.port());
                Association association = Net.connect(identity, nat.port())) {
            association.observe("/p/AAAA/in", told::add, () -> {});
            assertThat(Net.text(Net.take(told))).isEqualTo("0");
            nat.rebind();
            Net.get(association.ping());

            Net.get(observer).notify(Answer.of(Status.CONTENT, Net.utf8("1")));

            assertThat(Net.text(Net.take(told))).isEqualTo("1");
        }
    }

    @Test
    void shouldExecuteOnceWhenTheAcknowledgementIsLost() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        try (Served served = Net.serve(identity, (request, reply) -> {
                    executed.incrementAndGet();
                    reply.send(Answer.of(Status.CREATED, Net.utf8("{}")));
                });
                Forwarder nat = new Forwarder(served.port());
                Association association = Net.connect(identity, nat.port())) {
            AtomicInteger dropped = new AtomicInteger();
            nat.drop(passing -> !passing.toServer() && dropped.getAndIncrement() == 0);

            Answer answer = Net.get(association.ask(Net.post("/x", "{}")));

            assertThat(answer.status()).isEqualTo(Status.CREATED);
            assertThat(dropped.get()).as("answers sent").isGreaterThan(1);
            assertThat(executed.get()).isEqualTo(1);
        }
    }

    @Test
    void shouldExecuteOnceWhenTheRequestIsRepeatedFromANewPort() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        try (Served served = Net.serve(identity, (request, reply) -> {
                    executed.incrementAndGet();
                    reply.send(Answer.of(Status.CREATED, Net.utf8("{}")));
                });
                Forwarder nat = new Forwarder(served.port());
                Association association = Net.connect(identity, nat.port())) {
            AtomicInteger dropped = new AtomicInteger();
            nat.drop(passing -> {
                boolean first = !passing.toServer() && dropped.getAndIncrement() == 0;
                if (first) {
                    nat.rebind();
                }
                return first;
            });

            assertThat(Net.get(association.ask(Net.post("/x", "{}"))).status()).isEqualTo(Status.CREATED);
            assertThat(executed.get()).isEqualTo(1);
            assertThat(served.totals().handshakes()).isEqualTo(1);
        }
    }

    @Test
    void shouldFinishAHandshakeThatLosesDatagramsOfEveryFlight() throws ControlException {
        try (Served served = Net.serve(identity, (request, reply) -> reply.send(Answer.of(Status.CHANGED)));
                Forwarder nat = new Forwarder(served.port())) {
            AtomicInteger count = new AtomicInteger();
            nat.drop(passing -> LOST.contains(count.getAndIncrement()));
            try (Association association = Net.get(
                    new CoapClient(CoapSettings.DEFAULT).connect(Net.to(nat.port(), identity.pin()), Net.DEAF))) {
                assertThat(Net.get(association.ask(Net.post("/m", "{}"))).status())
                        .isEqualTo(Status.CHANGED);
            }
        }
    }

    private static int handshakes(Forwarder nat) {
        return (int)
                nat.passed().stream().filter(passing -> passing.type() == 22).count();
    }
}
