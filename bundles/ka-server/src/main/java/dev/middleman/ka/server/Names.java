package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.Optional;

/** Unguessable names in paths: 16 bytes as base64url. Stateless. */
final class Names {
    private Names() {}

    /** @return empty for text that is no such name */
    static Optional<Octets> parse(String text) {
        try {
            return Optional.of(Octets.ofBase64Url(text)).filter(name -> name.length() == Means.SECRET_BYTES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
