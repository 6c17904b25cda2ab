// Swift's view of the C library leaves out what is particular to Linux.
#define _GNU_SOURCE

#include "memory_file.h"

#include <sys/mman.h>

int memory_file(void) { return memfd_create("stockpot-fuzz", MFD_CLOEXEC); }
