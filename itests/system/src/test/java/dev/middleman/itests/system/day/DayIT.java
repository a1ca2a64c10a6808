package dev.middleman.itests.system.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.DropReason;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day in the life of a node, in {@value #MINUTES} minutes or in as many as {@code -Dmiddleman.day.minutes} says: traffic, look-ups,
 * swaps, mistakes, a KA server that restarts, a drain. At its end every datagram is accounted for, and the node has nothing that it
 * had not at the beginning.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class DayIT {

    private static final int MINUTES = 3;
    private static final int MOST_MINUTES = 120;
    /** Each has traffic all the time and one event. */
    private static final int HOURS = 12;

    private static final Pattern DROPPED = Pattern.compile("\"([A-Z_]+)\": (\\d+)");
    private static final String ENGINE = "dev.middleman.engine-m1";
    private static final String KA_SERVER = "dev.middleman.ka.server";
    private static final String FIRST = "dev.middleman.policy.first";
    private static final String DRAW = "dev.middleman.policy.draw";

    @TempDir
    Path folder;

    private Town town;
    private Duration hour;

    /** The first datagrams of a line, before the other peer is there. */
    private static final Set<DropReason> OF_A_LINES_START = EnumSet.of(DropReason.PARTNER_NOT_READY);

    /** And what was under way when a line moved away. */
    private static final Set<DropReason> OF_A_LINES_END =
            EnumSet.of(DropReason.PARTNER_NOT_READY, DropReason.UNKNOWN_SOURCE);

    @BeforeEach
    void open() {
        int minutes = Integer.getInteger("middleman.day.minutes", MINUTES);
        assertThat(minutes).as("middleman.day.minutes").isBetween(1, MOST_MINUTES);
        hour = Duration.ofMinutes(minutes).dividedBy(HOURS);
        town = new Town(folder);
    }

    @AfterEach
    void close() {
        if (town != null) {
            town.close();
        }
    }

    @Test
    void shouldEndAsItBegan() {
        Node m1 = town.m1();
        String usual = Terminal.of(m1).ask("middleman:swap", "^m1 +(\\S+)").group(1);

        hour("something of everything, so that all code is there", () -> {
            town.lookUp();
            swapTo("netty-nio");
            swapTo(usual);
            town.mistake(m1, "m1", ENGINE, "kbitPerSecond = 7", "kbitPerSecond 7 is not in 8\\.\\.4000000");
        });
        hour("the KA server restarts", town::restartKa);
        Account before = Account.of(Terminal.of(m1));
        hour("look-ups go on with the KA server that came back", town::lookUp);
        stop(DRAW);
        start(DRAW);
        Account kaBefore = Account.of(Terminal.of(town.ka()));
        hour("first transport swap", () -> swapTo("netty-nio"));
        hour("first policy swap: draw in the place of first", () -> {
            stop(FIRST);
            town.lookUp();
        });
        hour("a mistake in the middle-man's configuration", () -> {
            town.mistake(m1, "m1", ENGINE, "idleSeconds = 601", "idleSeconds 601 is not in \\d+\\.\\.600");
            town.lookUp();
        });
        hour("second policy swap: sticky in the place of draw", () -> {
            stop(DRAW);
            town.lookUp();
        });
        hour("second transport swap", () -> swapTo(usual));
        hour("a mistake in the KA server's configuration", () -> {
            town.mistake(town.ka(), "ka", KA_SERVER, "k = 0", "k 0 is not in 1\\.\\.8");
            town.lookUp();
        });
        hour("third policy swap: a new first in the place of all", () -> {
            update(DRAW);
            update(FIRST);
            start(DRAW);
            start(FIRST);
            town.lookUp();
        });
        assertThat(unexpected(m1, OF_A_LINES_START))
                .as("dropped until the drain")
                .isEmpty();
        drain(m1);

        town.hangUp();
        awaitNoSession(m1);
        String totals = totals(m1);
        System.out.println("the day's totals: " + totals);
        assertThat(totals).contains("\"balanced\": true");
        assertThat(unexpected(m1, OF_A_LINES_END)).as("dropped").isEmpty();
        assertThat(Account.of(Terminal.of(m1)).growth(before))
                .as("left in the middle-man")
                .isEmpty();
        assertThat(Account.of(Terminal.of(town.ka())).growth(kaBefore))
                .as("left in the KA server")
                .isEmpty();
        Account.shouldTellOfALeak(Terminal.of(m1), "dev.middleman.policy.sticky");
    }

    private void hour(String what, Runnable event) {
        System.out.println("hour: " + what);
        town.traffic(hour, event);
    }

    /** The line moves to another middle-man, and comes back when that one leaves. */
    private void drain(Node m1) {
        try (Node m2 = town.startSecond()) {
            hour("the middle-man drains", () -> {
                Terminal.of(m1).say("middleman:drain 600");
                live(m2, 1);
                live(m1, 0);
            });
            Terminal.of(m1).ask("middleman:drain off", "m1 +no");
            hour("the other one leaves", () -> {
                m2.program().terminate();
                live(m1, 1);
            });
        }
    }

    private static void live(Node node, int sessions) {
        Terminal.of(node).askUntil("middleman:totals --json", "\"live\": " + sessions + ",", Town.LIMIT);
    }

    private static void awaitNoSession(Node node) {
        Terminal.of(node).askUntil("middleman:totals --json", "\"held\": 0, \"reserved\": 0, \"live\": 0,", Town.LIMIT);
    }

    private void swapTo(String transport) {
        Terminal.of(town.m1())
                .ask("middleman:swap " + transport, "-> " + transport + ", \\d+ sessions? moved, 0 datagrams lost");
    }

    private void stop(String policy) {
        command("stop", policy, "Resolved|Installed");
    }

    private void start(String policy) {
        command("start", policy, "Active");
    }

    /** As an operator brings a newer version: from where it was installed. */
    private void update(String policy) {
        command("update", policy, "Resolved|Installed");
    }

    private void command(String verb, String bundle, String stateAfter) {
        Terminal ka = Terminal.of(town.ka());
        String name = Pattern.quote(bundle);
        String id = ka.ask("felix:lb -s " + bundle, "^ *(\\d+)\\|.*" + name).group(1);
        ka.say("felix:" + verb + " " + id);
        ka.ask("felix:lb -s " + bundle, "(" + stateAfter + ").*" + name);
    }

    private static String totals(Node node) {
        return Terminal.of(node).say("middleman:totals --json");
    }

    private static Map<String, Long> unexpected(Node node, Set<DropReason> expected) {
        Map<String, Long> unexpected = new TreeMap<>();
        String dropped = totals(node).replaceAll(".*\"dropped\": \\{([^}]*)\\}.*", "$1");
        Matcher reason = DROPPED.matcher(dropped);
        while (reason.find()) {
            if (!expected.contains(DropReason.valueOf(reason.group(1)))
                    && !reason.group(2).equals("0")) {
                unexpected.put(reason.group(1), Long.parseLong(reason.group(2)));
            }
        }
        return unexpected;
    }
}
