#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cmd/files/survey.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "format/envnames.h"
#include "git/run.h"

#include "cmd/team/knew.h"

#define DATE_LEN 10

void
gs_knew_clear(struct gs_knew *k)
{
	for (size_t i = 0; i < k->nr; i++) {
		free(k->v[i].path);
		gs_strs_clear(&k->v[i].variable);
	}
	free(k->v);
	free(k->name);
	memset(k, 0, sizeof(*k));
}

/* Mark the places of the chain that are wrapped for ${name}. */
static int
find_wrapped(
    struct gs_team *t, const char *name, uint8_t *mark, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	int r = GS_OK;

	for (size_t m = 0; m < t->members.nr; m++) {
		const struct gs_members_one *one = &t->members.v[m];

		if (one->member == NULL || strcmp(one->member->name, name) != 0)
			continue;
		for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
			bool yes = false;

			r = gs_team_has_wrap(
			    t, gs_chain_at(c, i)->id, one->id, &yes, e);
			mark[i] = mark[i] || yes;
		}
	}
	return r;
}

struct job {
	struct gs_team *t;
	struct gs_knew *k;
	const struct gs_survey *s;
	const size_t *file; /* places in s->v, by blob */
	const uint8_t *mark;
	struct gs_err *e;
};

static int
note_file(
    struct job *j, const struct gs_surveyed *f, const uint8_t *p, size_t n)
{
	struct gs_knew_file *kf = &j->k->v[j->k->nr];

	memset(kf, 0, sizeof(*kf));
	if ((kf->path = gs_strdup(f->entry->path)) == NULL)
		return gs_no_memory(j->e);
	j->k->nr++;
	return gs_envnames_find(p, n, &kf->variable) == GS_OK
	    ? GS_OK
	    : gs_no_memory(j->e);
}

/* What does not open here is listed all the same, without its variables. */
static int
look(void *ctx, size_t i, struct gs_buf *b)
{
	struct job *j = ctx;
	const struct gs_surveyed *f = &j->s->v[j->file[i]];
	const struct gs_chain *c = j->t->trust.chain;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t at, off = 0;
	int r;

	if (b == NULL || gs_sealed_peek(b->p, b->n, &head) != GS_OK)
		return GS_OK;
	at = gs_chain_find(c, head.id);
	if (at >= gs_chain_nr(c) || !j->mark[at])
		return GS_OK;
	gen = gs_chain_at(c, at)->key;
	r = gen == NULL
	    ? GS_ENOKEY
	    : gs_sealed_open(&gen->content, GS_SEALED_INFLATE_MAX, b, &off);
	if (r == GS_ENOMEM)
		return gs_no_memory(j->e);
	return r == GS_OK ? note_file(j, f, b->p + off, b->n - off)
			  : note_file(j, f, NULL, 0);
}

static int
read_blobs(struct job *j)
{
	struct gs_oid *ids = calloc(j->s->nr + 1, sizeof(*ids));
	size_t *file = calloc(j->s->nr + 1, sizeof(*file)), nr = 0;
	int r = GS_OK;

	j->k->v = calloc(j->s->nr + 1, sizeof(*j->k->v));
	if (ids == NULL || file == NULL || j->k->v == NULL)
		r = gs_no_memory(j->e);
	for (size_t i = 0; r == GS_OK && i < j->s->nr; i++) {
		const struct gs_surveyed *f = &j->s->v[i];

		if (f->odd != 0 || f->entry->stage != 0 ||
		    strcmp(f->attrs.keyring, j->t->ctx->ring) != 0)
			continue;
		file[nr] = i;
		ids[nr++] = f->entry->id;
	}
	j->file = file;
	if (r == GS_OK)
		r = gs_batch_each(
		    NULL, false, ids, nr, GS_BUF_MAX, look, j, j->e);
	free(ids);
	free(file);
	return r;
}

static bool
is_date(const char *s, size_t n)
{
	return n == DATE_LEN + 1 && s[0] == '\1';
}

/* The first commit that names a path is its last change. */
static void
note_dates(struct gs_map *by_path, const struct gs_buf *b)
{
	const char *p = (const char *)b->p, *end = p + b->n, *nul;
	char date[DATE_LEN + 1] = "";

	for (; p < end && (nul = memchr(p, '\0', (size_t)(end - p))) != NULL;
	     p = nul + 1) {
		size_t n = (size_t)(nul - p);
		struct gs_knew_file *f;

		if (is_date(p, n)) {
			memcpy(date, p + 1, DATE_LEN);
			continue;
		}
		if (n > 0 && p[0] == '\n') {
			p++;
			n--;
		}
		f = gs_map_get(by_path, p, n);
		if (f != NULL && f->changed[0] == '\0')
			memcpy(f->changed, date, sizeof(date));
	}
}

static int
find_dates(struct gs_knew *k, struct gs_err *e)
{
	static const char *const argv[] = { "log", "-z", "--name-only",
		"--no-renames", "--format=%x01%cs", "HEAD", "--", NULL };
	const struct gs_git_opt opt = { .quiet = true, .no_fetch = true };
	struct gs_map by_path = { 0 };
	struct gs_buf out = GS_BUF_INIT;
	int r = GS_OK, code;

	for (size_t i = 0; r == GS_OK && i < k->nr; i++)
		r = gs_map_put(
		    &by_path, k->v[i].path, strlen(k->v[i].path), &k->v[i]);
	if (r != GS_OK)
		r = gs_no_memory(e);
	else if ((r = gs_git_code(&opt, argv, &out, &code, e)) == GS_OK)
		note_dates(&by_path, &out);
	gs_map_clear(&by_path, NULL);
	gs_buf_clear(&out);
	return r;
}

int
gs_knew_find(
    struct gs_team *t, const char *name, struct gs_knew *k, struct gs_err *e)
{
	uint8_t *mark = calloc(gs_chain_nr(t->trust.chain) + 1, 1);
	struct gs_survey s = { { 0 }, NULL, 0, 0 };
	struct job j = { .t = t, .k = k, .s = &s, .mark = mark, .e = e };
	int r;

	memset(k, 0, sizeof(*k));
	if (mark == NULL || (k->name = gs_strdup(name)) == NULL)
		r = gs_no_memory(e);
	else if ((r = find_wrapped(t, name, mark, e)) == GS_OK &&
	    (r = gs_survey_index(t->ctx, NULL, &s, e)) == GS_OK &&
	    (r = read_blobs(&j)) == GS_OK)
		r = find_dates(k, e);
	gs_survey_clear(&s);
	free(mark);
	if (r != GS_OK)
		gs_knew_clear(k);
	return r;
}

static int
print_json(const struct gs_knew *k, const struct gs_rotation *r)
{
	char id[GS_GEN_ID_HEX_LEN + 1];
	struct gs_buf out = GS_BUF_INIT;
	struct gs_json j;
	int code;

	gs_json_init(&j, &out);
	gs_json_object(&j, NULL);
	gs_json_str(&j, "revoked", k->name);
	gs_json_str(&j, "keyring", r->team->ctx->ring);
	gs_json_str(&j, "generation", gs_gen_id_print(r->gen->content.id, id));
	gs_json_array(&j, "knew");
	for (size_t i = 0; i < k->nr; i++) {
		gs_json_object(&j, NULL);
		gs_json_str(&j, "path", k->v[i].path);
		gs_json_array(&j, "variables");
		for (size_t v = 0; v < k->v[i].variable.nr; v++)
			gs_json_str(&j, NULL, k->v[i].variable.v[v]);
		gs_json_array_end(&j);
		if (k->v[i].changed[0] != '\0')
			gs_json_str(&j, "changed", k->v[i].changed);
		else
			gs_json_null(&j, "changed");
		gs_json_object_end(&j);
	}
	gs_json_array_end(&j);
	gs_json_object_end(&j);
	code = gs_json_end(&j);
	gs_out(out.p, out.n);
	gs_buf_clear(&out);
	return code;
}

static int
print_file(const struct gs_ctx *ctx, const struct gs_knew_file *f)
{
	const char *date = f->changed[0] != '\0' ? f->changed : "never      ";
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_ENOMEM;

	if (gs_path_show(ctx, f->path, &b) == GS_OK &&
	    (show = gs_buf_str(&b)) != NULL) {
		if (f->variable.nr == 0)
			gs_outf("  %s  %s\n", date, show);
		for (size_t i = 0; i < f->variable.nr; i++)
			gs_outf("  %s  %s  %s\n", date, show, f->variable.v[i]);
		r = GS_OK;
	}
	gs_buf_clear(&b);
	return r;
}

int
gs_knew_print(
    const struct gs_knew *k, const struct gs_rotation *r, struct gs_err *e)
{
	const struct gs_ctx *ctx = r->team->ctx;
	char id[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	int code = GS_OK;

	if (ctx->json)
		return print_json(k, r) == GS_OK ? GS_OK : gs_no_memory(e);
	gs_outf("what stands in history stays known to %s: what matters of it "
		"must be changed\n",
	    k->name);
	if (k->nr != 0)
		gs_outf(
		    "%s could read (last changed, file, variable):\n", k->name);
	for (size_t i = 0; code == GS_OK && i < k->nr; i++)
		code = print_file(ctx, &k->v[i]);
	gs_note(ctx->quiet,
	    "revoked '%s': generation %s of keyring '%s', "
	    "wrapped for %zu recipient%s",
	    k->name, gs_gen_id_print(r->gen->content.id, id), ctx->ring,
	    r->wrapped, r->wrapped == 1 ? "" : "s");
	gs_note(ctx->quiet, "fingerprint: %s",
	    gs_fingerprint_print(r->gen->fingerprint, true, fp));
	return code == GS_OK ? code : gs_no_memory(e);
}
