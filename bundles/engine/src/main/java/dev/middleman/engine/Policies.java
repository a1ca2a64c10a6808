package dev.middleman.engine;

import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.TrafficPolicy;

/**
 * Who is asked before a session is opened; null for nobody. Thread-safe: each is read once per decision, and may be another one
 * at the next.
 */
final class Policies {
    private AdmissionPolicy admission;
    private TrafficPolicy traffic;

    synchronized void use(AdmissionPolicy policy) {
        admission = policy;
    }

    /** Does nothing when another one has taken its place. */
    synchronized void drop(AdmissionPolicy leaving) {
        admission = admission == leaving ? null : admission;
    }

    synchronized void use(TrafficPolicy policy) {
        traffic = policy;
    }

    /** Does nothing when another one has taken its place. */
    synchronized void drop(TrafficPolicy leaving) {
        traffic = traffic == leaving ? null : traffic;
    }

    synchronized AdmissionPolicy admission() {
        return admission;
    }

    synchronized TrafficPolicy traffic() {
        return traffic;
    }

    synchronized boolean areNone() {
        return admission == null && traffic == null;
    }
}
