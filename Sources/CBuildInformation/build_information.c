#include "build_information.h"

#ifndef STOCKPOT_REVISION
#define STOCKPOT_REVISION ""
#endif

const char *stockpot_revision(void) { return STOCKPOT_REVISION; }
