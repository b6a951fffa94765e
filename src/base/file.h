/*
 * file: reading files, and replacing them so that a kill at any moment
 * leaves the old or the new one, never half of either.
 */
#ifndef GS_BASE_FILE_H
#define GS_BASE_FILE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"

/**
 * gs_file_read(path, max, out, e):
 * Append the whole file to ${out}.  GS_ENOTFOUND if there is none,
 * GS_ETOOBIG over ${max} bytes, GS_EIO (also for a folder).
 */
int gs_file_read(const char *path, size_t max, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_file_write(path, mode, p, n, e):
 * Replace ${path}: a temporary beside it with ${mode}, fsync, rename, fsync
 * of the folder.  A symbolic link at ${path} is replaced, not followed.
 */
int gs_file_write(const char *path, mode_t mode, const void *p, size_t n,
    struct gs_err *e) GS_MUST_USE;

/** gs_file_pass: the same without any fsync, for a file of the moment that
 * another program waits for. */
int gs_file_pass(const char *path, mode_t mode, const void *p, size_t n,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_file_create(path, mode, p, n, e):
 * Write a file that must not be there yet, and fsync it and its folder.
 * GS_EREFUSED if anything is there, also a link to nowhere; GS_EIO.
 */
int gs_file_create(const char *path, mode_t mode, const void *p, size_t n,
    struct gs_err *e) GS_MUST_USE;

/** gs_file_mkdirs(path, mode, e): make ${path} and what is missing above. */
int gs_file_mkdirs(const char *path, mode_t mode, struct gs_err *e) GS_MUST_USE;

/** gs_file_exists(path): whether lstat finds anything there. */
bool gs_file_exists(const char *path);

/** gs_file_sync_dir(path, e): fsync the folder that holds ${path}. */
int gs_file_sync_dir(const char *path, struct gs_err *e) GS_MUST_USE;

/*
 * A lock as Git takes them: PATH.lock, that nobody else can create, renamed
 * over PATH to commit.  A zeroed one is not held.  PATH.git-seal, held by
 * flock(2), is another name of the same file, by which the next one knows
 * the lock of one that was killed, and removes it; a lock of anybody else's
 * stays.
 */
struct gs_lock {
	char *path; /* owned */
	char *own;  /* owned: path + ".git-seal" */
	char *tmp;  /* owned: path + ".lock"; NULL while not held */
	int fd;
};

/**
 * gs_lock_take(l, path, mode, wait_ms, e):
 * Create PATH.lock with ${mode}, trying again for ${wait_ms} milliseconds.
 * GS_EIO with a hint (who holds it, what to do) when it stays taken.
 */
int gs_lock_take(struct gs_lock *l, const char *path, mode_t mode,
    unsigned wait_ms, struct gs_err *e) GS_MUST_USE;

/**
 * gs_lock_commit(l, p, n, e):
 * Write ${n} bytes into the lock file, fsync, rename it over the path, fsync
 * the folder.  The lock is gone afterwards, whatever the outcome.
 */
int gs_lock_commit(
    struct gs_lock *l, const void *p, size_t n, struct gs_err *e) GS_MUST_USE;

/** gs_lock_drop(l): give up; nothing if not held. */
void gs_lock_drop(struct gs_lock *l);

#endif
