package dev.middleman.peer.cli;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.Agent;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Line;
import dev.middleman.peer.Offer;
import dev.middleman.peer.OfferHandler;
import dev.middleman.wire.IpText;
import java.util.concurrent.CompletionStage;

/** What a run with {@code --agent} says. Thread-safe. */
record AgentTalk(Reporter reporter) implements Agent.Program {

    @Override
    public void sendTo(Endpoint relay) {
        String ip = IpText.format(relay);
        String both = (relay.isIp4() ? ip : "[" + ip + "]") + ":" + relay.port();
        reporter.event(
                "relay", "RELAY: the program has to send to " + both, "ip", ip, "port", relay.port(), "endpoint", both);
    }

    /** Hands offers and lines on, and says what becomes of them. */
    OfferHandler handler(Agent.Listening agent) {
        return new OfferHandler() {
            @Override
            public CompletionStage<Boolean> offered(Offer offer) {
                return agent.offered(offer);
            }

            @Override
            public void connected(Line line) {
                reporter.event("line", "somebody called", "sealed", line.isSealed());
                agent.connected(line);
            }

            @Override
            public void failed(CallException why) {
                reporter.offerFailed(why);
            }
        };
    }
}
