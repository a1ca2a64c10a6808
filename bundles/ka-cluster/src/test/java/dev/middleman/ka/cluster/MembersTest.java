package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.cluster.Letter;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members of JGroups' making, inside one process. */
@Timeout(120)
class MembersTest {
    private static final int PEER = 7;

    private final Village village = new Village();

    @AfterEach
    void close() {
        village.close();
    }

    private void untilHeld(Member by, Member whoAsks) throws Exception {
        village.time.await("a member knows who holds the peer", () -> {
            var holder = whoAsks.holder(Peers.name(PEER));
            return holder.isPresent() && isNumberOf(by, holder.getAsLong());
        });
    }

    private static boolean isNumberOf(Member member, long number) {
        return member.number() == number;
    }

    @Test
    void shouldTellTheOthersWhoIsHereAndWhoIsGone() throws Exception {
        Member a = village.member();
        Member b = village.member();
        b.join(new RecordingHome());
        Peers.show(PEER, b);
        untilHeld(b, a);
        assertThat(b.holder(Peers.name(PEER))).as("elsewhere").isEmpty();
        assertThat(a.totals().elsewhere()).isEqualTo(1);

        b.withdraw(Peers.name(PEER));

        village.time.await("it is gone", () -> a.holder(Peers.name(PEER)).isEmpty());
        assertThat(a.totals().malformed()).isZero();
    }

    @Test
    void shouldTellAMemberThatComesLaterOfWhoIsHere() throws Exception {
        Member a = village.member();
        a.join(new RecordingHome());
        Peers.show(PEER, a);

        Member b = village.member();

        untilHeld(a, b);
    }

    @Test
    void shouldBringALetterToTheMemberThatHoldsThePeer() throws Exception {
        Member a = village.member();
        Member b = village.member();
        village.member();
        RecordingHome home = new RecordingHome();
        b.join(home);
        Peers.show(PEER, b);
        untilHeld(b, a);
        byte[] id = new byte[Letter.ID_BYTES];

        a.send(a.holder(Peers.name(PEER)).getAsLong(), new Letter.Retraction(id));

        village.time.await("the letter came", () -> home.letters.size() == 1);
        assertThat(isNumberOf(a, home.senders.get(0))).isTrue();
        assertThat(home.letters.get(0).id()).isEqualTo(id);
    }

    @Test
    void shouldFindAPeerWhereItShowedItselfLast() throws Exception {
        Member a = village.member();
        Member b = village.member();
        Member c = village.member();
        Peers.show(PEER, b);
        untilHeld(b, a);
        untilHeld(b, c);

        Peers.show(PEER, c);
        untilHeld(c, a);
        untilHeld(c, b);
        assertThat(c.holder(Peers.name(PEER))).as("elsewhere").isEmpty();

        Peers.show(PEER, b);
        untilHeld(b, a);
        untilHeld(b, c);
    }

    @Test
    void shouldFindAPeerThatIsStillRegisteredAtAnotherMemberWhenOneLeaves() throws Exception {
        Member a = village.member();
        Member b = village.member();
        Member c = village.member();
        Peers.show(PEER, b);
        untilHeld(b, c);
        Peers.show(PEER, c);
        untilHeld(c, a);

        village.leave(c);

        untilHeld(b, a);
    }

    @Test
    void shouldForgetAllPeersOfAServerThatLeft() throws Exception {
        Member a = village.member();
        Member b = village.member();
        RecordingHome home = new RecordingHome();
        b.join(home);
        Peers.show(PEER, b);
        untilHeld(b, a);

        b.leave(home);

        village.time.await("it is gone", () -> a.totals().elsewhere() == 0);
    }

    @Test
    void shouldFindAPeerAtItsNewMemberAfterItsOwnWasKilled() throws Exception {
        try (Village mortal = new Village(3_000)) {
            Member a = mortal.member();
            Member b = mortal.member();
            Member c = mortal.member();
            b.join(new RecordingHome());
            c.join(new RecordingHome());
            Peers.show(PEER, b);
            mortal.time.await("b holds it", () -> isHeld(b, a) && isHeld(b, c));

            mortal.kill(b);
            Peers.show(PEER, c);

            mortal.time.await("c holds it", () -> isHeld(c, a));
            mortal.time.await("b is missed", () -> a.members() == 2 && c.members() == 2 && isHeld(c, a));
        }
    }

    private static boolean isHeld(Member by, Member whoAsks) {
        var holder = whoAsks.holder(Peers.name(PEER));
        return holder.isPresent() && isNumberOf(by, holder.getAsLong());
    }

    @Test
    void shouldAgreeAfterASplitOnWhereAPeerShowedItselfLast() throws Exception {
        Member a = village.member();
        Member b = village.member();
        Member c = village.member();
        Peers.show(PEER, b);
        untilHeld(b, a);

        village.split();
        village.time.await("nobody sees anybody", () -> a.members() == 1 && b.members() == 1 && c.members() == 1);
        assertThat(a.holder(Peers.name(PEER)))
                .as("the peer of a member that is not there")
                .isEmpty();
        long then = village.time.wallSeconds();
        village.time.await("the clock went on", () -> village.time.wallSeconds() > then);
        Peers.show(PEER, c);
        village.mend();

        untilHeld(c, a);
        untilHeld(c, b);
        assertThat(c.holder(Peers.name(PEER))).as("elsewhere").isEmpty();
        assertThat(a.totals().elsewhere()).isEqualTo(1);
    }

    @Test
    void shouldNotLetInWhoDoesNotKnowTheSecret() throws Exception {
        Member a = village.member();
        AtomicInteger came = new AtomicInteger();
        try (Group friend = new Group(village.stack(Village.SECRET), counting(came))) {
            friend.connect();
            village.time.await("the same member with the secret is in", () -> a.members() == 2);
        }
        village.time.await("it left", () -> a.members() == 1);
        int before = came.get();

        try (Group stranger = new Group(village.stack("something else entirely"), counting(came))) {
            assertThatThrownBy(stranger::connect).isInstanceOf(SecurityException.class);
            assertThat(stranger.size()).isZero();
            assertThatThrownBy(() -> stranger.sendAll(new byte[] {1})).isInstanceOf(Exception.class);
        }
        assertThat(a.members()).isEqualTo(1);
        assertThat(came).hasValue(before);
    }

    @Test
    void shouldDropAndCountWhatIsNoMail() throws Exception {
        Member a = village.member();
        try (Group friend = new Group(village.stack(Village.SECRET), counting(new AtomicInteger()))) {
            friend.connect();
            village.time.await("it is in", () -> a.members() == 2);

            friend.sendAll(new byte[] {MailWriter.VERSION, 99});
            friend.sendAll(MailWriter.write(new Mail.AllGone()));
            village.time.await("both came", () -> a.totals().received() == 2);

            assertThat(a.totals().malformed()).isEqualTo(1);
        }
    }

    private static Group.Listener counting(AtomicInteger came) {
        return new Group.Listener() {
            @Override
            public void changed(long self, Set<Long> others) {
                // not of interest
            }

            @Override
            public void came(long member, byte[] bytes) {
                came.incrementAndGet();
            }

            @Override
            public void cameUnreadable() {
                came.incrementAndGet();
            }
        };
    }

    @Test
    void shouldCountLettersThatNobodyIsThereToTake() throws Exception {
        Member a = village.member();
        Member b = village.member();
        a.send(b.number(), new Letter.Retraction(new byte[Letter.ID_BYTES]));

        village.time.await("it was counted", () -> b.totals().untaken() == 1);
    }
}
