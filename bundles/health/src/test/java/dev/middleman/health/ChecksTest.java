package dev.middleman.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.testkit.stub.Stubs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ChecksTest {

    private static Totals totals(long held, long reserved, long live) {
        return new Totals(
                0, 0, 0, Map.of(), 0, Map.of(), 0, held, reserved, live, 0, 0, 0, 100, 1, 16, TurnTimes.none());
    }

    private static Registrations client(String middleman, Registrations.State... states) {
        return new Registrations() {
            @Override
            public String middleman() {
                return middleman;
            }

            @Override
            public List<Registration> servers() {
                return java.util.Arrays.stream(states)
                        .map(state -> new Registration("coaps://ka", state, "", 0, 0, 0))
                        .toList();
            }

            @Override
            public void drain(boolean on) {}
        };
    }

    private static Relay relay(String name, CompletableFuture<Totals> totals) {
        return Stubs.of(
                Relay.class,
                (method, args) -> method.equals("totals")
                        ? totals
                        : new RelayDescription(name, Optional.empty(), Optional.empty(), 100, 20_000, 5_000, 600));
    }

    private static void assertSays(Result result, Result.Status status, String... parts) {
        assertThat(result.getStatus()).as("%s", result).isEqualTo(status);
        for (String part : parts) {
            assertThat(result.toString()).contains(part);
        }
    }

    @Test
    void shouldBeAliveWhileTheShardsOfAllAnswer() {
        Optional<Totals> answer = Optional.of(totals(0, 0, 3));
        assertSays(LiveCheck.judge(Map.of()), Result.Status.OK);
        assertSays(LiveCheck.judge(Map.of("m1", answer, "m2", answer)), Result.Status.OK);
        assertSays(
                LiveCheck.judge(Map.of("m1", answer, "m2", Optional.empty())),
                Result.Status.CRITICAL,
                "middle-man m2: its shards do not answer within 1 s");
    }

    @Test
    void shouldNotWaitForWhoDoesNotAnswer() {
        Map<String, Optional<Totals>> answers = Shards.totals(List.of(
                relay("m1", CompletableFuture.completedFuture(totals(1, 2, 3))),
                relay("m2", new CompletableFuture<>()),
                relay("m3", CompletableFuture.failedFuture(new IllegalStateException("gone")))));
        assertThat(answers.get("m1")).contains(totals(1, 2, 3));
        assertThat(answers.get("m2")).isEmpty();
        assertThat(answers.get("m3")).isEmpty();
    }

    @Test
    void shouldBeReadyWhenLinesCanComeAbout() {
        assertSays(ReadyCheck.judge(Set.of(), List.of(), 1, Set.of()), Result.Status.OK);
        assertSays(
                ReadyCheck.judge(Set.of(), List.of(), 0, Set.of()),
                Result.Status.TEMPORARILY_UNAVAILABLE,
                "neither a middle-man nor a KA server");
        List<Registrations> clients = List.of(
                client("m1", Registrations.State.BACKING_OFF, Registrations.State.REGISTERED),
                client("m2", Registrations.State.CONNECTING));
        assertSays(ReadyCheck.judge(Set.of("m1"), clients, 0, Set.of()), Result.Status.OK);
        assertSays(
                ReadyCheck.judge(Set.of("m1", "m2"), clients, 1, Set.of()),
                Result.Status.TEMPORARILY_UNAVAILABLE,
                "middle-man m2: no KA server has it registered");
        assertSays(
                ReadyCheck.judge(Set.of("m1"), clients, 0, Set.of("m1")),
                Result.Status.TEMPORARILY_UNAVAILABLE,
                "middle-man m1: it drains");
    }

    @Test
    void shouldBeDrainedWhenNobodyTakesOrHasSessions() {
        Optional<Totals> none = Optional.of(totals(0, 0, 0));
        assertSays(DrainedCheck.judge(Map.of("m1", none), Set.of("m1")), Result.Status.OK);
        assertSays(
                DrainedCheck.judge(Map.of("m1", none), Set.of()),
                Result.Status.TEMPORARILY_UNAVAILABLE,
                "middle-man m1: it takes sessions");
        for (Totals some : List.of(totals(1, 0, 0), totals(0, 1, 0), totals(0, 0, 1))) {
            assertSays(
                    DrainedCheck.judge(Map.of("m1", Optional.of(some)), Set.of("m1")),
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "middle-man m1: it drains and has sessions left");
        }
    }
}
