package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.time.Deadlines;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a caller gets its acknowledgement, on a timer that runs at once what is due at once. */
class AcknowledgementTest {
    private static final int TARGET = 7;

    private final VirtualTime time = new VirtualTime();
    private final Deadlines instant = (delayNs, work) -> {
        if (delayNs > 0) {
            return time.after(delayNs, work);
        }
        work.run();
        return () -> false;
    };
    private final KaCore core = new KaCore(
            House.generous(),
            Policies.NONE,
            new Agenda(time, instant, new Turns(failure -> {
                throw failure;
            })),
            new Random(House.SEED));
    private final Inquirer caller = new Inquirer(time);
    private final List<Boolean> acknowledgedAtOffers = new ArrayList<>();

    @Test
    void shouldHaveItBeforeItsTargetIsLookedAtThoughThatFollowsAtOnce() throws Exception {
        FakeMiddleman middleman = new FakeMiddleman(time, House.ip("198.51.100.1"));
        Inquirer there = new Inquirer(time);
        core.registerMiddleman(
                House.pub(1),
                House.registration(List.of(middleman.address()), "x"),
                middleman.address().withPort(1),
                middleman,
                there);
        assertThat(there.status()).isEqualTo(Status.CREATED);
        Inquirer registration = new Inquirer(time);
        core.registerPeer(
                new KnownPeer.Id(House.REALM, House.pid(TARGET)),
                new RegisterPeer(
                        House.REALM, House.NONCE, 3_600, Accept.ASK, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY),
                registration);
        core.watchInbox(registration.name(), new Watching());

        LookUp body = new House().lookUpOf(TARGET);
        core.lookUp(
                House.ip("192.0.2.1").withPort(1),
                body,
                Policies.Proof.none(Octets.EMPTY),
                new Exchange.Request(Exchange.hash(body.encode()), 1, caller));

        assertThat(acknowledgedAtOffers).as("at the offer").containsExactly(true);
    }

    /** Notes, when an offer comes, whether its caller was acknowledged by then. */
    private final class Watching implements Reply {
        @Override
        public void send(Answer answer) {
            throw new AssertionError("it is observed");
        }

        @Override
        public Observer observe(Answer first, Runnable ended) {
            return new Observer() {
                @Override
                public boolean notify(Answer answer) {
                    acknowledgedAtOffers.add(caller.isAcknowledged());
                    return true;
                }

                @Override
                public void close() {
                    // nobody is told
                }
            };
        }
    }
}
