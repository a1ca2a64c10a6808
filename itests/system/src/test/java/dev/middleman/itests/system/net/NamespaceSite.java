package dev.middleman.itests.system.net;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts as network namespaces, each in a subnet of its own behind one router namespace. Confined to the test's thread,
 * apart from the shutdown hook that removes everything when the JVM is stopped early.
 *
 * <pre>
 *   host 1  10.77.1.2, fd77:1::2 ── router ── 10.77.2.2, fd77:2::2  host 2 ...
 * </pre>
 *
 * A router instead of a bridge, because then every packet's far end is the host that it is meant for and a host's own
 * link carries nobody else's traffic. Nothing leads out: the router has no other link, and the machine's own network is
 * not touched. Names carry the pid of the run, so that runs side by side do not meet and those of dead runs are found.
 */
public final class NamespaceSite implements Site {

    static final String PREFIX = "mm-";

    /** Where {@link Capture} sends its markers: documentation addresses, swallowed by the router, so nobody answers. */
    static final InetAddress MARKER4 = Site.literal("192.0.2.1");

    static final InetAddress MARKER6 = Site.literal("2001:db8::1");

    private static final Pattern NAME = Pattern.compile("(?m)^" + PREFIX + "(\\d+)-\\S+");
    private static final String FORWARD =
            "echo 1 > /proc/sys/net/ipv4/ip_forward && echo 1 > /proc/sys/net/ipv6/conf/all/forwarding";
    private static int sites;

    private final String prefix;
    private final String router;
    private final Path folder;
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private final List<Host> hosts = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::remove, "remove network namespaces");

    public NamespaceSite(Path folder) {
        removeStale();
        this.folder = folder;
        this.prefix = PREFIX + ProcessHandle.current().pid() + "-" + nextSite() + "-";
        Runtime.getRuntime().addShutdownHook(hook);
        this.router = addNamespace("router");
        ip("netns", "exec", router, "sh", "-c", FORWARD);
        ip("-n", router, "route", "add", "blackhole", MARKER4.getHostAddress());
        ip("-n", router, "-6", "route", "add", "blackhole", MARKER6.getHostAddress());
    }

    private static synchronized int nextSite() {
        return ++sites;
    }

    @Override
    public Host host(String name, Stack stack) {
        int number = hosts.size() + 1;
        String namespace = addNamespace(name);
        String link = "h" + number;
        ip("-n", router, "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("-n", router, "link", "set", link, "up");
        ip("-n", namespace, "link", "set", "eth0", "up");
        String subnet4 = "10.77." + number + ".";
        String subnet6 = "fd77:" + number + "::";
        if (stack.hasIp4()) {
            ip("-n", router, "addr", "add", subnet4 + "1/24", "dev", link);
            ip("-n", namespace, "addr", "add", subnet4 + "2/24", "dev", "eth0");
            ip("-n", namespace, "route", "add", "default", "via", subnet4 + "1");
        }
        if (stack.hasIp6()) {
            // nodad: else the address is of no use for the first second.
            ip("-n", router, "addr", "add", subnet6 + "1/64", "dev", link, "nodad");
            ip("-n", namespace, "addr", "add", subnet6 + "2/64", "dev", "eth0", "nodad");
            ip("-n", namespace, "-6", "route", "add", "default", "via", subnet6 + "1");
        }
        Host.Addresses addresses = new Host.Addresses(stack, subnet4 + "2", subnet6 + "2");
        Host host = new Host(name, addresses, List.of("ip", "netns", "exec", namespace), folder);
        hosts.add(host);
        return host;
    }

    /**
     * Gives a host all addresses of two networks, so that a program on it can be very many peers.
     *
     * @param network4 such as {@code 198.18.0.0/15}
     * @param network6 the same for IPv6
     */
    public void addNetworks(Host host, String network4, String network6) {
        String namespace = prefix + host.name();
        ip("-n", router, "route", "add", network4, "via", host.ip4().getHostAddress());
        ip("-n", router, "-6", "route", "add", network6, "via", host.ip6().getHostAddress());
        ip("-n", namespace, "route", "add", "local", network4, "dev", "lo");
        ip("-n", namespace, "-6", "route", "add", "local", network6, "dev", "lo");
        // For IPv4 the route is enough to bind there.
        ip("netns", "exec", namespace, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/ip_nonlocal_bind");
    }

    private String addNamespace(String name) {
        String namespace = prefix + name;
        ip("netns", "add", namespace);
        namespaces.add(namespace);
        ip("-n", namespace, "link", "set", "lo", "up");
        return namespace;
    }

    @Override
    public boolean isolated() {
        return true;
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void remove() {
        hosts.forEach(Host::killPrograms);
        namespaces.forEach(NamespaceSite::remove);
        namespaces.clear();
    }

    private static void remove(String namespace) {
        // Whatever escaped from its Program would keep the namespace alive.
        for (String pid : Tools.attempt(List.of("ip", "netns", "pids", namespace))
                .output()
                .split("\\s+")) {
            if (pid.matches("\\d+")) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Tools.attempt(List.of("ip", "netns", "del", namespace));
    }

    /** Removes the namespaces of runs whose JVM is gone. */
    static void removeStale() {
        Matcher names = NAME.matcher(Tools.run("ip", "netns", "list"));
        while (names.find()) {
            if (ProcessHandle.of(Long.parseLong(names.group(1))).isEmpty()) {
                remove(names.group());
            }
        }
    }

    private static String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return Tools.run(command.toArray(String[]::new));
    }
}
