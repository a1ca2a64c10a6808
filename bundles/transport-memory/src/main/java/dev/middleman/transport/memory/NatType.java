package dev.middleman.transport.memory;

/** The classic kinds of NAT (RFC 3489 section 5), in the order of how much they hide. */
public enum NatType {
    /** One public port per inner endpoint; anybody may send to it. */
    FULL_CONE,
    /** One public port per inner endpoint; only addresses that were sent to may answer, from any port. */
    ADDRESS_RESTRICTED,
    /** One public port per inner endpoint; only endpoints that were sent to may answer. */
    PORT_RESTRICTED,
    /** One public port per inner endpoint and destination; only that destination may answer. */
    SYMMETRIC
}
