package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.Ticks;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

/** The metrics endpoint beside a KA server and middle-men in use, by a clock that the test turns. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MetricsIT {

    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int SESSIONS = 12;
    /** Of {@link NumberedTraffic}'s two ends: as text, in hexadecimal digits of either order, and as numbers. */
    private static final List<String> PEERS = List.of(
            "127.0.1.9", "127.0.2.9", "7f000109", "7f000209", "0901007f", "0902007f", "2130706697", "2130706953");

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);
    private final Scraper scraper = new Scraper(context);
    private final AtomicLong nowNs = new AtomicLong();
    private ServiceRegistration<Ticks> clock;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node(), Distribution.optional("bundle-metrics")};
    }

    @Before
    public void open() throws Exception {
        Ticks ticks = new Ticks() {
            @Override
            public long nowNs() {
                return nowNs.get();
            }

            @Override
            public long wallSeconds() {
                return 0;
            }
        };
        // For the endpoint alone.
        clock = context.registerService(
                Ticks.class, ticks, new Hashtable<>(Map.of("by.hand", true, Constants.SERVICE_RANKING, -1)));
        assertThat(scraper.isThere()).as("an endpoint before it is configured").isFalse();
        village.open(context);
        village.update(
                village.admin().getConfiguration("dev.middleman.metrics", "?"),
                Map.of("port", 0, "Ticks.target", "(by.hand=true)"));
        village.services().await("the endpoint", scraper::isThere);
    }

    @After
    public void close() throws Exception {
        village.close();
        village.services().await("the end of the endpoint", () -> !scraper.isThere());
        clock.unregister();
    }

    @Test(timeout = 120_000)
    public void shouldMoveOnceAMinuteAndTellNothingOfAFewSessionsOrOfAPeer() throws Exception {
        int port = scraper.port();
        String first = Scraper.scrape(port);
        assertThat(first)
                .contains("middleman_up{middleman=\"m1\"} 1.0\n")
                .contains("middleman_registrations{middleman=\"m1\",state=\"registered\"} 1.0\n")
                .contains("middleman_ka_middlemen 3.0\n")
                .endsWith("# EOF\n");

        Relay m1 = village.services().named(Relay.class, "(middleman.name=m1)").orElseThrow();
        try (NumberedTraffic traffic = new NumberedTraffic("127.0.3.1", 500).start(m1)) {
            open(m1, SESSIONS - 1);
            village.services().await("sessions", () -> sessions(m1) >= SESSIONS);
            assertThat(Scraper.scrape(port)).isEqualTo(first);
            nowNs.addAndGet(MINUTE_NS - 1);
            assertThat(Scraper.scrape(port)).isEqualTo(first);

            nowNs.incrementAndGet();
            String second = Scraper.scrape(port);
            assertThat(number(second, "datagrams_forwarded_total"))
                    .isGreaterThan(number(first, "datagrams_forwarded_total"));
            // The KA server tries middle-men by sessions of its own.
            assertThat(number(second, "sessions")).isGreaterThanOrEqualTo(SESSIONS);
            assertThat(number(second, "sessions_opened_total") % 10).isZero();
            assertThat(second)
                    .contains("middleman_sessions_few{middleman=\"m1\"} 0.0\n")
                    .contains("middleman_sessions_few{middleman=\"m2\"} 1.0\n")
                    .doesNotContain("middleman_sessions{middleman=\"m2\"}");
            assertThat(Scraper.scrape(port)).isEqualTo(second);

            assertThat(PEERS).allMatch(needle -> hasOneOf(second + needle));
            assertThat(hasOneOf(second)).as("an address of a peer").isFalse();
            assertThat(traffic.stop().received()).isPositive();
        }
    }

    /** Of the middle-man in use. */
    private static double number(String text, String metric) {
        Matcher line = Pattern.compile("(?m)^middleman_" + metric + "\\{middleman=\"m1\"} (\\S+)$")
                .matcher(text);
        assertThat(line.find()).as(metric).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static boolean hasOneOf(String text) {
        return PEERS.stream().anyMatch(text::contains);
    }

    private static void open(Relay relay, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            HoldResult.Held held = (HoldResult.Held) relay.hold(new HoldRequest(0, Families.IP4, 0, 10))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            relay.commit(held.handle(), new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static long sessions(Relay relay) {
        var totals = relay.totals().toCompletableFuture().join();
        return totals.held() + totals.reserved() + totals.live();
    }

    /** Middle-men come and go; the endpoint and its minute stay. */
    @Test(timeout = 120_000)
    public void shouldGoOnWhileMiddleMenGoAndStopInGoodOrder() throws Exception {
        int port = scraper.port();
        assertThat(Scraper.scrape(port)).contains("middleman_up{middleman=\"m1\"} 1.0\n");
        Bundle engine = Bundles.matching(context, "engine"::equals).get(0);
        engine.stop();
        assertThat(Scraper.scrape(port)).contains("middleman_up{middleman=\"m1\"} 1.0\n");
        nowNs.addAndGet(MINUTE_NS);
        assertThat(Scraper.scrape(port)).doesNotContain("middleman_up").contains("middleman_ka_middlemen ");
        engine.start();

        Bundle metrics = Bundles.matching(context, "metrics"::equals).get(0);
        assertThat(threads()).isNotEmpty();
        metrics.stop();
        assertThat(threads()).isEmpty();
        assertThatThrownBy(() -> Scraper.scrape(port)).isInstanceOf(IOException.class);
        metrics.start();
        village.services().await("the endpoint", scraper::isThere);
        assertThat(Scraper.scrape(scraper.port())).endsWith("# EOF\n");
    }

    private static List<String> threads() {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .map(Thread::getName)
                .filter(name -> name.startsWith("middleman-metrics-"))
                .toList();
    }
}
