#include "cpu.h"
#include "flood.h"
#include "flows.h"
#include "knock.h"
#include "net.h"

#include <stdio.h>

static double seconds, relay_busy;

void setup_legs(void)
{
    uint64_t begin_ns = now_ns(), before_ns = relay_cpu_ns();
    knock_all(options.legs);
    uint64_t taken_ns = now_ns() - begin_ns;
    seconds = (double)taken_ns * 1e-9;
    relay_busy = (double)(relay_cpu_ns() - before_ns) / (double)taken_ns;
}

/* Whoever opens the sessions does so while we latch: what is slower of both is the figure. */
void run_setup(void)
{
    printf("{\"mode\":\"setup\",\"flows\":%d,\"seconds\":%.3f,\"sessions_per_s\":%.0f,\"relay_busy\":%.3f}\n", options.flows, seconds,
           options.flows / seconds, relay_busy);
}
