/* What people call the owner of an OpenPGP key. */
#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "cmd/team/gpg_run.h"

#include "cmd/team/gpg.h"

#define USER_ID 9 /* the field of a record, counted from 0 */

/* Field ${nr} of a line "a:b:c". */
static bool
field(const uint8_t *line, size_t n, size_t nr, const uint8_t **out,
    size_t *out_n)
{
	const uint8_t *end = line + n, *colon;

	for (; nr > 0; nr--) {
		if ((colon = memchr(line, ':', (size_t)(end - line))) == NULL)
			return false;
		line = colon + 1;
	}
	colon = memchr(line, ':', (size_t)(end - line));
	*out = line;
	*out_n = (size_t)((colon == NULL ? end : colon) - line);
	return true;
}

/* The address in "Ada (work) <ada@example.org>", else all of it. */
static char *
address(const uint8_t *p, size_t n)
{
	const uint8_t *open = memchr(p, '<', n), *close = NULL;

	if (open != NULL)
		close = memchr(open, '>', n - (size_t)(open - p));
	if (close != NULL && close > open + 1)
		return gs_strndup(
		    (const char *)open + 1, (size_t)(close - open) - 1);
	return gs_strndup((const char *)p, n);
}

/* The first user ID that `--with-colons` lists; "\x3a" stands for a colon,
 * and no address has one. */
static char *
first_name(const struct gs_buf *b)
{
	struct gs_cur c = { b->p, b->n };
	const uint8_t *line, *id;
	size_t n, id_n;

	while (gs_cur_line(&c, &line, &n) == GS_OK) {
		if (n > 4 && memcmp(line, "uid:", 4) == 0 &&
		    field(line, n, USER_ID, &id, &id_n) && id_n > 0 &&
		    memchr(id, '\\', id_n) == NULL)
			return address(id, id_n);
	}
	return NULL;
}

int
gs_gpg_name(
    const struct gs_repo *repo, const char *fpr, char **name, struct gs_err *e)
{
	const char *const words[] = { "--with-colons", "--fixed-list-mode",
		"--list-keys", "--", fpr, NULL };
	struct gs_gpg_run q = { .words = words };
	struct gs_buf out = GS_BUF_INIT;
	char *program = NULL;
	int r, code;

	*name = NULL;
	if ((r = gs_gpg_program(repo, &program, e)) != GS_OK)
		return r;
	q.program = program;
	if ((r = gs_gpg_run(&q, &out, &code, e)) == GS_OK && code == 0)
		*name = first_name(&out);
	gs_buf_clear(&out);
	free(program);
	return r;
}
