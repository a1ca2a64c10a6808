package dev.middleman.metrics;

/** Everything that is told, with its name, its type and one sentence. The name's ending comes from the type. */
enum Metric {
    UP("up", Type.GAUGE, "Whether the middle-man's shards answered: 1 or 0"),
    RECEIVED("datagrams_received", Type.COUNTER, "Datagrams that arrived"),
    FORWARDED("datagrams_forwarded", Type.COUNTER, "Datagrams that were sent on"),
    DROPPED("datagrams_dropped", Type.COUNTER, "Datagrams that were not sent on, by reason"),
    KNOCKS("knocks", Type.COUNTER, "Control frames that were accepted"),
    BYTES("forwarded_bytes", Type.COUNTER, "Payload that was sent on"),
    SESSIONS("sessions", Type.GAUGE, "Sessions held, reserved and live; not told while there are fewer than ten"),
    SESSIONS_FEW("sessions_few", Type.GAUGE, "Whether there are fewer than ten sessions: 1 or 0"),
    CAPACITY("sessions_capacity", Type.GAUGE, "The most sessions at a time"),
    OPENED("sessions_opened", Type.COUNTER, "Sessions committed; in steps of ten"),
    ENDED("sessions_ended", Type.COUNTER, "Sessions that ended, for whatever reason; in steps of ten"),
    LATCHED("legs_latched", Type.COUNTER, "Legs that latched, by mode; in steps of ten"),
    MOVED("legs_moved", Type.COUNTER, "Latched legs that passed to another address; in steps of ten"),
    REFUSED("holds_refused", Type.COUNTER, "Requests for capacity that were refused; in steps of ten"),
    SHARDS("shards", Type.GAUGE, "Shards"),
    PORTS("relay_ports", Type.GAUGE, "Relay ports on each local address"),
    TURNS("turn_seconds", Type.HISTOGRAM, "How long the engine takes for a burst; one turn in 256 is timed"),
    DRAINING("draining", Type.GAUGE, "Whether no new sessions are taken: 1 or 0"),
    TRANSPORT("transport", Type.INFO, "The transport in use"),
    REGISTRATIONS("registrations", Type.GAUGE, "KA servers that the middle-man is configured for, by state"),
    KA_PEERS("ka_peers", Type.GAUGE, "Peers registered; not told while there are fewer than ten"),
    KA_PEERS_FEW("ka_peers_few", Type.GAUGE, "Whether fewer than ten peers are registered: 1 or 0"),
    KA_MIDDLEMEN("ka_middlemen", Type.GAUGE, "Middle-men registered"),
    KA_MIDDLEMEN_DROPPED("ka_middlemen_dropped", Type.COUNTER, "Middle-men dropped because they did not answer"),
    KA_LOOKUPS("ka_lookups", Type.COUNTER, "Look-ups taken up; in steps of ten"),
    KA_REFUSED("ka_lookups_refused", Type.COUNTER, "Look-ups that ended empty-handed; in steps of ten"),
    KA_UNAVAILABLE("ka_lookups_unavailable", Type.COUNTER, "Look-ups that no middle-man could serve; in steps of ten"),
    KA_OVER_ASKED("ka_over_asked", Type.COUNTER, "Requests of callers that ask too often; in steps of ten"),
    KA_OFFERS("ka_offers", Type.COUNTER, "Look-ups that reached a target's inbox; in steps of ten"),
    KA_HOLDS_ASKED("ka_holds_asked", Type.COUNTER, "Requests for capacity sent to middle-men; in steps of ten"),
    KA_HOLDS_GRANTED("ka_holds_granted", Type.COUNTER, "Those that were granted in time; in steps of ten"),
    KA_RACES_WON("ka_races_won", Type.COUNTER, "Races that ended with a middle-man's details; in steps of ten"),
    KA_COMMITS_FAILED("ka_commits_failed", Type.COUNTER, "Winners that could not commit; in steps of ten"),
    KA_INTRODUCED("ka_introduced", Type.COUNTER, "Look-ups that ended with a line for both peers; in steps of ten"),
    CLUSTER_MEMBERS("ka_cluster_members", Type.GAUGE, "Members of the cluster that see each other, this one included"),
    CLUSTER_PEERS(
            "ka_cluster_peers", Type.GAUGE, "Peers known at other members; not told while there are fewer than ten"),
    CLUSTER_PEERS_FEW("ka_cluster_peers_few", Type.GAUGE, "Whether fewer than ten peers are known there: 1 or 0"),
    CLUSTER_CHANGES("ka_cluster_changes", Type.COUNTER, "Times that the members that see each other changed"),
    CLUSTER_SENT("ka_cluster_messages_sent", Type.COUNTER, "Messages sent to other members; in steps of ten"),
    CLUSTER_RECEIVED("ka_cluster_messages_received", Type.COUNTER, "Messages that came from them; in steps of ten"),
    CLUSTER_UNSENT("ka_cluster_messages_unsent", Type.COUNTER, "Messages that could not be sent; in steps of ten"),
    CLUSTER_MALFORMED("ka_cluster_messages_malformed", Type.COUNTER, "Messages that came and were no member's"),
    CLUSTER_UNTAKEN("ka_cluster_letters_untaken", Type.COUNTER, "Letters that found no room here; in steps of ten"),
    CLUSTER_UNKNOWN("ka_cluster_peers_unnoted", Type.COUNTER, "Peers there that found no room here; in steps of ten"),
    LEVEL("level", Type.GAUGE, "How little the process leaves behind: 0, 1 or 2"),
    CLOCK_JUMPS("clock_jumps", Type.COUNTER, "Times that wall and monotonic clock drifted apart, and all was wiped");

    /** How a figure behaves, in the words of the format. */
    enum Type {
        GAUGE,
        COUNTER,
        INFO,
        HISTOGRAM
    }

    static final String PREFIX = "middleman_";

    private static final String BYTES_ENDING = "_bytes";

    private final String shortName;
    private final Type type;
    private final String help;

    Metric(String shortName, Type type, String help) {
        this.shortName = shortName;
        this.type = type;
        this.help = help;
    }

    /** The family's name: without the ending of a sample. */
    String family() {
        return PREFIX + shortName;
    }

    /** The name of its samples, which queries ask for; those of a histogram have three endings beside. */
    String sample() {
        return switch (type) {
            case GAUGE, HISTOGRAM -> family();
            case COUNTER -> family() + "_total";
            case INFO -> family() + "_info";
        };
    }

    Type type() {
        return type;
    }

    String help() {
        return help;
    }

    boolean countsBytes() {
        return shortName.endsWith(BYTES_ENDING);
    }
}
