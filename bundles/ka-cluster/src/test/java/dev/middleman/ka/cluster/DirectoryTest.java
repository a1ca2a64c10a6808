package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.ka.cluster.Directory.Key;
import dev.middleman.ka.cluster.Directory.Told;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who holds whom, as one member knows it. */
class DirectoryTest {
    private static final long SEED = 20_261_127L;
    private static final Key KEY = new Key(1, 2);
    private static final long SECOND = 1_000_000_000L;
    private static final long A = 10;
    private static final long B = 20;
    private static final long C = 30;

    private final Directory directory = directory(A);

    private static Directory directory(long self) {
        Directory made = new Directory(100);
        made.callUs(self);
        return made;
    }

    @Test
    void shouldFindAPeerOfAnotherMemberUntilItEnds() {
        directory.heard(B, new Told(KEY, 5, 60), 0);

        assertThat(directory.holder(KEY, 59 * SECOND)).hasValue(B);
        assertThat(directory.holder(KEY, 60 * SECOND)).isEmpty();
        assertThat(directory.elsewhere()).isEqualTo(1);
        directory.sweep(60 * SECOND);
        assertThat(directory.elsewhere()).isZero();
    }

    @Test
    void shouldHoldAPeerLongerWhenItIsToldAgain() {
        directory.heard(B, new Told(KEY, 5, 60), 0);
        directory.heard(B, new Told(KEY, 6, 60), 50 * SECOND);

        assertThat(directory.holder(KEY, 100 * SECOND)).hasValue(B);
    }

    @Test
    void shouldNotLookElsewhereForAPeerThatShowedItselfHereLast() {
        directory.heard(B, new Told(KEY, 5, 60), 0);
        Told told = directory.seen(KEY, 60, 0, 1_000);

        assertThat(directory.holder(KEY, 0)).isEmpty();
        directory.heard(B, new Told(KEY, told.stamp() + 1, 60), 0);
        assertThat(directory.holder(KEY, 0)).as("it went there").hasValue(B);
        directory.gone(B, KEY);
        assertThat(directory.holder(KEY, 0)).as("it left there").isEmpty();
    }

    @Test
    void shouldStampLaterThanAnythingItKnowsWhateverTheClocksSay() {
        long ahead = 2_000L << 20;
        directory.heard(B, new Told(KEY, ahead, 60), 0);

        Told first = directory.seen(KEY, 60, 0, 1_000);
        Told second = directory.seen(KEY, 60, 0, 900);

        assertThat(first.stamp()).isGreaterThan(ahead);
        assertThat(second.stamp()).isGreaterThan(first.stamp());
    }

    @Test
    void shouldForgetWhatItsHolderSaysIsGoneAndNobodyElse() {
        directory.heard(B, new Told(KEY, 5, 60), 0);
        directory.gone(C, KEY);
        assertThat(directory.holder(KEY, 0)).hasValue(B);
        directory.gone(B, KEY);
        assertThat(directory.holder(KEY, 0)).isEmpty();
    }

    @Test
    void shouldForgetThePeersOfMembersThatAreGoneAndKeepOurs() {
        Key other = new Key(3, 4);
        directory.heard(B, new Told(KEY, 5, 60), 0);
        directory.heard(C, new Told(other, 5, 60), 0);
        directory.seen(new Key(5, 6), 60, 0, 1_000);

        directory.retain(Set.of(C));

        assertThat(directory.holder(KEY, 0)).isEmpty();
        assertThat(directory.holder(other, 0)).hasValue(C);
        assertThat(directory.ours(0)).hasSize(1);
        directory.gone(C);
        assertThat(directory.holder(other, 0)).isEmpty();
        directory.dropOurs();
        assertThat(directory.ours(0)).isEmpty();
    }

    @Test
    void shouldNotTellOfWhatIsOver() {
        directory.seen(KEY, 60, 0, 1_000);

        assertThat(directory.ours(30 * SECOND)).extracting(Told::seconds).containsExactly(30);
        assertThat(directory.ours(60 * SECOND)).isEmpty();
    }

    @Test
    void shouldTakeNoMorePeersThanItMay() {
        Directory small = new Directory(1);
        Told another = new Told(new Key(7, 8), 5, 60);
        assertThat(small.heard(B, new Told(KEY, 5, 60), 0)).isTrue();

        assertThat(small.heard(B, another, 0)).isFalse();
        assertThat(small.heard(B, new Told(KEY, 6, 60), 0))
                .as("one that is noted")
                .isTrue();
        small.gone(B, KEY);

        assertThat(small.heard(B, another, 0)).isTrue();
        assertThat(small.elsewhere()).isEqualTo(1);
    }

    /** Peers show themselves at members that cannot hear each other; then everyone tells everyone, in any order. */
    @Test
    void shouldAgreeOnOneHolderWhoeverHearsWhatFirst() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            List<Directory> members = List.of(directory(1), directory(2), directory(3));
            List<Key> keys = List.of(new Key(0, 1), new Key(0, 2), new Key(0, 3));
            Map<Key, Long> latest = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                Key key = keys.get(random.nextInt(keys.size()));
                Told told = members.get(random.nextInt(3)).seen(key, 60, 0, 1_000 + random.nextInt(2));
                latest.merge(key, told.stamp(), Math::max);
            }
            tellEveryone(members, random);

            for (Key key : latest.keySet()) {
                long holder = holder(members, key);
                for (int i = 0; i < 3; i++) {
                    if (holder == i + 1) {
                        assertThat(members.get(i).holder(key, 0)).isEmpty();
                        assertThat(members.get(i).ours(0)).contains(new Told(key, latest.get(key), 60));
                    } else {
                        assertThat(members.get(i).holder(key, 0)).hasValue(holder);
                    }
                }
            }
        }
    }

    /** The one member that does not look elsewhere. */
    private static long holder(List<Directory> members, Key key) {
        List<Long> holders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if (members.get(i).holder(key, 0).isEmpty()) {
                holders.add(i + 1L);
            }
        }
        assertThat(holders).as("holders of one peer").hasSize(1);
        return holders.get(0);
    }

    private static void tellEveryone(List<Directory> members, Random random) {
        List<Runnable> letters = new ArrayList<>();
        for (int from = 0; from < 3; from++) {
            long sender = from + 1;
            List<Told> ours = members.get(from).ours(0);
            for (int to = 0; to < 3; to++) {
                if (to != from) {
                    Directory hearer = members.get(to);
                    ours.forEach(told -> letters.add(() -> hearer.heard(sender, told, 0)));
                }
            }
        }
        Collections.shuffle(letters, random);
        letters.forEach(Runnable::run);
    }
}
