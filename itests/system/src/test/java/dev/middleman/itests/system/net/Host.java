package dev.middleman.itests.system.net;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A machine of the test's own small network: an address or two, and programs that run on it. Thread-safe.
 *
 * <p>In a {@link NamespaceSite} it is a network namespace with one interface, in a {@link LoopbackSite} only a name for
 * some loopback addresses.
 */
public final class Host {

    private final String name;
    private final Addresses addresses;
    private final List<String> prefix;
    private final Path folder;
    private final List<Program> programs = new CopyOnWriteArrayList<>();

    /**
     * Where it can be reached.
     *
     * @param stack the families that it can use
     * @param ip4 of use only where the stack has IPv4
     * @param ip6 of use only where the stack has IPv6
     */
    record Addresses(Stack stack, String ip4, String ip6) {}

    /**
     * @param prefix what makes a command run on this host, in front of it; may be empty
     * @param folder the working folder of its programs
     */
    Host(String name, Addresses addresses, List<String> prefix, Path folder) {
        this.name = name;
        this.addresses = addresses;
        this.prefix = prefix;
        this.folder = folder;
    }

    public String name() {
        return name;
    }

    /** The families that it can use. */
    public Stack stack() {
        return addresses.stack();
    }

    /** Its IPv4 address; of use only where the {@link #stack()} has IPv4. */
    public InetAddress ip4() {
        return Site.literal(addresses.ip4());
    }

    /** Its IPv6 address; of use only where the {@link #stack()} has IPv6. */
    public InetAddress ip6() {
        return Site.literal(addresses.ip6());
    }

    /** Runs a short command here to its end, as {@link Tools#run} does. */
    public String run(String... command) {
        return Tools.run(command(List.of(command)).toArray(String[]::new));
    }

    /** Starts a program here; it is killed when the site closes, if it still runs then. */
    public Program start(String label, List<String> command) {
        Program program = Program.start(label + "@" + name, folder, command(command));
        programs.add(program);
        return program;
    }

    /** What runs a command here when it is run anywhere on this machine. */
    public List<String> command(List<String> command) {
        List<String> wrapped = new ArrayList<>(prefix);
        wrapped.addAll(command);
        return wrapped;
    }

    void killPrograms() {
        programs.forEach(Program::close);
    }
}
