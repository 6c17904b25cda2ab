#ifndef STOCKPOT_CFILEEXCHANGE_SHIM_H
#define STOCKPOT_CFILEEXCHANGE_SHIM_H

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the C library declares for _GNU_SOURCE only is not there for Swift. */

/* Lets two paths change places in one step. */
static inline int exchange_paths(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

/* Whether a path is where something is mounted: 1 or 0, or -1 where the kernel does not say. */
static inline int is_mount_root(const char *path) {
    struct statx status;
    if (syscall(SYS_statx, AT_FDCWD, path, 0, 0, &status) != 0) return -1;
    if ((status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) == 0) return -1;
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

#endif
