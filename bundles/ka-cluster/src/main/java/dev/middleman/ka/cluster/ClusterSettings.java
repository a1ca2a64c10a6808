package dev.middleman.ka.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jgroups.stack.Protocol;

/**
 * A validated configuration.
 *
 * @param bind where the others connect to
 * @param members all of them
 * @param key this member's key, and whom it takes for a member
 * @param secret what all members know
 * @param maxPeers the most peers of other members that are noted
 */
record ClusterSettings(Place bind, List<Place> members, MemberKey key, String secret, int maxPeers) {
    private static final int MAX_MEMBERS = 64;
    private static final int MIN_SECRET = 16;
    private static final int MAX_SECRET = 256;
    private static final int MAX_PEERS = 10_000_000;
    /** A file in the simple format has one text for all of them. */
    private static final Pattern SEVERAL = Pattern.compile(",");

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([^\\s:\\[\\]]{1,253})):(\\d{1,5})");

    /** A host as the operator names it, and a port. Looked up anew whenever it is needed. */
    record Place(String host, int port) {
        InetSocketAddress now() {
            return new InetSocketAddress(host, port);
        }
    }

    /** @throws IllegalArgumentException when something is out of its range; names it, its value and the range */
    static ClusterSettings of(KaClusterConfig config) {
        if (config.bind() == null || config.bind().isBlank()) {
            throw new IllegalArgumentException("bind is empty: name the address that the other members connect to");
        }
        check("port", config.port(), 1, 65_535);
        check("maxPeers", config.maxPeers(), 1, MAX_PEERS);
        List<Place> members = Stream.of(config.members() == null ? new String[0] : config.members())
                .flatMap(SEVERAL::splitAsStream)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(ClusterSettings::place)
                .toList();
        check("the number of members", members.size(), 1, MAX_MEMBERS);
        check("the number of characters of the secret", config._secret().length(), MIN_SECRET, MAX_SECRET);
        if (config.keyFile() == null || config.keyFile().isBlank()) {
            throw new IllegalArgumentException("keyFile is empty: name the PKCS12 file with this member's key");
        }
        return new ClusterSettings(
                new Place(config.bind(), config.port()),
                members,
                MemberKey.load(Path.of(config.keyFile()), config._keyPassword().toCharArray()),
                config._secret(),
                config.maxPeers());
    }

    private static Place place(String text) {
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("members " + text + " is not host:port");
        }
        int port = Integer.parseInt(parts.group(3));
        check("a member's port", port, 1, 65_535);
        return new Place(parts.group(1) == null ? parts.group(2) : parts.group(1), port);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
        }
    }

    /** The protocols of a connection; who has no address now is left out. */
    List<Protocol> stack(Marks marks) {
        List<InetSocketAddress> found = members.stream()
                .map(Place::now)
                .filter(place -> !place.isUnresolved())
                .toList();
        return Stack.overTls(bind.now(), found, MemberKey.sockets(key.context()), marks);
    }

    /** Says nothing: it holds a secret. */
    @Override
    public String toString() {
        return "ClusterSettings[hidden]";
    }
}
