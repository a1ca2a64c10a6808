/* Receives what the relay forwards and keeps the books. */
#ifndef RECEIVER_H
#define RECEIVER_H

#include "flows.h"

void receiver_prepare(void);

/* Reads all that waits at a camp, though not for ever; tells how many messages there were. */
int receive(struct camp *camp);
void receive_all(void);
void receive_for(uint64_t ns);

/* The longest time that one flow to B was without a datagram since receiver_begin_gaps, those that still last included. A datagram
 * arrives when it is read: what keeps this program from reading lengthens the gap, too. */
void receiver_begin_gaps(void);
uint64_t receiver_longest_gap_ns(void);

#endif
