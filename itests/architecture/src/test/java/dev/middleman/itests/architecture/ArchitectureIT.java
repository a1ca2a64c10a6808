package dev.middleman.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The invariants of docs/architecture.md, by their numbers. Each test first shows that it would find a violation. */
class ArchitectureIT {

    private static final Set<String> FOR_EVERY_JAVA = Set.of(
            "api",
            "wire",
            "engine",
            "expiry",
            "mend",
            "transport.memory",
            "transport.netty",
            "coap",
            "policy.first",
            "policy.draw",
            "policy.sticky",
            "policy.open",
            "policy.psk",
            "policy.cert",
            "policy.admission",
            "policy.traffic",
            "ka.server",
            "ka.client",
            "ka.http",
            "ka.cluster",
            "peer",
            "console",
            "metrics",
            "health");
    private static final Set<String> FOR_NEWER_JAVA = Set.of("harden", "transport.ffm");
    private static final Set<String> BUNDLES = bundles();
    private static final Set<String> PURE = Set.of("api", "wire", "engine");
    private static final Set<String> MAY_READ_CLOCKS = Set.of("expiry", "peer");

    private static final List<BundleJar> JARS = BundleJar.all();
    private static final CompiledClass PLANTED = planted("Planted");
    private static final CompiledClass PLANTED_RECORD = planted("Planted$Told");

    private static Set<String> bundles() {
        Set<String> names = new TreeSet<>(FOR_EVERY_JAVA);
        if (Boolean.getBoolean("newerJava")) {
            names.addAll(FOR_NEWER_JAVA);
        }
        return names;
    }

    private static CompiledClass planted(String name) {
        try (InputStream in = ArchitectureIT.class.getResourceAsStream(name + ".class")) {
            return CompiledClass.read(in.readAllBytes());
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static BundleJar jar(String name) {
        return JARS.stream().filter(jar -> jar.name().equals(name)).findFirst().orElseThrow();
    }

    private static Stream<CompiledClass> classes(Set<String> bundles) {
        return bundles.stream().flatMap(name -> jar(name).classes().stream());
    }

    private static Set<String> allBut(Set<String> left) {
        Set<String> names = new TreeSet<>(BUNDLES);
        names.removeAll(left);
        return names;
    }

    private static List<String> find(Set<String> bundles, Function<CompiledClass, List<String>> rule) {
        return classes(bundles)
                .flatMap(compiled -> rule.apply(compiled).stream())
                .toList();
    }

    @Test
    @DisplayName("every bundle is looked at and has classes")
    void shouldLookAtEveryBundle() {
        assertThat(JARS).extracting(BundleJar::name).containsExactlyInAnyOrderElementsOf(BUNDLES);
        assertThat(JARS)
                .allSatisfy(jar ->
                        assertThat(jar.classes()).as("classes of %s", jar).isNotEmpty());
    }

    @Nested
    @DisplayName("1: only api, wire and peer export; no arrow goes sideways")
    class Directions {

        @Test
        void shouldExportOnlyFromApiWireAndPeer() {
            assertThat(Rules.exporting("engine", Set.of("dev.middleman.engine")))
                    .isNotEmpty();
            assertThat(JARS)
                    .flatMap(jar -> Rules.exporting(jar.name(), jar.exports()))
                    .isEmpty();
            assertThat(jar("api").exports()).contains("dev.middleman.api.relay");
        }

        @Test
        void shouldImportOnlyDownwards() {
            assertThat(Rules.sideways("engine", Set.of("dev.middleman.peer"))).isNotEmpty();
            assertThat(Rules.sideways("expiry", Set.of("dev.middleman.wire.knock")))
                    .isNotEmpty();
            assertThat(Rules.sideways("api", Set.of("dev.middleman.wire"))).isNotEmpty();
            assertThat(JARS)
                    .flatMap(jar -> Rules.sideways(jar.name(), jar.imports()))
                    .isEmpty();
        }

        @Test
        void shouldSayOfEveryExportedTypeWhoImplementsIt() {
            assertThat(Rules.unmarked(PLANTED)).hasSize(1);
            assertThat(jar("api").classes())
                    .anyMatch(compiled -> compiled.limits().stream().anyMatch(limit -> limit.endsWith("ProviderType")));
            assertThat(JARS)
                    .flatMap(jar -> jar.classes().stream()
                            .filter(compiled -> jar.exports().contains(compiled.packageName()))
                            .flatMap(compiled -> Rules.unmarked(compiled).stream())
                            .toList())
                    .isEmpty();
        }

        @Test
        void shouldNameEveryImport() {
            assertThat(JARS).allSatisfy(jar -> {
                assertThat(jar.header("DynamicImport-Package")).isEmpty();
                assertThat(jar.header("Export-Package")).doesNotContain("*");
            });
        }

        @Test
        void shouldKeepClassesInTheBundleThatOwnsTheirPackage() {
            assertThat(JARS).allSatisfy(jar -> assertThat(jar.classes())
                    .as("classes of %s", jar)
                    .allMatch(compiled -> compiled.inPackage("dev.middleman." + jar.name())));
        }
    }

    @Nested
    @DisplayName("2: engine, api and wire are pure; expiry has one thread")
    class Purity {

        @Test
        void shouldNotImportSocketsFilesOrLoggersInPureBundles() {
            assertThat(Rules.impure("engine", Set.of("java.nio.channels", "java.nio", "java.util")))
                    .hasSize(1);
            assertThat(PURE)
                    .flatMap(name -> Rules.impure(name, jar(name).imports()))
                    .isEmpty();
        }

        @Test
        void shouldNotNameSocketsFilesThreadsOrLoggersInPureBundles() {
            assertThat(Rules.impureTypes(PLANTED))
                    .anyMatch(found -> found.contains("java.lang.Thread"))
                    .anyMatch(found -> found.contains("java.net.InetSocketAddress"));
            assertThat(find(PURE, Rules::impureTypes)).isEmpty();
        }

        @Test
        void shouldCarryNettyInOneBundleOnly() {
            assertThat(JARS)
                    .filteredOn(jar -> jar.entries().stream().anyMatch(name -> name.startsWith("io/netty/")))
                    .extracting(BundleJar::name)
                    .containsExactly("transport.netty");
            assertThat(JARS)
                    .flatMap(BundleJar::imports)
                    .as("imported packages")
                    .contains("org.slf4j")
                    .noneMatch(name -> name.startsWith("io.netty"));
        }

        @Test
        void shouldCallTheCLibraryOnlyWhereANewerJavaIsAskedFor() {
            assertThat(JARS)
                    .filteredOn(jar -> jar.imports().contains("java.lang.foreign"))
                    .extracting(BundleJar::name)
                    .isSubsetOf(FOR_NEWER_JAVA)
                    .hasSize(BUNDLES.size() - FOR_EVERY_JAVA.size());
            assertThat(JARS)
                    .filteredOn(jar -> FOR_NEWER_JAVA.contains(jar.name()))
                    .allSatisfy(jar -> assertThat(jar.imports())
                            .noneMatch(name -> name.startsWith("java.net") || name.startsWith("java.nio.channels")));
        }

        @Test
        void shouldMakeOneThreadInExpiry() {
            assertThat(Rules.threads(PLANTED, false)).hasSize(1);
            assertThat(find(Set.of("expiry"), compiled -> Rules.threads(compiled, false)))
                    .hasSize(1);
            assertThat(find(Set.of("expiry"), Rules::unboundedQueues)).isEmpty();
        }

        @Test
        void shouldNameEveryThread() {
            assertThat(Rules.threads(PLANTED, true)).hasSize(1);
            assertThat(find(BUNDLES, compiled -> Rules.threads(compiled, true))).isEmpty();
        }
    }

    @Nested
    @DisplayName("3: clocks are read in expiry and peer only")
    class Clocks {

        @Test
        void shouldReadNoClockElsewhere() {
            assertThat(Rules.clockReads(PLANTED))
                    .anyMatch(found -> found.endsWith("Thread.sleep"))
                    .anyMatch(found -> found.endsWith("currentTimeMillis"))
                    .anyMatch(found -> found.endsWith("nanoTime"));
            assertThat(find(allBut(MAY_READ_CLOCKS), Rules::clockReads)).isEmpty();
        }

        @Test
        void shouldReadTheNodesClockInOneClass() {
            assertThat(classes(Set.of("expiry"))
                            .filter(compiled -> !Rules.clockReads(compiled).isEmpty())
                            .map(CompiledClass::outermost)
                            .distinct())
                    .containsExactly("dev.middleman.expiry.Clock");
        }
    }

    @Nested
    @DisplayName("4: no address becomes a text")
    class Addresses {

        /** The one place where the platform's addresses are part of a contract: an unmodified program's own socket. */
        private static final Set<String> LOCAL_PROGRAMS = Set.of("dev.middleman.peer.Shim");

        @Test
        void shouldNeverMakeATextOfAPlatformAddress() {
            assertThat(Rules.addressTexts(PLANTED)).hasSize(2);
            assertThat(Rules.addressTexts(PLANTED_RECORD)).hasSize(1);
            assertThat(find(BUNDLES, Rules::addressTexts)).isEmpty();
        }

        @Test
        void shouldHaveNoPlatformAddressInAPublicSignature() {
            assertThat(Rules.addressesInPublic(PLANTED)).hasSize(1);
            assertThat(classes(PURE).flatMap(compiled -> Rules.addressesInPublic(compiled).stream()))
                    .isEmpty();
            assertThat(classes(Set.of("peer"))
                            .filter(compiled -> compiled.name().matches("dev\\.middleman\\.peer\\.[^.]+"))
                            .filter(compiled -> !LOCAL_PROGRAMS.contains(compiled.outermost()))
                            .flatMap(compiled -> Rules.addressesInPublic(compiled).stream()))
                    .isEmpty();
        }

        @Test
        void shouldSayNothingInTheTextOfAnEndpoint() {
            Endpoint distinctive = Endpoint.ofIp4(0x2a2b2c2d, 54_321);
            assertThat(distinctive.toString())
                    .doesNotContain("42", "2a", "54321", Long.toString(distinctive.low()))
                    .isEqualTo("Endpoint[ip4]");
        }
    }

    @Nested
    @DisplayName("5: sessions hold values, never a service")
    class Values {

        @Test
        void shouldHoldNoServiceInTheSessionTable() {
            Set<String> services = new TreeSet<>();
            jar("api").classes().stream()
                    .filter(compiled -> compiled.inPackage("dev.middleman.api"))
                    .map(CompiledClass::name)
                    .filter(
                            name -> name.matches(
                                    ".*\\.(relay\\.Relay|policy\\..*Policy|transport\\.(Transport|Lane)"
                                            + "|time\\.(Ticks|Deadlines|TickListener)|control\\.Control.*|ka\\.(KaStatus|KaHandler|Registrations))"))
                    .forEach(services::add);
            assertThat(Rules.services(PLANTED, services)).hasSize(1);
            List<CompiledClass> table = classes(Set.of("engine"))
                    .filter(compiled -> compiled.inPackage("dev.middleman.engine.table"))
                    .toList();
            assertThat(table).isNotEmpty();
            assertThat(table)
                    .flatMap(compiled -> Rules.services(compiled, services))
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("6: every queue has a bound")
    class Bounds {

        /** Queues that their owner bounds itself, by the class that makes them, and where the bound is named. */
        private static final Map<String, String> BOUNDED_BY = Map.of(
                "dev.middleman.transport.memory.VirtualClock", "dev.middleman.api.time.Deadlines.MAX_WAITING",
                "dev.middleman.peer.line.RealTime", "dev.middleman.api.time.Deadlines.MAX_WAITING",
                "dev.middleman.ka.server.Turns", "dev.middleman.ka.server.Turns.MAX_WAITING",
                "dev.middleman.coap.Workers", "dev.middleman.coap.CoapSettings.MAX_PENDING_OUT");

        @Test
        void shouldMakeNoQueueWithoutABound() {
            assertThat(Rules.unboundedQueues(PLANTED)).hasSize(3).noneMatch(found -> found.contains("(I)V"));
            assertThat(classes(BUNDLES)
                            .filter(compiled -> !isBounded(compiled))
                            .flatMap(compiled -> Rules.unboundedQueues(compiled).stream()))
                    .isEmpty();
        }

        private boolean isBounded(CompiledClass compiled) {
            String constant = BOUNDED_BY.get(compiled.outermost());
            return constant != null
                    && classes(BUNDLES).anyMatch(other -> other.constants().stream()
                            .anyMatch(name -> constant.equals(other.name() + "." + name)));
        }
    }
}
