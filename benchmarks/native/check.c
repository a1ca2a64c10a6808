#include "flood.h"

#include "flows.h"
#include "net.h"
#include "sender.h"
#include "turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define WAIT_NS 300000000u
#define MOST_PIECES 64
#define MOST_BYTES 65507

/* Datagrams sent together: one by one if `segment` is 0, else as one train of `total` bytes. */
struct parcel {
    int sizes[8];
    int count, segment, total;
};

static const struct parcel parcels[] = {
    { .sizes = { 1 }, .count = 1 },
    { .sizes = { 0 }, .count = 1 },
    { .sizes = { 1472 }, .count = 1 },
    { .sizes = { 1473 }, .count = 1 },
    { .sizes = { 2049 }, .count = 1 },
    { .sizes = { 9000 }, .count = 1 },
    { .sizes = { MOST_BYTES }, .count = 1 },
    { .sizes = { 200, 200, 50, 200, 200 }, .count = 5 },
    { .sizes = { 100, 300, 100, 300 }, .count = 4 },
    { .sizes = { 5, 0, 5 }, .count = 3 },
    { .segment = 200, .total = 200 * 16 },
    { .segment = 1200, .total = 1200 * 10 + 7 },
    { .segment = 1400, .total = 1400 * 45 + 1 },
    { .segment = 1, .total = 20 },
};

static char sent[DATAGRAM_MAX * 2], framed[DATAGRAM_MAX], received[DATAGRAM_MAX];

/* The longest one is shorter where the payload has a frame. */
static int fitting(int size)
{
    return size < MOST_BYTES - camp_a.frame ? size : MOST_BYTES - camp_a.frame;
}

static void send_piece(const char *at, int size, int segment)
{
    char control[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(uint16_t))] = { 0 };
    if (camp_a.frame) {
        size = turn_frame(framed, at, size, segment);
        at = framed;
        if (segment) segment += camp_a.frame;
    }
    struct iovec bytes = { (void *)at, (size_t)size };
    struct msghdr message = { .msg_name = &camp_a.peers[0].to, .msg_namelen = sizeof camp_a.peers[0].to, .msg_iov = &bytes,
                              .msg_iovlen = 1, .msg_control = control };
    sender_from(&message, &camp_a, 0);
    uint16_t wanted = (uint16_t)segment;
    if (segment) add_control(&message, IPPROTO_UDP, UDP_SEGMENT, &wanted, sizeof wanted);
    if (sendmsg(camp_a.fd, &message, 0) < 0) die("sendmsg");
}

/* Sends the parcel; fills in the sizes that should arrive, in order, and tells how many. */
static int send_parcel(const struct parcel *parcel, int *expected)
{
    int pieces = 0, at = 0;
    if (parcel->segment) {
        send_piece(sent, parcel->total, parcel->segment);
        for (; at < parcel->total; at += parcel->segment)
            expected[pieces++] = parcel->total - at < parcel->segment ? parcel->total - at : parcel->segment;
        return pieces;
    }
    for (; pieces < parcel->count; at += expected[pieces++]) {
        expected[pieces] = fitting(parcel->sizes[pieces]);
        send_piece(sent + at, expected[pieces], 0);
    }
    return pieces;
}

/* How many of the expected datagrams arrive in order, each with its size and its bytes, and with nothing after them. */
static int arrived(const int *expected, int pieces)
{
    int right = 0, offset = 0, seen = 0;
    for (uint64_t end = now_ns() + WAIT_NS; now_ns() < end;) {
        ssize_t size = recv(camp_b.fd, received, sizeof received, MSG_DONTWAIT);
        if (size < 0) continue;
        if (seen < pieces && size == expected[seen] && !memcmp(received, sent + offset, (size_t)size)) right++;
        if (seen < pieces) offset += expected[seen];
        seen++;
    }
    return seen == pieces ? right : -seen;
}

/* Sends datagrams of awkward sizes and trains, slowly, and compares every byte. Needs a receiver without GRO. */
void run_check(void)
{
    int count = (int)(sizeof parcels / sizeof *parcels), failed = 0, expected[MOST_PIECES];
    srand(run_id);
    for (size_t i = 0; i < sizeof sent; i++) sent[i] = (char)rand();
    printf("{\"mode\":\"check\",\"parcels\":%d,\"failed\":[", count);
    for (int i = 0; i < count; i++) {
        int pieces = send_parcel(&parcels[i], expected), right = arrived(expected, pieces);
        if (right == pieces) continue;
        if (parcels[i].segment)
            printf("%s\"train of %d B by %d B: %d of %d\"", failed ? "," : "", parcels[i].total, parcels[i].segment, right, pieces);
        else
            printf("%s\"%d datagrams from %d B on: %d of %d\"", failed ? "," : "", pieces, parcels[i].sizes[0], right, pieces);
        failed++;
    }
    printf("]}\n");
}
