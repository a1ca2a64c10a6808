package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.Assume.assumeTrue;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Protections;
import dev.middleman.api.relay.Relay;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Where tables and buffers lie when the bundle harden is there, when it goes, and when it has to be there. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class ForeignMemoryIT {

    private static final String SECRET_ONLY = "(" + TableMemory.KIND + "=" + TableMemory.SECRET + ")";

    private final BundleContext context = Bundles.context();
    private Village village;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void open() throws Exception {
        village = new Village(context).open(context);
        assumeTrue(
                "the kernel gives no secret memory",
                village.services().named(TableMemory.class, SECRET_ONLY).isPresent());
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    private Bundle harden() {
        return Bundles.matching(context, "harden"::equals).get(0);
    }

    private Measure secretMemory() {
        List<Measure> measures = village.services().one(Protections.class).measures();
        assertThat(measures)
                .extracting(Measure::name)
                .containsExactly(
                        Protections.DUMPABLE,
                        Protections.CORE,
                        Protections.SWAP,
                        Protections.SECRET_MEMORY,
                        Protections.DRIFT_FLUSH);
        assertThat(measures)
                .filteredOn(m -> List.of(Protections.DUMPABLE, Protections.CORE, Protections.DRIFT_FLUSH)
                        .contains(m.name()))
                .allMatch(Measure::on);
        return measures.get(3);
    }

    @Test(timeout = 120_000)
    public void shouldKeepTablesAndBuffersOfALiveLineWhereNobodyReadsThem() throws Exception {
        village.target("127.0.2.1");
        assertThat(secretMemory())
                .satisfies(
                        measure -> assertThat(measure.on()).as(measure.reason()).isTrue());
        List<String> mapped = secretMappings();
        // Three middle-men of one shard: six areas of tables each, and a lane's buffers.
        assertThat(mapped).hasSizeGreaterThan(18);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
            memory.seek(anyHeapAddress());
            assertThat(memory.read()).as("other memory is read").isGreaterThanOrEqualTo(0);
            for (String entry : mapped) {
                memory.seek(start(entry));
                assertThatIOException().isThrownBy(memory::read);
            }
        }
    }

    private static List<String> secretMappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("secretmem"))
                .toList();
    }

    private static long anyHeapAddress() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("[heap]"))
                .mapToLong(ForeignMemoryIT::start)
                .findFirst()
                .orElseThrow();
    }

    private static long start(String entry) {
        return Long.parseUnsignedLong(entry.substring(0, entry.indexOf('-')), 16);
    }

    @Test(timeout = 120_000)
    public void shouldNotStartAMiddleManThatWantsSecretMemoryUntilThereIsSome() throws Exception {
        harden().stop();
        village.middleMan("m7", Map.of("TableMemory.target", SECRET_ONLY));
        village.middleMan("m8", Map.of());
        village.services().await("a middle-man that takes what there is", () -> isThere("m8"));
        assertThat(isThere("m7")).isFalse();

        harden().start();
        village.services().await("the other one", () -> isThere("m7"));
        assertThat(secretMemory().on())
                .as("m8 still lies in ordinary memory, which is told: %s", secretMemory())
                .isFalse();
        assertThat(secretMemory().reason()).contains("dev.middleman.engine");

        harden().stop();
        assertThat(isThere("m7")).isFalse();
        village.services().await("the one that takes what there is", () -> isThere("m8"));
    }

    private boolean isThere(String name) {
        return village.services()
                .named(Relay.class, "(" + Relay.NAME + "=" + name + ")")
                .isPresent();
    }

    @Test(timeout = 120_000)
    public void shouldGoOnWithLinesWhenTheTransportMovesToBetterMemory() throws Exception {
        harden().stop();
        village.awaitRegistrations();
        Peer bob = village.target("127.0.2.1");
        Line line = village.call(village.peer("127.0.1.1"), bob);
        Queue<Integer> heard = new ConcurrentLinkedQueue<>();
        village.nextAccepted().receive((atBob, payload) -> heard.add(payload.remaining()));

        harden().start();
        village.services().await("a datagram after the move", () -> {
            line.send(ByteBuffer.allocate(77));
            return heard.contains(77);
        });
        assertThat(secretMappings()).as("the lanes' buffers").isNotEmpty();
    }
}
