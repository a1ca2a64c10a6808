package dev.middleman.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.testkit.transport.LoopbackHarness;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;

class EpollTransportContractTest extends TransportContract {

    @Override
    protected TransportHarness newHarness() {
        String obstacle = EpollSwitch.obstacle();
        assumeTrue(obstacle == null, () -> "no epoll: " + obstacle);
        NettyTransport transport = new NettyTransport(new EpollSockets(), NettyBurst.DEFAULT_ENTRIES);
        return new LoopbackHarness(transport, transport::directBytes, transport::close);
    }
}
