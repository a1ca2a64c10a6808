package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskTest {
    @TempDir
    static Path folder;

    private static Identity identity;

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldAnswerWhatTheClientAsks() throws ControlException {
        try (Served served = Net.serve(
                        identity,
                        (request, reply) -> reply.send(Answer.of(
                                        Status.CREATED,
                                        Net.utf8(request.method() + " " + request.path() + " "
                                                + new String(
                                                        request.payload(), java.nio.charset.StandardCharsets.UTF_8)))
                                .at("/p/AAAA")
                                .retryAfter(7)));
                Association association = Net.connect(identity, served.port())) {
            Answer answer = Net.get(association.ask(Net.post("/p", "{}")));

            assertThat(answer.status()).isEqualTo(Status.CREATED);
            assertThat(Net.text(answer)).isEqualTo("POST /p {}");
            assertThat(answer.location()).isEqualTo("/p/AAAA");
            assertThat(answer.maxAgeSeconds()).isEqualTo(7);
        }
    }

    @Test
    void shouldAnswerWhatTheServerAsksTheClient() throws ControlException {
        CompletableFuture<Association> seen = new CompletableFuture<>();
        try (Served served = Net.serve(identity, (request, reply) -> {
                    seen.complete(request.association());
                    reply.send(Answer.of(Status.CHANGED));
                });
                Association association = Net.connect(
                        identity,
                        served.port(),
                        (request, reply) -> reply.send(Answer.of(Status.CONTENT, Net.utf8(request.path()))))) {
            Net.get(association.ask(Net.post("/m", "{}")));

            Answer answer = Net.get(Net.get(seen).ask(Ask.of(Method.GET, "/s")));

            assertThat(answer.status()).isEqualTo(Status.CONTENT);
            assertThat(Net.text(answer)).isEqualTo("/s");
        }
    }

    @Test
    void shouldWaitForALateAnswerWithoutAskingTwice() throws Exception {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        try (Served served = Net.serve(identity, (request, reply) -> replies.add(reply));
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            long before = toServer(network);
            var answer = association.ask(Net.post("/x", "{}"));
            Reply reply = Net.take(replies);
            // Longer than the client waits before it repeats what nobody acknowledged.
            CompletableFuture.delayedExecutor(1_500, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .execute(() -> reply.send(Answer.of(Status.CREATED, Net.utf8("{}"))));

            assertThat(Net.get(answer).status()).isEqualTo(Status.CREATED);
            assertThat(toServer(network) - before)
                    .as("the request, and at most the acknowledgement of its answer")
                    .isBetween(1L, 2L);
            assertThat(served.totals().requests()).isEqualTo(1);
        }
    }

    @Test
    void shouldAcknowledgeWhileTheHandlerStillWorksWhereItSaysSo() throws Exception {
        CompletableFuture<Forwarder> way = new CompletableFuture<>();
        CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
        try (Served served = Net.serve(identity, (request, reply) -> {
                    long before = toClient(way.join());
                    reply.acknowledge();
                    acknowledged.complete(isMoreThan(before, way.join()));
                    reply.send(Answer.of(Status.CREATED, Net.utf8("{}")));
                });
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            way.complete(network);

            Answer answer = Net.get(association.ask(Net.post("/x", "{}")));

            assertThat(Net.get(acknowledged))
                    .as("something came before the answer")
                    .isTrue();
            assertThat(answer.status()).isEqualTo(Status.CREATED);
        }
    }

    private static boolean isMoreThan(long before, Forwarder network) {
        long endNs = System.nanoTime() + 20_000_000_000L;
        while (toClient(network) == before && System.nanoTime() - endNs < 0) {
            Thread.onSpinWait();
        }
        return toClient(network) > before;
    }

    private static long toClient(Forwarder network) {
        return network.passed().stream().filter(passing -> !passing.toServer()).count();
    }

    @Test
    void shouldRefuseAServerWhoseKeyIsNotPinned() throws ControlException {
        Identity other = Identity.make(folder, "other");
        try (Served served = Net.serve(identity, Net.DEAF)) {
            assertThat(Net.reason(new CoapClient(Net.QUICK).connect(Net.to(served.port(), other.pin()), Net.DEAF)))
                    .isEqualTo(Reason.WRONG_KEY);
        }
    }

    private static long toServer(Forwarder network) {
        return network.passed().stream().filter(Forwarder.Passing::toServer).count();
    }
}
