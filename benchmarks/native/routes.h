/* Where a datagram goes, by where it comes from: an open-addressed table that is filled once. */
#ifndef ROUTES_H
#define ROUTES_H

#include <netinet/in.h>
#include <stdint.h>

enum side { SIDE_A, SIDE_B };

struct route {
    uint64_t from; /* side, address and port in one; 0 is an empty place */
    struct sockaddr_in to;
};

struct routes {
    struct route *places;
    uint64_t mask;
};

void routes_make(struct routes *routes, int entries);
void routes_add(struct routes *routes, enum side side, struct sockaddr_in from, struct sockaddr_in to);

static inline uint64_t route_key(enum side side, const struct sockaddr_in *from)
{
    return 1ull << 63 | (uint64_t)side << 48 | (uint64_t)from->sin_addr.s_addr << 16 | from->sin_port;
}

static inline uint64_t route_place(const struct routes *routes, uint64_t key)
{
    return ((key * 0x9e3779b97f4a7c15ull) >> 20) & routes->mask;
}

/* NULL when nobody is known there. */
static inline struct route *routes_find(const struct routes *routes, enum side side, const struct sockaddr_in *from)
{
    uint64_t key = route_key(side, from);
    for (uint64_t at = route_place(routes, key); routes->places[at].from; at = (at + 1) & routes->mask)
        if (routes->places[at].from == key) return &routes->places[at];
    return 0;
}

#endif
