package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.testkit.trace.Findings;

/** What tests say of findings. Stateless. */
final class Scenes {
    private Scenes() {}

    /** Fails when there is any address in them, by chance or not. */
    static void assertNoAddress(String what, Findings findings) {
        assertThat(findings.hits(Scene.NOBODY)).as("hits by chance in %s", what).isZero();
        assertThat(addresses(findings)).as("%s: %s", what, findings).isZero();
    }

    /** Hits of addresses that were in use. */
    static long addresses(Findings findings) {
        return findings.hits(Scene.PEER4) + findings.hits(Scene.PEER6) + findings.hits(Scene.STRANGER);
    }
}
