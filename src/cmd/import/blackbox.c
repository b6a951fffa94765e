/* blackbox: PATH.gpg, a gpg message to all admins. */
#include <stdlib.h>
#include <string.h>

#include "base/cur.h"

#include "cmd/import/beside.h"

#define LIST_MAX ((size_t)16 << 20)

/* Where blackbox keeps its lists: today's place, and those of before. */
static const char *const dirs[] = { ".blackbox/", "keyrings/live/" };

static int
take_line(struct gs_import *im, const uint8_t *p, size_t n, const char *list,
    struct gs_err *e)
{
	const struct gs_entry *x;
	char *path, *from;
	int r;

	while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == ' '))
		n--;
	if (n == 0)
		return GS_OK;
	path = gs_strndup((const char *)p, n);
	from = path == NULL ? NULL : gs_asprintf("%s.gpg", path);
	if (from == NULL) {
		r = gs_no_memory(e);
	} else if ((x = gs_import_entry(im, from)) == NULL) {
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' stands in '%s' and is not tracked", from, list);
		gs_hint(e, "blackbox_deregister_file '%s', or commit it", path);
	} else {
		r = gs_import_beside(im, x, path, e);
	}
	free(path);
	free(from);
	return r;
}

static int
take_list(struct gs_import *im, const struct gs_entry *x, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const uint8_t *p;
	struct gs_cur c;
	size_t n;
	int r = gs_repo_blob(im->ctx->repo, &x->id, LIST_MAX, &b, e);

	c = (struct gs_cur){ b.p, b.n };
	while (r == GS_OK && gs_cur_line(&c, &p, &n) == GS_OK)
		r = take_line(im, p, n, x->path, e);
	gs_buf_clear(&b);
	return r;
}

static int
find_in(struct gs_import *im, const char *dir, struct gs_err *e)
{
	char *list = gs_asprintf("%sblackbox-files.txt", dir);
	char *keys = gs_asprintf("%spubring.kbx", dir);
	char *old = gs_asprintf("%spubring.gpg", dir);
	const struct gs_entry *x;
	int r = GS_OK;

	if (list == NULL || keys == NULL || old == NULL)
		r = gs_no_memory(e);
	else if ((x = gs_import_entry(im, list)) != NULL &&
	    (r = take_list(im, x, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, keys, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, old, e)) == GS_OK)
		r = gs_import_folder_gone(im, dir, e);
	free(list);
	free(keys);
	free(old);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < GS_NR(dirs); i++)
		r = find_in(im, dirs[i], e);
	return r;
}

static int
open_file(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	return gs_import_gpg(im, f->from, b, e);
}

const struct gs_importer gs_import_blackbox = {
	.name = "blackbox",
	.args = "",
	.help = "with your gpg keyring",
	.find = find,
	.open = open_file,
};
