#include "sender.h"

#include "datagram.h"
#include "net.h"
#include "turn.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define CONTROL_BYTES (CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(uint16_t)))

static struct mmsghdr messages[SENDER_SLOTS];
static struct iovec bytes[SENDER_SLOTS];
static char controls[SENDER_SLOTS][CONTROL_BYTES];
static char *memory;
static size_t stride;

void sender_prepare(void)
{
    stride = ((size_t)options.size + CHANNEL_HEAD) * (size_t)options.train + BUFFER_SHIFT;
    memory = must_allocate(SENDER_SLOTS, stride);
    memset(memory, 0x5a, SENDER_SLOTS * stride);
}

void sender_from(struct msghdr *message, const struct camp *camp, int flow)
{
    struct in_pktinfo source = { .ipi_spec_dst = { .s_addr = htonl(camp->first_ip + (uint32_t)flow) } };
    add_control(message, IPPROTO_IP, IP_PKTINFO, &source, sizeof source);
}

void sender_put(struct camp *camp, int slot, int flow, int segments)
{
    struct peer *peer = &camp->peers[flow];
    char *at = memory + (size_t)slot * stride;
    int whole = camp->frame + options.size;
    bytes[slot] = (struct iovec){ at, (size_t)whole * (size_t)segments };
    for (int i = 0; i < segments; i++, at += whole) {
        if (camp->frame) channel_head_write(at, options.size);
        datagram_write(at + camp->frame, options.size, (struct head){ run_id, (uint32_t)flow, peer->next++ });
    }
    camp->tally.sent += (uint64_t)segments;

    struct msghdr *message = &messages[slot].msg_hdr;
    *message = (struct msghdr){ .msg_name = &peer->to, .msg_namelen = sizeof peer->to, .msg_iov = &bytes[slot], .msg_iovlen = 1,
                                .msg_control = controls[slot] };
    sender_from(message, camp, flow);
    if (segments > 1) {
        uint16_t segment = (uint16_t)whole;
        add_control(message, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment);
    }
}

void sender_flush(struct camp *camp, int count)
{
    for (int done = 0; done < count;) {
        int sent = sendmmsg(camp->fd, messages + done, (unsigned)(count - done), 0);
        if (sent > 0) done += sent;
        else if (errno == EAGAIN || errno == ENOBUFS || errno == ECONNREFUSED) done++;
        else if (errno != EINTR) die("sendmmsg");
    }
}

void sender_send(struct camp *camp, int datagrams, uint64_t *position)
{
    int slots = 0;
    for (int sent = 0; sent < datagrams && slots < options.batch; sent += options.train) {
        int flow = (int)(*position / (uint64_t)options.burst % (uint64_t)options.flows);
        ++*position;
        sender_put(camp, slots++, flow, options.train);
    }
    sender_flush(camp, slots);
}
