package dev.middleman.api.protection;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells which measures hold now. Without such a service nobody took any. Thread-safe; a call reads the system anew and
 * may take a few milliseconds.
 *
 * <p>Level L2 needs every measure on. What else it needs, such as a transport whose buffers lie in this memory, the one
 * who asks has to look at himself.
 */
@ProviderType
public interface Protections {

    /** Others of the same user cannot attach to the process or read its memory, and it leaves no core file. */
    String DUMPABLE = "dumpable";

    /** The limit for core files is 0, which cannot be raised again. */
    String CORE = "core";

    /** No page of the process is or will be written to swap. */
    String SWAP = "swap";

    /** Tables and buffers lie in memory that even root cannot read through the kernel. */
    String SECRET_MEMORY = "secret-memory";

    /** After a suspend or a restored snapshot all sessions are wiped. */
    String DRIFT_FLUSH = "drift-flush";

    /** Every measure, one for each of the names here, always in the same order. */
    List<Measure> measures();
}
