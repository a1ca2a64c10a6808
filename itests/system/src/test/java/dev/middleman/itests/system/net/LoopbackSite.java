package dev.middleman.itests.system.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The stand-in for users without root: every host is an IPv4 loopback address of its own, {@code 127.77.n.2}, on the
 * one real machine. Confined to the test's thread, apart from {@link #close()}.
 *
 * <p>Linux only (all of 127/8 answers there). IPv6 has one loopback address, so hosts share {@code ::1}.
 */
public final class LoopbackSite implements Site {

    private final Path folder;
    private final List<Program> programs = new ArrayList<>();
    private int hosts;

    public LoopbackSite(Path folder) {
        this.folder = folder;
    }

    @Override
    public Host host(String name, Stack stack) {
        return new LoopbackHost(name, "127.77." + ++hosts + ".2", stack);
    }

    @Override
    public boolean isolated() {
        return false;
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }

    private final class LoopbackHost implements Host {

        private final String name;
        private final String ip4;
        private final Stack stack;

        LoopbackHost(String name, String ip4, Stack stack) {
            this.name = name;
            this.ip4 = ip4;
            this.stack = stack;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Stack stack() {
            return stack;
        }

        @Override
        public InetAddress ip4() {
            return literal(ip4);
        }

        @Override
        public InetAddress ip6() {
            return literal("::1");
        }

        @Override
        public List<String> wrap(List<String> command) {
            return command;
        }

        @Override
        public Program start(String label, List<String> command) {
            Program program = Program.start(label + "@" + name, folder, command);
            programs.add(program);
            return program;
        }
    }

    static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(text + " is not an address literal", impossible);
        }
    }
}
