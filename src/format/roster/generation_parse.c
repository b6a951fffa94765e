#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "format/roster/generation_form.h"
#include "format/roster/value.h"

#include "format/roster/generation.h"

static const struct gs_rosterfile_key keys[] = {
	[GS_GENERATION_VERSION] = { "version", true, false },
	[GS_GENERATION_ID] = { "id", true, false },
	[GS_GENERATION_FINGERPRINT] = { "fingerprint", true, false },
	[GS_GENERATION_CREATED] = { "created", true, false },
	[GS_GENERATION_BY] = { "by", true, false },
	[GS_GENERATION_REASON] = { "reason", false, false },
	[GS_GENERATION_PARENT] = { "parent", false, true },
	[GS_GENERATION_CLOSING] = { "closing", false, false },
	[GS_GENERATION_MEMBER] = { "member", false, true },
	[GS_GENERATION_REVOKED] = { "revoked", false, true },
	[GS_GENERATION_PARENTTAG] = { "parenttag", false, true },
	[GS_GENERATION_TAG] = { "tag", true, false },
	[GS_GENERATION_KEYS] = { "signer", false, false }, /* reserved */
	[GS_GENERATION_KEYS + 1] = { "signature", false, false },
};

const struct gs_rosterfile_form gs_generation_form = { "generation", keys,
	GS_NR(keys), GS_GENERATION_FILE_MAX };

/* Exactly ${n} bytes as lower-case digits. */
static int
hex(const char *s, size_t s_n, uint8_t *out, size_t n)
{
	return s_n == 2 * n ? gs_hex_parse_lower(s, s_n, out) : GS_EDAMAGED;
}

/* "ID TAG" */
static int
pair(const struct gs_rosterfile_field *f, uint8_t *id, size_t id_n,
    uint8_t tag[GS_TAG_LEN])
{
	size_t n = 2 * id_n;
	int r;

	if (f->value_n <= n || f->value[n] != ' ')
		return GS_EDAMAGED;
	if ((r = hex(f->value, n, id, id_n)) != GS_OK)
		return r;
	return hex(f->value + n + 1, f->value_n - n - 1, tag, GS_TAG_LEN);
}

static int
text(const struct gs_rosterfile_field *f, char **out)
{
	*out = gs_strndup(f->value, f->value_n);
	return *out == NULL ? GS_ENOMEM : GS_OK;
}

static int
take_member(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	uint8_t id[GS_MEMBER_ID_LEN], tag[GS_TAG_LEN];
	int r;

	if ((r = pair(f, id, sizeof(id), tag)) != GS_OK)
		return r;
	return gs_generation_add_member(g, id, tag);
}

static int
take_revoked(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	uint8_t id[GS_MEMBER_ID_LEN];
	char *name;
	int r;

	if (f->value_n <= GS_MEMBER_ID_HEX_LEN + 1 ||
	    f->value[GS_MEMBER_ID_HEX_LEN] != ' ')
		return GS_EDAMAGED;
	if ((r = hex(f->value, GS_MEMBER_ID_HEX_LEN, id, sizeof(id))) != GS_OK)
		return r;
	name = gs_strndup(f->value + GS_MEMBER_ID_HEX_LEN + 1,
	    f->value_n - GS_MEMBER_ID_HEX_LEN - 1);
	if (name == NULL)
		return GS_ENOMEM;
	r = gs_generation_add_revoked(g, id, name);
	free(name);
	return r == GS_EUSAGE ? GS_EDAMAGED : r;
}

static int
take_parent(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	uint8_t id[GS_GEN_ID_LEN];
	int r;

	if ((r = hex(f->value, f->value_n, id, sizeof(id))) != GS_OK)
		return r;
	return gs_generation_add_parent(g, id);
}

static int
take_parenttag(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	struct gs_generation_parent pt;
	int r;

	if ((r = pair(f, pt.id, sizeof(pt.id), pt.tag)) != GS_OK)
		return r;
	return gs_generation_add_parenttag(g, &pt);
}

static int
take_closing(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	g->closing = gs_rosterfile_is(f, "yes");
	return g->closing ? GS_OK : GS_EDAMAGED;
}

/* What is kept as it is: unknown keys and the reserved ones. */
static int
take_extra(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	int r;

	if ((r = gs_strs_addn(&g->extra, f->key, f->key_n)) != GS_OK)
		return r;
	return gs_strs_addn(&g->extra, f->value, f->value_n);
}

static int
take(const struct gs_rosterfile_field *f, struct gs_generation *g)
{
	switch (f->known) {
	case GS_GENERATION_VERSION:
		return GS_OK;
	case GS_GENERATION_ID:
		return hex(f->value, f->value_n, g->id, sizeof(g->id));
	case GS_GENERATION_FINGERPRINT:
		return hex(f->value, f->value_n, g->fingerprint,
		    sizeof(g->fingerprint));
	case GS_GENERATION_CREATED:
		return gs_value_u64(f->value, f->value_n, &g->created);
	case GS_GENERATION_BY:
		return text(f, &g->by);
	case GS_GENERATION_REASON:
		return text(f, &g->reason);
	case GS_GENERATION_PARENT:
		return take_parent(f, g);
	case GS_GENERATION_CLOSING:
		return take_closing(f, g);
	case GS_GENERATION_MEMBER:
		return take_member(f, g);
	case GS_GENERATION_REVOKED:
		return take_revoked(f, g);
	case GS_GENERATION_PARENTTAG:
		return take_parenttag(f, g);
	case GS_GENERATION_TAG:
		return hex(f->value, f->value_n, g->tag, sizeof(g->tag));
	default:
		return take_extra(f, g);
	}
}

bool
gs_generation_name_ok(const char *s, size_t n)
{
	uint8_t id[GS_GEN_ID_LEN];

	return hex(s, n, id, sizeof(id)) == GS_OK;
}

static int
decode(const char *name, const struct gs_rosterfile *f, struct gs_generation *g)
{
	uint8_t id[GS_GEN_ID_LEN];
	int r;

	if ((r = hex(name, strlen(name), id, sizeof(id))) != GS_OK)
		return r;
	for (size_t i = 0; i < f->nr; i++) {
		if ((r = take(&f->v[i], g)) != GS_OK)
			return r;
	}
	if (memcmp(g->id, id, sizeof(id)) != 0)
		return GS_EDAMAGED;
	return gs_generation_check(g);
}

int
gs_generation_parse(
    const char *name, const void *p, size_t n, struct gs_generation *out)
{
	struct gs_rosterfile f;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = gs_rosterfile_parse(&gs_generation_form, p, n, &f)) != GS_OK)
		return r;
	out->newer = f.newer;
	r = decode(name, &f, out);
	if (r == GS_EDAMAGED && f.newer)
		r = GS_ENEWER;
	if (r != GS_OK)
		gs_generation_clear(out);
	gs_rosterfile_clear(&f);
	return r;
}
