/**
 * CoAP over DTLS 1.2 behind {@link dev.middleman.api.control}. The only package that knows Californium.
 */
package dev.middleman.coap;
