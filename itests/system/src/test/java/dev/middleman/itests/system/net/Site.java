package dev.middleman.itests.system.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** A small network that exists for one test class: hosts that reach each other, and nothing else. */
public interface Site extends AutoCloseable {

    /** Adds a host. */
    Host host(String name, Stack stack);

    /** Adds a host with an IPv4 and an IPv6 address. */
    default Host host(String name) {
        return host(name, Stack.BOTH);
    }

    /** Whether each host has a network of its own, so that what it sends can be captured apart. */
    boolean isolated();

    /** Kills every program and removes every host. */
    @Override
    void close();

    /**
     * Namespaces where this user may make them, loopback addresses elsewhere, or where {@code -Dmiddleman.loopback=true}
     * asks for them.
     *
     * @param folder the working folder of the programs
     */
    static Site open(Path folder) {
        boolean loopback = Boolean.getBoolean("middleman.loopback");
        return !loopback && Tools.namespacesAllowed() ? new NamespaceSite(folder) : new LoopbackSite(folder);
    }

    /** An address from its literal; asks no name service. */
    static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(text + " is not an address literal", impossible);
        }
    }
}
