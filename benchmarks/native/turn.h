/* Makes every A peer the client of a TURN relay (RFC 8656): an allocation and one channel each. B peers are plain UDP. */
#ifndef TURN_H
#define TURN_H

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

/* In front of each payload of a client: the number of its channel and the length. */
#define CHANNEL_HEAD 4
/* The same for all, since a channel belongs to one client. */
#define CHANNEL 0x4000

/*
 * Allocates for every flow and binds its channel. The relay keeps both when a run ends, so they are kept in a file for the next run
 * at that relay: only after minutes, they are refreshed. Ends the program when the relay refuses.
 */
void turn_all(const char *path);

/* Copies a train of segments, each in a frame of its own; 0 for `segment`: all is one. Tells how long it is now. */
int turn_frame(char *out, const char *in, int size, int segment);

static inline void channel_head_write(char *at, int payload)
{
    uint16_t head[2] = { htons(CHANNEL), htons((uint16_t)payload) };
    memcpy(at, head, sizeof head);
}

/* How long the payload of a received frame is; -1 if it is no frame, -2 if its length is wrong. Over UDP a relay may fill a frame up
 * to a multiple of four bytes, and need not. */
static inline int channel_payload(const char *at, int size)
{
    uint16_t head[2];
    if (size < CHANNEL_HEAD) return -1;
    memcpy(head, at, sizeof head);
    if (ntohs(head[0]) != CHANNEL) return -1;
    int payload = ntohs(head[1]), filled = (payload + 3) & ~3;
    return size == CHANNEL_HEAD + payload || size == CHANNEL_HEAD + filled ? payload : -2;
}

#endif
