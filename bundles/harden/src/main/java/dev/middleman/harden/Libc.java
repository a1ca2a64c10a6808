package dev.middleman.harden;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of the C library that the bundle makes. A result is what the call returns, a failure is {@code -errno}. Rare
 * calls all of them, so each brings its own place for errno. Thread-safe; stateless.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle PRCTL =
            variadic("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SYSCALL =
            variadic("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle GETRLIMIT =
            call("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SETRLIMIT =
            call("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FTRUNCATE =
            call("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MMAP = call(
            "mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MLOCK = call("mlock", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MADVISE =
            call("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Libc() {}

    /**
     * Does nothing but bind all calls, once.
     *
     * @throws LinkageError when one is missing; its cause is an IllegalCallerException where native access is refused
     */
    static void load() {}

    static int prctl(int option, long argument) {
        return (int) made(errno -> (int) PRCTL.invokeExact(errno, option, argument, 0L, 0L, 0L));
    }

    /** A new file of secret memory, of no size yet; only this process can reach it. */
    static int memfdSecret() {
        return (int)
                made(errno -> (long) SYSCALL.invokeExact(errno, (long) Layout.MEMFD_SECRET, (long) Layout.O_CLOEXEC));
    }

    /** @param limit 16 bytes: the soft limit, the hard limit */
    static int getrlimit(int resource, MemorySegment limit) {
        return (int) made(errno -> (int) GETRLIMIT.invokeExact(errno, resource, limit.address()));
    }

    static int setrlimit(int resource, MemorySegment limit) {
        return (int) made(errno -> (int) SETRLIMIT.invokeExact(errno, resource, limit.address()));
    }

    static int ftruncate(int descriptor, long bytes) {
        return (int) made(errno -> (int) FTRUNCATE.invokeExact(errno, descriptor, bytes));
    }

    /** Maps memory to read and write at an address of the kernel's choice. */
    static long mmap(long bytes, int flags, int descriptor) {
        return made(errno -> (long) MMAP.invokeExact(errno, 0L, bytes, Layout.PROT_READ_WRITE, flags, descriptor, 0L));
    }

    static int munmap(long address, long bytes) {
        return (int) made(errno -> (int) MUNMAP.invokeExact(errno, address, bytes));
    }

    static int mlock(long address, long bytes) {
        return (int) made(errno -> (int) MLOCK.invokeExact(errno, address, bytes));
    }

    static int madvise(long address, long bytes, int advice) {
        return (int) made(errno -> (int) MADVISE.invokeExact(errno, address, bytes, advice));
    }

    static int close(int descriptor) {
        return (int) made(errno -> (int) CLOSE.invokeExact(errno, descriptor));
    }

    private interface Call {
        long make(MemorySegment errno) throws Throwable;
    }

    private static long made(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(STATE);
            long returned = call.make(errno);
            return returned == -1 ? -(int) ERRNO.get(errno, 0L) : returned;
        } catch (Throwable e) {
            throw new AssertionError("a native call could not be made", e);
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor shape) {
        return bind(name, shape, Linker.Option.captureCallState("errno"));
    }

    /** The arguments after the first are the variable ones. */
    private static MethodHandle variadic(String name, FunctionDescriptor shape) {
        return bind(name, shape, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(1));
    }

    // Binding to the C library is what this class is for; the launcher grants native access.
    @SuppressWarnings("restricted")
    private static MethodHandle bind(String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment symbol = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
        return LINKER.downcallHandle(symbol, shape, options);
    }
}
