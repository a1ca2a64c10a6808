package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.MethodSorters;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * What was stopped is gone: threads, and the class loaders of bundles. Nothing in this class names a type of ours, since
 * the test's own wiring would keep their class loaders.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class LeakIT {

    private static final long WAIT_SECONDS = 20;

    private static final String LIBRARIES = "com\\.fasterxml\\..*|org\\.apache\\.felix\\.(scr|gogo\\.runtime)";

    private final BundleContext context = Bundles.context();

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Test(timeout = 120_000)
    public void shouldLeaveNoThreadWhenEverythingStops() throws Exception {
        List<Bundle> bundles = Bundles.own(context);
        Bundles.stop(bundles);
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        Bundles.start(bundles);
        Set<String> whileRunning = started(before);
        assertThat(whileRunning)
                .as("threads of a running node: the test sees them")
                .contains("middleman-expiry");
        Demo.play(context);
        Bundles.stop(bundles);

        assertThat(Eventually.holds(() -> started(before).isEmpty()))
                .as("threads that are left: %s", started(before))
                .isTrue();
    }

    @Test(timeout = 120_000)
    public void shouldLeaveNoClassLoaderWhenEverythingIsUninstalled() throws Exception {
        playOnAThreadThatEnds();
        // Held on to, as lists of others may do it; what it worked for has to go all the same.
        Thread expiry = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("middleman-expiry"))
                .findFirst()
                .orElseThrow();
        Map<String, WeakReference<ClassLoader>> loaders = loaders();
        assertThat(loaders).containsKeys("dev.middleman.engine", "dev.middleman.ka.server", "dev.middleman.peer");
        // The positive control: one class that is held on to keeps its class loader, and the test sees that.
        Object held = Bundles.matching(context, "console"::equals).get(0).loadClass("dev.middleman.console.Table");

        List<Bundle> bundles = Bundles.own(context);
        Bundles.stop(bundles);
        for (Bundle bundle : bundles) {
            bundle.uninstall();
        }
        bundles = null;
        refresh();
        displaceRecords();

        assertThat(Eventually.holds(() -> left(loaders).equals(Set.of("dev.middleman.console"))))
                .as(
                        "class loaders that are left, with %s held: %s",
                        held.getClass().getSimpleName(), left(loaders))
                .isTrue();
        held = null;
        assertThat(Eventually.holds(() -> left(loaders).isEmpty()))
                .as("class loaders that are left: %s", left(loaders))
                .isTrue();
        assertThat(expiry.isAlive()).isFalse();
    }

    /** Bouncy Castle, which the peers carry, keeps thread-locals on the thread that uses it first: the caller's. */
    private void playOnAThreadThatEnds() throws Exception {
        FutureTask<String> play = new FutureTask<>(() -> Demo.play(context));
        Thread thread = new Thread(play, "demo");
        thread.start();
        play.get();
        thread.join();
    }

    private record Displacing(String component) {}

    /**
     * Java 17 keeps, for each method that it makes for records, the type of the one component that it compared, hashed or
     * showed last. A component of a JDK type takes the place.
     */
    private static void displaceRecords() {
        Displacing one = new Displacing("one");
        assertThat(one).isEqualTo(new Displacing("one")).hasSameHashCodeAs(new Displacing("one"));
        assertThat(one.toString()).contains("one");
    }

    private Map<String, WeakReference<ClassLoader>> loaders() {
        Map<String, WeakReference<ClassLoader>> loaders = new TreeMap<>();
        for (Bundle bundle : Bundles.own(context)) {
            loaders.put(
                    bundle.getSymbolicName(),
                    new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
        }
        return loaders;
    }

    private static Set<String> left(Map<String, WeakReference<ClassLoader>> loaders) {
        return loaders.entrySet().stream()
                .filter(entry -> entry.getValue().get() != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                // The virtual machine's, the test driver's, and the pool of Declarative Services, idle for a minute.
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getName()
                                .matches("Time-limited test|FailOnTimeoutGroup.*|Common-Cleaner|PromiseFactory.*"))
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Lets go of the wirings of what was uninstalled, and renews those of the libraries, which would keep a bundle of ours that
     * used them: the framework (7.0.5) now and then leaves behind the lock of a class that two threads wanted at once, with the
     * thread that got it, and Java 25 keeps a dead thread's task; Declarative Services (2.2) never forget a component that missed a
     * service which went while it was being bound; and the shell's runtime keeps a former Declarative Services' converters.
     */
    private void refresh() throws InterruptedException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        Set<Bundle> stale = new HashSet<>(wiring.getRemovalPendingBundles());
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().matches(LIBRARIES)) {
                stale.add(bundle);
            }
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(stale, event -> refreshed.countDown());
        assertThat(refreshed.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
