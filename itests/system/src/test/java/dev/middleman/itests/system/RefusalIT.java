package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come to nothing, and what a script can learn from them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RefusalIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String NOBODY = "1:2:3:4:5:6:7:8";
    private static final int NOT_FOUND = 3;
    private static final int NO_MIDDLEMAN = 5;
    private static final int NO_SERVER = 6;

    private Site site;
    private Network network;
    private Node ka;
    private Host alice;
    private Host bob;
    private Peers peers;

    @BeforeAll
    void startKaServer(@TempDir Path folder) {
        site = Site.open(folder);
        Host kaHost = site.host("ka");
        alice = site.host("alice");
        bob = site.host("bob");
        network = new Network(site, folder, kaHost);
        // Trying a middle-man is a session, too.
        ka = network.startKa(Map.of("selfTest", false));
        peers = new Peers(folder, network.newRealm());
    }

    @AfterAll
    void stopNodes() {
        site.close();
    }

    @Test
    @Order(1)
    void shouldSayAtOnceThatNoMiddlemanIsThere() {
        Program call = peers.start(alice, "call", null, List.of(NOBODY));

        call.awaitLine("\"reason\":\"NO_MIDDLEMAN\".*\"retryAfter\":[1-9]", LIMIT);
        assertThat(call.awaitExit(LIMIT)).isEqualTo(NO_MIDDLEMAN);
    }

    @Test
    @Order(2)
    void shouldAnswerForAnUnwillingPeerAsForOneThatDoesNotExist() {
        Node middleman = network.startMiddleman(site.host("m1")).awaitReady().awaitRegistered(LIMIT);
        String bobsPid = peers.newId("bob");
        Program unwilling = peers.listen(bob, "127.0.0.1:9", "--accept", "refuse");

        Program toNobody = peers.start(alice, "call", null, List.of(NOBODY));
        Program toBob = peers.start(alice, "call", null, List.of(bobsPid));

        String answer = toNobody.awaitLine("\"event\":\"error\".*", LIMIT).group();
        assertThat(toBob.awaitLine("\"event\":\"error\".*", LIMIT).group()).isEqualTo(answer);
        assertThat(toNobody.awaitExit(LIMIT)).isEqualTo(NOT_FOUND);
        assertThat(toBob.awaitExit(LIMIT)).isEqualTo(NOT_FOUND);
        assertThat(middleman.total("opened"))
                .as("sessions: no middle-man hears of such calls")
                .isZero();
        unwilling.close();
    }

    @Test
    @Order(3)
    void shouldTalkToNoKaServerWithAnotherKey() {
        String address = network.kaAddress(network.kaIp());
        String forged = address.substring(0, address.indexOf("sha256=") + 7) + "A".repeat(43);

        Program call = peers.start(alice, "call", null, List.of(NOBODY, "--ka", forged));

        call.awaitLine("\"reason\":\"NO_SERVER\".*key is not the pinned one", LIMIT);
        assertThat(call.awaitExit(LIMIT)).isEqualTo(NO_SERVER);
    }

    @Test
    @Order(4)
    void shouldTellThatNoKaServerAnswers() {
        ka.program().kill();

        Program call = peers.start(alice, "call", null, List.of(NOBODY));

        call.awaitLine("\"reason\":\"NO_SERVER\"", LIMIT);
        assertThat(call.awaitExit(LIMIT)).isEqualTo(NO_SERVER);
    }
}
