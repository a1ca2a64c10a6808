package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Terms;
import dev.middleman.engine.table.DirectMemory;
import java.util.Optional;
import java.util.Random;

/** The real engine with one shard, without a container, and with quotas that nothing here can use up. Thread-safe. */
public final class WideEngine implements AutoCloseable {
    private static final int MOST = 4_000_000;

    private final MiddlemanEngine engine;

    public WideEngine(Endpoint address, Ticks ticks, Transport transport, long seed) throws TransportException {
        this(address, ticks, transport, seed, 4);
    }

    /** @param ports in its pool, chosen by the system */
    public WideEngine(Endpoint address, Ticks ticks, Transport transport, long seed, int ports)
            throws TransportException {
        this(address, ticks, transport, seed, ports, new DirectMemory());
    }

    /** @param memory for its tables */
    public WideEngine(Endpoint address, Ticks ticks, Transport transport, long seed, int ports, TableMemory memory)
            throws TransportException {
        Optional<Endpoint> ip4 = Optional.of(address);
        EngineSettings settings = new EngineSettings(
                "m",
                1,
                new Addresses(ip4, Optional.empty(), ip4, Optional.empty()),
                Ports.parse("ephemeral:" + ports),
                new Quotas(16, MOST, MOST, 64, 100, 100, 20_000),
                4 << 20,
                1,
                new EngineSettings.Live(new Terms(600, 86_400), true, true, false));
        engine = new MiddlemanEngine(settings, ticks, memory, new Random(seed));
        engine.use(transport);
    }

    /** A session that nobody has latched to. */
    public CommitResult.Granted session() {
        HoldResult held = engine.hold(new HoldRequest(0, Families.IP4, 0, 10))
                .toCompletableFuture()
                .join();
        return (CommitResult.Granted)
                engine.commit(((HoldResult.Held) held).handle(), new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK))
                        .toCompletableFuture()
                        .join();
    }

    /** Moves to another transport; empty when it is on this one. */
    public Optional<Swap> use(Transport transport) throws TransportException {
        return engine.use(transport);
    }

    public Totals totals() {
        return engine.totals().toCompletableFuture().join();
    }

    @Override
    public void close() {
        engine.close();
    }
}
