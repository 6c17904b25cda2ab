#ifndef STOCKPOT_CLAPACKE_SHIM_H
#define STOCKPOT_CLAPACKE_SHIM_H

/* The real routines only: Swift cannot import C's complex types, and none is used. */
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float float
#define lapack_complex_double double
#include <lapacke.h>

#endif
