#include "serial_start.h"

#include <stddef.h>
#include <string.h>

/*
 * OpenBLAS starts a thread for each further core before `main`, each of which then looks for work
 * without pause for a tenth of a second. Where the library is linked statically, this runs before
 * its own start, and gives it one thread: the caller's. Everything here calls it from threads of
 * our own, and Debian's serial build is no way out: it hands its buffers out without a lock.
 *
 * A shared library has started before this runs; then nothing is changed.
 *
 * The variables are in no header of the library, and exported by all of its builds with threads.
 */
extern int blas_cpu_number __attribute__((weak));
extern int blas_num_threads __attribute__((weak));
extern int blas_server_avail __attribute__((weak));

__attribute__((constructor(101))) static void start_without_threads(void) {
    if (!&blas_cpu_number || !&blas_num_threads || !&blas_server_avail) return;
    if (blas_server_avail || blas_num_threads) return;
    blas_cpu_number = 1;
    blas_num_threads = 1;
}

/*
 * All that the archive's LAPACK asks of Fortran's library: joins two texts, and fills with blanks or
 * cuts off what the result's length asks for. It is weak, so that the library itself goes first.
 */
__attribute__((weak, visibility("hidden"))) void _gfortran_concat_string(
    size_t length, char *result, size_t first_length, const char *first, size_t second_length,
    const char *second) {
    size_t from_first = first_length < length ? first_length : length;
    size_t rest = length - from_first;
    size_t from_second = second_length < rest ? second_length : rest;
    memcpy(result, first, from_first);
    memcpy(result + from_first, second, from_second);
    memset(result + from_first + from_second, ' ', rest - from_second);
}
