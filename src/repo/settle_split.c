#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "git/run.h"
#include "repo/indexlock.h"

#include "repo/settle_split.h"

#define TRIES 20

/* The copy, and how to make Git work on it. */
struct copy {
	const char *dir;
	char *path; /* owned */
	char *env;  /* owned: GIT_INDEX_FILE=path */
};

static int
git(const struct copy *c, const char *config, const char *how, struct gs_err *e)
{
	const char *const env[] = { c->env, NULL };
	const char *const argv[] = { "-c", config, "update-index", how, NULL };
	const struct gs_git_opt opt = { .dir = c->dir, .env = env };

	return gs_git(&opt, argv, NULL, e);
}

/* Entries that are racy to the index must be so to the copy. */
static int
keep_time(const struct copy *c, const struct stat *st, struct gs_err *e)
{
#ifdef __APPLE__
	const struct timespec t[2] = { { 0, UTIME_OMIT }, st->st_mtimespec };
#else
	const struct timespec t[2] = { { 0, UTIME_OMIT }, st->st_mtim };
#endif

	if (utimensat(AT_FDCWD, c->path, t, 0) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot write '%s'", c->path);
	return GS_OK;
}

static int
remake(const struct copy *c, const struct stat *st, size_t oid_len,
    const struct gs_settled *items, size_t nr, size_t *missed, struct gs_err *e)
{
	int r;

	if ((r = keep_time(c, st, e)) != GS_OK ||
	    (r = git(c, "core.splitIndex=false", "--no-split-index", e)) !=
		GS_OK ||
	    (r = keep_time(c, st, e)) != GS_OK ||
	    (r = gs_settle(c->path, oid_len, items, nr, missed, e)) != GS_OK)
		return r;
	return git(c, "core.splitIndex=true", "--split-index", e);
}

/* GS_EREFUSED: the index has changed meanwhile. */
static int
try_split(struct gs_indexlock *l, const struct copy *c, size_t oid_len,
    const struct gs_settled *items, size_t nr, size_t *missed, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct stat st;
	bool changed = false;
	int r;

	if ((r = gs_indexlock_read(l->index, &b, &st, e)) != GS_OK ||
	    (r = gs_file_write(c->path, 0600, b.p, b.n, e)) != GS_OK ||
	    (r = remake(c, &st, oid_len, items, nr, missed, e)) != GS_OK)
		goto out;
	gs_buf_reset(&b);
	if ((r = gs_file_read(c->path, SIZE_MAX, &b, e)) == GS_OK)
		r = gs_indexlock_write(l, b.p, b.n, &st, &changed, e);
	if (r == GS_OK && changed)
		r = GS_EREFUSED;
out:
	gs_buf_clear(&b);
	return r;
}

int
gs_settle_split(const char *dir, const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, size_t *missed, struct gs_err *e)
{
	struct copy c = { .dir = dir };
	struct gs_indexlock l;
	int r;

	if ((r = gs_indexlock_take(&l, index, e)) != GS_OK)
		goto out;
	c.path = gs_asprintf("%s.git-seal-whole", l.index);
	c.env = gs_asprintf("GIT_INDEX_FILE=%s", c.path);
	if (c.path == NULL || c.env == NULL) {
		r = gs_no_memory(e);
		goto out;
	}
	r = GS_EREFUSED;
	for (unsigned i = 0; r == GS_EREFUSED && i < TRIES; i++)
		r = try_split(&l, &c, oid_len, items, nr, missed, e);
	if (r == GS_EREFUSED)
		r = gs_fail(e, GS_EIO,
		    "cannot change the index '%s': others change it all the "
		    "time",
		    index);
	(void)unlink(c.path);
out:
	free(c.path);
	free(c.env);
	gs_indexlock_drop(&l);
	return r == GS_ENOTFOUND ? GS_OK : r;
}
