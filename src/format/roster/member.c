#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "format/age/recipient.h"
#include "format/roster/rosterfile.h"
#include "format/roster/value.h"

#include "format/roster/member.h"

#define GPG "gpg:"

enum { VERSION, NAME, RECIPIENT, UNTIL, NOTE, TAG };

static const struct gs_rosterfile_key keys[] = {
	[VERSION] = { "version", true, false },
	[NAME] = { "name", true, false },
	[RECIPIENT] = { "recipient", true, false },
	[UNTIL] = { "until", false, false },
	[NOTE] = { "note", false, false },
	[TAG] = { "tag", true, false },
	[TAG + 1] = { "signer", false, false }, /* reserved */
	[TAG + 2] = { "signature", false, false },
};

static const struct gs_rosterfile_form form = { "member", keys, GS_NR(keys),
	GS_MEMBER_FILE_MAX };

bool
gs_member_recipient_ok(const char *s)
{
	struct gs_recipient r = { 0 };
	size_t n = strlen(s);
	bool ok;

	if (strncmp(s, GPG, strlen(GPG)) == 0) {
		n -= strlen(GPG);
		return (n == 40 || n == 64) &&
		    strspn(s + strlen(GPG), "0123456789ABCDEF") == n;
	}
	ok = gs_recipient_parse(s, n, &r, NULL) == GS_OK &&
	    strcmp(r.text, s) == 0;
	gs_recipient_clear(&r);
	return ok;
}

static int
set_recipient(struct gs_member *m, const char *s)
{
	if (!gs_member_recipient_ok(s))
		return GS_EDAMAGED;
	if ((m->recipient = gs_strdup(s)) == NULL)
		return GS_ENOMEM;
	return gs_recipient_id(s, m->id);
}

static int
set_until(struct gs_member *m, const char *s)
{
	int r;

	if ((r = gs_value_date_end(s, strlen(s), &m->until_end)) != GS_OK)
		return r;
	return (m->until = gs_strdup(s)) == NULL ? GS_ENOMEM : GS_OK;
}

/* Takes whether each value fits, and says which does not. */
static int
make(const char *name, const char *recipient, const char *until,
    const char *note, struct gs_member *m, struct gs_err *e)
{
	static const char what[] = "holds what a member file cannot: quotes, "
				   "\\, #, ;, control characters, or blanks at "
				   "its ends";
	int r;

	if (!gs_value_ok(name, strlen(name)))
		return gs_fail(e, GS_EUSAGE, "the name '%s' %s", name, what);
	if (note != NULL && !gs_value_ok(note, strlen(note)))
		return gs_fail(e, GS_EUSAGE, "the note '%s' %s", note, what);
	if ((r = set_recipient(m, recipient)) == GS_EDAMAGED)
		return gs_fail(e, GS_EUSAGE,
		    "'%s' is no recipient in its canonical form", recipient);
	if (r == GS_OK && until != NULL &&
	    (r = set_until(m, until)) == GS_EDAMAGED)
		return gs_fail(e, GS_EUSAGE,
		    "'%s' is no date of the form YYYY-MM-DD", until);
	if (r != GS_OK)
		return r;
	if ((m->name = gs_strdup(name)) == NULL ||
	    (note != NULL && (m->note = gs_strdup(note)) == NULL))
		return GS_ENOMEM;
	return GS_OK;
}

int
gs_member_make(const char *name, const char *recipient, const char *until,
    const char *note, struct gs_member *out, struct gs_err *e)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = make(name, recipient, until, note, out, e)) != GS_OK)
		gs_member_clear(out);
	return r;
}

/* The fields in order; the tag's line is printed, never tagged. */
static int
walk(const struct gs_member *m, const struct gs_rosterfile_sink *s)
{
	char tag[2 * GS_GEN_ID_LEN + 1 + 2 * GS_TAG_LEN + 1];
	int r;

	if ((r = s->put(s->b, "version", "1")) != GS_OK ||
	    (r = s->put(s->b, "name", m->name)) != GS_OK ||
	    (r = s->put(s->b, "recipient", m->recipient)) != GS_OK)
		return r;
	if (m->until != NULL && (r = s->put(s->b, "until", m->until)) != GS_OK)
		return r;
	if (m->note != NULL && (r = s->put(s->b, "note", m->note)) != GS_OK)
		return r;
	gs_hex_print(m->gen, sizeof(m->gen), tag);
	tag[2 * sizeof(m->gen)] = ' ';
	gs_hex_print(m->tag, sizeof(m->tag), tag + 2 * sizeof(m->gen) + 1);
	r = s->put(s->b, "tag", tag);
	for (size_t i = 0; i + 1 < m->extra.nr && r == GS_OK; i += 2)
		r = s->put(s->b, m->extra.v[i], m->extra.v[i + 1]);
	return r;
}

int
gs_member_print(const struct gs_member *m, struct gs_buf *b)
{
	struct gs_rosterfile_sink sink = { gs_rosterfile_add, b };
	size_t start = b->n;
	int r;

	if ((r = gs_rosterfile_begin(&form, b)) == GS_OK)
		r = walk(m, &sink);
	if (r == GS_OK && b->n - start > GS_MEMBER_FILE_MAX)
		r = GS_ETOOBIG;
	if (r != GS_OK)
		gs_buf_cut(b, start);
	return r;
}

static int
tag_input(const struct gs_member *m, const char *keyring, struct gs_buf *b)
{
	struct gs_rosterfile_sink sink = { gs_tag_add, b };
	char file[GS_MEMBER_ID_HEX_LEN + 1];
	int r;

	gs_hex_print(m->id, sizeof(m->id), file);
	if ((r = gs_tag_begin(form.section, keyring, file, b)) != GS_OK)
		return r;
	return walk(m, &sink);
}

int
gs_member_tag(const struct gs_member *m, const char *keyring,
    const struct gs_gen *gen, uint8_t out[GS_TAG_LEN])
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	memset(out, 0, GS_TAG_LEN);
	if ((r = tag_input(m, keyring, &b)) == GS_OK)
		r = gs_tag_make(gen->roster_key, &b, out);
	gs_buf_clear(&b);
	return r;
}

int
gs_member_sign(
    struct gs_member *m, const char *keyring, const struct gs_gen *gen)
{
	memcpy(m->gen, gen->content.id, sizeof(m->gen));
	return gs_member_tag(m, keyring, gen, m->tag);
}

int
gs_member_verify(
    const struct gs_member *m, const char *keyring, const struct gs_gen *gen)
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (memcmp(m->gen, gen->content.id, sizeof(m->gen)) != 0)
		return GS_ENOTFOUND;
	if ((r = tag_input(m, keyring, &b)) == GS_OK)
		r = gs_tag_check(gen->roster_key, &b, m->tag);
	gs_buf_clear(&b);
	return r;
}

bool
gs_member_expired(const struct gs_member *m, uint64_t now)
{
	return m->until != NULL && now >= m->until_end;
}

static int
take_tag(struct gs_member *m, const struct gs_rosterfile_field *f)
{
	const size_t n = 2 * sizeof(m->gen);
	int r;

	if (f->value_n != n + 1 + 2 * sizeof(m->tag) || f->value[n] != ' ')
		return GS_EDAMAGED;
	if ((r = gs_hex_parse_lower(f->value, n, m->gen)) != GS_OK)
		return r;
	return gs_hex_parse_lower(f->value + n + 1, 2 * sizeof(m->tag), m->tag);
}

static int
take_extra(struct gs_member *m, const struct gs_rosterfile_field *f)
{
	int r;

	if ((r = gs_strs_addn(&m->extra, f->key, f->key_n)) != GS_OK)
		return r;
	return gs_strs_addn(&m->extra, f->value, f->value_n);
}

static int
take(struct gs_member *m, const struct gs_rosterfile_field *f)
{
	char *value;
	int r = GS_OK;

	if (f->known == VERSION)
		return GS_OK;
	if (f->known == TAG)
		return take_tag(m, f);
	if (f->known > TAG)
		return take_extra(m, f);
	if ((value = gs_strndup(f->value, f->value_n)) == NULL)
		return GS_ENOMEM;
	if (f->known == NAME)
		m->name = value;
	else if (f->known == NOTE)
		m->note = value;
	else
		r = f->known == UNTIL ? set_until(m, value)
				      : set_recipient(m, value);
	if (f->known == UNTIL || f->known == RECIPIENT)
		free(value);
	return r;
}

bool
gs_member_name_ok(const char *s, size_t n)
{
	uint8_t id[GS_MEMBER_ID_LEN];

	return n == GS_MEMBER_ID_HEX_LEN &&
	    gs_hex_parse_lower(s, n, id) == GS_OK;
}

static int
decode(const char *name, const struct gs_rosterfile *f, struct gs_member *m)
{
	char id[GS_MEMBER_ID_HEX_LEN + 1];
	int r;

	for (size_t i = 0; i < f->nr; i++) {
		if ((r = take(m, &f->v[i])) != GS_OK)
			return r;
	}
	gs_hex_print(m->id, sizeof(m->id), id);
	return strcmp(id, name) == 0 ? GS_OK : GS_EDAMAGED;
}

int
gs_member_parse(
    const char *name, const void *p, size_t n, struct gs_member *out)
{
	struct gs_rosterfile f;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = gs_rosterfile_parse(&form, p, n, &f)) != GS_OK)
		return r;
	out->newer = f.newer;
	r = decode(name, &f, out);
	if (r == GS_EDAMAGED && f.newer)
		r = GS_ENEWER;
	if (r != GS_OK)
		gs_member_clear(out);
	gs_rosterfile_clear(&f);
	return r;
}

void
gs_member_clear(struct gs_member *m)
{
	free(m->name);
	free(m->recipient);
	free(m->until);
	free(m->note);
	gs_strs_clear(&m->extra);
	memset(m, 0, sizeof(*m));
}
