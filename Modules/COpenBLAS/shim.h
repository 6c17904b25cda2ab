#ifndef STOCKPOT_COPENBLAS_SHIM_H
#define STOCKPOT_COPENBLAS_SHIM_H

#include <cblas.h>

#endif
