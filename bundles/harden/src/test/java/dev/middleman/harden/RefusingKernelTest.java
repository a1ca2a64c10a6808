package dev.middleman.harden;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A kernel without memfd_secret, made of this one: a system call filter (seccomp(2)) answers in its place, for one thread that
 * ends with the test.
 */
@Timeout(60)
class RefusingKernelTest {
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long MODE_FILTER = 2;
    private static final int RETURN_ERRNO = 0x0005_0000;
    private static final int RETURN_ALLOW = 0x7fff_0000;

    @BeforeEach
    void needSecretMemory() {
        assumeTrue(Platform.obstacle() == null, Platform::obstacle);
        Refused obstacle = MemoryCheck.obstacle(Kind.SECRET);
        assumeTrue(obstacle == null, () -> "not here: " + obstacle.getMessage());
    }

    private static void withoutSecretMemory(int errno, Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread confined = new Thread(
                () -> {
                    try {
                        filter(errno);
                        task.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "confined");
        confined.start();
        done.get(30, TimeUnit.SECONDS);
        confined.join(TimeUnit.SECONDS.toMillis(30));
    }

    /** Four instructions: load the call's number; if it is memfd_secret answer with the errno, else go on. */
    @SuppressWarnings("restricted")
    private static void filter(int errno) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(32, 8);
            instruction(code, 0, 0x20, 0, 0, 0);
            instruction(code, 1, 0x15, 0, 1, Layout.MEMFD_SECRET);
            instruction(code, 2, 0x06, 0, 0, RETURN_ERRNO | errno);
            instruction(code, 3, 0x06, 0, 0, RETURN_ALLOW);
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) 4);
            program.set(JAVA_LONG, 8, code.address());
            Linker linker = Linker.nativeLinker();
            MethodHandle prctl = linker.downcallHandle(
                    linker.defaultLookup().find("prctl").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
            int closed = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            int filtered = (int) prctl.invokeExact(PR_SET_SECCOMP, MODE_FILTER, program.address(), 0L, 0L);
            if (closed != 0 || filtered != 0) {
                throw new AssertionError("the kernel takes no system call filter");
            }
        }
    }

    private static void instruction(MemorySegment code, int at, int what, int yes, int no, int operand) {
        code.set(JAVA_SHORT, at * 8L, (short) what);
        code.set(JAVA_BYTE, at * 8L + 2, (byte) yes);
        code.set(JAVA_BYTE, at * 8L + 3, (byte) no);
        code.set(JAVA_INT, at * 8L + 4, operand);
    }

    @ParameterizedTest
    @CsvSource({
        Layout.ENOSYS + ", UNAVAILABLE, this kernel has no memfd_secret (it takes 5.14 and secretmem.enable=1)",
        Layout.EPERM + ", OFF, 'memfd_secret is not permitted here, as by a system call filter'"
    })
    void shouldSayWhyThereIsNoSecretMemoryAndLockOrdinaryMemory(int errno, String state, String why) throws Exception {
        withoutSecretMemory(errno, () -> {
            KernelMemory best = new KernelMemory(List.of(Kind.values()));
            assertThat(best.name()).as("before anything was asked for").isEqualTo("secret");
            ByteBuffer buffer = best.allocate(5000);
            assertThat(best.name()).isEqualTo("locked");
            assertThat(MemoryCheck.probe(List.of(best)).measure(List.of())).satisfies(measure -> {
                assertThat(measure.state()).hasToString(state);
                assertThat(measure.reason()).isEqualTo("4096 bytes of secret memory cannot be had: " + why);
            });
            best.release(buffer);
        });
    }

    @Test
    void shouldGiveNothingLessWhereOnlySecretMemoryWillDo() throws Exception {
        KernelMemory secret = new KernelMemory(List.of(Kind.SECRET));
        withoutSecretMemory(Layout.ENOSYS, () -> assertThatIllegalStateException()
                .isThrownBy(() -> secret.allocate(5000))
                .withMessageStartingWith("8192 bytes of secret memory cannot be had: this kernel has no"));
        assertThat(secret.count()).isZero();
        secret.release(secret.allocate(5000));
    }
}
