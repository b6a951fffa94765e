/* age: files FILE.age, encrypted by hand. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "format/age/age.h"

#include "cmd/front/prompt.h"
#include "cmd/import/beside.h"
#include "cmd/keys/idfile.h"
#include "cmd/keys/ids.h"

#define EXT ".age"

struct run {
	struct gs_identities ids;
	struct gs_ask ask;
};

static int
read_identities(
    struct gs_import *im, struct gs_identities *ids, struct gs_err *e)
{
	const struct gs_strs *given = &im->args->identity;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < given->nr; i++)
		r = gs_idfile_read(im->ctx, given->v[i], ids, e);
	return r == GS_OK && given->nr == 0
	    ? gs_ids_load(im->ctx, NULL, GS_IDS_ALL, ids, e)
	    : r;
}

/* ${word} as the user wrote it: FILE.age. */
static int
take(struct gs_import *im, const char *word, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const struct gs_entry *x;
	const char *from;
	char *path = NULL;
	size_t n;
	int r = gs_repo_path(im->ctx->repo, word, &b, e);

	if (r == GS_OK && (from = gs_buf_str(&b)) == NULL) {
		r = gs_no_memory(e);
	} else if (r == GS_OK) {
		n = strlen(from);
		if (n <= strlen(EXT) ||
		    strcmp(from + n - strlen(EXT), EXT) != 0)
			r = gs_fail(
			    e, GS_EUSAGE, "'%s' is not called FILE.age", word);
		else if ((x = gs_import_entry(im, from)) == NULL)
			r = gs_fail(e, GS_EUSAGE,
			    "'%s' is no file that Git tracks", word);
		else if ((path = gs_strndup(from, n - strlen(EXT))) == NULL)
			r = gs_no_memory(e);
		else
			r = gs_import_beside(im, x, path, e);
	}
	free(path);
	gs_buf_clear(&b);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	struct run *g = calloc(1, sizeof(*g));
	int r;

	if ((im->own = g) == NULL)
		return gs_no_memory(e);
	if (im->nr_words == 0)
		return gs_fail(e, GS_EUSAGE, "say which: FILE.age...");
	g->ask = gs_prompt_ask(NULL);
	r = read_identities(im, &g->ids, e);
	for (size_t i = 0; r == GS_OK && i < im->nr_words; i++)
		r = take(im, im->word[i], e);
	return r;
}

static int
open_file(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	struct run *g = im->own;
	struct gs_err why = { "", "" };
	struct gs_buf out = GS_BUF_INIT;
	int r;

	if (!gs_age_is(b->p, b->n))
		return gs_fail(e, GS_EDAMAGED, "'%s' is no age file", f->from);
	r = gs_age_open(&g->ids, &g->ask, b->p, b->n, &out, &why);
	if (r == GS_OK) {
		gs_buf_swap(b, &out);
	} else {
		r = gs_fail(e, r, "'%s': %s", f->from,
		    why.what[0] != '\0' ? why.what : gs_strerror(r));
		gs_hint(e, "%s",
		    why.hint[0] != '\0' ? why.hint : "give -i IDENTITY");
	}
	gs_buf_clear(&out);
	return r;
}

static void
clear(struct gs_import *im)
{
	struct run *g = im->own;

	if (g != NULL)
		gs_identities_clear(&g->ids);
	free(g);
	im->own = NULL;
}

const struct gs_importer gs_import_age = {
	.name = "age",
	.args = "FILE.age...",
	.help = "with -i, or the identities that unlock finds",
	.words = UINT_MAX,
	.find = find,
	.open = open_file,
	.clear = clear,
};
