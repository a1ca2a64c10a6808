package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.Optional;

/**
 * A path of at most three parts, the second of which is an unguessable name.
 *
 * @param pattern the path with a star in place of the name, such as {@code /p/*}
 * @param name empty octets where the path has no second part; nothing where that part is no name
 */
record ResourcePath(String pattern, Optional<Octets> name) {
    private static final int MAX_PARTS = 3;

    static ResourcePath parse(String text) {
        String[] parts = text.split("/", -1); // an absolute path starts with an empty part
        if (parts.length <= 2) {
            return new ResourcePath(text, Optional.of(Octets.EMPTY));
        }
        String pattern = "/" + parts[1] + "/*" + (parts.length > MAX_PARTS ? "/" + parts[MAX_PARTS] : "");
        boolean tooLong = parts.length > MAX_PARTS + 1;
        return new ResourcePath(pattern, tooLong || !parts[0].isEmpty() ? Optional.empty() : Names.parse(parts[2]));
    }

    /** Says nothing: names are capabilities. */
    @Override
    public String toString() {
        return "ResourcePath[hidden]";
    }
}
