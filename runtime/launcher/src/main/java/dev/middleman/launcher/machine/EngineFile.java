package dev.middleman.launcher.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of a middle-man that the machine has to fit, as its configuration file has them. Not a full parser: the node
 * itself checks the values, and what this cannot read counts as not set.
 *
 * @param ip the address to bind; empty where there is none or it cannot be read
 * @param families how many of IPv4 and IPv6 it uses
 * @param ports how many relay ports it has
 * @param firstPort the first of its relay ports; empty where the system chooses them
 * @param socketBufferBytes the wanted size of a socket's buffers
 * @param hints whether it latches by addresses that a KA server saw
 */
public record EngineFile(
        String ip, int families, int ports, OptionalInt firstPort, long socketBufferBytes, boolean hints) {

    /** As the engine has them where nothing is set. */
    public static final String DEFAULT_PORTS = "20000-21023";

    public static final long DEFAULT_BUFFER_BYTES = 4 << 20;

    private static final Pattern NAME = Pattern.compile("dev\\.middleman\\.engine([-~].+)?\\.(cfg|config)");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral:(\\d{1,4})");

    /** All of a configuration folder. */
    public static List<EngineFile> in(Path conf) throws IOException {
        try (Stream<Path> files = Files.list(conf)) {
            List<EngineFile> engines = new ArrayList<>();
            for (Path file : files.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList()) {
                engines.add(parse(Files.readString(file)));
            }
            return engines;
        }
    }

    /** @param text of such a file; an empty one has the defaults */
    public static EngineFile parse(String text) {
        String ip4 = value(text, "ip4", "");
        String ip6 = value(text, "ip6", "");
        String ports = value(text, "ports", DEFAULT_PORTS);
        String buffer = value(text, "socketBufferBytes", "");
        int count = 0;
        OptionalInt first = OptionalInt.empty();
        Matcher range = RANGE.matcher(ports);
        Matcher ephemeral = EPHEMERAL.matcher(ports);
        if (range.matches()) {
            first = OptionalInt.of(Integer.parseInt(range.group(1)));
            count = Math.max(0, Integer.parseInt(range.group(2)) - first.getAsInt() + 1);
        } else if (ephemeral.matches()) {
            count = Integer.parseInt(ephemeral.group(1));
        }
        return new EngineFile(
                ip4.isEmpty() ? ip6 : ip4,
                (ip4.isEmpty() ? 0 : 1) + (ip6.isEmpty() ? 0 : 1),
                count,
                first,
                buffer.matches("\\d{1,9}") ? Long.parseLong(buffer) : DEFAULT_BUFFER_BYTES,
                value(text, "allowHints", "").equalsIgnoreCase("true"));
    }

    /** Of {@code key = value} in .cfg files, and of {@code key=I"value"} in .config files. */
    private static String value(String text, String key, String otherwise) {
        Matcher found = Pattern.compile("(?m)^\\s*" + key + "\\s*[=:]\\s*(?:[A-Z]?\")?([^\"\\s]*)\"?\\s*$")
                .matcher(text);
        return found.find() ? found.group(1) : otherwise;
    }
}
