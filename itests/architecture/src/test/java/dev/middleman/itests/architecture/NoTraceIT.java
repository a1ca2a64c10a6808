package dev.middleman.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * That code on a datagram's way can leave no trace of a peer, read from manifests and class files. Each test first shows that it would
 * find one. What remains in a running process is shown from outside it, not here.
 */
class NoTraceIT {

    private static final List<BundleJar> JARS = BundleJar.all();
    private static final CompiledClass PLANTED = planted("PlantedTrace");
    private static final AddressFlow PLANTED_FLOW = new AddressFlow(List.of(PLANTED));

    /** Netty's transports pass addresses through objects; the documents say so. */
    private static final Set<String> DATA_PATH = Set.of("api", "wire", "engine", "transport.ffm");

    private static CompiledClass planted(String name) {
        try (InputStream in = NoTraceIT.class.getResourceAsStream(name + ".class")) {
            return CompiledClass.read(in.readAllBytes());
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static List<CompiledClass> classes(Set<String> bundles) {
        return JARS.stream()
                .filter(jar -> bundles.contains(jar.name()))
                .flatMap(jar -> jar.classes().stream())
                .toList();
    }

    private static Set<String> allBut(String left) {
        Set<String> names = new TreeSet<>();
        JARS.forEach(jar -> names.add(jar.name()));
        assertThat(names.remove(left)).isTrue();
        return names;
    }

    private static Set<String> notFixed(String classNames) {
        Set<String> found = new TreeSet<>();
        classes(DATA_PATH).stream()
                .filter(compiled -> compiled.name().matches(classNames))
                .forEach(compiled -> found.addAll(ExceptionTexts.notFixed(compiled)));
        return found;
    }

    /** In the two classes that offer the transport and open its lanes, none of which knows a peer. */
    @Test
    void shouldLogInNoClassThatADatagramComesThrough() {
        assertThat(JARS)
                .filteredOn(jar -> DATA_PATH.contains(jar.name()))
                .filteredOn(jar -> jar.imports().contains("org.slf4j"))
                .extracting(BundleJar::name)
                .isSubsetOf("transport.ffm");
        assertThat(classes(Set.of("transport.ffm")))
                .filteredOn(compiled -> compiled.types().contains("org.slf4j.Logger"))
                .extracting(CompiledClass::outermost)
                .isSubsetOf("dev.middleman.transport.ffm.FfmSwitch", "dev.middleman.transport.ffm.FfmTransport");
    }

    @Test
    void shouldUseNoFileAndNoPlatformAddressOnTheDataPath() {
        Set<String> forbidden = Set.of("java.net", "java.nio.file", "java.nio.channels", "java.util.logging");
        assertThat(Rules.impure("planted", forbidden)).hasSameSizeAs(forbidden);
        assertThat(JARS)
                .filteredOn(jar -> DATA_PATH.contains(jar.name()))
                .flatMap(jar -> Rules.impure(jar.name(), jar.imports()))
                .isSubsetOf("transport.ffm imports org.slf4j");
    }

    /** The table's memory is direct and zeroed; of a cookie's input, which is on the heap, {@code compute} says that it is zeroed at once. */
    @Test
    void shouldKeepNoAddressOnTheHeap() {
        assertThat(PLANTED_FLOW.kept())
                .hasSize(7)
                .anyMatch(found -> found.endsWith("the field remembered"))
                .anyMatch(found -> found.endsWith("an array"))
                .anyMatch(found -> found.endsWith("a text or a lambda"))
                .anyMatch(found -> found.endsWith("ByteBuffer.putLong"));

        assertThat(new AddressFlow(classes(Set.of("engine", "transport.ffm"))).kept())
                .containsExactlyInAnyOrder(
                        "dev.middleman.engine.table.Legs.putAddress puts an address into java.nio.ByteBuffer.putLong",
                        "dev.middleman.engine.shard.Cookies.compute puts an address into java.nio.ByteBuffer.putLong");
    }

    @Test
    void shouldHaveNoAddressInAFrameWithALoopInTheForeignTransport() {
        assertThat(PLANTED_FLOW.loops()).hasSize(1).allMatch(found -> found.endsWith(".search"));

        AddressFlow flow = new AddressFlow(classes(Set.of("engine", "transport.ffm")));
        assertThat(flow.loops()).noneMatch(found -> found.startsWith("dev.middleman.transport.ffm."));
        assertThat(flow.holders())
                .filteredOn(found -> found.startsWith("dev.middleman.transport.ffm."))
                .hasSizeGreaterThanOrEqualTo(Boolean.getBoolean("newerJava") ? 5 : 0);
    }

    /** Outside of a datagram's way the text may name a setting and its value, and a field of a message, but no value that came in one. */
    @Test
    void shouldGiveExceptionsFixedTexts() {
        assertThat(ExceptionTexts.notFixed(PLANTED))
                .extracting(found -> found.substring(found.lastIndexOf('.') + 1))
                .containsExactlyInAnyOrder("notFixed", "notFixedEither", "handedOn", "handedOnFromElsewhere");

        assertThat(notFixed("dev\\.middleman\\.(engine\\.(shard|table)|wire\\.knock)\\..*"))
                .isEmpty();
        assertThat(notFixed("dev\\.middleman\\.transport\\.ffm\\..*"))
                .allMatch(found -> found.matches(
                        ".*\\.(Idle\\.(of|check)|IdlePlan\\.read" // settings
                                + "|LaneMemory\\.(allocate|make)" // sizes, and what the memory's provider says
                                + "|Patience\\.exhausted" // how long, for what
                                + "|EpollSet\\.checked" // the name of a C function, and its error
                                + "|FfmLane\\.open|LaneSockets\\.(refused|tooMany)" // the lane's own name, ports and
                                // limits
                                + "|Libc\\.lambda\\$call\\$\\d+)")); // the name of a C function
        assertThat(notFixed("dev\\.middleman\\.wire\\.(?!knock\\.).*"))
                .allMatch(found -> found.matches(
                        ".*\\.wire\\.(json\\.[A-Za-z]+\\.[a-zA-Z<>]+" // a field's name
                                + "|control\\.Endpoints\\.[a-zA-Z]+|id\\.KaAddress\\.parse|WireException\\.<init>)"));
    }

    @Test
    void shouldPrintNothing() {
        assertThat(TraceRules.printing(PLANTED)).hasSize(2);
        // The simulated network, which is for tests and in no distribution, tells its seed.
        assertThat(classes(allBut("transport.memory")))
                .flatMap(TraceRules::printing)
                .isEmpty();
    }

    @Test
    void shouldCarryTheLibraryThatLogsAddressesWithASilentLogger() {
        assertThat(TraceRules.heard(Set.of("org.slf4j", "java.util"), Set.of("ch/qos/LogbackServiceProvider.class")))
                .contains("imports org.slf4j", "carries ch/qos/LogbackServiceProvider.class")
                .hasSize(5);
        BundleJar coap = JARS.stream()
                .filter(jar -> jar.name().equals("coap"))
                .findFirst()
                .orElseThrow();
        assertThat(coap.entries()).anyMatch(name -> name.startsWith("org/eclipse/californium/core/"));
        assertThat(TraceRules.heard(coap.imports(), coap.entries())).isEmpty();
        assertThat(JARS)
                .filteredOn(jar -> jar.entries().stream().anyMatch(name -> name.startsWith("org/eclipse/californium/")))
                .containsExactly(coap);
    }

    @Test
    void shouldTellNothingButCounts() {
        assertThat(TraceRules.notCounts(planted("PlantedTrace$Totals"))).hasSize(3);
        List<CompiledClass> totals = classes(allBut("transport.memory")).stream()
                .filter(compiled -> compiled.name().matches(".*(Totals|TurnTimes)"))
                .toList();
        assertThat(totals).hasSizeGreaterThanOrEqualTo(5);
        assertThat(totals).flatMap(TraceRules::notCounts).isEmpty();
    }
}
