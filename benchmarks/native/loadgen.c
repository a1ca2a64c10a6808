/*
 * The load: plays both peers of every flow through a relay, and counts. One thread, which polls and never sleeps.
 *
 *   mode=flood     send at `rate` (0: as fast as possible); the relay's processor time per datagram that arrived, and the longest time
 *                  that a flow was without one
 *   mode=search    the highest rate at which no more than `loss` is lost
 *   mode=pingpong  round trips at a low `rate`, one at a time
 *   mode=check     awkward sizes and trains, compared byte by byte; flow 0 only
 *   mode=setup     sessions latched per second; no payload is sent
 *   mode=keep      every leg in its turn sends a KEEP, `rate` a second; the relay's processor time for each, and answers lost
 *   mode=hold      set the flows up, print "ready", stay for `seconds`
 *
 * A peer number i has the address peers-a + i (or peers-b + i); in a network namespace of one's own, 127.0.0.0/8 is enough for
 * all. For a relay that learns its peers by knocks, `legs` names a file (see knock.h), for a TURN relay `turn` does (see turn.h); for
 * any other, A begins and B answers to where A's datagrams come from. Everything is printed as one line of JSON; complaints go to the standard error, with status 1.
 */
#include "args.h"
#include "datagram.h"
#include "flood.h"
#include "flows.h"
#include "net.h"
#include "receiver.h"
#include "sender.h"
#include "turn.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

static void run_hold(void)
{
    puts("ready");
    fflush(stdout);
    receive_for((uint64_t)(options.seconds * 1e9));
}

static const struct mode {
    const char *name;
    void (*run)(void);
    bool only_knocks;
} modes[] = {
    { "flood", run_flood, false }, { "search", run_search, false }, { "pingpong", run_pingpong, false },
    { "check", run_check, false }, { "hold", run_hold, false },     { "setup", run_setup, true },
    { "keep", run_keep, true },
};

static const struct arg table[] = {
    { "mode", ARG_TEXT, &options.mode, "flood, search, pingpong, check, hold, setup or keep" },
    { "relay", ARG_IP4, &options.relay, "the relay's address" },
    { "port", ARG_INT, &options.relay_port, "the relay's port for A peers" },
    { "legs", ARG_TEXT, &options.legs, "file of legs to latch to" },
    { "latched", ARG_INT, &options.latched, "1: an earlier run latched them all, so do not knock again" },
    { "turn", ARG_TEXT, &options.turn, "the relay speaks TURN; file of allocations, to be made or used again" },
    { "flows", ARG_INT, &options.flows, "pairs of peers" },
    { "size", ARG_INT, &options.size, "bytes of payload" },
    { "train", ARG_INT, &options.train, "datagrams that leave in one UDP_SEGMENT message" },
    { "gro", ARG_INT, &options.gro, "1: receive with UDP_GRO" },
    { "both", ARG_INT, &options.both, "1: B peers send too" },
    { "rate", ARG_REAL, &options.rate, "datagrams per second; 0 for as fast as possible" },
    { "warm", ARG_REAL, &options.warm, "seconds before the measurement" },
    { "seconds", ARG_REAL, &options.seconds, "seconds of measurement" },
    { "loss", ARG_REAL, &options.loss, "share that may be lost, in mode search" },
    { "batch", ARG_INT, &options.batch, "messages per system call, 1 to 256" },
    { "burst", ARG_INT, &options.burst, "messages of one flow in a row" },
    { "peers-a", ARG_IP4, &options.peers_a, "address of the first A peer" },
    { "peers-b", ARG_IP4, &options.peers_b, "address of the first B peer" },
    { "peer-port-a", ARG_INT, &options.peer_port_a, "port of all A peers" },
    { "peer-port-b", ARG_INT, &options.peer_port_b, "port of all B peers" },
    { "cpu", ARG_INT, &options.cpu, "processor to stay on" },
    { "relay-cpu", ARG_INT, &options.relay_cpu, "the relay's processor, to know how idle that was" },
    { "pids", ARG_TEXT, &options.pids, "the relay's processes, with commas, for its processor time" },
    { "cgroup", ARG_TEXT, &options.cgroup, "or its control group's directory" },
    { 0 },
};

static void stay_on(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set)) die("sched_setaffinity");
}

static const char *complaint(void)
{
    if (options.flows < 1) return "flows is below 1";
    if (options.size < DATAGRAM_MIN || options.size > 9000) return "size is not in 24..9000";
    if (options.size == 44) return "size 44 is that of knocks";
    if (options.train < 1 || options.size * options.train > 65000) return "a train has 1 datagram to 65000 bytes";
    if (options.batch < 1 || options.batch > SENDER_SLOTS) return "batch is not in 1..256";
    if (options.burst < 1) return "burst is below 1";
    if (!options.legs && (!strcmp(options.mode, "setup") || !strcmp(options.mode, "keep"))) return "this mode wants legs";
    if (options.gro && !strcmp(options.mode, "check")) return "mode=check wants gro=0";
    return 0;
}

int main(int argc, char **argv)
{
    args_read(table, argc, argv);
    const struct mode *mode = 0;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(modes[i].name, options.mode)) mode = &modes[i];
    const char *wrong = mode ? complaint() : "there is no such mode";
    if (wrong) {
        fprintf(stderr, "%s: %s\n", argv[0], wrong);
        return 2;
    }
    if (options.cpu >= 0) stay_on(options.cpu);
    flows_open();
    sender_prepare();
    receiver_prepare();
    if (options.legs) setup_legs();
    if (options.turn) turn_all(options.turn);
    if (!mode->only_knocks) flows_introduce();
    mode->run();
    return 0;
}
