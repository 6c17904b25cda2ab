#include "CNarrowKernels.h"

#include <string.h>

/* A fused product and sum would round differently from the Swift loops. */
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx2,f16c")))
#define INLINE static inline __attribute__((always_inline, target("avx2,f16c")))

bool stockpot_has_narrow_kernels(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
}

/* Two masks of four numbers as one of eight. */
INLINE __m256i join_masks(__m256d low, __m256d high) {
    __m256 pairs = _mm256_shuffle_ps(_mm256_castpd_ps(low), _mm256_castpd_ps(high), 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(pairs), 0xd8);
}

/* Rounds eight numbers to odd, so that rounding again to 16 bits is as good as rounding once. */
INLINE __m256 round_to_odd(__m256d low, __m256d high) {
    const __m256d sign = _mm256_set1_pd(-0.0);
    __m128 nearest_low = _mm256_cvtpd_ps(low), nearest_high = _mm256_cvtpd_ps(high);
    __m256d back_low = _mm256_cvtps_pd(nearest_low), back_high = _mm256_cvtps_pd(nearest_high);
    __m256i away = join_masks(
        _mm256_cmp_pd(_mm256_andnot_pd(sign, back_low), _mm256_andnot_pd(sign, low), _CMP_GT_OQ),
        _mm256_cmp_pd(_mm256_andnot_pd(sign, back_high), _mm256_andnot_pd(sign, high), _CMP_GT_OQ));
    __m256i inexact = join_masks(
        _mm256_cmp_pd(back_low, low, _CMP_NEQ_UQ), _mm256_cmp_pd(back_high, high, _CMP_NEQ_UQ));
    __m256i bits = _mm256_castps_si256(_mm256_set_m128(nearest_high, nearest_low));
    bits = _mm256_add_epi32(bits, away);
    bits = _mm256_or_si256(bits, _mm256_srli_epi32(inexact, 31));
    return _mm256_castsi256_ps(bits);
}

INLINE double half_load(uint16_t bits) {
    _Float16 half;
    memcpy(&half, &bits, sizeof half);
    return (double)(float)half;
}

INLINE __m128i half_store(__m256d low, __m256d high) {
    return _mm256_cvtps_ph(round_to_odd(low, high), _MM_FROUND_TO_NEAREST_INT);
}

INLINE double brain16_load(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

INLINE __m128i brain16_store(__m256d low, __m256d high) {
    __m256i bits = _mm256_castps_si256(round_to_odd(low, high));
    __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    __m256i half = _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff));
    __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(bits, half), 16);
    __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
    __m256i is_nan = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(0x7f800000));
    __m256i quiet = _mm256_or_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(0x7fc0));
    rounded = _mm256_blendv_epi8(rounded, quiet, is_nan);
    return _mm_packus_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
}

/* Stores eight numbers; the flags' highest bits are set where one is infinite or NaN. */
#define STORE(name, low, high, out, exponent_step)                                                 \
    __m128i stored = name##_store(low, high);                                                      \
    _mm_storeu_si128((__m128i *)(out), stored);                                                    \
    __m128i magnitude = _mm_and_si128(stored, _mm_set1_epi16(0x7fff));                             \
    flags = _mm_or_si128(flags, _mm_add_epi16(magnitude, _mm_set1_epi16(exponent_step)));

#define DEFINE(name, exponent_step)                                                                         \
    KERNEL void stockpot_##name##_widen(                                                           \
        const uint16_t *restrict x, double *restrict out, size_t count) {                          \
        for (size_t i = 0; i < count; i++) out[i] = name##_load(x[i]);                             \
    }                                                                                              \
    KERNEL void stockpot_##name##_subtract(                                                        \
        const uint16_t *restrict x, const uint16_t *restrict base, double *restrict out,           \
        size_t count) {                                                                            \
        for (size_t i = 0; i < count; i++) out[i] = name##_load(x[i]) - name##_load(base[i]);      \
    }                                                                                              \
    KERNEL void stockpot_##name##_sum(                                                             \
        const uint16_t *restrict x, double a, const uint16_t *restrict y, double b,                \
        double *restrict out, size_t count) {                                                      \
        for (size_t i = 0; i < count; i++)                                                         \
            out[i] = a * name##_load(x[i]) + b * name##_load(y[i]);                                \
    }                                                                                              \
    KERNEL void stockpot_##name##_accumulate(                                                      \
        const uint16_t *restrict x, double a, double *restrict sum, size_t count) {                \
        for (size_t i = 0; i < count; i++) sum[i] += a * name##_load(x[i]);                        \
    }                                                                                              \
    KERNEL bool stockpot_##name##_narrow(                                                          \
        const double *restrict x, uint16_t *restrict out, size_t count) {                          \
        __m128i flags = _mm_setzero_si128();                                                       \
        for (size_t i = 0; i + 8 <= count; i += 8) {                                               \
            STORE(name, _mm256_loadu_pd(x + i), _mm256_loadu_pd(x + i + 4), out + i, exponent_step)\
        }                                                                                          \
        return !_mm_movemask_epi8(_mm_srai_epi16(flags, 15));                                      \
    }                                                                                              \
    KERNEL bool stockpot_##name##_blend(                                                           \
        const double *restrict x, double a, const uint16_t *restrict base, double b,               \
        uint16_t *restrict out, size_t count) {                                                    \
        __m128i flags = _mm_setzero_si128();                                                       \
        for (size_t i = 0; i + 8 <= count; i += 8) {                                               \
            double value[8];                                                                       \
            for (int j = 0; j < 8; j++) value[j] = a * x[i + j] + b * name##_load(base[i + j]);    \
            STORE(name, _mm256_loadu_pd(value), _mm256_loadu_pd(value + 4), out + i, exponent_step)\
        }                                                                                          \
        return !_mm_movemask_epi8(_mm_srai_epi16(flags, 15));                                      \
    }

DEFINE(half, 0x0400)
DEFINE(brain16, 0x0080)

#else

bool stockpot_has_narrow_kernels(void) { return false; }

#endif
