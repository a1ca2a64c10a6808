package dev.middleman.wire.id;

/**
 * A request whose sender proves to hold an Ed25519 key.
 *
 * @param body the JSON that is signed for
 * @param pub the raw Ed25519 public key, 32 bytes
 * @param sig the Ed25519 signature over the 145 bytes, 64 bytes
 */
public record SignedRequest(Octets body, Octets pub, Octets sig) {}
