#include <string.h>

#include "format/sealed.h"
#include "git/run.h"

#include "repo/index.h"

/*
 * Git 2.39's update-index puts a path beside the sparse folder that covers
 * it, and the index then holds the path twice.  Read as a full index, it is
 * right; the next command that writes it makes it sparse again.
 */
#define FULL_INDEX "-c", "index.sparse=false"

/* MODE SP ID TAB PATH NUL; mode 0 removes the path with all its stages. */
static int
add_line(struct gs_buf *b, uint32_t mode, const char *id, const char *path)
{
	int r;

	if ((r = gs_buf_addf(b, "%o %s\t", (unsigned)mode, id)) != GS_OK ||
	    (r = gs_buf_adds(b, path)) != GS_OK)
		return r;
	return gs_buf_addc(b, '\0');
}

static int
add_change(struct gs_buf *b, const struct gs_index_change *c, size_t oid_len)
{
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_oid none;

	if (c->id.n != 0)
		return add_line(b, c->mode, gs_oid_print(&c->id, hex), c->path);
	memset(&none, 0, sizeof(none));
	none.n = (uint8_t)oid_len;
	return add_line(b, 0, gs_oid_print(&none, hex), c->path);
}

static int
add_path(struct gs_buf *b, const char *path)
{
	return gs_buf_add(b, path, strlen(path) + 1);
}

static int
run(const char *dir, const char *const *argv, const struct gs_buf *in,
    struct gs_err *e)
{
	const struct gs_git_opt opt = {
		.dir = dir, .in = in->p, .in_n = in->n
	};

	return gs_git(&opt, argv, NULL, e);
}

/* Removals alone: here no null id of the right length is needed. */
static int
remove_all(const char *dir, const struct gs_index_change *changes, size_t nr,
    struct gs_err *e)
{
	static const char *const argv[] = { FULL_INDEX, "update-index", "-z",
		"--force-remove", "--stdin", NULL };
	struct gs_buf paths = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++)
		r = add_path(&paths, changes[i].path);
	r = r == GS_OK ? run(dir, argv, &paths, e)
		       : gs_fail(e, r, "out of memory");
	gs_buf_clear(&paths);
	return r;
}

int
gs_index_update(const char *dir, const struct gs_index_change *changes,
    size_t nr, struct gs_err *e)
{
	static const char *const update[] = { FULL_INDEX, "update-index", "-z",
		"--index-info", NULL };
	static const char *const mark[] = { FULL_INDEX, "update-index", "-z",
		"--skip-worktree", "--stdin", NULL };
	struct gs_buf lines = GS_BUF_INIT, sparse = GS_BUF_INIT;
	size_t oid_len = 0;
	int r = GS_OK;

	for (size_t i = 0; oid_len == 0 && i < nr; i++)
		oid_len = changes[i].id.n;
	if (oid_len == 0)
		return nr == 0 ? GS_OK : remove_all(dir, changes, nr, e);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		r = add_change(&lines, &changes[i], oid_len);
		if (r == GS_OK && changes[i].skip_worktree &&
		    changes[i].id.n != 0)
			r = add_path(&sparse, changes[i].path);
	}
	if (r != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	r = run(dir, update, &lines, e);
	if (r == GS_OK && sparse.n != 0)
		r = run(dir, mark, &sparse, e);
out:
	gs_buf_clear(&lines);
	gs_buf_clear(&sparse);
	return r;
}

int
gs_blob_write(const char *dir, const void *p, size_t n, struct gs_oid *out,
    struct gs_err *e)
{
	/* Deflating sealed bytes would take most of the time and win none. */
	static const char *const argv[] = { "-c", "core.looseCompression=0",
		"hash-object", "-w", "--stdin", "-t", "blob", "--no-filters",
		NULL };
	const struct gs_git_opt opt = { .dir = dir, .in = p, .in_n = n };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	memset(out, 0, sizeof(*out));
	r = gs_git(&opt, gs_sealed_is(p, n) ? argv : argv + 2, &b, e);
	if (r == GS_OK &&
	    (b.n == 0 ||
		gs_oid_parse((const char *)b.p, b.n - 1, out) != GS_OK))
		r = gs_fail(e, GS_EGIT, "'git hash-object' named no object");
	gs_buf_clear(&b);
	return r;
}
