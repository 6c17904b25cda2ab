#include "CColumnKernels.h"

/* A fused product and sum would round differently from the Swift loops. */
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx2")))

bool stockpot_has_column_kernels(void) { return __builtin_cpu_supports("avx2"); }

KERNEL void stockpot_add_column_products(
    const double *x, const double *y, size_t rows, size_t columns, size_t stride, double *sums) {
    size_t c = 0;
    /* Four registers of sums hide the time that an addition takes. */
    for (; c + 16 <= columns; c += 16) {
        __m256d s0 = _mm256_loadu_pd(sums + c), s1 = _mm256_loadu_pd(sums + c + 4);
        __m256d s2 = _mm256_loadu_pd(sums + c + 8), s3 = _mm256_loadu_pd(sums + c + 12);
        for (size_t r = 0; r < rows; r++) {
            const double *a = x + r * stride + c, *b = y + r * stride + c;
            s0 = _mm256_add_pd(s0, _mm256_mul_pd(_mm256_loadu_pd(a), _mm256_loadu_pd(b)));
            s1 = _mm256_add_pd(s1, _mm256_mul_pd(_mm256_loadu_pd(a + 4), _mm256_loadu_pd(b + 4)));
            s2 = _mm256_add_pd(s2, _mm256_mul_pd(_mm256_loadu_pd(a + 8), _mm256_loadu_pd(b + 8)));
            s3 = _mm256_add_pd(s3, _mm256_mul_pd(_mm256_loadu_pd(a + 12), _mm256_loadu_pd(b + 12)));
        }
        _mm256_storeu_pd(sums + c, s0);
        _mm256_storeu_pd(sums + c + 4, s1);
        _mm256_storeu_pd(sums + c + 8, s2);
        _mm256_storeu_pd(sums + c + 12, s3);
    }
    for (; c < columns; c++) {
        double sum = sums[c];
        for (size_t r = 0; r < rows; r++) sum += x[r * stride + c] * y[r * stride + c];
        sums[c] = sum;
    }
}

#else

bool stockpot_has_column_kernels(void) { return false; }

void stockpot_add_column_products(
    const double *x, const double *y, size_t rows, size_t columns, size_t stride, double *sums) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) sums[c] += x[r * stride + c] * y[r * stride + c];
}

#endif
