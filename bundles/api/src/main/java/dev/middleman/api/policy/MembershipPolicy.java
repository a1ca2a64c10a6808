package dev.middleman.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whether a caller may reach targets that accept members only. Without such a service nobody is a member. Thread-safe
 * and non-blocking.
 */
@ConsumerType
public interface MembershipPolicy {

    /** A short name for consoles, such as {@code psk}. */
    String name();

    /**
     * Judges one caller.
     *
     * @param realmId 32 bytes
     * @param proofInput the 145 bytes that a proof covers; empty for an unsigned request
     * @param credential the certificate or proof that came with the request; empty when none
     */
    boolean isMember(byte[] realmId, byte[] proofInput, byte[] credential);
}
