/*
 * indexlock: replacing Git's index file under Git's own lock, index.lock,
 * held for as short a time as can be: the new file is written and synced
 * beside it first, then linked to index.lock, compared, renamed.  Where a
 * kill hits the few system calls in between, the next run knows its own
 * stale lock (it is a link to our temporary, which nobody holds any more)
 * and removes it; it never touches a lock of Git's.
 */
#ifndef GS_REPO_INDEXLOCK_H
#define GS_REPO_INDEXLOCK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/buf.h"

struct gs_indexlock {
	char *index;	/* owned: the file, symbolic links followed */
	char *lock;	/* owned: index + ".lock" */
	char *tmp;	/* owned: index + ".git-seal" */
	int fd;		/* of tmp, held by flock(2); -1 */
	bool keep_time; /* the new file gets the old one's mtime; false */
};

/**
 * gs_indexlock_take(l, index, e):
 * Become the only git-seal that works on ${index}, and clean up behind one
 * that was killed.  GS_ENOTFOUND where there is no index.  End with
 * gs_indexlock_drop, whatever is returned.
 */
int gs_indexlock_take(
    struct gs_indexlock *l, const char *index, struct gs_err *e) GS_MUST_USE;

/** gs_indexlock_read(index, b, st, e): the index's bytes into the empty
 * buffer ${b}, and its stat data at that time; needs no lock. */
int gs_indexlock_read(const char *index, struct gs_buf *b, struct stat *st,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_indexlock_write(l, p, n, st, changed, e):
 * Replace the index by these bytes, if it still is the file that had the
 * stat data ${st}; if not, nothing happens and ${changed} is set: read again.
 * To be called once or, after ${changed}, again.
 */
int gs_indexlock_write(struct gs_indexlock *l, const void *p, size_t n,
    const struct stat *st, bool *changed, struct gs_err *e) GS_MUST_USE;

void gs_indexlock_drop(struct gs_indexlock *l);

#endif
