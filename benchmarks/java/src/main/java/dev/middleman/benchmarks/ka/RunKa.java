package dev.middleman.benchmarks.ka;

import dev.middleman.api.control.ControlServer.ServedTotals;
import dev.middleman.api.net.Endpoint;
import dev.middleman.coap.CoapServer;
import dev.middleman.expiry.RunningTime;
import dev.middleman.ka.server.RunningKa;
import dev.middleman.wire.IpText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs one KA server without a container until its standard input ends.
 *
 * <pre>
 *   ip=ADDRESS identity=FILE password=TEXT peers=N
 * </pre>
 *
 * <p>Prints {@code {"ready": ADDRESS}}. Then {@code heap} is answered with what lives on the heap and what is registered, and
 * {@code histogram FILE} when the file is written, and {@code keep BYTES} when it keeps so many for nothing. Every answer is a line of JSON.
 */
public final class RunKa {
    /** Shows that what is kept is seen. */
    private static byte[] ballast;

    private RunKa() {}

    /** Ends with status 1 and a trace when something is wrong. */
    public static void main(String[] arguments) throws Exception {
        Arguments given = new Arguments(arguments);
        Endpoint bind = IpText.parse(given.text("ip")).withPort(0);
        Path identity = Path.of(given.text("identity"));
        Watched binding = new Watched(new CoapServer());
        try (RunningTime time = new RunningTime();
                RunningKa ka = new RunningKa(
                        identity, given.text("password").toCharArray(), bind, given.number("peers"), time, binding)) {
            System.out.printf("{\"ready\": \"%s\"}%n", ka.address());
            followInput(ka, binding);
        }
        System.exit(0);
    }

    private static void followInput(RunningKa ka, Watched binding) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("keep")) {
                ballast = new byte[Integer.parseInt(words[1])];
            }
            if (words[0].equals("histogram")) {
                Files.writeString(Path.of(words[1]), Heap.histogram());
            }
            long bytes = Heap.settledBytes();
            ServedTotals totals = binding.totals();
            System.out.printf(
                    "{\"heap\": %d, \"peers\": %d, \"introduced\": %d, \"associations\": %d, \"requests\": %d}%n",
                    bytes, ka.totals().peers(), ka.totals().introduced(), totals.associations(), totals.requests());
        }
    }
}
