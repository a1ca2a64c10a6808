#include "receiver.h"

#include "datagram.h"
#include "net.h"
#include "turn.h"

#include <sys/socket.h>

#define SLOTS 64
#define SINGLE_MAX 9216
/* Reads of a full array before the sender gets its turn again. */
#define TURNS 256

static struct mmsghdr messages[SLOTS];
static struct iovec bytes[SLOTS];
static struct sockaddr_in sources[SLOTS];
/* When the array was filled. */
static uint64_t read_ns;
static uint64_t longest_gap_ns;
static char controls[SLOTS][CMSG_SPACE(sizeof(int))];

void receiver_prepare(void)
{
    size_t size = options.gro ? DATAGRAM_MAX : SINGLE_MAX;
    char *memory = must_allocate(SLOTS, size + BUFFER_SHIFT);
    for (int i = 0; i < SLOTS; i++) {
        bytes[i] = (struct iovec){ memory + (size_t)i * (size + BUFFER_SHIFT), size };
        messages[i].msg_hdr = (struct msghdr){ .msg_name = &sources[i], .msg_iov = &bytes[i], .msg_iovlen = 1 };
    }
}

/* Whether this number is new; counts it where it belongs. */
static bool note(struct tally *tally, struct peer *peer, uint64_t number)
{
    if (number >= peer->newest) {
        uint64_t ahead = number + 1 - peer->newest;
        peer->window = ahead < WINDOW ? peer->window << ahead | 1 : 1;
        peer->newest = number + 1;
        return true;
    }
    uint64_t behind = peer->newest - 1 - number;
    if (behind < WINDOW && peer->window >> behind & 1) {
        tally->duplicates++;
        return false;
    }
    if (behind < WINDOW) peer->window |= 1ull << behind;
    tally->late++;
    return true;
}

static void note_gap(struct peer *peer)
{
    uint64_t gap = read_ns - peer->arrival_ns;
    if (gap > longest_gap_ns) longest_gap_ns = gap;
    peer->arrival_ns = read_ns;
}

void receiver_begin_gaps(void)
{
    read_ns = now_ns();
    for (int i = 0; i < options.flows; i++) camp_a.peers[i].arrival_ns = camp_b.peers[i].arrival_ns = read_ns;
    longest_gap_ns = 0;
}

uint64_t receiver_longest_gap_ns(void)
{
    read_ns = now_ns();
    for (int i = 0; i < options.flows; i++) note_gap(&camp_b.peers[i]);
    return longest_gap_ns;
}

static void account(struct camp *camp, const struct sockaddr_in *source, const char *at, int size)
{
    struct tally *tally = &camp->tally;
    struct head head;
    if (size < DATAGRAM_MIN) {
        tally->foreign++;
        return;
    }
    memcpy(&head, at, sizeof head);
    if (head.run != run_id || head.flow >= (uint32_t)options.flows) {
        tally->foreign++;
    } else if (size != options.size) {
        tally->wrong_size++;
    } else if (!datagram_is_sealed(at, size, &head)) {
        tally->altered++;
    } else if (note(tally, &camp->peers[head.flow], head.number)) {
        tally->received++;
        note_gap(&camp->peers[head.flow]);
        if (!camp->peers[head.flow].to.sin_port) camp->peers[head.flow].to = *source;
    }
}

/* The same for what a TURN relay put into a frame; messages of the relay's own are foreign. */
static void account_frame(struct camp *camp, const struct sockaddr_in *source, const char *at, int size)
{
    int payload = channel_payload(at, size);
    if (payload >= 0) account(camp, source, at + CHANNEL_HEAD, payload);
    else if (payload == -1) camp->tally.foreign++;
    else camp->tally.wrong_size++;
}

static void reset_lengths(void)
{
    for (int i = 0; i < SLOTS; i++) {
        messages[i].msg_hdr.msg_namelen = sizeof sources[i];
        messages[i].msg_hdr.msg_control = options.gro ? controls[i] : 0;
        messages[i].msg_hdr.msg_controllen = options.gro ? sizeof controls[i] : 0;
    }
}

static void split(struct camp *camp, int slot)
{
    int left = (int)messages[slot].msg_len, segment = segment_size(&messages[slot].msg_hdr, left);
    const char *at = bytes[slot].iov_base;
    do {
        int size = left < segment ? left : segment;
        if (camp->frame) account_frame(camp, &sources[slot], at, size);
        else account(camp, &sources[slot], at, size);
        at += segment;
        left -= segment;
    } while (left > 0);
}

int receive(struct camp *camp)
{
    int all = 0, got = SLOTS;
    for (int turn = 0; turn < TURNS && got == SLOTS; turn++) {
        reset_lengths();
        got = recvmmsg(camp->fd, messages, SLOTS, MSG_DONTWAIT, 0);
        read_ns = now_ns();
        for (int i = 0; i < got; i++) split(camp, i);
        all += got > 0 ? got : 0;
    }
    return all;
}

void receive_all(void)
{
    receive(&camp_a);
    receive(&camp_b);
}

void receive_for(uint64_t ns)
{
    for (uint64_t end = now_ns() + ns; now_ns() < end;) receive_all();
}
