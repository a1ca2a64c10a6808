package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlException.Reason;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.ServerSpec;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
    @TempDir
    static Path folder;

    private static Identity identity;

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    private static final ControlHandler OBSERVABLE = (request, reply) -> {
        if (request.wantsObserve()) {
            reply.observe(Answer.of(Status.CONTENT), () -> {});
        } else {
            reply.send(Answer.of(Status.CHANGED));
        }
    };

    @Test
    void shouldTimeOutWhereNobodyListens() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThat(Net.reason(
                            new CoapClient(Net.QUICK).connect(Net.to(silent.getLocalPort(), identity.pin()), Net.DEAF)))
                    .isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void shouldFindTheServerByName() throws Exception {
        try (Served served = Net.serve(identity, OBSERVABLE)) {
            ConnectSpec byName = new ConnectSpec(
                    "test", "localhost", served.port(), "m2", List.of(identity.pin()), Optional.of(Net.LOOPBACK));
            try (Association association = Net.get(new CoapClient(Net.QUICK).connect(byName, Net.DEAF))) {
                assertThat(association.remote().sameAddress(Net.LOOPBACK)).isTrue();
            }
        }
    }

    @Test
    void shouldFailWithTheBareException() throws Exception {
        try (Served served = Net.serve(identity, OBSERVABLE)) {
            Association association = Net.connect(identity, served.port());
            association.close();
            CompletableFuture<Throwable> asked = new CompletableFuture<>();
            CompletableFuture<Throwable> pinged = new CompletableFuture<>();
            association.ask(Net.post("/p", "{}")).whenComplete((answer, failure) -> asked.complete(failure));
            association.ping().whenComplete((nothing, failure) -> pinged.complete(failure));

            assertThat(Net.get(asked)).isInstanceOf(ControlException.class);
            assertThat(Net.get(pinged)).isInstanceOf(ControlException.class);
        }
    }

    @Test
    void shouldSayThatALocalAddressIsNotOurs() {
        ConnectSpec foreign = new ConnectSpec(
                "test", "127.0.0.1", 5_684, "m2", List.of(identity.pin()), Optional.of(Endpoint.ofIp4(0xc0000201, 0)));

        assertThat(Net.reason(new CoapClient(Net.QUICK).connect(foreign, Net.DEAF)))
                .isEqualTo(Reason.SETTINGS);
    }

    @Test
    void shouldEndWhatIsOpeningWhenTheComponentStops() throws Exception {
        CoapClient client = new CoapClient(Net.QUICK);
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            CompletionStage<Association> opening =
                    client.connect(Net.to(silent.getLocalPort(), identity.pin()), Net.DEAF);

            client.deactivate();

            assertThat(Net.reason(opening)).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void shouldNoticeAtOnceThatTheServerClosed() throws Exception {
        Served served = Net.serve(identity, OBSERVABLE);
        Gone gone = new Gone();
        CompletableFuture<Void> lost = new CompletableFuture<>();
        Association association = Net.connect(identity, served.port(), gone);
        association.observe("/p/AAAA/in", answer -> {}, () -> lost.complete(null));

        served.close();

        Net.get(lost);
        assertThat(Net.get(gone.association)).isSameAs(association);
        assertThat(Net.reason(association.ask(Net.post("/p", "{}")))).isEqualTo(Reason.CLOSED);
    }

    @Test
    void shouldNoticeAServerThatForgotEverything() throws Exception {
        Gone gone = new Gone();
        CompletableFuture<Void> lost = new CompletableFuture<>();
        Served first = Net.serve(identity, OBSERVABLE);
        try (Forwarder network = new Forwarder(first.port())) {
            Association association = Net.connect(identity, network.port(), gone);
            CompletableFuture<Answer> observed = new CompletableFuture<>();
            association.observe("/p/AAAA/in", observed::complete, () -> lost.complete(null));
            Net.get(observed);
            // As after a crash: nobody is told.
            network.drop(passing -> true);
            int port = first.port();
            first.close();
            try (Served second =
                    new CoapServer(Net.QUICK).serve(Net.spec(identity, Net.LOOPBACK.withPort(port)), OBSERVABLE)) {
                network.drop(passing -> false);

                assertThat(Net.reason(association.ask(Net.post("/p", "{}")))).isEqualTo(Reason.TIMEOUT);

                Net.get(lost);
                Net.get(gone.association);
                assertThat(second.totals().requests()).isZero();
                try (Association again = Net.connect(identity, network.port())) {
                    assertThat(Net.get(again.ask(Net.post("/p", "{}"))).status())
                            .isEqualTo(Status.CHANGED);
                }
            }
        }
    }

    @Test
    void shouldTellTheServerThatTheClientClosed() throws Exception {
        Gone gone = new Gone();
        try (Served served = Net.serve(identity, gone)) {
            Association association = Net.connect(identity, served.port());
            Net.get(association.ask(Net.post("/p", "{}")));
            assertThat(served.totals().associations()).isEqualTo(1);

            association.close();

            assertThat(Net.get(gone.association).id()).isNotZero();
            assertThat(served.totals().associations()).isZero();
        }
    }

    @Test
    void shouldServeAndConnectOverIp6FromAChosenAddress() throws Exception {
        CompletableFuture<Endpoint> remote = new CompletableFuture<>();
        try (Served served = new CoapServer(Net.QUICK).serve(Net.spec(identity, Net.LOOPBACK6), (request, reply) -> {
            remote.complete(request.association().remote());
            reply.send(Answer.of(Status.CHANGED));
        })) {
            ConnectSpec spec = new ConnectSpec(
                    "test", "::1", served.port(), "m2", List.of(identity.pin()), Optional.of(Net.LOOPBACK6));
            try (Association association = Net.get(new CoapClient(Net.QUICK).connect(spec, Net.DEAF))) {
                Net.get(association.ask(Net.post("/p", "{}")));

                assertThat(Net.get(remote).sameAddress(Net.LOOPBACK6)).isTrue();
                assertThat(association.remote()).isEqualTo(Net.LOOPBACK6.withPort(served.port()));
            }
        }
    }

    @Test
    void shouldSayThatAnAddressIsTaken() throws Exception {
        try (Served served = Net.serve(identity, Net.DEAF)) {
            ServerSpec same = Net.spec(identity, Net.LOOPBACK.withPort(served.port()));
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    ControlException.class, () -> new CoapServer().serve(same, Net.DEAF))
                            .reason())
                    .isEqualTo(Reason.SETTINGS);
        }
    }

    @Test
    void shouldLeaveNoThreadBehind() throws Exception {
        Set<Thread> before = coapThreads();
        Served served = Net.serve(identity, OBSERVABLE);
        CoapClient client = new CoapClient(Net.QUICK);
        List<Association> associations = new ArrayList<>();
        List<CompletionStage<Association>> connecting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            connecting.add(client.connect(Net.to(served.port(), identity.pin()), Net.DEAF));
        }
        for (CompletionStage<Association> stage : connecting) {
            associations.add(Net.get(stage));
        }
        assertThat(served.totals().associations()).isEqualTo(30);
        Set<Thread> during = coapThreads();
        during.removeAll(before);
        assertThat(during).as("positive control").isNotEmpty().hasSizeLessThanOrEqualTo(6);
        assertThat(during).allMatch(thread -> thread.getName().matches("coap-(test|client)-(\\d|receive)"));

        associations.forEach(Association::close);
        served.close();

        for (Thread thread : during) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void shouldBeFoundWithoutAContainer() {
        assertThat(ServiceLoader.load(ControlClient.class).findFirst()).containsInstanceOf(CoapClient.class);
        assertThat(ServiceLoader.load(ControlServer.class).findFirst()).containsInstanceOf(CoapServer.class);
    }

    /** All threads but those of the JVM and of the tests themselves. */
    private static Set<Thread> coapThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(?i).*(coap|dtls|californium|scandium|udp).*"))
                .collect(Collectors.toSet());
    }

    private static final class Gone implements ControlHandler {
        final CompletableFuture<Association> association = new CompletableFuture<>();

        @Override
        public void handle(ControlRequest request, Reply reply) {
            reply.send(Answer.of(Status.CHANGED));
        }

        @Override
        public void gone(Association lost) {
            association.complete(lost);
        }
    }
}
