package dev.middleman.benchmarks;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.transport.Transport;
import dev.middleman.engine.RunningEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Moves a running engine from one transport to another whenever it is told to. Used by one thread. */
final class Swapping {
    private final RunningEngine engine;
    private final Map<String, Transport> made = new HashMap<>();

    /** @param first the one that the engine is on */
    Swapping(RunningEngine engine, Transport first) {
        this.engine = engine;
        made.put(first.name(), first);
    }

    /**
     * Reads names of transports from the standard input, a line each, until it ends. For each it prints "swap", from, to, way,
     * sessions, datagrams lost as the node counts them, and the milliseconds that it took.
     *
     * @throws Exception when a transport is not there, or does not get the ports
     */
    void followInput() throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String name = input.readLine(); name != null; name = input.readLine()) {
            moveTo(name);
        }
    }

    private void moveTo(String name) throws Exception {
        Transport next = made.get(name);
        if (next == null) {
            next = Transports.make(name, Map.of());
            made.put(name, next);
        }
        long begun = System.nanoTime();
        Swap swap = engine.use(next).orElseThrow(() -> new IllegalArgumentException("it is on " + name + " already"));
        double ms = (System.nanoTime() - begun) / 1e6;
        System.out.println(String.format(
                Locale.ROOT,
                "swap %s %s %s %d %d %.1f",
                swap.from(),
                swap.to(),
                swap.way(),
                swap.sessions(),
                swap.lost(),
                ms));
    }
}
