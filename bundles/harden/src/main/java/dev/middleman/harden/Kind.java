package dev.middleman.harden;

import dev.middleman.api.memory.TableMemory;

/** What memory can be had from the kernel, the best first. */
enum Kind {
    /** Pages that the kernel itself no longer has a mapping of (memfd_secret(2)): nobody reads them through it. */
    SECRET(TableMemory.SECRET),
    /** Ordinary pages that never go to swap, to a core file or to a child. */
    LOCKED(TableMemory.LOCKED),
    /** Ordinary pages that never go to a core file or to a child: where the process may lock no more. */
    UNLOCKED("unlocked");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
