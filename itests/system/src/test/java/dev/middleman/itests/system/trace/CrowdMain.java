package dev.middleman.itests.system.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * All peers of a test in one process: latches both legs of each session and lets the pairs talk. In the order of its input:
 *
 * <pre>
 *   latch FILE    latches what the file tells, see SessionOpener   -> LATCHED legs
 *   talk ROUNDS   each peer sends so many datagrams to its partner -> TALKED arrived
 *   hum           pairs go on talking until the next line comes    -> HUMMED arrived
 *   stray         strangers send to a relay port                   -> STRAYED sent
 *   leave COUNT   the callers of so many sessions say BYE          -> LEFT count
 * </pre>
 */
public final class CrowdMain {
    private static final int LATCHED_BETWEEN_TALKS = 100;

    /** Whole pairs. */
    private static final int AT_ONCE = 32;

    private static final long PAUSE_NS = 200_000_000;

    private final BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private final Crowd crowd;
    private final InetAddress middleman4;
    private final InetAddress middleman6;
    private final List<CrowdPeer> peers = new ArrayList<>();
    private int somePort;

    private CrowdMain(Crowd crowd, InetAddress middleman4, InetAddress middleman6) {
        this.crowd = crowd;
        this.middleman4 = middleman4;
        this.middleman6 = middleman6;
    }

    /** Arguments: sessions, seed, and the middle-man's two addresses. */
    public static void main(String[] arguments) throws IOException {
        CrowdMain main = new CrowdMain(
                Crowd.draw(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1])),
                InetAddress.getByName(arguments[2]),
                InetAddress.getByName(arguments[3]));
        for (String line = main.input.readLine(); line != null; line = main.input.readLine()) {
            System.out.println(main.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "latch" -> "LATCHED " + latch(Leg.read(Path.of(words[1])));
            case "talk" -> "TALKED " + talk(Integer.parseInt(words[1]), peers);
            case "hum" -> "HUMMED " + hum();
            case "stray" -> "STRAYED " + stray();
            case "leave" -> "LEFT " + leave(Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private int latch(List<Leg> legs) throws IOException {
        for (int i = 0; i < legs.size(); i += 2) {
            int session = i / 2;
            peers.add(peer(crowd.ip4Of(session), middleman4, legs.get(i)));
            peers.add(peer(crowd.ip6().get(session), middleman6, legs.get(i + 1)));
            if (session % LATCHED_BETWEEN_TALKS == 0) {
                // So that none of the first ones has been idle for too long when the last one comes.
                talk(1, peers);
            }
        }
        return peers.size();
    }

    private CrowdPeer peer(InetAddress address, InetAddress middleman, Leg leg) throws IOException {
        CrowdPeer peer = CrowdPeer.latch(address, middleman, leg);
        somePort = leg.relayPort();
        return peer;
    }

    /** Some datagrams at a time, so that they come in bursts and none is lost. */
    private static int talk(int rounds, List<CrowdPeer> peers) throws IOException {
        int arrived = 0;
        for (int round = 0; round < rounds; round++) {
            for (int from = 0; from < peers.size(); from += AT_ONCE) {
                List<CrowdPeer> some = peers.subList(from, Math.min(from + AT_ONCE, peers.size()));
                for (CrowdPeer peer : some) {
                    peer.send();
                }
                for (CrowdPeer peer : some) {
                    arrived += peer.received() ? 1 : 0;
                }
            }
        }
        return arrived;
    }

    private int hum() throws IOException {
        int arrived = 0;
        while (!input.ready()) {
            arrived += talk(1, peers);
            LockSupport.parkNanos(PAUSE_NS);
        }
        return arrived;
    }

    private int stray() throws IOException {
        for (InetAddress stranger : crowd.strangers()) {
            boolean ip4 = stranger.getAddress().length == 4;
            CrowdPeer.sendOnce(stranger, ip4 ? middleman4 : middleman6, somePort);
        }
        return crowd.strangers().size();
    }

    private int leave(int sessions) throws IOException {
        for (int session = 0; session < sessions; session++) {
            peers.get(2 * session).leave();
        }
        return sessions;
    }
}
