package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.cluster.PeerName;
import org.junit.jupiter.api.Test;

/** Hashes that only members make. */
class MarksTest {
    private final Marks marks = new Marks("0123456789abcdef");

    @Test
    void shouldMarkAlikeForMembersAndOtherwiseForOthers() {
        Marks same = new Marks("0123456789abcdef");
        Marks other = new Marks("0123456789abcdeg");
        byte[] what = {1, 2, 3};

        assertThat(marks.mark(what)).hasSize(16).isEqualTo(same.mark(what)).isNotEqualTo(other.mark(what));
        assertThat(marks.peer(Peers.name(1)))
                .isEqualTo(same.peer(Peers.name(1)))
                .isNotEqualTo(other.peer(Peers.name(1)))
                .isNotEqualTo(marks.peer(Peers.name(2)));
        assertThat(marks.joining(what)).isEqualTo(same.joining(what)).isNotEqualTo(other.joining(what));
    }

    @Test
    void shouldUseAnotherKeyForEachPurpose() {
        byte[] what = new byte[48];

        assertThat(Directory.Key.of(marks.mark(what)))
                .isNotEqualTo(Directory.Key.of(marks.joining(what)))
                .isNotEqualTo(marks.peer(new PeerName(new byte[32], 0, 0)));
    }
}
