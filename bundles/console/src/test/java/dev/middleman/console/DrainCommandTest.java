package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Drain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DrainCommandTest {

    private final Draining middleman = new Draining();
    private final Client client = new Client();
    private final DrainCommand command =
            new DrainCommand(List.of(Map.entry(Map.of("middleman.name", "m1"), middleman)), List.of(), List.of(client));

    @Test
    void shouldTellHowLongItTakesAndLetTheServersKnow() throws Exception {
        assertThat(command.drain(false)).isEqualTo("""
                middle-man  drains  seconds left  sessions left
                m1          no      -                         0""");
        assertThat(command.drain(false, "90")).isEqualTo("""
                middle-man  drains  seconds left  sessions left
                m1          yes     90                        0""");
        assertThat(command.drain(true))
                .isEqualTo("[{\"middleman\": \"m1\", \"drains\": true, \"secondsLeft\": 90, \"sessionsLeft\": 0}]");
        assertThat(command.drain(true, "off")).contains("\"drains\": false");
        assertThat(client.told).containsExactly(true, false);
    }

    @Test
    void shouldDoNothingForATimeThatIsNone() {
        for (String wrong : List.of("0", "86401", "soon", "")) {
            assertThatThrownBy(() -> command.drain(false, wrong))
                    .hasMessage("seconds " + wrong + " is neither in 1..86400 nor off");
        }
        assertThat(middleman.secondsLeft()).isEmpty();
        assertThat(client.told).isEmpty();
    }

    private static final class Draining implements Drain {
        private OptionalInt left = OptionalInt.empty();

        @Override
        public void begin(int seconds) {
            left = OptionalInt.of(seconds);
        }

        @Override
        public void end() {
            left = OptionalInt.empty();
        }

        @Override
        public OptionalInt secondsLeft() {
            return left;
        }
    }

    private static final class Client implements Registrations {
        private final List<Boolean> told = new ArrayList<>();

        @Override
        public String middleman() {
            return "m1";
        }

        @Override
        public List<Registration> servers() {
            return List.of();
        }

        @Override
        public void drain(boolean on) {
            told.add(on);
        }
    }
}
