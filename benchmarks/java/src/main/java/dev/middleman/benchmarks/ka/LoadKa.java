package dev.middleman.benchmarks.ka;

import dev.middleman.benchmarks.ka.Peer.Step;
import dev.middleman.coap.CoapClient;
import dev.middleman.wire.IpText;
import dev.middleman.wire.id.KaAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The load on a KA server, until standard input ends.
 *
 * <pre>
 *   server=ADDRESS
 * </pre>
 *
 * <p>Each line of input is a command, and each answer a line of JSON:
 *
 * <pre>
 *   arrive N STEP       N more peers come, go as far as STEP and are forgotten on this side
 *   live N              N more peers come, observe their inbox and stay
 *   middlemen N         N middle-men register
 *   work STEP N WARM S  those who stay do STEP again and again, N at a time, for S seconds; "edge" is printed as the window begins
 *                       and ends
 * </pre>
 */
public final class LoadKa {
    private static final double NS_PER_SECOND = 1e9;
    private static final String MIDDLE_MEN = "127.0.1.";

    private final KaAddress server;
    private final Population population;
    private final CoapClient client = new CoapClient();
    private int middleMen;

    private LoadKa(KaAddress server) throws IOException {
        this.server = server;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        ManySockets sockets = ManySockets.to(new InetSocketAddress(server.host(), server.port()));
        this.population = new Population(sockets, executor);
        sockets.start(executor);
    }

    /** Ends with status 1 and a trace when something is wrong. */
    public static void main(String[] arguments) throws Exception {
        LoadKa load = new LoadKa(KaAddress.parse(new Arguments(arguments).text("server")));
        System.out.println("{\"ready\": true}");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(load.follow(line.split(" ")));
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private String follow(String[] words) throws Exception {
        return switch (words[0]) {
            case "arrive" -> arrive(Integer.parseInt(words[1]), Step.valueOf(words[2]), false);
            case "live" -> arrive(Integer.parseInt(words[1]), Step.OBSERVE, true);
            case "middlemen" -> middleMen(Integer.parseInt(words[1]));
            case "work" ->
                new Work(population, Step.valueOf(words[1]), Integer.parseInt(words[2]))
                        .run(Double.parseDouble(words[3]), Double.parseDouble(words[4]), LoadKa::edge);
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private static void edge() {
        System.out.println("{\"edge\": true}");
    }

    private String arrive(int count, Step step, boolean stay) throws Exception {
        long begun = System.nanoTime();
        population.arrive(count, step, stay);
        double seconds = (System.nanoTime() - begun) / NS_PER_SECOND;
        return String.format(
                "{\"arrived\": %d, \"seconds\": %.3f, \"sent_again\": %d}", count, seconds, population.sentAgain());
    }

    private String middleMen(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            MiddleMan.register(client, server, IpText.parse(MIDDLE_MEN + ++middleMen));
        }
        return "{\"middlemen\": " + middleMen + "}";
    }
}
