package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Terms;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.peer.line.Leg;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A real middle-man without a container, for tests of those who talk to it. Thread-safe. */
public final class RunningMiddleman implements AutoCloseable {
    private final MiddlemanEngine engine;
    private final Transport transport;
    private final Endpoint address;

    /**
     * @param ports such as {@code 20000-20063} or {@code ephemeral:64}
     * @param seed decides which ports and secrets are drawn
     */
    public RunningMiddleman(String name, Endpoint address, String ports, Ticks ticks, Transport transport, long seed)
            throws TransportException {
        this.address = address;
        this.transport = transport;
        Optional<Endpoint> ip4 = address.isIp4() ? Optional.of(address) : Optional.empty();
        Optional<Endpoint> ip6 = address.isIp4() ? Optional.empty() : Optional.of(address);
        EngineSettings settings = new EngineSettings(
                name,
                1,
                new Addresses(ip4, ip6, ip4, ip6),
                Ports.parse(ports),
                Quotas.defaults(),
                1 << 20,
                1,
                EnumSet.allOf(LatchMode.class),
                new EngineSettings.Live(new Terms(60, 86_400), true, true, false));
        engine = new MiddlemanEngine(settings, ticks, new DirectMemory(), new Random(seed));
        engine.use(transport);
    }

    /** To be told of every tick. */
    public TickListener ticking() {
        return engine;
    }

    public Relay relay() {
        return engine;
    }

    /** Holds and commits one session; completes with the two legs. */
    public CompletionStage<List<Leg>> session() {
        return session(new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK));
    }

    /** The same with legs that latch otherwise. */
    public CompletionStage<List<Leg>> session(CommitRequest request) {
        return engine.hold(new HoldRequest(0, address.isIp4() ? Families.IP4 : Families.IP6, 0, 10))
                .thenCompose(held -> engine.commit(((HoldResult.Held) held).handle(), request))
                .thenApply(CommitResult.Granted.class::cast)
                .thenApply(granted -> List.of(leg(granted.a()), leg(granted.b())));
    }

    /** As when the process is killed: its sockets are gone, nobody is told. */
    public void kill() {
        engine.lose(transport);
    }

    /** Stops in good order, saying goodbye. */
    @Override
    public void close() {
        engine.close();
    }

    private Leg leg(LegGrant grant) {
        return new Leg(
                grant.sid(),
                grant.key(),
                grant.ports().stream().map(address::withPort).toList());
    }
}
