/*
 * The yardstick: how cheap a blind UDP relay can be in plain C on the machine at hand. It knows its peers from the command line,
 * keeps no time, limits nobody and ends no session: all that is left is the kernel's work and one table look-up.
 *
 * Peer A number i sits at (peers-a + i):peer-port-a, peer B number i at (peers-b + i):peer-port-b. What A i sends to port-a leaves from
 * port-b for B i, and the other way round. One thread; two sockets for all flows; epoll only to wait.
 *
 *   mode=mmsg   recvmmsg and sendmmsg, one datagram a message
 *   mode=gso    the same with UDP_GRO in and UDP_SEGMENT out: a train that comes in one message leaves in one
 *
 * Prints "ready" when it serves; ends on SIGTERM with its counters as JSON.
 */
#include "args.h"
#include "net.h"
#include "routes.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define BATCH 64
/* Bursts read from one side before the other gets its turn. */
#define TURNS 8

static struct {
    const char *mode;
    int flows, buffer, port_a, port_b, peer_port_a, peer_port_b;
    uint32_t ip, peers_a, peers_b;
} options = { "mmsg", 1, 1 << 20, 40000, 40001, 5000, 6000, 0x7f000001, 0x7f010000, 0x7f020000 };

static struct {
    unsigned long received, sent, unknown, truncated, refused;
} counts;

static struct mmsghdr in[BATCH], out[BATCH];
static struct iovec in_bytes[BATCH], out_bytes[BATCH];
static struct sockaddr_in in_from[BATCH];
static char in_control[BATCH][CMSG_SPACE(sizeof(int))];
static char out_control[BATCH][CMSG_SPACE(sizeof(uint16_t))];

static struct routes routes;
static int sockets[2];
static int trains;
static volatile sig_atomic_t stopping;

static void on_term(int signal)
{
    (void)signal;
    stopping = 1;
}

static void prepare_messages(void)
{
    size_t size = DATAGRAM_MAX;
    char *memory = must_allocate(BATCH, size + BUFFER_SHIFT);
    for (int i = 0; i < BATCH; i++) {
        in_bytes[i] = (struct iovec){ memory + (size_t)i * (size + BUFFER_SHIFT), size };
        in[i].msg_hdr = (struct msghdr){ .msg_name = &in_from[i], .msg_iov = &in_bytes[i], .msg_iovlen = 1 };
        out[i].msg_hdr = (struct msghdr){
            .msg_namelen = sizeof(struct sockaddr_in), .msg_iov = &out_bytes[i], .msg_iovlen = 1
        };
    }
}

static void add_flows(void)
{
    routes_make(&routes, 2 * options.flows);
    for (int i = 0; i < options.flows; i++) {
        struct sockaddr_in a = endpoint(options.peers_a + (uint32_t)i, (uint16_t)options.peer_port_a);
        struct sockaddr_in b = endpoint(options.peers_b + (uint32_t)i, (uint16_t)options.peer_port_b);
        routes_add(&routes, SIDE_A, a, b);
        routes_add(&routes, SIDE_B, b, a);
    }
}

/* The kernel writes into these when it receives, so they are set for every read. */
static void reset_lengths(void)
{
    for (int i = 0; i < BATCH; i++) {
        in[i].msg_hdr.msg_namelen = sizeof in_from[i];
        in[i].msg_hdr.msg_control = trains ? in_control[i] : 0;
        in[i].msg_hdr.msg_controllen = trains ? sizeof in_control[i] : 0;
    }
}

/* Points a message of the way out at what came in; the bytes stay where they are. */
static void address(int slot, int from, const struct route *route)
{
    struct msghdr *message = &out[slot].msg_hdr;
    int length = (int)in[from].msg_len, segment = trains ? segment_size(&in[from].msg_hdr, length) : length;
    out_bytes[slot] = (struct iovec){ in_bytes[from].iov_base, (size_t)length };
    message->msg_name = (void *)&route->to;
    message->msg_control = 0;
    message->msg_controllen = 0;
    if (segment < length) {
        uint16_t wanted = (uint16_t)segment;
        message->msg_control = out_control[slot];
        add_control(message, IPPROTO_UDP, UDP_SEGMENT, &wanted, sizeof wanted);
    }
}

/* What the socket refuses is lost, as on any wire, and counted. */
static void send_all(int fd, int count)
{
    for (int done = 0; done < count;) {
        int sent = sendmmsg(fd, out + done, (unsigned)(count - done), MSG_DONTWAIT);
        if (sent > 0) {
            done += sent;
            counts.sent += (unsigned long)sent;
        } else if (errno != EINTR) {
            done++;
            counts.refused++;
        }
    }
}

/* Reads one burst and sends it on; tells how many messages it had. */
static int forward_burst(enum side side)
{
    reset_lengths();
    int got = recvmmsg(sockets[side], in, BATCH, MSG_DONTWAIT, 0), slots = 0;
    if (got <= 0) return 0;
    counts.received += (unsigned long)got;
    for (int i = 0; i < got; i++) {
        const struct route *route = routes_find(&routes, side, &in_from[i]);
        if (!route) counts.unknown++;
        else if (in[i].msg_hdr.msg_flags & MSG_TRUNC) counts.truncated++;
        else address(slots++, i, route);
    }
    send_all(sockets[!side], slots);
    return got;
}

static void serve(int poller)
{
    struct epoll_event events[2];
    puts("ready");
    fflush(stdout);
    while (!stopping) {
        int ready = epoll_wait(poller, events, 2, -1);
        for (int i = 0; i < ready; i++)
            for (int turn = 0; turn < TURNS && forward_burst((enum side)events[i].data.u32) == BATCH; turn++) {}
    }
}

int main(int argc, char **argv)
{
    static const struct arg table[] = {
        { "mode", ARG_TEXT, &options.mode, "mmsg or gso" },
        { "flows", ARG_INT, &options.flows, "pairs of peers" },
        { "buffer", ARG_INT, &options.buffer, "socket buffers, bytes" },
        { "ip", ARG_IP4, &options.ip, "own address" },
        { "port-a", ARG_INT, &options.port_a, "where A peers send to" },
        { "port-b", ARG_INT, &options.port_b, "where B peers send to" },
        { "peers-a", ARG_IP4, &options.peers_a, "address of the first A peer" },
        { "peers-b", ARG_IP4, &options.peers_b, "address of the first B peer" },
        { "peer-port-a", ARG_INT, &options.peer_port_a, "port of all A peers" },
        { "peer-port-b", ARG_INT, &options.peer_port_b, "port of all B peers" },
        { 0 },
    };
    args_read(table, argc, argv);
    trains = !strcmp(options.mode, "gso");
    if (!trains && strcmp(options.mode, "mmsg")) {
        fprintf(stderr, "mode=%s is neither mmsg nor gso\n", options.mode);
        return 2;
    }
    struct sigaction action = { .sa_handler = on_term };
    sigaction(SIGTERM, &action, 0);
    sockets[SIDE_A] = udp_socket(options.ip, (uint16_t)options.port_a, options.buffer, trains);
    sockets[SIDE_B] = udp_socket(options.ip, (uint16_t)options.port_b, options.buffer, trains);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    for (enum side side = SIDE_A; side <= SIDE_B; side++) {
        struct epoll_event event = { .events = EPOLLIN, .data = { .u32 = side } };
        if (epoll_ctl(poller, EPOLL_CTL_ADD, sockets[side], &event)) die("epoll_ctl");
    }
    prepare_messages();
    add_flows();
    serve(poller);
    printf("{\"received\":%lu,\"sent\":%lu,\"unknown\":%lu,\"truncated\":%lu,\"refused\":%lu}\n", counts.received,
           counts.sent, counts.unknown, counts.truncated, counts.refused);
    return 0;
}
