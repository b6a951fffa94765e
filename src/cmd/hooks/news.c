#include <stdlib.h>
#include <string.h>

#include "cmd/filter/carrier.h"
#include "format/roster/generation.h"
#include "format/roster/member.h"

#include "cmd/hooks/news.h"

#define NAMES_MAX 8 /* that are named; the rest is counted */

/* The files of one folder of a keyring in one commit. */
struct folder {
	struct gs_strs names;
	struct gs_oid *id; /* owned; one for each */
	size_t cap;
	bool (*is_name)(const char *name, size_t n);
};

static void
clear_folder(struct folder *f)
{
	gs_strs_clear(&f->names);
	free(f->id);
}

static int
note_file(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct folder *f = arg;

	if (mode != GS_MODE_FILE || !f->is_name(name, strlen(name)))
		return GS_OK;
	if (f->names.nr == f->cap) {
		size_t cap = f->cap == 0 ? 16 : 2 * f->cap;
		struct gs_oid *v = realloc(f->id, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		f->id = v;
		f->cap = cap;
	}
	f->id[f->names.nr] = *id;
	return gs_strs_add(&f->names, name);
}

struct news {
	struct gs_cmd_carrier carrier;
	const struct gs_oid *old, *new;
	struct gs_strs rings;
	struct gs_buf text;
	struct gs_err *e;
};

static int
list(struct news *n, const struct gs_oid *commit, const char *folder,
    gs_carrier_fn *fn, void *arg)
{
	int r;

	gs_carrier_tree(&n->carrier, commit);
	r = n->carrier.c.each(
	    n->carrier.c.ctx, GS_WHERE_TREE, folder, fn, arg, n->e);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
note_ring(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct gs_strs *rings = arg;

	(void)id;
	if (mode != GS_MODE_FOLDER || !gs_keyring_name_ok(name, strlen(name)) ||
	    gs_strs_has(rings, name))
		return GS_OK;
	return gs_strs_add(rings, name);
}

/* What a member file says that it is called; what is no such file, its ID. */
static int
add_name(struct news *n, const char *file, const struct gs_oid *id)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_member m;
	int r;

	r = n->carrier.c.blob(
	    n->carrier.c.ctx, id, GS_MEMBER_FILE_MAX, &b, NULL);
	if (r == GS_OK)
		r = gs_member_parse(file, b.p, b.n, &m);
	gs_buf_clear(&b);
	if (r != GS_OK)
		return r == GS_ENOMEM ? r : gs_buf_adds(&n->text, file);
	r = gs_buf_adds(&n->text, m.name);
	gs_member_clear(&m);
	return r;
}

static int
begin(struct news *n, const char *ring, bool *begun)
{
	int r = GS_OK;

	if (*begun)
		return gs_buf_adds(&n->text, ", ");
	*begun = true;
	if (n->text.n > 0)
		r = gs_buf_adds(&n->text, "; ");
	return r == GS_OK ? gs_buf_addf(&n->text, "keyring '%s': ", ring) : r;
}

/* Those of ${a} that ${b} lacks, as members that ${what}. */
static int
say_members(struct news *n, const char *ring, const struct folder *a,
    const struct folder *b, const char *what, bool *begun)
{
	size_t nr = 0;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < a->names.nr; i++) {
		if (gs_strs_has(&b->names, a->names.v[i]) || nr++ >= NAMES_MAX)
			continue;
		if ((r = begin(n, ring, begun)) == GS_OK &&
		    (r = add_name(n, a->names.v[i], &a->id[i])) == GS_OK)
			r = gs_buf_adds(&n->text, what);
	}
	if (r == GS_OK && nr > NAMES_MAX)
		r = gs_buf_addf(&n->text, ", and %zu more", nr - NAMES_MAX);
	return r;
}

static size_t
lacking(const struct folder *a, const struct folder *b)
{
	size_t nr = 0;

	for (size_t i = 0; i < a->names.nr; i++)
		nr += gs_strs_has(&b->names, a->names.v[i]) == 0;
	return nr;
}

static int
say_rotations(struct news *n, const char *ring, const struct folder *old,
    const struct folder *new, bool *begun)
{
	size_t more = lacking(new, old), fewer = lacking(old, new);
	int r = GS_OK;

	if (more > 0 && (r = begin(n, ring, begun)) == GS_OK)
		r = more == 1
		    ? gs_buf_adds(&n->text, "rotated")
		    : gs_buf_addf(&n->text, "rotated %zu times", more);
	if (r == GS_OK && fewer > 0 && (r = begin(n, ring, begun)) == GS_OK)
		r = gs_buf_addf(&n->text, "%zu %s not rotated yet", fewer,
		    fewer == 1 ? "time" : "times");
	return r;
}

static int
compare(struct news *n, const char *ring, const char *what,
    bool (*is_name)(const char *name, size_t len), bool members, bool *begun)
{
	struct folder old = { .is_name = is_name }, new = old;
	char *folder = gs_asprintf("%s/%s", ring, what);
	int r = folder == NULL ? GS_ENOMEM : GS_OK;

	if (r == GS_OK &&
	    (r = list(n, n->old, folder, note_file, &old)) == GS_OK)
		r = list(n, n->new, folder, note_file, &new);
	if (r == GS_OK && !members) {
		r = say_rotations(n, ring, &old, &new, begun);
	} else if (r == GS_OK &&
	    (r = say_members(n, ring, &new, &old, " added", begun)) == GS_OK) {
		r = say_members(n, ring, &old, &new, " removed", begun);
	}
	free(folder);
	clear_folder(&old);
	clear_folder(&new);
	return r;
}

static int
gather(struct news *n)
{
	int r = list(n, n->old, "", note_ring, &n->rings);

	if (r == GS_OK)
		r = list(n, n->new, "", note_ring, &n->rings);
	for (size_t i = 0; r == GS_OK && i < n->rings.nr; i++) {
		const char *ring = n->rings.v[i];
		bool begun = false;

		r = compare(
		    n, ring, "members", gs_member_name_ok, true, &begun);
		if (r == GS_OK)
			r = compare(n, ring, "generations",
			    gs_generation_name_ok, false, &begun);
	}
	return r;
}

int
gs_hook_news(struct gs_ctx *ctx, const struct gs_oid *old,
    const struct gs_oid *new, struct gs_err *e)
{
	struct news n = { .old = old, .new = new, .e = e };
	const char *text;
	int r;

	if (gs_oid_eq(old, new))
		return GS_OK;
	if (gs_carrier_init(&n.carrier, ctx->repo->batch, NULL, NULL) != GS_OK)
		return gs_no_memory(e);
	r = gather(&n);
	if (r == GS_OK && n.text.n > 0) {
		if ((text = gs_buf_str(&n.text)) == NULL)
			r = GS_ENOMEM;
		else
			gs_say(&ctx->report, GS_HINT, NULL,
			    "%s ('git seal members' says who may read)", text);
	}
	if (r == GS_ENOMEM)
		r = gs_no_memory(e);
	gs_carrier_clear(&n.carrier);
	gs_strs_clear(&n.rings);
	gs_buf_clear(&n.text);
	return r;
}
