/* What the relay under test has used of the processor. */
#ifndef CPU_H
#define CPU_H

#include <stdint.h>

/* Nanoseconds so far: of the control group if one is given, else of every thread of the given processes, children not included.
 * Ends the program if nothing can be read. Threads that end within a window take their time with them. */
uint64_t relay_cpu_ns(void);

/* Of this very process. */
uint64_t own_cpu_ns(void);

#endif
