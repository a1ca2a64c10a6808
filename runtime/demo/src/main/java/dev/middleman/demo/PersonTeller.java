package dev.middleman.demo;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells the story to a person. Thread-safe as its screen is. */
final class PersonTeller implements Teller {

    private static final int COLUMN = 17;
    private static final int GAP = 8;

    private final Screen screen;
    private Facts.Places places;

    PersonTeller(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void stage(int kaPort, long registered, Party alice, Party bob) {
        places = new Facts.Places(Map.of(alice.name(), alice.place(), bob.name(), bob.place()), Stage.MIDDLE_MEN);
        screen.title("1  Who is there");
        row("KA server", Endpoints.text(Stage.KA.withPort(kaPort)), "introduces, and forwards nothing");
        Stage.MIDDLE_MEN.forEach(
                (name, place) -> row("middle-man " + name, host(place), "forwards, and knows no names"));
        row("bob", host(bob.place()), "registered as " + bob.peer().pid().text());
        row("alice", host(alice.place()), "knows bob's id, and nothing else of him");
        screen.line(screen.faint(registered + " middle-men are registered; all of this is real UDP on loopback"));
        screen.title("2  The introduction");
        screen.line("alice asks the KA server for bob");
    }

    @Override
    public void offer(int secondsLeft) {
        screen.line("bob   is offered a line, by somebody unnamed, and says yes");
    }

    @Override
    public void introduction(long offers, Map<String, List<Endpoint>> introduced) {
        screen.line(
                offers + " of " + Stage.MIDDLE_MEN.size() + " middle-men have offered to carry it; one is introduced");
        introduced.forEach((name, endpoints) -> screen.line(String.format("%-5s is told  %s", name, join(endpoints))));
    }

    @Override
    public void talking(int rounds) {
        screen.progress("datagrams", rounds / (double) Chatter.ROUNDS);
    }

    @Override
    public void talked(Facts.Traffic traffic, long bytes, Map<String, List<Endpoint>> saw, Map<String, Totals> totals) {
        screen.progressDone();
        String carrier = totals.entrySet().stream()
                .filter(entry -> entry.getValue().live() > 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
        picture(carrier);
        screen.line(String.format(
                Locale.ROOT,
                "%d datagrams sent, %d received, %s (%,d bytes)",
                traffic.sent(),
                traffic.received(),
                traffic.intact() ? screen.good("all intact") : screen.bad("NOT all intact"),
                bytes));
        saw.forEach(
                (name, endpoints) -> screen.line(String.format("%-5s received from %s only", name, join(endpoints))));
        totals.forEach((name, t) -> screen.line(String.format(
                Locale.ROOT,
                "%-5s forwarded %,d, took %,d knocks, dropped %,d",
                name,
                t.forwarded(),
                t.knocks(),
                t.droppedInAll())));
        screen.title("4  The silence");
        screen.line("nobody says goodbye, and nobody sends anything");
    }

    private void picture(String carrier) {
        Endpoint middle = places.middleMen().getOrDefault(carrier, Stage.KA);
        screen.title("3  The line");
        screen.line("");
        columns("   ", "alice", carrier, "bob");
        columns(
                "<->",
                host(places.peers().get("alice")),
                host(middle),
                host(places.peers().get("bob")));
        columns("   ", "sees only " + carrier, "sees no content", "sees only " + carrier);
        screen.line("");
    }

    private void columns(String between, String left, String middle, String right) {
        String gap = between.isBlank() ? " ".repeat(GAP) : "<" + "-".repeat(GAP - 2) + ">";
        screen.line((centred(left) + gap + centred(middle) + gap + centred(right)).stripTrailing());
    }

    private static String centred(String text) {
        int left = (COLUMN - text.length()) / 2;
        return " ".repeat(Math.max(0, left)) + text + " ".repeat(Math.max(0, COLUMN - text.length() - left));
    }

    @Override
    public void waiting(double seconds, int idleSeconds) {
        screen.progress("silence  ", seconds / idleSeconds);
    }

    @Override
    public void silence(boolean expired, double afterSeconds, long lateDropped) {
        screen.progressDone();
        screen.line(
                expired
                        ? String.format(
                                Locale.ROOT, "after %.1f s the session is %s", afterSeconds, screen.good("gone"))
                        : screen.bad(String.format(Locale.ROOT, "after %.1f s the session is NOT gone", afterSeconds)));
        screen.line(
                "alice sends one more datagram to the same port: dropped, \"unknown source\" (" + lateDropped + ")");
    }

    @Override
    public void end(Facts facts) {
        screen.line("");
        List<String> broken = facts.broken();
        if (broken.isEmpty()) {
            screen.line(screen.good("All of this was measured and held") + ", in " + facts.seconds() + " s.");
            screen.line(screen.faint("The facts for scripts: demo --json"));
        } else {
            broken.forEach(claim -> screen.line(screen.bad("DOES NOT HOLD: " + claim)));
        }
        screen.line("");
    }

    private void row(String who, String where, String what) {
        screen.line(String.format("%-14s %-17s %s", who, where, screen.faint(what)));
    }

    private static String pad(String text) {
        return String.format("%-10s", text);
    }

    private static String host(Endpoint place) {
        String text = Endpoints.text(place);
        return text.substring(0, text.lastIndexOf(':'));
    }

    private static String join(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoints::text).collect(Collectors.joining(", "));
    }
}
