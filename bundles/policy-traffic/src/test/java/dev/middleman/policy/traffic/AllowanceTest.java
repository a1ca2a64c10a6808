package dev.middleman.policy.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.TurnTimes;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final SessionLimits OWN = new SessionLimits(20_000, 5_000, 64);

    private static TrafficGrant ask(Allowance allowance, SessionLimits own, long promised, long forwardedBytes) {
        NodeLoad load = new NodeLoad(1, 100, promised, 0, 0, forwardedBytes, TurnTimes.none());
        return allowance.grant(new CapacityRequest("m1", "", own, load));
    }

    private static TrafficGrant ask(Allowance allowance) {
        return ask(allowance, OWN, 0, 0);
    }

    @Test
    void shouldGrantTheNodesOwnByDefault() {
        Allowance none = new Allowance(0, 0, 0, 0, 0, false);
        assertThat(ask(none, OWN, Long.MAX_VALUE / 2, Long.MAX_VALUE)).isEqualTo(new TrafficGrant.Granted(OWN));
    }

    @Test
    void shouldGrantRatesButNeverMoreThanTheNodeWould() {
        Allowance rates = new Allowance(1_000, 9_000, 0, 0, 0, false);
        assertThat(ask(rates)).isEqualTo(new TrafficGrant.Granted(new SessionLimits(1_000, 5_000, 64)));
        SessionLimits less = new SessionLimits(500, 5_000, 64);
        assertThat(ask(rates, less, 0, 0)).isEqualTo(new TrafficGrant.Granted(less));
    }

    @Test
    void shouldKeepASourceToItsBoundByTheNumberOfItsLegs() {
        Allowance source = new Allowance(1_000, 0, 3_500, 0, 0, false);
        assertThat(ask(source)).isEqualTo(new TrafficGrant.Granted(new SessionLimits(1_000, 5_000, 3)));
        SessionLimits less = new SessionLimits(10, 5_000, 64);
        assertThat(ask(source, less, 0, 0))
                .as("whatever less was asked for")
                .isEqualTo(new TrafficGrant.Granted(new SessionLimits(10, 5_000, 3)));
        assertThat(ask(new Allowance(1_000, 0, 2_000_000, 0, 0, false)))
                .isEqualTo(new TrafficGrant.Granted(new SessionLimits(1_000, 5_000, 64)));
    }

    @Test
    void shouldPromiseNoMoreThanTheTotal() {
        Allowance total = new Allowance(1_000, 0, 0, 10_000, 0, false);
        assertThat(ask(total, OWN, 9_000, 0)).isInstanceOf(TrafficGrant.Granted.class);
        assertThat(ask(total, OWN, 9_001, 0)).isEqualTo(new TrafficGrant.Refused(Refusal.BUSY));
    }

    @Test
    void shouldGrantNothingMoreWhenTheVolumeIsSpent() {
        Allowance volume = new Allowance(0, 0, 0, 0, 2, false);
        assertThat(ask(volume, OWN, 0, (2 << 20) - 1)).isInstanceOf(TrafficGrant.Granted.class);
        assertThat(ask(volume, OWN, 0, 2 << 20)).isEqualTo(new TrafficGrant.Refused(Refusal.SPENT));
    }

    @Test
    void shouldNameTheValueAndTheRangeOfWhatCannotBe() {
        refused(() -> new Allowance(7, 0, 0, 0, 0, false), "kbitPerSecond 7 is neither 0 nor in 8..40000000");
        refused(() -> new Allowance(0, -1, 0, 0, 0, false), "datagramsPerSecond -1 is neither 0 nor in 1..4000000");
        refused(
                () -> new Allowance(0, 0, 0, 2_000_000_001, 0, false),
                "totalKbitPerSecond 2000000001 is neither 0 nor in 8..2000000000");
        refused(() -> new Allowance(0, 0, 0, 0, -5, false), "volumeMebibytes -5 is neither 0 nor in 1..2147483647");
        refused(
                () -> new Allowance(0, 0, 100, 0, 0, false),
                "sourceKbitPerSecond 100 needs a kbitPerSecond from 8 to that, which is 0");
        refused(
                () -> new Allowance(101, 0, 100, 0, 0, false),
                "sourceKbitPerSecond 100 needs a kbitPerSecond from 8 to that, which is 101");
    }

    private static void refused(Runnable making, String why) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessage(why);
    }
}
