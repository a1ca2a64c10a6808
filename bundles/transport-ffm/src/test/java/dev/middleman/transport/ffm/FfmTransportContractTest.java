package dev.middleman.transport.ffm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.testkit.transport.LoopbackHarness;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;

class FfmTransportContractTest extends TransportContract {

    @Override
    protected TransportHarness newHarness() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        FfmTransport transport = new FfmTransport();
        return new LoopbackHarness(transport, () -> -1, transport::close);
    }
}
