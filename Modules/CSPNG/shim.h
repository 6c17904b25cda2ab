#ifndef STOCKPOT_CSPNG_SHIM_H
#define STOCKPOT_CSPNG_SHIM_H

#include <spng.h>

#endif
