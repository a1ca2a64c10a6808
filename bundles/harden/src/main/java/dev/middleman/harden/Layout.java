package dev.middleman.harden;

/** Constants of the Linux ABI on x86-64 and AArch64, from the kernel's user headers. */
final class Layout {
    static final int PR_GET_DUMPABLE = 3;
    static final int PR_SET_DUMPABLE = 4;

    static final int RLIMIT_CORE = 4;
    static final int RLIMIT_MEMLOCK = 8;

    /** The system call's number, the same on both architectures; libc has no name for it. */
    static final int MEMFD_SECRET = 447;

    static final int O_CLOEXEC = 0x80000;
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MADV_DONTFORK = 10;
    static final int MADV_DONTDUMP = 16;

    static final int EPERM = 1;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSYS = 38;

    private Layout() {}
}
