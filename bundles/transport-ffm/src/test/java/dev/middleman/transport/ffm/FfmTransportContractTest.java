package dev.middleman.transport.ffm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.testkit.transport.LoopbackHarness;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The contract holds whatever a lane does when nothing waits. */
class FfmTransportContractTest {

    @Nested
    class Blocking extends Contract {
        Blocking() {
            super(Idle.BLOCK);
        }
    }

    @Nested
    class Adaptive extends Contract {
        Adaptive() {
            super(new Idle(50));
        }
    }

    @Nested
    class Spinning extends Contract {
        Spinning() {
            super(Idle.SPIN);
        }
    }

    private abstract static class Contract extends TransportContract {
        private final IdlePlan idle;

        Contract(Idle idle) {
            this.idle = new IdlePlan(idle, Map.of());
        }

        @Override
        protected TransportHarness newHarness() {
            assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
            FfmTransport transport = new FfmTransport(idle);
            return new LoopbackHarness(transport, () -> -1, transport::close);
        }
    }
}
