#include "turn.h"

#include "flows.h"
#include "net.h"
#include "sender.h"
#include "stun.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Requests under way at one time: few enough for small receive buffers. */
#define AT_ONCE 32
#define RETRY_NS 100000000u
#define TRIES 100
/* Permissions last 300 s. */
#define FRESH_NS 100000000000u
#define LIFETIME 3600
#define UDP_PROTOCOL (17u << 24)
#define USER "load"
#define PASSWORD "load"
#define TEXT_MOST 256

/* What is to be asked for next. */
enum step { ALLOCATE, REFRESH, BIND, DONE };

static const enum stun_method method_of[] = { [ALLOCATE] = STUN_ALLOCATE, [REFRESH] = STUN_REFRESH, [BIND] = STUN_CHANNEL_BIND };

static uint8_t *steps;

/* One nonce serves all clients. `generation` tells how many there have been. */
static struct {
    char realm[TEXT_MOST], nonce[TEXT_MOST];
    uint8_t key[EVP_MAX_MD_SIZE];
    unsigned key_length, generation;
} credentials;

static void add_credentials(struct stun_message *request)
{
    if (!credentials.generation) return;
    stun_add(request, STUN_USERNAME, USER, sizeof USER - 1);
    stun_add(request, STUN_REALM, credentials.realm, (int)strlen(credentials.realm));
    stun_add(request, STUN_NONCE, credentials.nonce, (int)strlen(credentials.nonce));
    stun_sign(request, credentials.key, (int)credentials.key_length);
}

static void send_request(int flow)
{
    enum step step = (enum step)steps[flow];
    struct stun_message request;
    stun_begin(&request, method_of[step], (struct stun_transaction){ (uint32_t)flow, credentials.generation << 8 | step, run_id });
    if (step == ALLOCATE) stun_add_u32(&request, STUN_REQUESTED_TRANSPORT, UDP_PROTOCOL);
    if (step != BIND) stun_add_u32(&request, STUN_LIFETIME, LIFETIME);
    if (step == BIND) {
        struct sockaddr_in peer = endpoint(camp_b.first_ip + (uint32_t)flow, camp_b.port);
        stun_add_u32(&request, STUN_CHANNEL_NUMBER, (uint32_t)CHANNEL << 16);
        stun_add_address(&request, STUN_PEER_ADDRESS, &peer);
    }
    add_credentials(&request);

    char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = { 0 };
    struct iovec bytes = { request.bytes, (size_t)request.length };
    struct sockaddr_in *to = &camp_a.peers[flow].to;
    struct msghdr message = { .msg_name = to, .msg_namelen = sizeof *to, .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control };
    sender_from(&message, &camp_a, flow);
    if (sendmsg(camp_a.fd, &message, 0) < 0) die("sendmsg");
}

static bool take_text(const struct stun_message *answer, enum stun_attribute type, char *text)
{
    int length;
    const uint8_t *value = stun_find(answer, type, &length);
    if (!value || length >= TEXT_MOST) return false;
    memcpy(text, value, (size_t)length);
    text[length] = 0;
    return true;
}

/* Takes over the nonce that a refusal names, unless a later one is known already. */
static bool learn(const struct stun_message *answer, unsigned generation)
{
    char text[3 * TEXT_MOST];
    if (generation != credentials.generation) return true;
    if (!take_text(answer, STUN_REALM, credentials.realm) || !take_text(answer, STUN_NONCE, credentials.nonce)) return false;
    int length = snprintf(text, sizeof text, "%s:%s:%s", USER, credentials.realm, PASSWORD);
    if (!EVP_Digest(text, (size_t)length, credentials.key, &credentials.key_length, EVP_md5(), 0)) die("MD5");
    credentials.generation++;
    return true;
}

static void refuse(int flow, int error)
{
    fprintf(stderr, "the TURN relay refuses flow %d with error %d at step %d\n", flow, error, steps[flow]);
    exit(1);
}

static void handle(const struct stun_message *answer)
{
    struct stun_transaction transaction = stun_transaction_of(answer);
    int flow = (int)transaction.flow, error = stun_error(answer);
    if (transaction.run != run_id || flow < 0 || flow >= options.flows || (transaction.turn & 255) != steps[flow]) return;
    if (stun_type(answer) == (STUN_SUCCESS | method_of[steps[flow]])) {
        if (steps[flow] == ALLOCATE && !stun_find_address(answer, STUN_RELAYED_ADDRESS, &camp_b.peers[flow].to)) refuse(flow, 0);
        steps[flow] = steps[flow] == BIND ? DONE : BIND;
    } else if ((error != 401 && error != 438) || !learn(answer, transaction.turn >> 8)) {
        refuse(flow, error);
    }
    if (steps[flow] != DONE) send_request(flow);
}

static void listen_to_relay(void)
{
    struct stun_message answer;
    for (ssize_t size; (size = recv(camp_a.fd, answer.bytes, sizeof answer.bytes, MSG_DONTWAIT)) >= 0;) {
        answer.length = (int)size;
        if (stun_is_one(&answer)) handle(&answer);
    }
}

static int unready(int first, int last)
{
    int count = 0;
    for (int flow = first; flow < last; flow++) count += steps[flow] != DONE;
    return count;
}

static void prepare(int first, int last)
{
    for (int round = 0; round < TRIES && unready(first, last); round++) {
        for (int flow = first; flow < last; flow++)
            if (steps[flow] != DONE) send_request(flow);
        for (uint64_t end = now_ns() + RETRY_NS; unready(first, last) && now_ns() < end;) listen_to_relay();
    }
    if (unready(first, last)) {
        fprintf(stderr, "%d TURN clients from number %d on get no answer\n", unready(first, last), first);
        exit(1);
    }
}

/* What an earlier run was given; false if there was none. */
static bool recall(const char *path, uint64_t *refreshed_ns)
{
    FILE *file = fopen(path, "r");
    if (!file) return false;
    bool whole = fscanf(file, "%lu", refreshed_ns) == 1;
    for (int flow = 0; whole && flow < options.flows; flow++) {
        uint32_t ip;
        uint16_t port;
        whole = fscanf(file, "%x %hu", &ip, &port) == 2;
        if (whole) camp_b.peers[flow].to = endpoint(ip, port);
    }
    fclose(file);
    if (!whole) {
        fprintf(stderr, "the file of allocations is too short or not one\n");
        exit(1);
    }
    return true;
}

static void keep(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) die(path);
    fprintf(file, "%lu\n", now_ns());
    for (int flow = 0; flow < options.flows; flow++) {
        struct sockaddr_in *at = &camp_b.peers[flow].to;
        fprintf(file, "%x %u\n", ntohl(at->sin_addr.s_addr), ntohs(at->sin_port));
    }
    if (fclose(file)) die(path);
}

void turn_all(const char *path)
{
    uint64_t refreshed_ns = 0;
    bool known = recall(path, &refreshed_ns);
    camp_a.frame = CHANNEL_HEAD;
    if (known && now_ns() - refreshed_ns < FRESH_NS) return;
    steps = must_allocate((size_t)options.flows, 1);
    memset(steps, known ? REFRESH : ALLOCATE, (size_t)options.flows);
    for (int first = 0; first < options.flows; first += AT_ONCE)
        prepare(first, first + AT_ONCE < options.flows ? first + AT_ONCE : options.flows);
    free(steps);
    keep(path);
}

int turn_frame(char *out, const char *in, int size, int segment)
{
    char *at = out;
    do {
        int payload = segment && segment < size ? segment : size;
        channel_head_write(at, payload);
        memcpy(at + CHANNEL_HEAD, in, (size_t)payload);
        at += CHANNEL_HEAD + payload;
        in += payload;
        size -= payload;
    } while (size > 0);
    return (int)(at - out);
}
