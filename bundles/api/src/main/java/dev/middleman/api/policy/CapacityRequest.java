package dev.middleman.api.policy;

/**
 * A KA server asks a middle-man for a session, before it says for whom: a middle-man never learns that, and its policies do not
 * either.
 *
 * @param middleman the middle-man's name
 * @param server the key that the KA server is pinned by in the configuration, SHA-256 as base64url; empty when whoever asks is
 *     not known by a key
 * @param limits what the session would get
 * @param load how busy the middle-man is
 */
public record CapacityRequest(String middleman, String server, SessionLimits limits, NodeLoad load) {

    /** The same with other limits. */
    public CapacityRequest with(SessionLimits others) {
        return new CapacityRequest(middleman, server, others, load);
    }
}
