/*
 * What a datagram of the load carries: a head that names it, a body, and a seal in its last eight bytes. A relay that cuts, joins or
 * changes datagrams is found by their size and by the seal.
 */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include <stdint.h>
#include <string.h>

struct head {
    uint32_t run, flow;
    uint64_t number;
};

#define SEAL_BYTES 8
#define DATAGRAM_MIN ((int)sizeof(struct head) + SEAL_BYTES)

static inline uint64_t seal_of(const struct head *head)
{
    uint64_t mixed = (head->number ^ (uint64_t)head->flow << 40 ^ (uint64_t)head->run << 8) * 0x9e3779b97f4a7c15ull;
    return mixed ^ mixed >> 29;
}

static inline void datagram_write(char *at, int size, struct head head)
{
    uint64_t seal = seal_of(&head);
    memcpy(at, &head, sizeof head);
    memcpy(at + size - SEAL_BYTES, &seal, SEAL_BYTES);
}

static inline int datagram_is_sealed(const char *at, int size, const struct head *head)
{
    uint64_t seal = seal_of(head);
    return !memcmp(at + size - SEAL_BYTES, &seal, SEAL_BYTES);
}

#endif
