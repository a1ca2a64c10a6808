package dev.middleman.itests.system.trace.guest;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** Commands that look at the node's heap from inside, as an attacker with a debugger would. Used on the shell's thread. */
public final class HeapCommands {
    private static final int PIECE = 1 << 20;

    private final List<Object> kept = new ArrayList<>();

    /**
     * {@code itest:dump FILE LIVE}.
     *
     * @param live whether to leave out what nothing refers to any more
     */
    public String dump(String file, boolean live) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpHeap",
                        new Object[] {file, live},
                        new String[] {String.class.getName(), boolean.class.getName()});
        return "dumped";
    }

    /** {@code itest:instances CLASS}: how many are reachable. */
    public String instances(String type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return "instances "
                + histogram
                        .lines()
                        .map(line -> line.trim().split("\\s+"))
                        .filter(words -> words.length >= 4 && words[3].equals(type))
                        .map(words -> words[1])
                        .findFirst()
                        .orElse("0");
    }

    /** {@code itest:keep BYTES}: holds on to an address, given as a number for each byte, so that there is one to be found. */
    public String keep(String bytes) throws Exception {
        String[] words = bytes.split("-");
        byte[] raw = new byte[words.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) Integer.parseInt(words[i]);
        }
        kept.add(InetAddress.getByAddress(raw));
        return "kept " + kept.size();
    }

    /** {@code itest:exhaust}: takes all memory. */
    public String exhaust() {
        List<byte[]> all = new ArrayList<>();
        while (!all.contains(null)) {
            all.add(new byte[PIECE]);
        }
        return "there is always more";
    }
}
