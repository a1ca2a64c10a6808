package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.fake.TurnedTime;
import dev.middleman.wire.id.KaAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallLinksTest {
    private final TurnedTime time = new TurnedTime();
    private final FakeKa ka = new FakeKa(Runnable::run);
    private final KaAddress server = new KaAddress("127.0.0.1", 5_684, ka.kaId);
    private final CallLinks links = new CallLinks(ka, Optional.empty(), time);

    @Test
    void shouldUseALinkAgainAsLongAsACallMayBeUnderWay() {
        KaLink first = links.to(server);
        time.seconds(16);
        assertThat(links.to(server)).isSameAs(first);
        time.seconds(16);
        assertThat(links.to(server)).isSameAs(first);
    }

    @Test
    void shouldNotTrustALinkThatNobodyUsedForLong() {
        KaLink first = links.to(server);
        time.seconds(21);
        assertThat(links.to(server)).isNotSameAs(first);
        assertThat(first.connect().toCompletableFuture()).isCompletedExceptionally();
    }
}
