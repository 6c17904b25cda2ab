#ifndef STOCKPOT_ALLOCATIONS_H
#define STOCKPOT_ALLOCATIONS_H

#include <stddef.h>

/// Begins to count from what is allocated now.
void allocations_begin(void);

/// The most bytes by which the heap grew since the count began.
size_t allocations_peak(void);

#endif
