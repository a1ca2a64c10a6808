/* Latches the flows' peers to the legs of a middle-man, as any peer would: KNOCK, CHALLENGE, PROOF, OK. */
#ifndef KNOCK_H
#define KNOCK_H

#include "flows.h"

#include <stdbool.h>
#include <stdint.h>

#define FRAME_BYTES 44
#define SIGNED_BYTES 28
#define MAC_BYTES 16
#define KEY_BYTES 16
#define PORTS 3

enum type { KNOCK = 1, CHALLENGE = 2, PROOF = 3, OK = 4, KEEP = 5, BUSY = 7 };
enum direction { TO_MIDDLEMAN = 0, TO_PEER = 1 };

struct frame {
    uint64_t sid;
    uint8_t type, flags;
    uint16_t zero;
    uint64_t counter, cookie;
    uint8_t mac[MAC_BYTES];
} __attribute__((packed));

_Static_assert(sizeof(struct frame) == FRAME_BYTES, "a knock frame has 44 bytes");

struct leg {
    uint64_t sid, counter;
    uint8_t key[KEY_BYTES];
    uint16_t ports[PORTS];
    int port_count, port_at;
    bool latched, waits;
};

/* legs[2 * flow] is the A peer's, the next one the B peer's; there once knock_all was called. */
extern struct leg *legs;

struct camp *camp_of(int leg);
void sign(const struct leg *leg, enum direction direction, const struct frame *frame, uint8_t *mac);

/*
 * Reads a file of legs, two lines a flow, first the A peer's and then the B peer's:
 *
 *     <sid: 16 hex digits> <key: 32 hex digits> <relay port> [<relay port> ...]
 *
 * and latches all of them. The file may still be written to while it is read. Afterwards each peer sends to its own relay port. Peers that are latched already are proven once more. Ends
 * the program when legs stay unlatched.
 */
void knock_all(const char *path);

#endif
