/* The measurements that send and count; each prints one line of JSON. */
#ifndef FLOOD_H
#define FLOOD_H

void run_flood(void);
void run_search(void);
void run_pingpong(void);
void run_check(void);
void run_setup(void);
void run_keep(void);

/* Latches all legs of the file that is given, and keeps the time. */
void setup_legs(void);

#endif
