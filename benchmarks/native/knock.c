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
#include <unistd.h>

/* Legs that may knock at one time: few enough for small receive buffers. */
#define AT_ONCE 32
#define RETRY_NS 100000000u
#define TRIES 100
/* How long the file of legs may stand still. */
#define LINE_NS 10000000000u
#define LINE_PAUSE_US 200

struct leg *legs;

struct camp *camp_of(int leg)
{
    return leg % 2 ? &camp_b : &camp_a;
}

void sign(const struct leg *leg, enum direction direction, const struct frame *frame, uint8_t *mac)
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

static void take_for_latched(int first, int last)
{
    for (int number = first; number < last; number++)
        camp_of(number)->peers[number / 2].to = endpoint(options.relay, legs[number].ports[0]);
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

/* The file may still be growing: waits for the rest of the line. */
static void read_line(FILE *file, char *line, int size)
{
    long begin = ftell(file);
    for (uint64_t end = now_ns() + LINE_NS; !fgets(line, size, file) || !strchr(line, '\n');) {
        if (now_ns() > end) {
            fprintf(stderr, "the file of legs is too short\n");
            exit(1);
        }
        usleep(LINE_PAUSE_US);
        clearerr(file);
        fseek(file, begin, SEEK_SET);
    }
}

static void read_leg(FILE *file, struct leg *leg)
{
    char line[256], key[33] = "";
    int at = 0;
    read_line(file, line, sizeof line);
    if (sscanf(line, "%16lx %32[0-9a-f]%n", &leg->sid, key, &at) != 2 || strlen(key) != 32) {
        fprintf(stderr, "the file of legs is none\n");
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
    for (int first = 0; first < count; first += AT_ONCE) {
        int last = first + AT_ONCE < count ? first + AT_ONCE : count;
        for (int number = first; number < last; number++) read_leg(file, &legs[number]);
        if (options.latched) take_for_latched(first, last);
        else latch(first, last);
    }
    fclose(file);
}
