#ifndef STOCKPOT_CNARROWKERNELS_H
#define STOCKPOT_CNARROWKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Loops over 16-bit floating-point numbers for processors with AVX2 and F16C, which Swift cannot
 * address function by function. Without them a merge of f16 checkpoints takes twice as long as one
 * of f32, with them half. Every function computes exactly what its Swift twin in Tensors does.
 */

/* Whether this processor can run the functions below. */
bool stockpot_has_narrow_kernels(void);

#define STOCKPOT_NARROW_KERNELS(name)                                                              \
    void stockpot_##name##_widen(const uint16_t *x, double *out, size_t count);                    \
    void stockpot_##name##_subtract(                                                               \
        const uint16_t *x, const uint16_t *base, double *out, size_t count);                       \
    void stockpot_##name##_sum(                                                                    \
        const uint16_t *x, double a, const uint16_t *y, double b, double *out, size_t count);      \
    void stockpot_##name##_accumulate(                                                             \
        const uint16_t *x, double a, double *sum, size_t count);                                   \
    /* These two take whole groups of eight and leave the rest to the caller. */                   \
    bool stockpot_##name##_narrow(const double *x, uint16_t *out, size_t count);                   \
    bool stockpot_##name##_blend(                                                                  \
        const double *x, double a, const uint16_t *base, double b, uint16_t *out, size_t count);

STOCKPOT_NARROW_KERNELS(half)
STOCKPOT_NARROW_KERNELS(brain16)

#endif
