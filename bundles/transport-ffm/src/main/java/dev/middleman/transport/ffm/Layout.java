package dev.middleman.transport.ffm;

import java.util.Locale;

/**
 * Sizes, offsets and constants of the Linux ABI on 64-bit little-endian machines (x86-64, AArch64), from the kernel's
 * user headers. One place, so that the rest of the bundle speaks in names.
 */
final class Layout {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_REUSEPORT = 15;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    static final int SO_MEMINFO = 55;
    static final int IPPROTO_IP = 0;
    static final int IP_MTU_DISCOVER = 10;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_MTU_DISCOVER = 23;
    static final int PMTUDISC_OMIT = 5;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;

    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_TRUNC = 0x20;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;

    static final int CLOCK_MONOTONIC = 1;

    /** struct itimerspec: the interval and the time until the first, each in seconds and nanoseconds. */
    static final int ITIMERSPEC = 32;

    static final int INTERVAL_NS = 8;
    static final int FIRST_NS = 24;

    static final int RLIMIT_NOFILE = 7;

    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int EMFILE = 24;
    static final int ENFILE = 23;
    static final int EACCES = 13;

    /** struct sockaddr_in6 has 28 bytes, sockaddr_in 16; slots of 32 hold either. */
    static final int SOCKADDR_SLOT = 32;

    static final int SOCKADDR_IN = 16;
    static final int SOCKADDR_IN6 = 28;
    static final int SA_FAMILY = 0;
    static final int SA_PORT = 2;
    static final int SIN_ADDR = 4;
    static final int SIN6_FLOWINFO = 4;
    static final int SIN6_ADDR = 8;
    static final int SIN6_SCOPE = 24;

    /** struct sock_fprog: the number of instructions, and where they stand. */
    static final int SOCK_FPROG = 16;

    static final int FPROG_LEN = 0;
    static final int FPROG_FILTER = 8;

    /** struct sock_filter: code, two jumps, and the constant. */
    static final int SOCK_FILTER = 8;

    static final int FILTER_CODE = 0;
    static final int FILTER_K = 4;

    /** BPF_RET | BPF_K: the answer is the constant. */
    static final int BPF_RETURN = 6;

    /** What SO_MEMINFO answers: nine ints, the last of them datagrams dropped. */
    static final int MEMINFO = 36;

    static final int MEMINFO_DROPS = 32;

    static final int IOVEC = 16;
    static final int IOV_BASE = 0;
    static final int IOV_LEN = 8;

    /** struct mmsghdr: a msghdr of 56 bytes and the length of the message. */
    static final int MMSGHDR = 64;

    static final int MSG_NAME = 0;
    static final int MSG_NAMELEN = 8;
    static final int MSG_IOV = 16;
    static final int MSG_IOVLEN = 24;
    static final int MSG_CONTROL = 32;
    static final int MSG_CONTROLLEN = 40;
    static final int MSG_FLAGS = 48;
    static final int MSG_LEN = 56;

    /** Room for one cmsghdr (16 bytes) and an int, aligned to 8. */
    static final int CONTROL_SLOT = 32;

    static final int CMSG_LEN = 0;
    static final int CMSG_LEVEL = 8;
    static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;
    static final int CMSG_SPACE_OF_INT = 24;
    static final int CMSG_LEN_OF_U16 = 18;

    /** struct epoll_event is packed on x86-64 only. */
    static final int EPOLL_EVENT = isX86() ? 12 : 16;

    static final int EPOLL_DATA = isX86() ? 4 : 8;

    private Layout() {}

    private static boolean isX86() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return architecture.equals("amd64") || architecture.equals("x86_64");
    }
}
