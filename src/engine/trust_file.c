#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/hex.h"

#include "engine/trust_file.h"

static const uint32_t set_of[GS_WHERE_NR] = {
	[GS_WHERE_TRUNK] = GS_CHAIN_TRUNK,
	[GS_WHERE_HEAD] = GS_CHAIN_HEAD,
	[GS_WHERE_INDEX] = GS_CHAIN_INDEX,
	[GS_WHERE_TREE] = GS_CHAIN_TREE,
};

int
gs_trust_id_parse(const char *s, uint8_t id[GS_GEN_ID_LEN])
{
	if (!gs_generation_name_ok(s, strlen(s)))
		return GS_EDAMAGED;
	return gs_hex_parse_lower(s, GS_GEN_ID_HEX_LEN, id);
}

struct listing {
	struct gs_trust *t;
	uint32_t set;
};

static struct gs_trust_file *
find(struct gs_trust *t, const uint8_t *gen, const struct gs_oid *blob)
{
	for (size_t i = 0; i < t->nr; i++) {
		if (memcmp(t->file[i].gen, gen, GS_GEN_ID_LEN) == 0 &&
		    gs_oid_eq(&t->file[i].blob, blob))
			return &t->file[i];
	}
	return NULL;
}

static int
room(struct gs_trust *t)
{
	size_t cap = t->cap == 0 ? 16 : 2 * t->cap;
	struct gs_trust_file *v;

	if (t->nr < t->cap)
		return GS_OK;
	if ((v = realloc(t->file, cap * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	t->file = v;
	t->cap = cap;
	return GS_OK;
}

/* Trunk, HEAD and index mostly carry the same files: each is read once. */
static int
note(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	const struct listing *l = arg;
	uint8_t gen[GS_GEN_ID_LEN];
	struct gs_trust_file *f;
	int r;

	if (mode != GS_MODE_FILE || gs_trust_id_parse(name, gen) != GS_OK)
		return GS_OK;
	if ((f = find(l->t, gen, id)) == NULL) {
		if (l->t->nr >= 4 * (size_t)GS_GENERATIONS_MAX)
			return GS_ETOOBIG;
		if ((r = room(l->t)) != GS_OK)
			return r;
		f = &l->t->file[l->t->nr++];
		memset(f, 0, sizeof(*f));
		memcpy(f->gen, gen, sizeof(gen));
		f->blob = *id;
	}
	f->sets |= l->set;
	return GS_OK;
}

static int
list(struct gs_trust *t, enum gs_where where, struct gs_err *e)
{
	struct listing l = { t, set_of[where] };
	char *folder = gs_asprintf("%s/generations", t->name);
	int r;

	if (folder == NULL)
		return gs_no_memory(e);
	r = t->carrier->each(t->carrier->ctx, where, folder, note, &l, e);
	free(folder);
	if (r == GS_ENOTFOUND)
		return GS_OK;
	if (where == GS_WHERE_TRUNK && r == GS_OK)
		t->has_trunk = true;
	if (r == GS_ETOOBIG)
		return gs_fail(e, r,
		    "the keyring '%s' has more than %d "
		    "generations",
		    t->name, GS_GENERATIONS_MAX);
	return r;
}

static int
parse(struct gs_trust *t, struct gs_trust_file *f, struct gs_err *e)
{
	char name[GS_GEN_ID_HEX_LEN + 1];
	struct gs_buf b = GS_BUF_INIT;

	gs_gen_id_print(f->gen, name);
	if ((f->g = calloc(1, sizeof(*f->g))) == NULL)
		return gs_no_memory(e);
	f->why = t->carrier->blob(
	    t->carrier->ctx, &f->blob, GS_GENERATION_FILE_MAX, &b, NULL);
	if (f->why == GS_OK)
		f->why = gs_generation_parse(name, b.p, b.n, f->g);
	gs_buf_clear(&b);
	if (f->why != GS_OK) {
		free(f->g);
		f->g = NULL;
	}
	return f->why == GS_ENOMEM ? gs_fail(e, f->why, "out of memory")
				   : GS_OK;
}

static int
add(struct gs_trust *t, struct gs_trust_file *f, struct gs_err *e)
{
	int r;

	if (f->added == 0 && (r = parse(t, f, e)) != GS_OK)
		return r;
	if (f->g != NULL)
		r = gs_chain_add_file(t->chain, f->sets, f->g);
	else
		r = gs_chain_add_unread(t->chain, f->sets, f->gen, f->why);
	if (r != GS_OK)
		return gs_fail(e, r,
		    "cannot take in generation files of "
		    "keyring '%s': %s",
		    t->name, gs_strerror(r));
	f->added = f->sets;
	return GS_OK;
}

int
gs_trust_files(
    struct gs_trust *t, enum gs_where from, enum gs_where to, struct gs_err *e)
{
	int r = GS_OK;

	for (int w = (int)from; r == GS_OK && w <= (int)to; w++)
		r = list(t, (enum gs_where)w, e);
	for (size_t i = 0; r == GS_OK && i < t->nr; i++) {
		if (t->file[i].sets != t->file[i].added)
			r = add(t, &t->file[i], e);
	}
	return r;
}

void
gs_trust_files_clear(struct gs_trust *t)
{
	for (size_t i = 0; i < t->nr; i++) {
		if (t->file[i].g == NULL)
			continue;
		gs_generation_clear(t->file[i].g);
		free(t->file[i].g);
	}
	free(t->file);
	t->file = NULL;
	t->nr = t->cap = 0;
}
