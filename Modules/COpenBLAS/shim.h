#ifndef STOCKPOT_COPENBLAS_SHIM_H
#define STOCKPOT_COPENBLAS_SHIM_H

#include <cblas.h>

/* Exported, but in no header; absent from builds without threads. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

/* Ends the library's own threads, which otherwise spin for a tenth of a second after loading. */
static inline void stockpot_end_blas_threads(void) {
    if (blas_thread_shutdown_) blas_thread_shutdown_();
}

#endif
