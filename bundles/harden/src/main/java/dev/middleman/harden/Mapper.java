package dev.middleman.harden;

/**
 * Asks the kernel for memory of one kind, all or nothing. Thread-safe; stateless.
 *
 * <p>The descriptor of secret memory is closed as soon as it is mapped, so that nobody can take it over from the process
 * (pidfd_getfd(2)).
 */
final class Mapper {
    static final int PAGE = 4096;

    private Mapper() {}

    /** @throws Refused when the kernel does not give it; nothing stays mapped then */
    static Area map(Kind kind, int bytes) throws Refused {
        long mapped = ((long) bytes + PAGE - 1) / PAGE * PAGE;
        long address = kind == Kind.SECRET ? secret(mapped) : anonymous(mapped, kind);
        Libc.madvise(address, mapped, Layout.MADV_DONTFORK);
        Area area = new Area(kind, address, mapped, bytes);
        try {
            area.zero();
        } catch (InternalError noPages) {
            area.unmap();
            throw new Refused(kind, bytes, "the kernel has no pages for it", false);
        }
        return area;
    }

    private static long secret(long bytes) throws Refused {
        int descriptor = Libc.memfdSecret();
        if (descriptor < 0) {
            throw new Refused(Kind.SECRET, bytes, noSecretMemory(-descriptor), descriptor == -Layout.ENOSYS);
        }
        try {
            int sized = Libc.ftruncate(descriptor, bytes);
            long address = sized < 0 ? sized : Libc.mmap(bytes, Layout.MAP_SHARED, descriptor);
            if (address < 0) {
                throw new Refused(Kind.SECRET, bytes, noRoom((int) -address), false);
            }
            return address;
        } finally {
            Libc.close(descriptor);
        }
    }

    private static long anonymous(long bytes, Kind kind) throws Refused {
        long address = Libc.mmap(bytes, Layout.MAP_PRIVATE | Layout.MAP_ANONYMOUS, -1);
        if (address < 0) {
            throw new Refused(kind, bytes, noRoom((int) -address), false);
        }
        int locked = kind == Kind.LOCKED ? Libc.mlock(address, bytes) : 0;
        int undumped = Libc.madvise(address, bytes, Layout.MADV_DONTDUMP);
        if (locked < 0 || undumped < 0) {
            Libc.munmap(address, bytes);
            throw new Refused(kind, bytes, noRoom(locked < 0 ? -locked : -undumped), false);
        }
        return address;
    }

    private static String noSecretMemory(int errno) {
        return switch (errno) {
            case Layout.ENOSYS -> "this kernel has no memfd_secret (it takes 5.14 and secretmem.enable=1)";
            case Layout.EPERM -> "memfd_secret is not permitted here, as by a system call filter";
            case Layout.EMFILE, Layout.ENFILE -> "too many open files";
            default -> "memfd_secret: error " + errno;
        };
    }

    private static String noRoom(int errno) {
        return switch (errno) {
            case Layout.EAGAIN, Layout.ENOMEM, Layout.EPERM -> lockLimit();
            default -> "error " + errno;
        };
    }

    private static String lockLimit() {
        long limit = Limits.soft(Layout.RLIMIT_MEMLOCK);
        return limit == Limits.INFINITE
                ? "no memory is left"
                : "RLIMIT_MEMLOCK allows " + limit + " bytes to a process without CAP_IPC_LOCK";
    }
}
