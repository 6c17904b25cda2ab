#ifndef STOCKPOT_CSYSTEMCALLS_SHIM_H
#define STOCKPOT_CSYSTEMCALLS_SHIM_H

#include <linux/stat.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/*
 * Swift sees neither what the C library declares for _GNU_SOURCE only nor functions with variable
 * arguments. The library's own headers are not included here: their types would become this
 * module's. The numbers are those of RENAME_EXCHANGE, AT_SYMLINK_NOFOLLOW and O_CLOEXEC.
 */
long syscall(long number, ...);

/* O_PATH: an open folder from which names can be reached, but which need not be readable. */
static const int path_only = 010000000;

/* Lets two names in an open folder change places in one step. */
static inline int exchange_names(int folder, const char *first, const char *second) {
    const unsigned exchange = 1 << 1;
    return (int)syscall(SYS_renameat2, folder, first, folder, second, exchange);
}

/* Whether a name in an open folder is where something is mounted: 1 or 0, or -1 where the kernel
 * does not say. */
static inline int is_mount_root(int folder, const char *name) {
#ifdef STATX_ATTR_MOUNT_ROOT
    const int no_follow = 0x100;
    struct statx status;
    if (syscall(SYS_statx, folder, name, no_follow, 0, &status) != 0) return -1;
    if ((status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) == 0) return -1;
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
    return -1;
#endif
}

/* A pipe whose ends no program inherits that another thread starts meanwhile. */
static inline int make_pipe(int ends[2]) {
    const int closed_on_exec = 02000000;
    return (int)syscall(SYS_pipe2, ends, closed_on_exec);
}

/* The characters in a line of a terminal; 0 for what is no terminal. The number is TIOCGWINSZ. */
static inline int terminal_columns(int descriptor) {
    unsigned short size[4] = {0, 0, 0, 0};
    return syscall(SYS_ioctl, descriptor, 0x5413, size) == 0 ? size[1] : 0;
}

/* Makes this process the parent of those whose own parent ends. */
static inline int adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L); }

/* Lets all threads allocate from one arena of the C library; -8 is M_ARENA_MAX. */
int mallopt(int parameter, int value);
static inline void share_arena(void) { mallopt(-8, 1); }

#endif
