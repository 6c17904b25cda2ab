// Counts what the heap holds, by standing before the allocator of glibc. The fuzzer runs one input
// at a time on one thread; what its own threads allocate is small.

#include "allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static atomic_llong held, start, peak;

static void *counted(void *block) {
    long long now = atomic_fetch_add(&held, (long long)malloc_usable_size(block)) +
                    (long long)malloc_usable_size(block);
    long long highest = atomic_load(&peak);
    while (now > highest && !atomic_compare_exchange_weak(&peak, &highest, now)) {
    }
    return block;
}

static void forget(void *block) { atomic_fetch_sub(&held, (long long)malloc_usable_size(block)); }

void allocations_begin(void) {
    atomic_store(&start, atomic_load(&held));
    atomic_store(&peak, atomic_load(&held));
}

size_t allocations_peak(void) { return (size_t)(atomic_load(&peak) - atomic_load(&start)); }

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void *realloc(void *block, size_t size) {
    size_t before = malloc_usable_size(block);
    void *moved = __libc_realloc(block, size);
    if (moved != NULL || size == 0) atomic_fetch_sub(&held, (long long)before);
    return moved == NULL ? NULL : counted(moved);
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    void *made = memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *block = made;
    return 0;
}

void free(void *block) {
    forget(block);
    __libc_free(block);
}
