package dev.middleman.ka.http;

import java.util.function.Supplier;

/**
 * One file that browsers get.
 *
 * @param type media type
 * @param content read for every request: what never changes is read once by whoever makes it
 */
record Page(String type, Supplier<byte[]> content) {

    /**
     * What a page may do: load what this server has, ask this server, and nothing else. No inline script or style, no frame
     * around it (Content Security Policy Level 3).
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
