package dev.middleman.api.policy;

/**
 * A caller who wants to be taken for a member of a realm. The arrays are lent for one call.
 *
 * @param realmId 32 bytes
 * @param pub the raw Ed25519 key that signed the request, 32 bytes; empty for an unsigned request
 * @param proofInput what a proof of membership covers, 144 bytes that are good for one request; empty for an unsigned one
 * @param credential the certificate or proof that came along; empty when none
 * @param wallSeconds now, seconds since 1970
 */
public record Applicant(byte[] realmId, byte[] pub, byte[] proofInput, byte[] credential, long wallSeconds) {

    /** Whether the request is signed by {@link #pub}. */
    public boolean isProven() {
        return pub.length > 0;
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "Applicant[hidden]";
    }
}
