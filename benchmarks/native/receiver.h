/* Receives what the relay forwards and keeps the books. */
#ifndef RECEIVER_H
#define RECEIVER_H

#include "flows.h"

void receiver_prepare(void);

/* Reads all that waits at a camp, though not for ever; tells how many messages there were. */
int receive(struct camp *camp);
void receive_all(void);
void receive_for(uint64_t ns);

#endif
