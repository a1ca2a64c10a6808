#include "cpu.h"
#include "flood.h"
#include "flows.h"
#include "knock.h"
#include "net.h"
#include "sender.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define SLOTS 64
/* The answers are all there, or lost, when none came for so long. */
#define QUIET_NS 200000000u

struct count {
    uint64_t sent, answered, wrong;
};

static struct count counts;
static struct mmsghdr out[SLOTS], in[SLOTS];
static struct iovec out_bytes[SLOTS], in_bytes[SLOTS];
static struct frame out_frames[SLOTS], in_frames[SLOTS];
static char controls[SLOTS][CMSG_SPACE(sizeof(struct in_pktinfo))];

/* Numbers of legs plus one by their sid, which is random: open addressing, filled once. */
static uint32_t *places;
static uint64_t mask;

static void index_legs(int count)
{
    uint64_t size = 16;
    while (size < 2ull * (uint64_t)count) size *= 2;
    places = must_allocate(size, sizeof *places);
    mask = size - 1;
    for (int number = 0; number < count; number++) {
        uint64_t at = legs[number].sid & mask;
        while (places[at]) at = (at + 1) & mask;
        places[at] = (uint32_t)number + 1;
    }
}

static struct leg *find(uint64_t sid)
{
    for (uint64_t at = sid & mask; places[at]; at = (at + 1) & mask)
        if (legs[places[at] - 1].sid == sid) return &legs[places[at] - 1];
    return 0;
}

static void put(struct camp *camp, int slot, int flow, struct leg *leg)
{
    struct frame *frame = &out_frames[slot];
    *frame = (struct frame){ .sid = htobe64(leg->sid), .type = KEEP, .counter = htobe64(leg->counter++) };
    sign(leg, TO_MIDDLEMAN, frame, frame->mac);
    out_bytes[slot] = (struct iovec){ frame, sizeof *frame };
    out[slot].msg_hdr = (struct msghdr){ .msg_name = &camp->peers[flow].to, .msg_namelen = sizeof camp->peers[flow].to,
                                         .msg_iov = &out_bytes[slot], .msg_iovlen = 1, .msg_control = controls[slot] };
    sender_from(&out[slot].msg_hdr, camp, flow);
    leg->waits = true;
}

static void flush(struct camp *camp, int count)
{
    counts.sent += (uint64_t)count;
    for (int done = 0; done < count;) {
        int sent = sendmmsg(camp->fd, out + done, (unsigned)(count - done), 0);
        if (sent > 0) done += sent;
        else if (errno == EAGAIN || errno == ENOBUFS) done++;
        else if (errno != EINTR) die("sendmmsg");
    }
}

/* One KEEP of both legs of the next `count` flows. */
static void send_keeps(int count)
{
    static int next;
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < count; i++) {
            int flow = (next + i) % options.flows;
            put(camp_of(side), i, flow, &legs[2 * flow + side]);
        }
        flush(camp_of(side), count);
    }
    next = (next + count) % options.flows;
}

static void judge(const struct frame *frame, unsigned size)
{
    uint8_t mac[MAC_BYTES];
    struct leg *leg = size == FRAME_BYTES ? find(be64toh(frame->sid)) : 0;
    if (!leg || frame->type != OK || !leg->waits) {
        counts.wrong++;
        return;
    }
    sign(leg, TO_PEER, frame, mac);
    if (memcmp(mac, frame->mac, MAC_BYTES)) {
        counts.wrong++;
        return;
    }
    leg->waits = false;
    counts.answered++;
}

static void listen_to(struct camp *camp)
{
    for (int got = SLOTS; got == SLOTS;) {
        for (int i = 0; i < SLOTS; i++) {
            in_bytes[i] = (struct iovec){ &in_frames[i], sizeof in_frames[i] };
            in[i].msg_hdr = (struct msghdr){ .msg_iov = &in_bytes[i], .msg_iovlen = 1 };
        }
        got = recvmmsg(camp->fd, in, SLOTS, MSG_DONTWAIT, 0);
        for (int i = 0; i < got; i++) judge(&in_frames[i], in[i].msg_len);
    }
}

static void listen_to_both(void)
{
    listen_to(&camp_a);
    listen_to(&camp_b);
}

static void keep_until(uint64_t end_ns)
{
    uint64_t begin_ns = now_ns(), before = counts.sent;
    for (uint64_t now = begin_ns; now < end_ns; now = now_ns()) {
        uint64_t due = (uint64_t)((double)(now - begin_ns) * 1e-9 * options.rate), sent = counts.sent - before;
        uint64_t flows = due > sent ? (due - sent) / 2 : 0;
        if (flows) send_keeps(flows < SLOTS ? (int)flows : SLOTS);
        listen_to_both();
    }
}

static void settle(void)
{
    uint64_t before = counts.answered, last_ns = now_ns();
    for (uint64_t now = last_ns; now - last_ns < QUIET_NS; now = now_ns()) {
        listen_to_both();
        if (counts.answered != before) last_ns = now;
        before = counts.answered;
    }
}

void run_keep(void)
{
    index_legs(2 * options.flows);
    /* What latching left in the queues. */
    settle();
    counts = (struct count){ 0 };
    keep_until(now_ns() + (uint64_t)(options.warm * 1e9));
    struct count begin = counts;
    uint64_t begin_ns = now_ns(), relay_ns = relay_cpu_ns(), own_ns = own_cpu_ns();
    keep_until(begin_ns + (uint64_t)(options.seconds * 1e9));
    double ns = (double)(now_ns() - begin_ns), relay = (double)(relay_cpu_ns() - relay_ns);
    double sent = (double)(counts.sent - begin.sent), answered = (double)(counts.answered - begin.answered);
    own_ns = own_cpu_ns() - own_ns;
    settle();
    printf("{\"mode\":\"keep\",\"flows\":%d,\"seconds\":%.3f,\"sent_per_s\":%.0f,\"answered_per_s\":%.0f,\"loss\":%.6f,\"wrong\":%lu,"
           "\"relay_ns\":%.1f,\"relay_busy\":%.3f,\"generator_ns\":%.1f}\n",
           options.flows, ns * 1e-9, sent / ns * 1e9, answered / ns * 1e9,
           counts.sent ? 1 - (double)counts.answered / (double)counts.sent : 0, counts.wrong, answered > 0 ? relay / answered : 0,
           relay / ns, answered > 0 ? (double)own_ns / answered : 0);
}
