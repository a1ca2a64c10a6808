package dev.middleman.itests.system.net;

import java.net.InetAddress;
import java.util.List;

/**
 * A machine of the test's own small network: an address or two, and programs that run on it. Thread-safe.
 *
 * <p>In a {@link NamespaceSite} it is a network namespace with one interface, in a {@link LoopbackSite} only a name for
 * some loopback addresses.
 */
public interface Host {

    String name();

    /** The families that it can use. */
    Stack stack();

    /** Its IPv4 address; of use only where the {@link #stack()} has IPv4. */
    InetAddress ip4();

    /** Its IPv6 address; of use only where the {@link #stack()} has IPv6. */
    InetAddress ip6();

    /** The command that does {@code command} on this host. */
    List<String> wrap(List<String> command);

    /** Starts a program here; the site kills it at its end, if it still runs then. */
    Program start(String label, List<String> command);
}
