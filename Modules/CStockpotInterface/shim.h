#ifndef STOCKPOT_CINTERFACE_SHIM_H
#define STOCKPOT_CINTERFACE_SHIM_H

#include "stockpot.h"

/* What another thread may be setting at this moment. */
static inline int32_t stockpot_load(const int32_t *flag) {
    return __atomic_load_n(flag, __ATOMIC_RELAXED);
}

#endif
