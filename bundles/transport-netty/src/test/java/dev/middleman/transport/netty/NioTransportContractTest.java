package dev.middleman.transport.netty;

import dev.middleman.testkit.transport.LoopbackHarness;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;

class NioTransportContractTest extends TransportContract {

    @Override
    protected TransportHarness newHarness() {
        NettyTransport transport = new NettyTransport(new NioSockets(), NettyBurst.DEFAULT_ENTRIES);
        return new LoopbackHarness(transport, transport::directBytes, transport::close).withoutSteering();
    }
}
