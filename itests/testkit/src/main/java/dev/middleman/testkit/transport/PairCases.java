package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;
import java.util.function.Supplier;

/** What the cases of a swap share: a second lane beside the first one. Both are of the transport under test. */
abstract class PairCases extends ContractCases {
    static final int PORTS = 3;

    final ScriptedHandler nextHandler = new ScriptedHandler();

    PairCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    final LanePair beside(Lane former, Families families, ScriptedHandler handlerOfNext) throws TransportException {
        Handover formerSide = sharing(former);
        Lane next = openBeside(former, families, handlerOfNext);
        return new LanePair(former, formerSide, next, next.handover().orElseThrow());
    }

    /** Skips, with the lane closed, where the transport cannot share ports. */
    private Handover sharing(Lane former) {
        Optional<Handover> side = former.handover();
        if (side.isEmpty()) {
            former.close();
        }
        assumeTrue(side.isPresent(), "this transport cannot share ports");
        return side.orElseThrow();
    }

    final Lane openBeside(Lane former, Families families, ScriptedHandler handlerOfNext) throws TransportException {
        return harness.transport()
                .open(spec(families, PortPlan.listed(former.ports())).besideAnother(), handlerOfNext);
    }

    final Senders senders(Families families, Lane lane) {
        return new Senders(harness, familiesOf(families), lane.ports());
    }

    static void awaitCount(ScriptedHandler of, int count) {
        awaitTrue(count + " datagrams came", () -> of.entries.size() >= count);
    }

    final void assertPortsTaken(Lane lane, Families families) {
        assertThatThrownBy(() -> open(families, PortPlan.listed(lane.ports()))).isInstanceOf(TransportException.class);
        assertThatThrownBy(() -> openBeside(lane, families, nextHandler)).isInstanceOf(TransportException.class);
    }
}
