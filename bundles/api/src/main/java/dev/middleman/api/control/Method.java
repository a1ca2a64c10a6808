package dev.middleman.api.control;

/** Request methods, the same in CoAP (RFC 7252 section 12.1.1) and HTTP. */
public enum Method {
    GET,
    POST,
    PUT,
    DELETE
}
