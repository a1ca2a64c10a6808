/*
 * The flows of a run: both peers of each, their sockets, and what was sent and received. All A peers share a socket, and all B peers
 * another; the source address is chosen per message, so that ten thousand peers cost no more than one.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

/* How many of a flow's last datagrams are remembered one by one, to tell a duplicate from a late one. */
#define WINDOW 64

struct options {
    const char *mode, *legs, *turn, *pids, *cgroup;
    int flows, size, train, batch, burst, gro, both, cpu, relay_cpu, relay_port, latched;
    double rate, warm, seconds, loss;
    uint32_t relay, peers_a, peers_b;
    int peer_port_a, peer_port_b;
};

/* What one peer knows of its flow. */
struct peer {
    struct sockaddr_in to; /* the relay's address for this flow; no port: not known yet */
    uint64_t next;         /* number of the next datagram to send */
    uint64_t newest;       /* the highest number received, plus one */
    uint64_t window;       /* bit n: newest - 1 - n has been received */
    uint64_t arrival_ns;   /* when the last one was read, or gaps began to be looked for */
};

struct tally {
    uint64_t sent, received, duplicates, late, wrong_size, altered, foreign;
};

struct camp {
    int fd;
    uint32_t first_ip;
    uint16_t port;
    int frame; /* bytes in front of each payload, see turn.h */
    struct peer *peers;
    struct tally tally;
    struct camp *other;
};

extern struct options options;
extern struct camp camp_a, camp_b;
/* Stands in each datagram, so that what an earlier run left in some queue is not taken for this run's. */
extern uint32_t run_id;

/* Opens both sockets; nothing is sent yet. */
void flows_open(void);

/* Sends a first datagram per flow from A until B has seen them all: B learns the relay's address by it. Ends the program if some do
 * not come through. Where `legs` gave both sides their relay address, it only shows that all flows work. */
void flows_introduce(void);

static inline struct tally flows_total(void)
{
    const struct tally *a = &camp_a.tally, *b = &camp_b.tally;
    return (struct tally){ a->sent + b->sent, a->received + b->received, a->duplicates + b->duplicates, a->late + b->late,
                           a->wrong_size + b->wrong_size, a->altered + b->altered, a->foreign + b->foreign };
}

#endif
