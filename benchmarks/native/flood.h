/* The measurements that send and count; each prints one line of JSON. */
#ifndef FLOOD_H
#define FLOOD_H

void run_flood(void);
void run_search(void);
void run_pingpong(void);
void run_check(void);

#endif
