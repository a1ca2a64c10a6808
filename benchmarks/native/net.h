/* What both programs need of the network and the clock. */
#ifndef NET_H
#define NET_H

#include <netinet/in.h>
#include <stdint.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/* The longest UDP payload, rounded up. */
#define DATAGRAM_MAX 65536
/* Added to the distance of buffers, so that their beginnings do not compete for the same cache sets. */
#define BUFFER_SHIFT 192

/* Ends the program with what errno says. */
void die(const char *what);
void *must_allocate(size_t count, size_t size);

uint64_t now_ns(void);
struct sockaddr_in endpoint(uint32_t ip, uint16_t port);

/* A non-blocking UDP socket with buffers of this size where the kernel allows it. */
int udp_socket(uint32_t ip, uint16_t port, int buffer_bytes, int gro);

/* The segment size the kernel tells with a received message, or `whole` if it is a single datagram. */
int segment_size(struct msghdr *message, int whole);

/* Appends an ancillary message of up to 64 bytes to a message whose buffer has the room. */
void add_control(struct msghdr *message, int level, int type, const void *data, size_t length);

#endif
