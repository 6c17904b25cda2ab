#ifndef STOCKPOT_CPROCESSCONTROL_SHIM_H
#define STOCKPOT_CPROCESSCONTROL_SHIM_H

#include <sys/prctl.h>

/* Swift cannot call functions with variable arguments. */
static inline int adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L); }

#endif
