package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.security.SecureRandom;
import java.util.Optional;

/** A middle-man as the component makes it, without a container. Thread-safe. */
public final class RunningEngine implements AutoCloseable {
    private final MiddlemanEngine engine;

    /**
     * @param memory for its tables
     * @throws TransportException when a relay port cannot be bound
     */
    public RunningEngine(EngineConfig config, Ticks ticks, Transport transport, TableMemory memory)
            throws TransportException {
        engine = new MiddlemanEngine(SettingsReader.read(config, 1), ticks, memory, new SecureRandom());
        engine.use(transport);
    }

    /** Moves to another transport; empty when it is on this one. */
    public Optional<Swap> use(Transport transport) throws TransportException {
        return engine.use(transport);
    }

    public Relay relay() {
        return engine;
    }

    /** To be told of every tick. */
    public TickListener ticking() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
    }
}
