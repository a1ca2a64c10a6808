#include "flows.h"

#include "net.h"
#include "receiver.h"
#include "sender.h"

#include <stdio.h>
#include <stdlib.h>

#define BUFFER_BYTES (64 << 20)
#define ROUNDS 20
#define ROUND_NS 50000000u
/* Few enough to fit into the smallest receive buffer of any relay. */
#define AT_ONCE 16
#define PAUSE_NS 300000u

struct options options = {
    .mode = "flood", .flows = 1, .size = 200, .train = 1, .batch = 32, .burst = 1, .cpu = -1, .relay_cpu = -1, .relay_port = 40000,
    .warm = 0.5, .seconds = 2, .loss = 0.001, .relay = 0x7f000001, .peers_a = 0x7f010000, .peers_b = 0x7f020000,
    .peer_port_a = 5000, .peer_port_b = 6000,
};
struct camp camp_a, camp_b;
uint32_t run_id;

static void open_camp(struct camp *camp, struct camp *other, uint32_t ip, int port, int gro)
{
    camp->first_ip = ip;
    camp->port = (uint16_t)port;
    camp->other = other;
    camp->fd = udp_socket(INADDR_ANY, camp->port, BUFFER_BYTES, gro);
    camp->peers = must_allocate((size_t)options.flows, sizeof *camp->peers);
}

void flows_open(void)
{
    run_id = (uint32_t)(now_ns() >> 10) | 1;
    open_camp(&camp_a, &camp_b, options.peers_a, options.peer_port_a, options.gro);
    open_camp(&camp_b, &camp_a, options.peers_b, options.peer_port_b, options.gro);
    for (int i = 0; i < options.flows; i++) camp_a.peers[i].to = endpoint(options.relay, (uint16_t)options.relay_port);
}

static int missing(void)
{
    int count = 0;
    for (int i = 0; i < options.flows; i++) count += camp_b.peers[i].newest == 0;
    return count;
}

static void send_first(void)
{
    for (int flow = 0; flow < options.flows;) {
        int sent = 0;
        for (; flow < options.flows && sent < AT_ONCE; flow++) {
            if (camp_b.peers[flow].newest) continue;
            sender_put(&camp_a, sent++, flow, 1);
        }
        sender_flush(&camp_a, sent);
        receive_for(PAUSE_NS);
    }
}

void flows_introduce(void)
{
    for (int round = 0; round < ROUNDS && missing(); round++) {
        send_first();
        for (uint64_t end = now_ns() + ROUND_NS; missing() && now_ns() < end;) receive_all();
    }
    if (missing()) {
        fprintf(stderr, "%d of %d flows do not get through the relay\n", missing(), options.flows);
        exit(1);
    }
    receive_for(ROUND_NS);
    camp_a.tally = (struct tally){ 0 };
    camp_b.tally = (struct tally){ 0 };
}
