/*
 * sys: what differs between operating systems.  Every Linux-only call has a
 * POSIX fallback here, so that no other file asks which system it is on.
 */
#ifndef GS_BASE_SYS_H
#define GS_BASE_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/**
 * gs_sys_harden(void):
 * umask 077, no core dumps, not readable by other processes of the user
 * (Linux: PR_SET_DUMPABLE 0).  Called once, first thing in main; the umask
 * that was there is kept for gs_sys_umask.
 */
void gs_sys_harden(void);

/** gs_sys_umask(void): the umask the user came with. */
unsigned gs_sys_umask(void);

/** gs_sys_umask_back(void): give a child, between fork and exec, the umask
 * that the user came with; nothing where gs_sys_harden was not called. */
void gs_sys_umask_back(void);

/** gs_sys_cpus(void): processors this process may use, 1 to 64. */
unsigned gs_sys_cpus(void);

/**
 * gs_sys_random_seed(p, n):
 * Bytes to seed a hash table with; not for keys (crypto/rand.h).
 */
void gs_sys_random_seed(void *p, size_t n);

/** gs_sys_now_ns(void): a clock that never runs backwards, nanoseconds. */
uint64_t gs_sys_now_ns(void);

/** gs_sys_memory_file(name): a descriptor of a file that lives in memory
 * only (memfd, else an unlinked POSIX shared memory object); -1 and errno. */
int gs_sys_memory_file(const char *name);

/**
 * gs_sys_widen_pipe(fd):
 * Let the pipe ${fd} hold as much as any user may have (Linux: 1 MiB instead
 * of 64 KiB), so that writer and reader of a large file run side by side
 * instead of in turns.  What is no pipe, or may not grow, stays as it is.
 */
void gs_sys_widen_pipe(int fd);

/** gs_sys_in_memory(path): whether the folder ${path} lies in a file system
 * that is kept in memory only (Linux: tmpfs, ramfs); false where the system
 * does not tell. */
bool gs_sys_in_memory(const char *path);

/** gs_sys_fd_path(fd, out): the name by which a child that inherits ${fd}
 * opens the same file, from its beginning; returns ${out}. */
#define GS_SYS_FD_PATH_LEN 32
const char *gs_sys_fd_path(int fd, char out[GS_SYS_FD_PATH_LEN]);

#endif
