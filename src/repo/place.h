/*
 * place: reading and replacing files of one working tree the way Git does
 * it: no folder on the way may be a symbolic link, a file is replaced whole
 * or not at all, and what lies there is looked at once more right before.
 * New content is written under the Git folder where that is the same file
 * system, so that a kill leaves nothing that `git add -A` would commit.
 */
#ifndef GS_REPO_PLACE_H
#define GS_REPO_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "repo/indexfile.h"

/* One working tree; used by one git-seal at a time. */
struct gs_place {
	int top;     /* the tree's folder */
	int tmp;     /* GITDIR/git-seal/tmp, held by flock(2) */
	bool beside; /* tmp is another file system: write beside the files */
	bool make;   /* set by who fills a tree that has no files yet: what is
			not there is made, with the folders above */
	mode_t umask;
	struct timespec mtime; /* of all that is written: two seconds ago, so
				  that Git trusts it at once */
};

/**
 * gs_place_open(p, top, git_dir, e):
 * Take the working tree ${top} and remove what a killed run has left in
 * ${git_dir}/git-seal/tmp.  GS_EIO; with a hint where another git-seal is at
 * work there.  End with gs_place_close, whatever is returned.
 */
int gs_place_open(struct gs_place *p, const char *top, const char *git_dir,
    struct gs_err *e) GS_MUST_USE;
void gs_place_close(struct gs_place *p);

/* One thread's way through it. */
struct gs_placer {
	const struct gs_place *place; /* borrowed */
	char tmp[32];		      /* name of its temporary */
	int dir;		      /* of the last path, or -1 */
	char *dir_path;		      /* owned: which folder that is */
	size_t dir_n;
};

/** gs_placer_init(w, p, id): ${id} is unlike that of the other threads. */
void gs_placer_init(struct gs_placer *w, const struct gs_place *p, unsigned id);
void gs_placer_clear(struct gs_placer *w);

/** gs_placer_stat(w, path, st): as lstat(2).  GS_ENOTFOUND: nothing there
 * (or a folder above is missing or a symbolic link); GS_EIO with errno. */
int gs_placer_stat(
    struct gs_placer *w, const char *path, struct stat *st) GS_MUST_USE;

/** gs_placer_open(w, path, fd, st): a regular file for reading, and what it
 * is; the caller closes it.  Codes as above. */
int gs_placer_open(struct gs_placer *w, const char *path, int *fd,
    struct stat *st) GS_MUST_USE;

/** gs_placer_read(w, path, max, b): append the first ${max} bytes of a
 * regular file.  Codes as above, and GS_ENOMEM. */
int gs_placer_read(struct gs_placer *w, const char *path, size_t max,
    struct gs_buf *b) GS_MUST_USE;

/**
 * gs_placer_write(w, path, p, n, exec, was, now, e):
 * Replace the file ${path}, which exists (but for place->make), by ${n} bytes.  Its mode is never
 * wider than that of the old one, nor than the umask; the exec bits are
 * there if ${exec}.
 *
 * The process's umask must be place->umask or narrower; where it is
 * narrower, so is the mode.
 *
 *   was  what gs_placer_stat said when its content was judged; NULL: replace
 *        whatever is there.
 *   now  gets what Git should believe of the new file.
 *
 * GS_OK; GS_EREFUSED: changed since ${was}, left alone; GS_ENOTFOUND: gone
 * since, left alone; GS_EIO.
 */
int gs_placer_write(struct gs_placer *w, const char *path, const void *p,
    size_t n, bool exec, const struct stat *was, struct gs_stat *now,
    struct gs_err *e) GS_MUST_USE;

#endif
