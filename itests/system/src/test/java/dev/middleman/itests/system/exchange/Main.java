package dev.middleman.itests.system.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The two test programs as a command: they know UDP and an address, nothing of middle-men. Single-threaded.
 *
 * <pre>
 *   source|sink  seed=N bytes=N largest=N [kbit=N]  bind=HOST:PORT | connect=HOST:PORT
 * </pre>
 *
 * Prints {@code READY port}; the source ends with {@code SENT datagrams sha256}; the sink prints {@code COMPLETE} when
 * all is there and goes on acknowledging until a line comes in, then ends with {@code REPORT ...}.
 */
public final class Main {

    private static final long SPARE_NS = 110_000_000_000L;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            options.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        Load load = new Load(
                Long.parseLong(options.get("seed")),
                Integer.parseInt(options.get("bytes")),
                Integer.parseInt(options.get("largest")));
        try (Wire wire = wire(options)) {
            System.out.println("READY " + wire.port());
            if (options.containsKey("source")) {
                source(wire, load, Integer.parseInt(options.get("kbit")));
            } else {
                sink(wire, load);
            }
        }
    }

    private static Wire wire(Map<String, String> options) throws IOException {
        return options.containsKey("bind")
                ? new Wire(address(options.get("bind")), null)
                : new Wire(new InetSocketAddress(0), address(options.get("connect")));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static void source(Wire wire, Load load, int kbit) throws IOException {
        long limitNs = SPARE_NS + load.bytes() * 8L * 1_000_000L / kbit;
        long sent = new Source(wire, load, new Pace(kbit, System.nanoTime())).run(limitNs);
        byte[][] all = new byte[load.count()][];
        for (int number = 0; number < all.length; number++) {
            all[number] = load.content(number);
        }
        System.out.println("SENT " + sent + " " + Load.sha256(all));
    }

    private static void sink(Wire wire, Load load) throws IOException {
        Sink sink = new Sink(wire, load);
        boolean told = false;
        while (System.in.available() == 0) {
            sink.turn();
            if (sink.complete() && !told) {
                told = true;
                System.out.println("COMPLETE");
            }
        }
        Sink.Report report = sink.report();
        System.out.println("REPORT received=" + report.received() + " duplicates=" + report.duplicates() + " wrong="
                + report.wrong() + " sha256=" + report.sha256() + " " + report.firstWrong());
    }
}
