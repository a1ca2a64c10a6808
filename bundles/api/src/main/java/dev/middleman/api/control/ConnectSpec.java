package dev.middleman.api.control;

import dev.middleman.api.net.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Where to connect to.
 *
 * @param name for threads and consoles
 * @param host the server's host name or IP literal
 * @param port the server's UDP port, 1 to 65535
 * @param root the path all resources lie under, such as {@code m2}
 * @param pins SHA-256 hashes of accepted SubjectPublicKeyInfo, 32 bytes each, 1 or more
 * @param local the local address to use; port 0 lets the system choose; empty for any
 */
public record ConnectSpec(
        String name, String host, int port, String root, List<byte[]> pins, Optional<Endpoint> local) {

    public ConnectSpec {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
        if (pins.isEmpty() || pins.stream().anyMatch(pin -> pin.length != 32)) {
            throw new IllegalArgumentException("a server needs 1 or more pins of 32 bytes each");
        }
        pins = List.copyOf(pins);
    }

    @Override
    public String toString() {
        return "ConnectSpec[" + name + "]";
    }
}
