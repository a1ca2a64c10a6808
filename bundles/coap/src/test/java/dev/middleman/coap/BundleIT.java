package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ControlServer.Served;
import dev.middleman.api.control.Status;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/** The finished bundle in a bare framework: what it needs, what it shows, and whether it works from inside. */
class BundleIT {
    private static final String DECLARATIVE_SERVICES =
            "osgi.extender;osgi.extender=\"osgi.component\";version:Version=\"1.5\"";
    private static final String CONTRACTS =
            "dev.middleman.api.control;version=\"1.0.0\",dev.middleman.api.net;version=\"1.0.0\"";

    @TempDir
    Path folder;

    private Framework framework;

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void shouldResolveWithNothingButTheContracts() throws Exception {
        start(Map.of());
        Bundle coap = install(System.getProperty("middleman.bundle"));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(coap::start))
                .as("positive control: it needs the contracts")
                .isInstanceOf(BundleException.class);
        install(Path.of(Answer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());

        coap.start();

        assertThat(coap.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(coap.adapt(BundleWiring.class).getCapabilities(BundleRevision.PACKAGE_NAMESPACE))
                .as("exports")
                .isEmpty();
    }

    @Test
    void shouldMakeAnAssociationFromInsideAndLogNowhere() throws Exception {
        start(Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, CONTRACTS));
        Bundle coap = install(System.getProperty("middleman.bundle"));
        coap.start();
        Identity identity = Identity.make(folder, "server");
        ControlServer server = create(coap, "dev.middleman.coap.CoapServer", ControlServer.class);
        ControlClient client = create(coap, "dev.middleman.coap.CoapClient", ControlClient.class);

        try (Served served = server.serve(
                        Net.spec(identity, Net.LOOPBACK), (request, reply) -> reply.send(Answer.of(Status.CHANGED)));
                Association association = Net.get(client.connect(Net.to(served.port(), identity.pin()), Net.DEAF))) {
            assertThat(Net.get(association.ask(Net.post("/p", "{}"))).status()).isEqualTo(Status.CHANGED);
        }

        Class<?> slf4j = coap.loadClass("org.slf4j.LoggerFactory");
        Object factory = slf4j.getMethod("getILoggerFactory").invoke(null);
        assertThat(factory.getClass().getName()).isEqualTo("org.slf4j.helpers.NOPLoggerFactory");
        assertThat(factory.getClass().getClassLoader())
                .as("its own SLF4J")
                .isSameAs(coap.adapt(BundleWiring.class).getClassLoader());
        assertThat(slf4j).as("not the container's").isNotSameAs(Class.forName("org.slf4j.LoggerFactory"));
    }

    private static <T> T create(Bundle bundle, String name, Class<T> type) throws Exception {
        return type.cast(bundle.loadClass(name).getConstructor().newInstance());
    }

    private void start(Map<String, String> extra) throws BundleException {
        Map<String, String> settings = new HashMap<>(extra);
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, DECLARATIVE_SERVICES);
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(settings);
        framework.start();
    }

    private Bundle install(String file) throws BundleException {
        return framework.getBundleContext().installBundle(Path.of(file).toUri().toString());
    }
}
