package dev.middleman.transport.ffm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.harden.KernelMemory;
import dev.middleman.testkit.transport.LoopbackHarness;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.opentest4j.TestAbortedException;

/** The contract holds whatever a lane does when nothing waits, and wherever its buffers lie. */
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

    /** The kernel reads and writes a lane's buffers as it does ordinary memory, though nobody else can. */
    @Nested
    class InSecretMemory extends Contract {
        InSecretMemory() {
            super(Idle.BLOCK);
        }

        @Override
        protected TransportHarness newHarness() {
            TableMemory memory = KernelMemory.of(TableMemory.SECRET);
            try {
                memory.release(memory.allocate(1));
            } catch (IllegalStateException refused) {
                throw new TestAbortedException(refused.getMessage());
            }
            return newHarness(memory);
        }
    }

    private abstract static class Contract extends TransportContract {
        private final IdlePlan idle;

        Contract(Idle idle) {
            this.idle = new IdlePlan(idle, Map.of());
        }

        @Override
        protected TransportHarness newHarness() {
            return newHarness(null);
        }

        final TransportHarness newHarness(TableMemory memory) {
            assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
            FfmTransport transport = new FfmTransport(idle);
            transport.use(memory);
            return new LoopbackHarness(transport, () -> -1, transport::close);
        }
    }
}
