package dev.middleman.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demonstration is worth something only if it can fail. */
class FactsTest {

    private static final Endpoint M1 = Endpoints.of("127.0.3.1").withPort(40_001);
    private static final Endpoint M2 = Endpoints.of("127.0.3.2").withPort(40_002);
    private static final Endpoint BOB = Endpoints.of("127.0.2.1").withPort(40_003);
    private static final Facts.Places PLACES = new Facts.Places(
            Map.of("alice", Endpoints.of("127.0.1.1"), "bob", Endpoints.of("127.0.2.1")), Stage.MIDDLE_MEN);
    private static final Facts.Traffic ALL = new Facts.Traffic(500, 500, true, 508, true);
    private static final Facts.Forgotten GONE = new Facts.Forgotten(true, 2.1, 1);

    private static Facts facts(
            Endpoint toldAlice, Endpoint aliceSaw, Facts.Traffic traffic, Facts.Forgotten forgotten) {
        return new Facts(
                1,
                3,
                3,
                Map.of("alice", List.of(toldAlice), "bob", List.of(M1)),
                Map.of("alice", List.of(aliceSaw), "bob", List.of(M1)),
                PLACES,
                traffic,
                forgotten,
                3.0);
    }

    @Test
    void shouldFindNothingWhenAllHolds() {
        assertThat(facts(M1, M1, ALL, GONE).broken()).isEmpty();
    }

    @Test
    void shouldNoticeAPeersAddress() {
        assertThat(facts(M1, BOB, ALL, GONE).broken()).containsExactly("each peer saw only what it was introduced to");
        assertThat(facts(BOB, BOB, ALL, GONE).broken())
                .containsExactly("only one middle-man was introduced, and no peer");
    }

    @Test
    void shouldNoticeTwoMiddleMen() {
        assertThat(facts(M2, M2, ALL, GONE).broken())
                .containsExactly("only one middle-man was introduced, and no peer");
    }

    @Test
    void shouldNoticeWhatIsLostOrChangedOrNotAccountedFor() {
        assertThat(facts(M1, M1, new Facts.Traffic(500, 499, false, 507, false), GONE)
                        .broken())
                .containsExactly(
                        "every datagram arrived",
                        "every datagram arrived intact",
                        "every received datagram is accounted for");
        assertThat(facts(M1, M1, new Facts.Traffic(500, 500, true, 0, true), GONE)
                        .broken())
                .containsExactly("the middle-man forwarded them");
    }

    @Test
    void shouldNoticeASessionThatStaysOrEndsByAGoodbye() {
        String claim = "the session was gone after idle, and not before";
        assertThat(facts(M1, M1, ALL, new Facts.Forgotten(false, 10, 1)).broken())
                .containsExactly(claim);
        assertThat(facts(M1, M1, ALL, new Facts.Forgotten(true, 0.1, 1)).broken())
                .containsExactly(claim);
    }

    @Test
    void shouldWriteTheFactsAsJson() {
        assertThat(FactsJson.of(facts(M1, M1, ALL, GONE)))
                .startsWith("{\"kaServers\":1,\"middleMen\":3,\"offers\":3,\"introduced\":[\"127.0.3.1:40001\"],")
                .contains("\"peerSaw\":{\"", "\"sent\":500", "\"intact\":true", "\"expired\":true", "\"broken\":[]}");
    }
}
