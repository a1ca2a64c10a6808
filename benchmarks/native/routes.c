#include "routes.h"

#include "net.h"

void routes_make(struct routes *routes, int entries)
{
    uint64_t places = 16;
    while (places < 2ull * (uint64_t)entries) places *= 2;
    routes->places = must_allocate(places, sizeof *routes->places);
    routes->mask = places - 1;
}

void routes_add(struct routes *routes, enum side side, struct sockaddr_in from, struct sockaddr_in to)
{
    uint64_t key = route_key(side, &from), at = route_place(routes, key);
    while (routes->places[at].from) at = (at + 1) & routes->mask;
    routes->places[at] = (struct route){ .from = key, .to = to };
}
