#include "knock.h"

#include "flows.h"
#include "net.h"
#include "sender.h"

#include <endian.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define FRAME_BYTES 44
#define SIGNED_BYTES 28
#define MAC_BYTES 16
#define KEY_BYTES 16
#define PORTS 3
/* Legs that may knock at one time: few enough for small receive buffers. */
#define AT_ONCE 32
#define RETRY_NS 100000000u
#define TRIES 100

enum type { KNOCK = 1, CHALLENGE = 2, PROOF = 3, OK = 4, BUSY = 7 };
enum direction { TO_MIDDLEMAN = 0, TO_PEER = 1 };

struct frame {
    uint64_t sid;
    uint8_t type, flags;
    uint16_t zero;
    uint64_t counter, cookie;
    uint8_t mac[MAC_BYTES];
} __attribute__((packed));

_Static_assert(sizeof(struct frame) == FRAME_BYTES, "a knock frame has 44 bytes");

struct leg {
    uint64_t sid, counter;
    uint8_t key[KEY_BYTES];
    uint16_t ports[PORTS];
    int port_count, port_at;
    bool latched;
};

/* legs[2 * flow] is the A peer's, the next one the B peer's. */
static struct leg *legs;

static struct camp *camp_of(int leg)
{
    return leg % 2 ? &camp_b : &camp_a;
}

static void sign(const struct leg *leg, enum direction direction, const struct frame *frame, uint8_t *mac)
{
    uint8_t text[5 + SIGNED_BYTES] = { 'm', '2', 'k', '1', (uint8_t)direction }, digest[EVP_MAX_MD_SIZE];
    unsigned length = sizeof digest;
    memcpy(text + 5, frame, SIGNED_BYTES);
    if (!HMAC(EVP_sha256(), leg->key, KEY_BYTES, text, sizeof text, digest, &length)) die("HMAC");
    memcpy(mac, digest, MAC_BYTES);
}

static void send_frame(int number, enum type type, uint64_t cookie)
{
    struct leg *leg = &legs[number];
    struct camp *camp = camp_of(number);
    char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = { 0 };
    struct frame frame = { .sid = htobe64(leg->sid), .type = (uint8_t)type, .counter = htobe64(leg->counter++), .cookie = cookie };
    struct iovec bytes = { &frame, sizeof frame };
    struct sockaddr_in to = endpoint(options.relay, leg->ports[leg->port_at]);
    struct msghdr message = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control };
    sign(leg, TO_MIDDLEMAN, &frame, frame.mac);
    sender_from(&message, camp, number / 2);
    if (sendmsg(camp->fd, &message, 0) < 0) die("sendmsg");
}

static void handle(int number, const struct frame *frame)
{
    struct leg *leg = &legs[number];
    uint8_t mac[MAC_BYTES];
    sign(leg, TO_PEER, frame, mac);
    if (leg->latched || memcmp(mac, frame->mac, MAC_BYTES)) return;
    if (frame->type == CHALLENGE) {
        send_frame(number, PROOF, frame->cookie);
    } else if (frame->type == BUSY) {
        leg->port_at = (leg->port_at + 1) % leg->port_count;
        send_frame(number, KNOCK, 0);
    } else if (frame->type == OK) {
        leg->latched = true;
        camp_of(number)->peers[number / 2].to = endpoint(options.relay, leg->ports[leg->port_at]);
    }
}

/* Answers name their leg by its sid; at most AT_ONCE legs are asked about, so a walk finds it. */
static void listen_to(struct camp *camp, int first, int last)
{
    struct frame frame;
    for (ssize_t size; (size = recv(camp->fd, &frame, sizeof frame, MSG_DONTWAIT | MSG_TRUNC)) >= 0;) {
        if (size != FRAME_BYTES) continue;
        for (int number = first; number < last; number++)
            if (camp_of(number) == camp && legs[number].sid == be64toh(frame.sid)) handle(number, &frame);
    }
}

static int unlatched(int first, int last)
{
    int count = 0;
    for (int number = first; number < last; number++) count += !legs[number].latched;
    return count;
}

static void latch(int first, int last)
{
    for (int round = 0; round < TRIES && unlatched(first, last); round++) {
        for (int number = first; number < last; number++)
            if (!legs[number].latched) send_frame(number, KNOCK, 0);
        for (uint64_t end = now_ns() + RETRY_NS; unlatched(first, last) && now_ns() < end;) {
            listen_to(&camp_a, first, last);
            listen_to(&camp_b, first, last);
        }
    }
    if (unlatched(first, last)) {
        fprintf(stderr, "%d legs from number %d on do not latch\n", unlatched(first, last), first);
        exit(1);
    }
}

static void read_leg(FILE *file, struct leg *leg)
{
    char line[256], key[33] = "";
    int at = 0;
    if (!fgets(line, sizeof line, file) || sscanf(line, "%16lx %32[0-9a-f]%n", &leg->sid, key, &at) != 2 || strlen(key) != 32) {
        fprintf(stderr, "the file of legs is too short or not one\n");
        exit(1);
    }
    for (int i = 0; i < KEY_BYTES; i++) sscanf(key + 2 * i, "%2hhx", &leg->key[i]);
    char *rest = line + at;
    for (char *end; leg->port_count < PORTS; rest = end) {
        unsigned long port = strtoul(rest, &end, 10);
        if (end == rest) break;
        leg->ports[leg->port_count++] = (uint16_t)port;
    }
    /* Above that of every earlier run: the middle-man takes no counter twice. */
    leg->counter = now_ns();
}

void knock_all(const char *path)
{
    int count = 2 * options.flows;
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    legs = must_allocate((size_t)count, sizeof *legs);
    for (int number = 0; number < count; number++) read_leg(file, &legs[number]);
    fclose(file);
    for (int first = 0; first < count; first += AT_ONCE) latch(first, first + AT_ONCE < count ? first + AT_ONCE : count);
    free(legs);
}
