package dev.middleman.itests.system.day.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What a node has by now of what it must not gather. Called on the shell's thread. */
public final class Census {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** One collection may leave what the next one takes: cleaners and queues of references stand between. */
    private static final int COLLECTIONS = 3;

    private static final int MOST_CLASSES = 40;
    private static final int PATIENCE_SECONDS = 20;

    private final BundleContext context;
    /** Every class loader of a bundle that a census has met, by the bundle's name. */
    private final Map<ClassLoader, String> met = new WeakHashMap<>();

    private final List<Object> held = new ArrayList<>();

    Census(BundleContext context) {
        this.context = context;
    }

    /** {@code itest:census}: one line, after collections. */
    public String census() {
        Set<ClassLoader> current = currentLoaders();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        List<String> left = met.entrySet().stream()
                .filter(loader -> !current.contains(loader.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
        return "census heap="
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " direct=" + direct()
                + " descriptors=" + descriptors() + " loaders=" + left + " threads=" + threads();
    }

    /** {@code itest:classes}: which classes have most of the heap, in KiB; one line. */
    public String classes() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return "classes "
                + histogram
                        .lines()
                        .map(line -> line.trim().split("\\s+"))
                        .filter(words -> words[0].matches("\\d+:"))
                        .limit(MOST_CLASSES)
                        .map(words -> words[3] + "=" + Long.parseLong(words[2]) / 1024)
                        .collect(Collectors.joining(" "));
    }

    /** {@code itest:hold}: leaks one of each on purpose, for a test that has to see it. */
    public String hold(String bundle) throws IOException, InterruptedException {
        Bundle victim = Stream.of(context.getBundles())
                .filter(other -> bundle.equals(other.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        held.add(victim.adapt(BundleWiring.class).getClassLoader());
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_ID)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(victim), event -> refreshed.countDown());
        refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        held.add(ByteBuffer.allocateDirect(1 << 20));
        held.add(new byte[8 << 20]);
        held.add(Files.newInputStream(Path.of("/dev/null")));
        Thread thread = new Thread(this::waitForEver, "itest-held");
        thread.setDaemon(true);
        thread.start();
        return "held";
    }

    private synchronized void waitForEver() {
        while (true) {
            try {
                wait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Set<ClassLoader> currentLoaders() {
        Set<ClassLoader> current = new HashSet<>();
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null && wiring.getClassLoader() != null) {
                met.put(wiring.getClassLoader(), bundle.getSymbolicName());
                current.add(wiring.getClassLoader());
            }
        }
        return current;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static int descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names without numbers, and how many have each. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "#").replace(' ', '_'),
                        TreeMap::new,
                        Collectors.counting()));
    }
}
