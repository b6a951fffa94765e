/*
 * memdir: a private folder in memory, for plain text that another program
 * must find under a name (an editor, git add -p).  It lies in
 * $XDG_RUNTIME_DIR or /dev/shm, where that is a file system in memory, and
 * nowhere else: there is no falling back to a disk.  What this cannot do:
 * keep the kernel from writing such pages to swap.
 */
#ifndef GS_BASE_MEMDIR_H
#define GS_BASE_MEMDIR_H

#include <signal.h>

#include "base/err.h"

/* A zeroed one is none. */
struct gs_memdir {
	char *path;   /* owned: absolute */
	int held;     /* the file "held" in it, by flock(2) */
	sigset_t was; /* the signals that were blocked before */
};

/**
 * gs_memdir_make(d, e):
 * A new, empty folder, mode 0700.  What dead ones have left is removed
 * first.  From now on the signals that end a program wait until
 * gs_memdir_drop.  A child that inherits ${held} (gs_memdir_share) keeps the
 * folder from being taken for a dead one's.
 *
 * GS_OK; GS_EIO with a hint where there is no such place, GS_ENOMEM.
 */
int gs_memdir_make(struct gs_memdir *d, struct gs_err *e) GS_MUST_USE;

/** gs_memdir_share(d, yes): whether children inherit d->held. */
void gs_memdir_share(const struct gs_memdir *d, bool yes);

/** gs_memdir_keep(d): gs_memdir_drop, and everybody's later clean-up, leave
 * the folder: the user has been told of it. */
void gs_memdir_keep(struct gs_memdir *d);

/** gs_memdir_drop(d): overwrite and remove what is in the folder, and the
 * folder; a signal that came meanwhile acts now. */
void gs_memdir_drop(struct gs_memdir *d);

#endif
