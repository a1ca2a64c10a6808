package dev.middleman.ka.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusFiguresTest {

    private final Deque<Runnable> due = new ArrayDeque<>();
    private long delayNs;
    private long peers;

    private final Deadlines deadlines = (delay, task) -> {
        delayNs = delay;
        due.add(task);
        return new Deadline() {
            @Override
            public boolean cancel() {
                return due.remove(task);
            }
        };
    };

    private KaTotals totals() {
        return new KaTotals(peers, 3, 1_239, 9, 0, 0, 100, 0, 0, 57, 0, 0, 0);
    }

    private static String text(StatusFigures figures) {
        return new String(figures.json(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "9, 0",
        "10, 10",
        "19, 10",
        "20, 20",
        "99, 90",
        "100, 100",
        "109, 100",
        "119, 110",
        "999, 990",
        "1000, 1000",
        "1099, 1000",
        "1100, 1100",
        "123456, 120000",
        "9223372036854775807, 9200000000000000000"
    })
    void shouldTellNothingFinerThanTenNorThanTwoDigits(long exact, long told) {
        assertThat(StatusFigures.coarse(exact)).isEqualTo(told);
    }

    @Test
    void shouldNotTellAFewFromNobody() {
        String nobody = text(new StatusFigures(this::totals, deadlines));
        peers = 9;
        assertThat(text(new StatusFigures(this::totals, deadlines))).isEqualTo(nobody);
        peers = 10;
        assertThat(text(new StatusFigures(this::totals, deadlines))).isNotEqualTo(nobody);
    }

    @Test
    void shouldSayTheSameForAMinuteWhateverHappens() {
        StatusFigures figures = new StatusFigures(this::totals, deadlines);
        String first = text(figures);
        peers = 1_000;
        assertThat(text(figures)).isEqualTo(first).endsWith("\"samples\":[[null,null,1200,null,100,50]]}");
        assertThat(delayNs).isEqualTo(TimeUnit.MINUTES.toNanos(1));

        due.remove().run();

        assertThat(text(figures)).endsWith("[[null,null,1200,null,100,50],[1000,null,1200,null,100,50]]}");
    }

    @Test
    void shouldKeepThreeHoursAndNoMore() {
        StatusFigures figures = new StatusFigures(this::totals, deadlines);
        for (int minute = 1; minute < StatusFigures.KEPT; minute++) {
            due.remove().run();
        }
        int full = text(figures).length();
        for (int minute = 0; minute < 50; minute++) {
            due.remove().run();
        }
        assertThat(text(figures)).hasSize(full);
    }

    @Test
    void shouldTakeNoMoreSamplesOnceClosed() {
        StatusFigures figures = new StatusFigures(this::totals, deadlines);
        assertThat(due).hasSize(1);
        figures.close();
        assertThat(due).isEmpty();
    }
}
