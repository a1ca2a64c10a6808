/**
 * UDP sockets on Netty's event loops: NIO everywhere, epoll on Linux. Nothing is exported.
 *
 * <p>Netty's own datagram channels are not used, because Netty 4.2.18 does not keep every datagram as it is: NIO drops
 * empty ones, native epoll repeats the datagram after an empty one, and with receive offload a train loses its segment
 * size. What is used is what carries no opinion about datagrams: the event loop and its selector, a JDK channel or the
 * native socket calls underneath.
 */
package dev.middleman.transport.netty;
