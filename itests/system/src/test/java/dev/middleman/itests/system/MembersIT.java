package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Members;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A KA server on three machines, of which one dies and one leaves. Bob is registered at two of them, and called through the
 * third.
 */
@Timeout(240)
class MembersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Site site;
    private Host a;
    private Host b;
    private Host c;
    private Host bob;
    private Members members;
    private Peers peers;
    private String bobsPid;
    private int callers;

    @BeforeEach
    @Timeout(180)
    void startMembers(@TempDir Path folder) {
        site = Site.open(folder);
        a = site.host("a");
        b = site.host("b");
        c = site.host("c");
        bob = site.host("bob");
        members = new Members(site, folder, List.of(a, b, c));
        Network network = members.networkOf(c);
        network.startMiddleman(site.host("m1"), members.kaAddresses())
                .awaitReady()
                .awaitRegistered(LIMIT);
        members.awaitSeen(List.of(a, b, c), LIMIT);
        peers = new Peers(folder, network.newRealm());
        bobsPid = peers.newId("bob");
    }

    @AfterEach
    void stopAll() {
        site.close();
    }

    @Test
    void shouldCallAPeerWhateverMemberDiesOrLeaves() {
        peers.listen(bob, "127.0.0.1:9", "--ka", members.kaAddress(a), "--ka", members.kaAddress(b));
        awaitPeers(a, 1);
        awaitPeers(b, 1);
        members.awaitElsewhere(c, 1, LIMIT);
        shouldBeCalled("at first");

        members.at(a).program().kill();
        members.awaitSeen(List.of(b, c), LIMIT);
        shouldBeCalled("through the two that are left");

        members.start(a);
        members.awaitSeen(List.of(a, b, c), LIMIT);
        awaitPeers(a, 1);
        shouldBeCalled("when the one that was killed is back");

        members.at(b).program().terminate();
        assertThat(members.at(b).program().awaitExit(LIMIT)).isZero();
        members.awaitSeen(List.of(a, c), LIMIT);
        shouldBeCalled("through the one that was back, when the other had left");
        members.awaitElsewhere(c, 1, LIMIT);
        awaitPeers(c, 0);
    }

    private void awaitPeers(Host member, int wanted) {
        members.at(member).askUntil("middleman:ka --json", "\\{\"coaps.*", "\"peers\": " + wanted + ",", LIMIT);
    }

    /**
     * By a stranger who knows the third member only, where Bob is not. It may take the members a moment to tell each other
     * where he still is.
     */
    private void shouldBeCalled(String when) {
        long beginNs = System.nanoTime();
        Host caller = site.host("caller" + ++callers);
        while (!isCalled(caller)) {
            assertThat(Duration.ofNanos(System.nanoTime() - beginNs))
                    .as("not called " + when)
                    .isLessThan(LIMIT);
        }
        System.out.println("called " + when + ", after "
                + Duration.ofNanos(System.nanoTime() - beginNs).toMillis() + " ms");
    }

    private boolean isCalled(Host from) {
        List<String> options = List.of(bobsPid, "--local", "127.0.0.1:0", "--plain");
        Program caller = peers.start(from, "call", null, options, "--ka", members.kaAddress(c));
        boolean ready =
                caller.awaitLine("\"event\":\"(ready|error)\"", LIMIT).group(1).equals("ready");
        caller.terminate();
        caller.awaitLine("\"event\":\"closed\"", LIMIT);
        return ready;
    }
}
