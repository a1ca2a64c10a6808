package dev.middleman.itests.system.contents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;

/**
 * An unpacked distribution beside its own list of what is inside. Everything is a function from the two to differences, so
 * that each can first be shown a planted one.
 */
final class Contents {

    private static final String COAP = "bundle/dev.middleman.coap-";
    private static final String NETTY = "bundle/dev.middleman.transport.netty-";
    private static final String LOGBACK = "bundle/pax-logging-logback-";
    private static final String METATYPE = "bundle/org.apache.felix.metatype-";
    private static final String JETTY = "bundle-http/org.apache.felix.http.jetty12-";
    private static final String SERVLETS = "bundle-http/org.apache.felix.http.servlet-api-";
    private static final String KA_HTTP = "bundle-http/dev.middleman.ka.http-";
    private static final String CLUSTER = "bundle-cluster/dev.middleman.ka.cluster-";
    private static final String METRICS = "bundle-metrics/dev.middleman.metrics-";
    private static final String PEER = "lib/peer/middleman-peer.jar";

    /** Libraries without a file of their own: the jar that carries each, and something in it that only they bring. */
    private static final Map<String, Carried> CARRIED = Map.ofEntries(
            Map.entry("californium-core", new Carried(COAP, "org/eclipse/californium/core/CoapServer.class")),
            Map.entry("scandium", new Carried(COAP, "org/eclipse/californium/scandium/DTLSConnector.class")),
            Map.entry("element-connector", new Carried(COAP, "org/eclipse/californium/elements/Connector.class")),
            Map.entry("slf4j-api", new Carried(COAP, "org/slf4j/LoggerFactory.class")),
            Map.entry("slf4j-nop", new Carried(COAP, "org/slf4j/nop/NOPServiceProvider.class")),
            Map.entry("netty-common", new Carried(NETTY, "io/netty/util/concurrent/EventExecutor.class")),
            Map.entry("netty-buffer", new Carried(NETTY, "io/netty/buffer/ByteBuf.class")),
            Map.entry("netty-resolver", new Carried(NETTY, "io/netty/resolver/AddressResolver.class")),
            Map.entry("netty-transport", new Carried(NETTY, "io/netty/channel/EventLoop.class")),
            Map.entry("netty-transport-native-unix-common", new Carried(NETTY, "io/netty/channel/unix/Socket.class")),
            Map.entry("netty-transport-classes-epoll", new Carried(NETTY, "io/netty/channel/epoll/Epoll.class")),
            Map.entry("netty-transport-native-epoll", new Carried(NETTY, "META-INF/native/libnetty_transport_")),
            Map.entry(
                    "prometheus-metrics-exposition-textformats",
                    new Carried(METRICS, "io/prometheus/metrics/expositionformats/ExpositionFormatWriter.class")),
            Map.entry(
                    "prometheus-metrics-model",
                    new Carried(METRICS, "io/prometheus/metrics/model/snapshots/MetricSnapshots.class")),
            Map.entry(
                    "prometheus-metrics-config",
                    new Carried(METRICS, "io/prometheus/metrics/config/EscapingScheme.class")),
            Map.entry("bcprov-jdk18on", new Carried(PEER, "dev/middleman/carried/bouncycastle/crypto/Digest.class")),
            Map.entry("bctls-jdk18on", new Carried(PEER, "dev/middleman/carried/bouncycastle/tls/TlsClient.class")),
            Map.entry(
                    "bcutil-jdk18on",
                    new Carried(PEER, "dev/middleman/carried/bouncycastle/asn1/bsi/BSIObjectIdentifiers.class")),
            Map.entry("dev.middleman.peer", new Carried(PEER, "dev/middleman/peer/control/")),
            Map.entry("jgroups", new Carried(CLUSTER, "org/jgroups/JChannel.class")),
            Map.entry("uplot", new Carried(KA_HTTP, "dev/middleman/ka/http/pages/uplot/LICENSE")),
            Map.entry("kxml2", new Carried(METATYPE, "org/kxml2/io/KXmlParser.class")),
            Map.entry("xmlpull", new Carried(METATYPE, "org/xmlpull/v1/XmlPullParser.class")),
            Map.entry("osgi.cmpn", new Carried("bundle/pax-logging-api-", "org/osgi/service/log/LogService.class")),
            Map.entry(
                    "jetty-ee10-servlet",
                    new Carried(JETTY, "org/eclipse/jetty/ee10/servlet/ServletContextHandler.class")),
            Map.entry("jetty-server", new Carried(JETTY, "org/eclipse/jetty/server/Server.class")),
            Map.entry("jetty-http", new Carried(JETTY, "org/eclipse/jetty/http/HttpField.class")),
            Map.entry("jetty-io", new Carried(JETTY, "org/eclipse/jetty/io/EndPoint.class")),
            Map.entry("jetty-util", new Carried(JETTY, "org/eclipse/jetty/util/Callback.class")),
            Map.entry("jetty-util-ajax", new Carried(JETTY, "org/eclipse/jetty/util/ajax/JSON.class")),
            Map.entry("jetty-jmx", new Carried(JETTY, "org/eclipse/jetty/jmx/MBeanContainer.class")),
            Map.entry("jetty-security", new Carried(JETTY, "org/eclipse/jetty/security/SecurityHandler.class")),
            Map.entry("jetty-http2-server", new Carried(JETTY, "org/eclipse/jetty/http2/server/")),
            Map.entry("jetty-http2-common", new Carried(JETTY, "org/eclipse/jetty/http2/HTTP2Session.class")),
            Map.entry("jetty-http2-hpack", new Carried(JETTY, "org/eclipse/jetty/http2/hpack/HpackEncoder.class")),
            Map.entry("jetty-alpn-server", new Carried(JETTY, "org/eclipse/jetty/alpn/server/")),
            Map.entry("jetty-session", new Carried(JETTY, "org/eclipse/jetty/session/SessionHandler.class")),
            Map.entry("org.apache.felix.http.base", new Carried(JETTY, "org/apache/felix/http/base/")),
            Map.entry("org.apache.felix.http.wrappers", new Carried(JETTY, "org/apache/felix/http/jakartawrappers/")),
            Map.entry("tomcat-servlet-api", new Carried(SERVLETS, "javax/servlet/Servlet.class")),
            Map.entry("jakarta.servlet-api", new Carried(SERVLETS, "jakarta/servlet/Servlet.class")),
            Map.entry("logback-core", new Carried(LOGBACK, "ch/qos/logback/core/Appender.class")),
            Map.entry("logback-classic", new Carried(LOGBACK, "ch/qos/logback/classic/Logger.class")),
            Map.entry("logback-jackson", new Carried(LOGBACK, "ch/qos/logback/contrib/jackson/")),
            Map.entry("logback-json-core", new Carried(LOGBACK, "ch/qos/logback/contrib/json/JsonLayoutBase.class")),
            Map.entry("logback-json-classic", new Carried(LOGBACK, "ch/qos/logback/contrib/json/classic/")));

    private final Path folder;

    /** A library inside another jar: the beginning of that jar's path, and of an entry's name in it. */
    private record Carried(String jar, String entry) {}

    Contents(Path folder) {
        this.folder = folder;
    }

    /** All files, by their path in the distribution. */
    List<String> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jars that the list does not have with this very content, and those that it has under another name or version. */
    List<String> unlisted(Bom bom) {
        return jars().entrySet().stream()
                .filter(jar -> bom.getComponents().stream()
                        .noneMatch(component ->
                                jar.getValue().equals(sha256(component).orElse(""))
                                        && isCalled(component, jar.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Components of the list that are neither a file here nor carried by one. */
    List<String> absent(Bom bom) {
        Map<String, String> jars = jars();
        return bom.getComponents().stream()
                .filter(component -> !jars.containsValue(sha256(component).orElse("")))
                .filter(component -> !isCarried(CARRIED.get(component.getName())))
                .map(component -> component.getName() + " " + component.getVersion())
                .toList();
    }

    /** Libraries that a jar here carries and the list does not have. */
    List<String> unlistedCarried(Bom bom) {
        return CARRIED.entrySet().stream()
                .filter(library -> bom.getComponents().stream()
                        .noneMatch(component -> component.getName().equals(library.getKey())))
                .filter(library -> isCarried(library.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Map<String, String> jars() {
        Map<String, String> hashes = new TreeMap<>();
        files().stream().filter(file -> file.endsWith(".jar")).forEach(file -> hashes.put(file, sha256(file)));
        return hashes;
    }

    private String sha256(String file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(folder.resolve(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> sha256(Component component) {
        return component.getHashes().stream()
                .filter(hash -> hash.getAlgorithm().equals("SHA-256"))
                .map(Hash::getValue)
                .findFirst();
    }

    private boolean isCalled(Component component, String file) {
        String name = Path.of(file).getFileName().toString();
        if (name.equals(component.getName() + ".jar")) {
            return component.getVersion().equals(versionInside(file));
        }
        return name.startsWith(component.getName() + "-" + component.getVersion());
    }

    private String versionInside(String file) {
        try (JarFile jar = new JarFile(folder.resolve(file).toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isCarried(Carried carried) {
        return carried != null
                && files().stream().anyMatch(file -> file.startsWith(carried.jar()) && has(file, carried.entry()));
    }

    private boolean has(String file, String entry) {
        try (JarFile jar = new JarFile(folder.resolve(file).toFile())) {
            return jar.stream()
                    .anyMatch(found -> !found.isDirectory() && found.getName().startsWith(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
