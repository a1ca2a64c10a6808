package dev.middleman.ka.client;

import dev.middleman.api.relay.Handle;
import dev.middleman.wire.id.Octets;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Handles of holds as part of a path: 16 bytes, base64url. Stateless. */
final class Handles {
    private static final int BYTES = 16;

    private Handles() {}

    static String text(Handle handle) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(handle.high())
                .putLong(handle.low())
                .array();
        return Octets.of(bytes).toBase64Url();
    }

    /** @return empty when the path is not the prefix and a handle */
    static Optional<Handle> fromPath(String prefix, String path) {
        if (!path.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            Octets octets = Octets.ofBase64Url(path.substring(prefix.length()));
            ByteBuffer bytes = ByteBuffer.wrap(octets.toArray());
            return octets.length() == BYTES
                    ? Optional.of(new Handle(bytes.getLong(), bytes.getLong()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
