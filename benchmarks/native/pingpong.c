#include "flood.h"

#include "flows.h"
#include "net.h"
#include "receiver.h"
#include "sender.h"

#include <stdio.h>
#include <stdlib.h>

#define GIVE_UP_NS 50000000u
#define USUAL_RATE 1000.0

static int by_size(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Sends one datagram and polls the other camp until it is there. */
static bool cross(struct camp *from, int flow, uint64_t give_up_ns)
{
    uint64_t before = from->other->tally.received;
    sender_put(from, 0, flow, 1);
    sender_flush(from, 1);
    while (from->other->tally.received == before) {
        if (now_ns() >= give_up_ns) return false;
        receive(from->other);
    }
    return true;
}

static double quantile_us(const uint64_t *sorted, size_t count, double q)
{
    return count ? (double)sorted[(size_t)((double)(count - 1) * q)] / 1000 : 0;
}

/* A to B and back to A at a fixed rate, one at a time; the peers poll, so that only the relay's own wake-ups are in the figure. */
void run_pingpong(void)
{
    double rate = options.rate > 0 ? options.rate : USUAL_RATE;
    size_t skipped = (size_t)(rate * options.warm), trips = skipped + (size_t)(rate * options.seconds), count = 0, lost = 0;
    uint64_t *taken = must_allocate(trips + 1, sizeof *taken), begin_ns = now_ns();
    for (size_t i = 0; i < trips; i++) {
        uint64_t due_ns = begin_ns + (uint64_t)((double)i / rate * 1e9);
        while (now_ns() < due_ns) {}
        int flow = (int)(i % (size_t)options.flows);
        uint64_t start_ns = now_ns(), give_up_ns = start_ns + GIVE_UP_NS;
        bool back = cross(&camp_a, flow, give_up_ns) && cross(&camp_b, flow, give_up_ns);
        uint64_t end_ns = now_ns();
        if (i < skipped) continue;
        if (back) taken[count++] = end_ns - start_ns;
        else lost++;
    }
    qsort(taken, count, sizeof *taken, by_size);
    printf("{\"mode\":\"pingpong\",\"flows\":%d,\"size\":%d,\"rate\":%.0f,\"trips\":%zu,\"lost\":%zu,\"p50_us\":%.2f,"
           "\"p90_us\":%.2f,\"p99_us\":%.2f,\"p999_us\":%.2f}\n",
           options.flows, options.size, rate, count, lost, quantile_us(taken, count, .5), quantile_us(taken, count, .9),
           quantile_us(taken, count, .99), quantile_us(taken, count, .999));
    free(taken);
}
