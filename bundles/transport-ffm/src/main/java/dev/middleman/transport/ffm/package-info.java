/**
 * UDP sockets through {@code java.lang.foreign}: the C library's recvmmsg and sendmmsg on message arrays outside the heap,
 * whole trains in (UDP_GRO) and out (UDP_SEGMENT). Nothing is exported.
 *
 * <p>No object on the heap ever holds a peer's address: it goes from one native structure into another, through the
 * registers of small methods.
 */
package dev.middleman.transport.ffm;
