/* What the relay under test has used of the processor. */
#ifndef CPU_H
#define CPU_H

#include <stdint.h>

/* Nanoseconds so far: of the control group if one is given, else of every thread of the given processes, children not included.
 * Ends the program if nothing can be read. Threads that end within a window take their time with them. */
uint64_t relay_cpu_ns(void);

/* Nanoseconds that the relay's processor had nothing to do, so far; time that a hypervisor took away is none of them. -1 if it is not
 * known which processor that is. Counted by the kernel in ticks, mostly of 10 ms. */
int64_t relay_idle_ns(void);

/* Of this very process. */
uint64_t own_cpu_ns(void);

#endif
