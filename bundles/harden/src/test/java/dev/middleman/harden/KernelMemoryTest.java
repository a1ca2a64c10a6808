package dev.middleman.harden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.testkit.process.MapsEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of memory is, as the process itself and its entries in /proc see it. */
@Timeout(60)
class KernelMemoryTest {

    @BeforeEach
    void needLinux() {
        assumeTrue(Platform.obstacle() == null, Platform::obstacle);
    }

    private static KernelMemory memory(Kind kind) {
        Refused obstacle = MemoryCheck.obstacle(kind);
        assumeTrue(obstacle == null, () -> "not here: " + obstacle.getMessage());
        return new KernelMemory(List.of(kind));
    }

    private static boolean isZero(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer)
                        .mismatch(MemorySegment.ofBuffer(ByteBuffer.allocateDirect(buffer.capacity())))
                == -1;
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveZeroedAlignedMemoryOfTheWantedSize(Kind kind) {
        KernelMemory memory = memory(kind);
        for (int bytes : new int[] {1, 63, 4096, 4097, 1 << 20}) {
            ByteBuffer buffer = memory.allocate(bytes);
            assertThat(buffer.capacity()).isEqualTo(bytes);
            assertThat(buffer.limit()).isEqualTo(bytes);
            assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(MemorySegment.ofBuffer(buffer).address() % 64).isZero();
            assertThat(isZero(buffer)).isTrue();
            buffer.put(bytes - 1, (byte) 7);
            assertThat(isZero(buffer)).isFalse();
            memory.release(buffer);
        }
        assertThat(memory.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, TableMemory.MAX_BYTES + 1, Integer.MAX_VALUE})
    void shouldNameTheSizeAndItsRangeWhenItIsOutOfIt(int bytes) {
        KernelMemory memory = memory(Kind.UNLOCKED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.allocate(bytes))
                .withMessage(bytes + " bytes are not in 1..1073741824");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseEveryAccessAfterTheRelease(Kind kind) {
        KernelMemory memory = memory(kind);
        ByteBuffer buffer = memory.allocate(100);
        ByteBuffer slice = buffer.slice(10, 10);
        memory.release(buffer);
        assertThatIllegalStateException().isThrownBy(() -> buffer.get(0));
        assertThatIllegalStateException().isThrownBy(() -> slice.putLong(0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.release(buffer))
                .withMessageContaining("not one that is in use");
    }

    @Test
    void shouldNotReleaseWhatSomebodyElseGave() {
        KernelMemory memory = memory(Kind.UNLOCKED);
        assertThatIllegalArgumentException().isThrownBy(() -> memory.release(ByteBuffer.allocateDirect(100)));
    }

    /** A second view of the same pages outlives the first one and shows what was left in them. */
    @Test
    void shouldZeroThePagesWhenTheyAreReleased() {
        memory(Kind.SECRET);
        int descriptor = Libc.memfdSecret();
        Libc.ftruncate(descriptor, Mapper.PAGE);
        long one = Libc.mmap(Mapper.PAGE, Layout.MAP_SHARED, descriptor);
        long other = Libc.mmap(Mapper.PAGE, Layout.MAP_SHARED, descriptor);
        Libc.close(descriptor);
        Area released = new Area(Kind.SECRET, one, Mapper.PAGE, 100);
        Area kept = new Area(Kind.SECRET, other, Mapper.PAGE, 100);
        released.buffer().putLong(8, 0x1122_3344_5566_7788L);
        assertThat(kept.buffer().getLong(8)).isEqualTo(0x1122_3344_5566_7788L);
        released.release();
        assertThat(isZero(kept.buffer())).isTrue();
        kept.release();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNeitherMappingNorDescriptor(Kind kind) throws IOException {
        KernelMemory memory = memory(kind);
        List<ByteBuffer> given = new ArrayList<>();
        long files = openFiles();
        for (int i = 0; i < 300; i++) {
            given.add(memory.allocate(3 * Mapper.PAGE));
        }
        List<Long> addresses =
                given.stream().map(b -> MemorySegment.ofBuffer(b).address()).toList();
        assertThat(mapped(addresses)).isEqualTo(300);
        assertThat(openFiles()).as("a descriptor lives no longer than the call").isEqualTo(files);
        given.forEach(memory::release);
        assertThat(mapped(addresses)).isZero();
        assertThat(memory.bytes()).isZero();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static long mapped(List<Long> addresses) throws IOException {
        List<MapsEntry> maps = MapsEntry.of("self");
        return addresses.stream()
                .filter(address -> maps.stream().anyMatch(entry -> entry.holds(address)))
                .count();
    }

    @Test
    void shouldKeepSecretAndLockedMemoryOutOfCoresForksAndSwap() throws IOException {
        assertThat(flags(Kind.SECRET)).contains("sh", "dd", "dc", "lo");
        assertThat(flags(Kind.LOCKED)).contains("dd", "dc", "lo").doesNotContain("sh");
        assertThat(flags(Kind.UNLOCKED)).contains("dd", "dc").doesNotContain("lo");
    }

    /** What /proc/self/smaps says of the mapping: dd is left out of cores, dc is not copied by fork, lo is locked. */
    private static List<String> flags(Kind kind) throws IOException {
        KernelMemory memory = memory(kind);
        ByteBuffer buffer = memory.allocate(Mapper.PAGE);
        long address = MemorySegment.ofBuffer(buffer).address();
        boolean here = false;
        List<String> flags = List.of();
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                here = MapsEntry.parse(line).holds(address);
            } else if (here && line.startsWith("VmFlags:")) {
                flags = List.of(line.substring("VmFlags:".length()).strip().split(" "));
            }
        }
        memory.release(buffer);
        return flags;
    }
}
