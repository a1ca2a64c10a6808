package dev.middleman.harden;

import java.util.Set;

/** Whether the bundle can do anything on this machine. Stateless. */
final class Platform {
    /** Architectures whose constants {@link Layout} has. */
    private static final Set<String> LAID_OUT = Set.of("amd64", "x86_64", "aarch64");

    private Platform() {}

    /** Why not; {@code null} if it can. */
    static String obstacle() {
        if (!System.getProperty("os.name", "").equals("Linux") || !LAID_OUT.contains(System.getProperty("os.arch"))) {
            return "it needs Linux on x86-64 or AArch64";
        }
        try {
            Libc.load();
            return null;
        } catch (LinkageError e) {
            return e.getCause() instanceof IllegalCallerException
                    ? "native access is not granted (--enable-native-access=ALL-UNNAMED)"
                    : "the C library lacks a call that it needs";
        }
    }
}
