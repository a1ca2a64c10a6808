package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.Totals;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Parts are exchanged and stopped while others go on. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {

    private static final int CALLS_PER_POLICY = 6;

    private final BundleContext context = Bundles.context();
    private Village village;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void open() throws Exception {
        village = new Village(context).open(context);
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    @Test(timeout = 120_000)
    public void shouldSwapFirstForDrawWhileLookUpsRun() throws Exception {
        Peer bob = village.target("127.0.2.1");
        Peer alice = village.peer("127.0.1.1");
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            Future<Void> calling = caller.submit(() -> {
                while (!enough.get()) {
                    Line atAlice = village.call(alice, bob);
                    Line atBob = village.nextAccepted();
                    atAlice.close();
                    atBob.close();
                    calls.incrementAndGet();
                }
                return null;
            });
            awaitCalls(calling, calls, "first");
            Bundle first = Bundles.matching(context, "policy.first"::equals).get(0);
            first.stop();
            awaitCalls(calling, calls, "draw");
            first.start();
            awaitCalls(calling, calls, "first");
            enough.set(true);
            // A look-up that failed at any moment would come out here.
            calling.get(30, TimeUnit.SECONDS);
        } finally {
            caller.shutdownNow();
        }
        assertThat(village.ka().totals().introduced()).isEqualTo(calls.get());
    }

    private void awaitCalls(Future<Void> calling, AtomicInteger calls, String policy) throws Exception {
        assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo(policy);
        int before = calls.get();
        village.services()
                .await("look-ups under " + policy, () -> calls.get() >= before + CALLS_PER_POLICY || calling.isDone());
        if (calling.isDone()) {
            calling.get();
        }
    }

    @Test(timeout = 60_000)
    public void shouldAskThePolicyOfHighestRankingOncePerLookUp() throws Exception {
        Peer bob = village.target("127.0.2.1");
        Peer alice = village.peer("127.0.1.1");
        AtomicInteger picks = new AtomicInteger();
        ServiceRegistration<SelectionPolicy> counting = context.registerService(
                SelectionPolicy.class,
                new Counting(picks),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        try {
            village.call(alice, bob).close();
            assertThat(picks).hasValue(1);
        } finally {
            counting.unregister();
        }
        village.call(alice, bob).close();
        assertThat(picks).hasValue(1);
    }

    private record Counting(AtomicInteger picks) implements SelectionPolicy {

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public long collectNs() {
            return 0;
        }

        @Override
        public int pick(List<Candidate> offers, RandomGenerator random) {
            picks.incrementAndGet();
            return 0;
        }
    }

    /** Invariant 10. */
    @Test(timeout = 120_000)
    public void shouldForwardWithoutKaBundlesConsoleAndPolicies() throws Exception {
        Peer bob = village.target("127.0.2.1");
        Peer alice = village.peer("127.0.1.1");
        Line atAlice = village.call(alice, bob);
        Line atBob = village.nextAccepted();
        exchange(atAlice, atBob);
        long forwarded = forwarded();

        List<Bundle> optional = Bundles.matching(context, name -> name.matches("ka\\..*|console|policy\\..*"));
        assertThat(optional).hasSize(11);
        Bundles.stop(optional);
        assertThat(village.services().all(KaStatus.class)).isEmpty();
        exchange(atAlice, atBob);
        assertThat(forwarded()).isGreaterThan(forwarded);

        Bundles.start(optional);
        village.services()
                .await(
                        "the KA server",
                        () -> village.services().all(KaStatus.class).size() == 1);
        exchange(atAlice, atBob);
        // Invariant 8: received = forwarded + knocks + dropped.
        assertThat(totals()).hasSize(3).allMatch(Totals::balanced);
    }

    private long forwarded() throws Exception {
        return totals().stream().mapToLong(Totals::forwarded).sum();
    }

    private List<Totals> totals() throws Exception {
        List<Totals> totals = new ArrayList<>();
        for (var relay : village.relays()) {
            totals.add(relay.totals().toCompletableFuture().get(5, TimeUnit.SECONDS));
        }
        return totals;
    }

    /** Both say something and hear the other, again and again. */
    private static void exchange(Line one, Line other) throws InterruptedException {
        BlockingQueue<Byte> heard = new LinkedBlockingQueue<>();
        one.receive((line, payload) -> heard.add(first(payload)));
        other.receive((line, payload) -> heard.add(first(payload)));
        for (byte i = 0; i < 50; i++) {
            assertThat(one.send(new byte[] {i})).isTrue();
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(i);
            assertThat(other.send(new byte[] {(byte) -i})).isTrue();
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo((byte) -i);
        }
    }

    private static byte first(ByteBuffer payload) {
        return payload.get();
    }
}
