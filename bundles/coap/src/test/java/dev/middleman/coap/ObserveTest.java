package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Status;
import dev.middleman.api.control.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.config.CoapConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObserveTest {
    @TempDir
    static Path folder;

    private static Identity identity;

    private final CompletableFuture<Observer> observer = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final CompletableFuture<Association> gone = new CompletableFuture<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicInteger endings = new AtomicInteger();

    private final ControlHandler inbox = new ControlHandler() {
        @Override
        public void handle(dev.middleman.api.control.ControlRequest request, dev.middleman.api.control.Reply reply) {
            if (request.wantsObserve()) {
                observer.complete(reply.observe(content("0"), () -> {
                    endings.incrementAndGet();
                    ended.complete(null);
                }));
            } else {
                reply.send(content("now"));
            }
        }

        @Override
        public void gone(Association association) {
            gone.complete(association);
        }
    };

    @BeforeAll
    static void makeIdentity() {
        identity = Identity.make(folder, "server");
    }

    @Test
    void shouldTellEveryChangeInOrderWhenThereIsTime() throws Exception {
        try (Served served = Net.serve(identity, inbox);
                Association association = Net.connect(identity, served.port())) {
            observe(association);
            for (int i = 0; i <= 5; i++) {
                assertThat(Net.take(told)).isEqualTo("" + i);
                assertThat(Net.get(observer).notify(content("" + (i + 1)))).isTrue();
            }
            assertThat(lost).isNotDone();
        }
    }

    @Test
    void shouldTellOnlyTheNewestOfWhatChangedMeanwhile() throws Exception {
        try (Served served = Net.serve(identity, inbox);
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            observe(association);
            assertThat(Net.take(told)).isEqualTo("0");
            network.drop(passing -> !passing.toServer());
            for (int i = 1; i <= 20; i++) {
                Net.get(observer).notify(content("" + i));
            }
            network.drop(passing -> false);

            List<String> seen = new ArrayList<>();
            do {
                seen.add(Net.take(told));
            } while (!seen.contains("20"));
            // One can have been under way already; all between that one and the newest were never sent.
            assertThat(seen).hasSizeLessThanOrEqualTo(3).endsWith("20");
        }
    }

    @Test
    void shouldNoticeAnObserverThatNoLongerAnswers() throws Exception {
        try (Served served = Net.serve(identity, inbox);
                Forwarder network = new Forwarder(served.port());
                Association association = Net.connect(identity, network.port())) {
            observe(association);
            assertThat(Net.take(told)).isEqualTo("0");
            network.drop(passing -> true);
            assertThat(Net.get(observer).notify(content("1"))).isTrue();

            Net.get(ended);

            assertThat(Net.get(observer).notify(content("2"))).isFalse();
            assertThat(endings.get()).isEqualTo(1);
            Net.get(gone);
            assertThat(served.totals().associations()).isZero();
        }
    }

    @Test
    void shouldEndWhenTheClientNoLongerWants() throws Exception {
        try (Served served = Net.serve(identity, inbox);
                Association association = Net.connect(identity, served.port())) {
            Subscription subscription = observe(association);
            assertThat(Net.take(told)).isEqualTo("0");

            subscription.close();

            Net.get(ended);
            assertThat(Net.get(observer).notify(content("1"))).isFalse();
            Net.get(association.ping());
            assertThat(told).isEmpty();
            assertThat(lost).isNotDone();
        }
    }

    @Test
    void shouldTellTheClientWhenTheServerEndsIt() throws Exception {
        try (Served served = Net.serve(identity, inbox);
                Association association = Net.connect(identity, served.port())) {
            observe(association);
            assertThat(Net.take(told)).isEqualTo("0");

            Net.get(observer).close();

            Net.get(lost);
            Net.get(ended);
            assertThat(endings.get()).isEqualTo(1);
        }
    }

    @Test
    void shouldEndWithTheAssociation() throws Exception {
        try (Served served = Net.serve(identity, inbox)) {
            Association association = Net.connect(identity, served.port());
            observe(association);
            assertThat(Net.take(told)).isEqualTo("0");

            association.close();

            Net.get(lost);
            Net.get(ended);
            Net.get(gone);
        }
    }

    /** The library would stop at 50,000, for which no test has the time. */
    @Test
    void shouldHaveRoomForTheObservationsOfEveryAssociation() {
        for (int associations : new int[] {1, 100, 100_000, 1_000_000}) {
            int room = Net.QUICK.server(associations, 200).get(CoapConfig.MAX_SERVER_OBSERVES);
            assertThat(room).isEqualTo(associations * CoapSettings.OBSERVATIONS_EACH);
        }
    }

    @Test
    void shouldReportAResourceThatCannotBeObserved() throws ControlException, InterruptedException {
        try (Served served = Net.serve(identity, Net.DEAF);
                Association association = Net.connect(identity, served.port())) {
            BlockingQueue<Status> statuses = new LinkedBlockingQueue<>();
            association.observe("/p/none/in", answer -> statuses.add(answer.status()), () -> lost.complete(null));

            Net.get(lost);
            assertThat(statuses.poll(0, TimeUnit.SECONDS)).isEqualTo(Status.NOT_FOUND);
        }
    }

    private Subscription observe(Association association) {
        return association.observe("/p/AAAA/in", answer -> told.add(Net.text(answer)), () -> lost.complete(null));
    }

    private static Answer content(String text) {
        return Answer.of(Status.CONTENT, Net.utf8(text));
    }
}
