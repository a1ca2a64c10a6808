package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private final Random random = new Random(7);
    private final List<KaAddress> servers = servers(8);

    @Test
    void shouldFindTheSameTwoWhateverTheOrderOfTheList() {
        for (int i = 0; i < 100; i++) {
            Pid pid = new Pid(random.nextLong(), random.nextLong());
            List<KaAddress> shuffled = new ArrayList<>(servers);
            Collections.shuffle(shuffled, random);
            assertThat(Rendezvous.serversOf(pid, shuffled))
                    .isEqualTo(Rendezvous.serversOf(pid, servers))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldGiveEveryServerItsShare() {
        Map<KaAddress, Integer> peers = new HashMap<>();
        for (int i = 0; i < 8_000; i++) {
            Pid pid = new Pid(random.nextLong(), random.nextLong());
            Rendezvous.serversOf(pid, servers).forEach(server -> peers.merge(server, 1, Integer::sum));
        }
        assertThat(peers).hasSize(8);
        assertThat(peers.values()).allMatch(count -> count > 1_800 && count < 2_200);
    }

    @Test
    void shouldMoveOnlyThePeersOfAServerThatLeft() {
        List<KaAddress> fewer = servers.subList(0, 7);
        for (int i = 0; i < 1_000; i++) {
            Pid pid = new Pid(random.nextLong(), random.nextLong());
            List<KaAddress> before = Rendezvous.serversOf(pid, servers);
            if (!before.contains(servers.get(7))) {
                assertThat(Rendezvous.serversOf(pid, fewer)).isEqualTo(before);
            }
        }
    }

    @Test
    void shouldDoWithOneServer() {
        assertThat(Rendezvous.serversOf(new Pid(1, 2), servers.subList(0, 1))).containsExactly(servers.get(0));
    }

    private List<KaAddress> servers(int count) {
        List<KaAddress> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[32];
            random.nextBytes(id);
            made.add(new KaAddress("ka" + i + ".example", 5_684, Octets.of(id)));
        }
        return List.copyOf(made);
    }
}
