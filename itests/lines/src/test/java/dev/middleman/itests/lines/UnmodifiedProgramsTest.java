package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.api.relay.Totals;
import dev.middleman.peer.Agent;
import dev.middleman.peer.LineState;
import dev.middleman.peer.Peer;
import dev.middleman.peer.line.Leg;
import dev.middleman.wire.control.Accept;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that send to the middle-man themselves, with agents and by hints; everything between them is real. */
@Timeout(120)
class UnmodifiedProgramsTest {
    private static final int ALICE = 11;
    private static final int BOB = 12;
    private static final int MALLORY = 13;

    @TempDir
    Path folder;

    private World world;
    private World.Place middleman;
    private UdpProgram alice;
    private UdpProgram bob;
    private UdpProgram mallory;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        middleman = world.addMiddleman(1);
        alice = new UdpProgram(ALICE);
        bob = new UdpProgram(BOB);
        mallory = new UdpProgram(MALLORY);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        mallory.close();
        world.close();
    }

    @Test
    void shouldCarryDatagramsOfProgramsWithAgents() throws Exception {
        try (Peer alices = world.agent(ALICE);
                Peer bobs = world.agent(BOB);
                Agent.Listening listening = Agent.listening(bob::sendTo)) {
            get(bobs.register(Accept.ASK, listening));
            try (Agent calling = get(Agent.calling(alices, bobs.pid(), alice::sendTo))) {
                assertThat(calling.line().orElseThrow().send(new byte[] {1}))
                        .as("an agent carries nothing itself")
                        .isFalse();
                mallory.sendTo(calling.line().orElseThrow().relay().orElseThrow());
                mallory.say("I was first");
                UdpProgram.converse(alice, bob);
                World.until(
                        "the agent knows", () -> calling.line().orElseThrow().state() == LineState.OPEN);
                assertThat(totals().dropped().get(DropReason.UNKNOWN_SOURCE)).isPositive();

                alice.changePort();
                UdpProgram.converse(alice, bob);
                assertThat(totals().moved()).isOne();
                assertThat(totals().latched()).containsEntry(LatchMode.ARM, 2L);
            }
            World.until("the agent's BYE ended the session", () -> totals().live() == 0);
        }
    }

    @Test
    void shouldCarryDatagramsOfProgramsByHint() throws Exception {
        List<Leg> legs = get(middleman
                .middleman()
                .session(new CommitRequest(
                        LegRequest.hinted(World.loopback(ALICE, 1)), LegRequest.hinted(World.loopback(BOB, 1)))));
        alice.sendTo(legs.get(0).endpoints().get(0));
        bob.sendTo(legs.get(1).endpoints().get(0));
        mallory.sendTo(legs.get(0).endpoints().get(0));
        mallory.say("I was first");
        UdpProgram.converse(alice, bob);
        assertThat(mallory.hear()).isEmpty();
        assertThat(totals().latched()).containsEntry(LatchMode.HINT, 2L);
        assertThat(totals().dropped().get(DropReason.UNKNOWN_SOURCE)).isOne();
    }

    private Totals totals() {
        try {
            Totals totals = get(middleman.middleman().relay().totals());
            assertThat(totals.balanced()).isTrue();
            return totals;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
