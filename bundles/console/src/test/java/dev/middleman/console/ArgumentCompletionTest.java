package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.TransportChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ArgumentCompletionTest {

    private final ArgumentCompletion completion = new ArgumentCompletion();

    @BeforeEach
    void startTwoMiddleMen() {
        completion.choices =
                List.of(middleMan("m2", "netty-nio", "netty-epoll"), middleMan("m1", "netty-nio", "netty-epoll"));
    }

    private static Map.Entry<Map<String, Object>, TransportChoice> middleMan(String name, String... transports) {
        TransportChoice choice = new TransportChoice() {
            @Override
            public List<String> offered() {
                return List.of(transports);
            }

            @Override
            public Optional<String> inUse() {
                return Optional.empty();
            }

            @Override
            public Optional<Swap> use(String transport) {
                throw new UnsupportedOperationException("the tabulator moves nothing");
            }

            @Override
            public Optional<Swap> last() {
                return Optional.empty();
            }
        };
        return Map.entry(Map.of(Relay.NAME, name), choice);
    }

    private List<String> offers(String... words) {
        return completion.offers(List.of(words), words.length - 1);
    }

    @Test
    void shouldOfferTransportsThenMiddleMen() {
        assertThat(offers("middleman:swap", "")).containsExactly("netty-epoll", "netty-nio", "--json");
        assertThat(offers("swap", "--json", "netty-")).containsExactly("netty-epoll", "netty-nio");
        assertThat(offers("middleman:swap", "netty-nio", "")).containsExactly("m1", "m2");
        assertThat(offers("middleman:swap", "--json", "netty-nio", "")).containsExactly("m1", "m2");
        assertThat(offers("middleman:swap", "netty-nio", "m1", "")).isEmpty();
    }

    @Test
    void shouldOfferTheEndOfDrainingOnce() {
        assertThat(offers("middleman:drain", "")).containsExactly("off", "--json");
        assertThat(offers("middleman:drain", "off", "")).isEmpty();
    }

    @Test
    void shouldOfferOutputForScriptsOnce() {
        assertThat(offers("middleman:totals", "")).containsExactly("--json");
        assertThat(offers("middleman:totals", "--json", "")).isEmpty();
    }

    @Test
    void shouldOfferWhatIsThereNow() {
        completion.choices = List.of();
        assertThat(offers("middleman:swap", "")).containsExactly("--json");
        assertThat(offers("middleman:swap", "netty-nio", "")).isEmpty();
    }
}
