package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.ka.cluster.Village;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Line;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The desks of three KA servers that are one, and what really goes between them. */
@Timeout(120)
class ClusteredDesksTest {
    private static final int PEER = 7;
    private static final int LONG_MS = 8_000;
    private static final int SHORT_MS = 500;

    private final Village village = new Village();
    private final List<Cluster> members = new ArrayList<>();
    private final List<ServedDesk> desks = new ArrayList<>();

    private void open(int refusalMs) throws Exception {
        for (int i = 0; i < 3; i++) {
            members.add(village.cluster());
            desks.add(new ServedDesk(village.time, members.get(i), refusalMs));
        }
        desks.get(0).middleman();
    }

    @AfterEach
    void close() {
        desks.forEach(ServedDesk::close);
        village.close();
    }

    private void untilKnown(int asker) throws Exception {
        Cluster member = members.get(asker);
        village.time.await("it is known there that the peer is here", () -> member.holder(ServedDesk.name(PEER))
                .isPresent());
    }

    private void shouldBeIntroduced(int home, Heard inbox) throws Exception {
        Heard caller = desks.get(0).lookUp(PEER);
        Heard target = desks.get(home).sayYes(inbox);

        Answer answer = caller.next();
        assertThat(answer.status()).isEqualTo(Status.CREATED);
        Line a = Line.parse(answer.payload());
        Line b = Line.parse(target.next().payload());
        assertThat(a.role()).isEqualTo('a');
        assertThat(b.role()).isEqualTo('b');
        assertThat(a.endpoints()).isNotEmpty().isEqualTo(b.endpoints());
        assertThat(a.sid()).isNotEqualTo(b.sid());
    }

    @Test
    void shouldCallAPeerThroughAnotherMember() throws Exception {
        open(LONG_MS);
        Heard inbox = desks.get(1).peer(PEER, Accept.ASK);
        untilKnown(0);

        shouldBeIntroduced(1, inbox);
    }

    @Test
    void shouldCallAPeerThatWentToAnotherMemberWhenItsOwnWasKilled() throws Exception {
        open(LONG_MS);
        desks.get(1).peer(PEER, Accept.ASK);
        untilKnown(0);
        long before = members.get(0).holder(ServedDesk.name(PEER)).getAsLong();

        village.kill(members.get(1));
        Heard inbox = desks.get(2).peer(PEER, Accept.ASK);
        village.time.await(
                "it is known that it went",
                () -> members.get(0).holder(ServedDesk.name(PEER)).orElse(before) != before);

        shouldBeIntroduced(2, inbox);
    }

    @Test
    void shouldCallAPeerThatIsRegisteredTwiceWhereItWasLast() throws Exception {
        open(LONG_MS);
        desks.get(1).peer(PEER, Accept.ASK);
        untilKnown(2);

        Heard inbox = desks.get(2).peer(PEER, Accept.ASK);
        untilKnown(1);
        long earlier = members.get(2).holder(ServedDesk.name(PEER)).orElse(0);
        village.time.await(
                "all know that it was seen there last",
                () -> members.get(0).holder(ServedDesk.name(PEER)).orElse(0) != 0
                        && members.get(0)
                                .holder(ServedDesk.name(PEER))
                                .equals(members.get(1).holder(ServedDesk.name(PEER))));

        assertThat(earlier).as("elsewhere, for the member that it is at").isZero();
        shouldBeIntroduced(2, inbox);
    }

    @Test
    void shouldRefuseUnknownAndUnwillingPeersAlike() throws Exception {
        open(SHORT_MS);
        desks.get(1).peer(PEER, Accept.REFUSE);
        untilKnown(0);

        Answer unwilling = desks.get(0).lookUp(PEER).next();
        Answer unknown = desks.get(0).lookUp(PEER + 1).next();

        assertThat(unwilling.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(unwilling.payload()).isEqualTo(unknown.payload());
        assertThat(unwilling.maxAgeSeconds()).isEqualTo(unknown.maxAgeSeconds());
        assertThat(desks.get(1).core.totals().offers()).isZero();
    }
}
