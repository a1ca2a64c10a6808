package dev.middleman.wire.id;

/**
 * A peer's id: the first 16 bytes of SHA-256("M2-pid" | realmId | ed25519pub). Valid in one realm; written like an IPv6
 * address, and a label only (as HIP's ORCHIDv2, RFC 7343).
 */
public record Pid(long high, long low) {}
