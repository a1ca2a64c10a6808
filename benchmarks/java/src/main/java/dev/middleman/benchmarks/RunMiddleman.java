package dev.middleman.benchmarks;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.transport.Transport;
import dev.middleman.engine.EngineConfig;
import dev.middleman.engine.RunningEngine;
import dev.middleman.expiry.RunningTime;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs one middle-man with the whole engine behind a chosen transport until its standard input ends. Everything but the limits
 * that would stop a load test is as configured by default: port pool, session table, index, buckets and sweep.
 *
 * <pre>
 *   transport=NAME ip=ADDRESS sessions=N legs=FILE [idle=STRATEGY] [memory=KIND]
 * </pre>
 *
 * <p>Prints "ready" and then writes the legs of N sessions to FILE as it opens them. Their peers have 30 s to knock, so it opens
 * no more while ten thousand wait. Then each line of its input names a transport to move to, for which it prints what that cost
 * (see {@link Swapping}). At the end it prints the engine's totals.
 */
public final class RunMiddleman {
    private static final int LEAST_SESSIONS = 64;
    private static final int MOST_KBIT = 40_000_000;
    private static final int MOST_DATAGRAMS = 4_000_000;

    private RunMiddleman() {}

    /** Reads {@code name=value} arguments; ends with status 1 and a trace when something is wrong. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = parse(arguments);
        int sessions = Integer.parseInt(given.get("sessions"));
        TableMemory memory = Memories.make(given.getOrDefault("memory", TableMemory.DIRECT));
        Transport transport = Transports.make(given.get("transport"), settings(given));
        Memories.give(memory, transport);
        try (RunningTime time = new RunningTime();
                RunningEngine engine =
                        new RunningEngine(config(given.get("ip"), sessions), time.ticks(), transport, memory)) {
            time.tell(engine.ticking());
            Sessions opener = new Sessions(engine.relay());
            opener.rehearse();
            try (Writer legs = Files.newBufferedWriter(Path.of(given.get("legs")))) {
                System.out.println("ready");
                opener.open(sessions, legs);
            }
            new Swapping(engine, transport).followInput();
            Totals totals = engine.relay().totals().toCompletableFuture().join();
            System.out.println(totals);
        }
        System.exit(0);
    }

    private static Map<String, String> parse(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException("\"" + argument + "\" is not name=value");
            }
            given.put(pair[0], pair[1]);
        }
        for (String name : new String[] {"transport", "ip", "sessions", "legs"}) {
            if (!given.containsKey(name)) {
                throw new IllegalArgumentException(name + "= is missing");
            }
        }
        return given;
    }

    private static Map<String, Object> settings(Map<String, String> given) {
        return given.containsKey("idle") ? Map.of("idle", given.get("idle")) : Map.of();
    }

    private static EngineConfig config(String ip, int sessions) {
        return Configuration.of(
                EngineConfig.class,
                Map.of(
                        "name",
                        "benchmark",
                        "shards",
                        1,
                        "ip4",
                        ip,
                        "maxSessions",
                        Math.max(LEAST_SESSIONS, sessions),
                        "idleSeconds",
                        600,
                        "kbitPerSecond",
                        MOST_KBIT,
                        "datagramsPerSecond",
                        MOST_DATAGRAMS,
                        "pendingPercent",
                        100,
                        "macChecksPerSecond",
                        1_000_000,
                        "allowLoopback",
                        true));
    }
}
