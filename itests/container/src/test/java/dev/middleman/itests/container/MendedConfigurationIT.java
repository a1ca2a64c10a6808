package dev.middleman.itests.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * A part that refused its first configuration comes up with the mended one, without our launcher. Nothing here asks for the
 * part's service: that would make a refused one anew, and hide what this is about.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MendedConfigurationIT {

    private final BundleContext context = Bundles.context();
    private final Services services = context == null ? null : new Services(context);
    private final List<Configuration> made = new ArrayList<>();

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {
            Distribution.node(),
            Distribution.http(),
            Distribution.optional("bundle-metrics"),
            Distribution.optional("bundle-cluster")
        };
    }

    /** Until the runtime has heard of it: of an end and a new beginning at once it may notice one only. */
    @After
    public void forget() throws Exception {
        for (Configuration configuration : made) {
            String pid = configuration.getPid();
            configuration.delete();
            awaitState(pid, 0);
        }
    }

    /** What the component runtime says of the component that a PID configures. */
    private int state(String pid) {
        ServiceComponentRuntime runtime = services.one(ServiceComponentRuntime.class);
        return runtime.getComponentDescriptionDTOs().stream()
                .flatMap(description -> runtime.getComponentConfigurationDTOs(description).stream())
                .filter(one -> pid.equals(one.properties.get("service.pid")))
                .mapToInt(one -> one.state)
                .findFirst()
                .orElse(0);
    }

    private void awaitState(String pid, int expected) throws InterruptedException {
        services.await("state " + expected + " of " + pid, () -> state(pid) == expected);
    }

    private Configuration singleton(String pid) throws IOException {
        return services.one(ConfigurationAdmin.class).getConfiguration(pid, "?");
    }

    private Configuration instance(String factory) throws IOException {
        return services.one(ConfigurationAdmin.class).createFactoryConfiguration(factory, "?");
    }

    private String configure(Configuration configuration, Map<String, Object> values) throws IOException {
        made.add(0, configuration);
        configuration.update(new Hashtable<>(values));
        return configuration.getPid();
    }

    private void shouldComeUp(Configuration configuration, Map<String, Object> good, String setting, Object wrong)
            throws Exception {
        Map<String, Object> bad = new HashMap<>(good);
        bad.put(setting, wrong);
        String pid = configure(configuration, bad);
        awaitState(pid, ComponentConfigurationDTO.FAILED_ACTIVATION);

        configuration.update(new Hashtable<>(good));
        awaitState(pid, ComponentConfigurationDTO.ACTIVE);
    }

    /** Whoever uses a policy makes it. */
    private void middleMan() throws Exception {
        String pid = configure(instance("dev.middleman.engine"), Village.engine("m2", Map.of()));
        awaitState(pid, ComponentConfigurationDTO.ACTIVE);
    }

    private void kaServer() throws Exception {
        awaitState(
                configure(singleton("dev.middleman.ka.server"), Village.kaServer(context)),
                ComponentConfigurationDTO.ACTIVE);
    }

    @Test(timeout = 90_000)
    public void shouldTakeAMiddleMan() throws Exception {
        shouldComeUp(
                instance("dev.middleman.engine"), Village.engine("m1", Map.of("idleSeconds", 60)), "idleSeconds", 601);
    }

    @Test(timeout = 90_000)
    public void shouldTakeAKaServer() throws Exception {
        shouldComeUp(singleton("dev.middleman.ka.server"), Village.kaServer(context), "k", 9);
    }

    /** Which shows in no property of its service. */
    @Test(timeout = 90_000)
    public void shouldTakeAKaServerWhosePasswordWasWrong() throws Exception {
        shouldComeUp(singleton("dev.middleman.ka.server"), Village.kaServer(context), ".identityPassword", "wrong");
    }

    @Test(timeout = 90_000)
    public void shouldTakeItsHttps() throws Exception {
        kaServer();
        shouldComeUp(singleton("dev.middleman.ka.http"), Map.of("maxWaiting", 10), "maxWaiting", 0);
    }

    @Test(timeout = 90_000)
    public void shouldTakeAMemberOfAClusterWhoseSecretWasTooShort() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<String, Object> good = Map.of(
                "bind",
                "127.0.0.1",
                "port",
                port,
                "members",
                new String[] {"127.0.0.1:" + port},
                "keyFile",
                context.getProperty("middleman.demo.identity"),
                ".keyPassword",
                context.getProperty("middleman.demo.password"),
                ".secret",
                "0123456789abcdef");
        shouldComeUp(singleton("dev.middleman.ka.cluster"), good, ".secret", "short");
    }

    @Test(timeout = 90_000)
    public void shouldTakeARegistration() throws Exception {
        middleMan();
        Map<String, Object> good = Map.of(
                "servers", new String[] {"coaps://127.0.0.1:1/m2#sha256=" + "A".repeat(43)}, "lifetimeSeconds", 30);
        shouldComeUp(instance("dev.middleman.ka.client"), good, "lifetimeSeconds", 29);
    }

    @Test(timeout = 90_000)
    public void shouldTakeMetrics() throws Exception {
        shouldComeUp(singleton("dev.middleman.metrics"), Map.of("port", 0), "port", -1);
    }

    @Test(timeout = 90_000)
    public void shouldTakeAnAdmissionPolicy() throws Exception {
        middleMan();
        shouldComeUp(singleton("dev.middleman.policy.admission"), Map.of("sessionPercent", 80), "sessionPercent", 101);
    }

    @Test(timeout = 90_000)
    public void shouldTakeATrafficPolicy() throws Exception {
        middleMan();
        shouldComeUp(singleton("dev.middleman.policy.traffic"), Map.of("kbitPerSecond", 1_000), "kbitPerSecond", 7);
    }

    @Test(timeout = 90_000)
    public void shouldTakeSecrets() throws Exception {
        kaServer();
        shouldComeUp(
                singleton("dev.middleman.policy.psk"), Map.of(".secrets", new String[0]), ".secrets", new String[] {"x"
                });
    }
}
