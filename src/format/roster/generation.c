#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "format/roster/generation_form.h"
#include "format/roster/value.h"

#include "format/roster/generation.h"

#define LINE_MAX_HEX (GS_MEMBER_ID_HEX_LEN + 1 + 2 * GS_TAG_LEN + 1)

static int
put_hex(const struct gs_rosterfile_sink *s, const char *key, const uint8_t *p,
    size_t n)
{
	char hex[2 * GS_FINGERPRINT_LEN + 1];

	GS_BUG(n > GS_FINGERPRINT_LEN);
	return s->put(s->b, key, gs_hex_print(p, n, hex));
}

/* "ID TAG", as a member or parenttag line has it. */
static int
put_pair(const struct gs_rosterfile_sink *s, const char *key, const uint8_t *id,
    size_t id_n, const uint8_t tag[GS_TAG_LEN])
{
	char line[LINE_MAX_HEX];

	gs_hex_print(id, id_n, line);
	line[2 * id_n] = ' ';
	gs_hex_print(tag, GS_TAG_LEN, line + 2 * id_n + 1);
	return s->put(s->b, key, line);
}

static int
walk_head(const struct gs_generation *g, const struct gs_rosterfile_sink *s)
{
	char created[24];
	int r;

	(void)snprintf(created, sizeof(created), "%" PRIu64, g->created);
	if ((r = s->put(s->b, "version", "1")) != GS_OK ||
	    (r = put_hex(s, "id", g->id, sizeof(g->id))) != GS_OK ||
	    (r = put_hex(s, "fingerprint", g->fingerprint,
		 sizeof(g->fingerprint))) != GS_OK ||
	    (r = s->put(s->b, "created", created)) != GS_OK ||
	    (r = s->put(s->b, "by", g->by)) != GS_OK)
		return r;
	if (g->reason != NULL &&
	    (r = s->put(s->b, "reason", g->reason)) != GS_OK)
		return r;
	for (size_t i = 0; i < g->nr_parents; i++) {
		if ((r = put_hex(
			 s, "parent", g->parent[i].id, GS_GEN_ID_LEN)) != GS_OK)
			return r;
	}
	return g->closing ? s->put(s->b, "closing", "yes") : GS_OK;
}

static int
put_revoked(
    const struct gs_rosterfile_sink *s, const struct gs_generation_revoked *v)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	char *line = gs_asprintf(
	    "%s %s", gs_hex_print(v->id, sizeof(v->id), hex), v->name);
	int r = line == NULL ? GS_ENOMEM : s->put(s->b, "revoked", line);

	free(line);
	return r;
}

static int
walk_members(const struct gs_generation *g, const struct gs_rosterfile_sink *s)
{
	int r = GS_OK;

	for (size_t i = 0; i < g->nr_members && r == GS_OK; i++)
		r = put_pair(s, "member", g->member[i].id, GS_MEMBER_ID_LEN,
		    g->member[i].tag);
	for (size_t i = 0; i < g->nr_revoked && r == GS_OK; i++)
		r = put_revoked(s, &g->revoked[i]);
	return r;
}

/* All fields in the order of the form: what is printed and what is tagged. */
static int
walk(const struct gs_generation *g, const struct gs_rosterfile_sink *s)
{
	int r;

	if ((r = walk_head(g, s)) == GS_OK)
		r = walk_members(g, s);
	for (size_t i = 0; i < g->nr_parenttags && r == GS_OK; i++)
		r = put_pair(s, "parenttag", g->parenttag[i].id, GS_GEN_ID_LEN,
		    g->parenttag[i].tag);
	if (r == GS_OK)
		r = put_hex(s, "tag", g->tag, sizeof(g->tag));
	for (size_t i = 0; i + 1 < g->extra.nr && r == GS_OK; i += 2)
		r = s->put(s->b, g->extra.v[i], g->extra.v[i + 1]);
	return r;
}

int
gs_generation_print(const struct gs_generation *g, struct gs_buf *b)
{
	struct gs_rosterfile_sink sink = { gs_rosterfile_add, b };
	size_t start = b->n;
	int r;

	if ((r = gs_generation_check(g)) != GS_OK)
		return r == GS_EDAMAGED ? GS_EUSAGE : r;
	if ((r = gs_rosterfile_begin(&gs_generation_form, b)) == GS_OK)
		r = walk(g, &sink);
	if (r == GS_OK && b->n - start > GS_GENERATION_FILE_MAX)
		r = GS_ETOOBIG;
	if (r != GS_OK)
		gs_buf_cut(b, start);
	return r;
}

int
gs_generation_tag_input(
    const struct gs_generation *g, const char *keyring, struct gs_buf *b)
{
	struct gs_rosterfile_sink sink = { gs_tag_add, b };
	char file[GS_GEN_ID_HEX_LEN + 1];
	int r;

	gs_gen_id_print(g->id, file);
	if ((r = gs_tag_begin(gs_generation_form.section, keyring, file, b)) !=
	    GS_OK)
		return r;
	return walk(g, &sink);
}

int
gs_generation_sign(struct gs_generation *g, const char *keyring,
    const struct gs_gen *gen, const struct gs_gens *parents)
{
	struct gs_buf b = GS_BUF_INIT;
	const struct gs_gen *parent;
	int r;

	free(g->parenttag);
	g->parenttag = NULL;
	g->nr_parenttags = 0;
	if ((r = gs_generation_tag_input(g, keyring, &b)) != GS_OK)
		goto out;
	for (size_t i = 0; i < g->nr_parents; i++) {
		struct gs_generation_parent pt = g->parent[i];

		parent = parents == NULL ? NULL : gs_gens_find(parents, pt.id);
		if (parent == NULL) {
			r = GS_ENOKEY;
			goto out;
		}
		if ((r = gs_tag_make(parent->roster_key, &b, pt.tag)) !=
			GS_OK ||
		    (r = gs_generation_add_parenttag(g, &pt)) != GS_OK)
			goto out;
	}
	r = gs_tag_make(gen->roster_key, &b, g->tag);
out:
	gs_buf_clear(&b);
	return r;
}

int
gs_generation_verify(const struct gs_generation *g, const char *keyring,
    const struct gs_gen *gen)
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (memcmp(g->id, gen->content.id, sizeof(g->id)) != 0 ||
	    memcmp(g->fingerprint, gen->fingerprint, sizeof(g->fingerprint)) !=
		0 ||
	    g->created != gen->created)
		return GS_EDAMAGED;
	if ((r = gs_generation_tag_input(g, keyring, &b)) == GS_OK)
		r = gs_tag_check(gen->roster_key, &b, g->tag);
	gs_buf_clear(&b);
	return r == GS_OK && g->newer ? GS_ENEWER : r;
}

int
gs_generation_verify_edge(const struct gs_generation *g, const char *keyring,
    const struct gs_gen *parent)
{
	const struct gs_generation_parent *pt = NULL;
	struct gs_buf b = GS_BUF_INIT;
	int r;

	for (size_t i = 0; i < g->nr_parenttags; i++) {
		if (memcmp(g->parenttag[i].id, parent->content.id,
			GS_GEN_ID_LEN) == 0)
			pt = &g->parenttag[i];
	}
	if (pt == NULL)
		return GS_ENOTFOUND;
	if ((r = gs_generation_tag_input(g, keyring, &b)) == GS_OK)
		r = gs_tag_check(parent->roster_key, &b, pt->tag);
	gs_buf_clear(&b);
	return r;
}
