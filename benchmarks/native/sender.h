/* Sends datagrams, one by one or in trains, from preallocated message arrays. */
#ifndef SENDER_H
#define SENDER_H

#include "flows.h"

/* Messages of one system call at most. */
#define SENDER_SLOTS 256

void sender_prepare(void);

/* Puts the next `segments` datagrams of a flow into a slot, as one message. */
void sender_put(struct camp *camp, int slot, int flow, int segments);

/* Sends the first `count` slots. What the kernel refuses counts as sent: it is lost. */
void sender_flush(struct camp *camp, int count);

/* Sends at least this many datagrams, as far as one batch goes: flow by flow, `burst` messages of each in a row. */
void sender_send(struct camp *camp, int datagrams, uint64_t *position);

/* Makes a message leave from the address of this flow's peer. */
void sender_from(struct msghdr *message, const struct camp *camp, int flow);

#endif
