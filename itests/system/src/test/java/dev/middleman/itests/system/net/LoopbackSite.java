package dev.middleman.itests.system.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The stand-in for users without root: every host is an IPv4 loopback address of its own, {@code 127.77.n.2}, on the
 * one real machine. Confined to the test's thread.
 *
 * <p>Linux only (all of 127/8 answers there). IPv6 has one loopback address, so hosts share {@code ::1}.
 */
public final class LoopbackSite implements Site {

    private final Path folder;
    private final List<Host> hosts = new ArrayList<>();

    public LoopbackSite(Path folder) {
        this.folder = folder;
    }

    @Override
    public Host host(String name, Stack stack) {
        String ip4 = "127.77." + (hosts.size() + 1) + ".2";
        Host host = new Host(name, new Host.Addresses(stack, ip4, "::1"), List.of(), folder);
        hosts.add(host);
        return host;
    }

    @Override
    public boolean isolated() {
        return false;
    }

    @Override
    public void close() {
        hosts.forEach(Host::killPrograms);
    }
}
