#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/map.h"
#include "format/roster/value.h"

#include "format/roster/rosterfile.h"

#define SEPARATOR " = "
#define SEPARATOR_LEN (sizeof(SEPARATOR) - 1)
#define MUST "must"

struct parser {
	const struct gs_rosterfile_form *form;
	struct gs_cur c;
	struct gs_map unknown; /* the unknown keys that were seen */
	size_t next;	       /* keys before this one had their place */
	size_t cap;
	struct gs_rosterfile out;
};

/* The next line without its end, which must be there. */
static int
take_line(struct gs_cur *c, const char **line, size_t *n)
{
	const uint8_t *p;

	if (c->n == 0 || memchr(c->p, '\n', c->n) == NULL ||
	    gs_cur_line(c, &p, n) != GS_OK)
		return GS_EDAMAGED;
	if (*n > 0 && p[*n - 1] == '\r')
		(*n)--;
	*line = (const char *)p;
	return GS_OK;
}

static int
split(const char *line, size_t n, struct gs_rosterfile_field *f)
{
	size_t i = 1;

	if (n == 0 || line[0] != '\t')
		return GS_EDAMAGED;
	while (i < n && line[i] >= 'a' && line[i] <= 'z')
		i++;
	if (i == 1 || n - i <= SEPARATOR_LEN ||
	    memcmp(line + i, SEPARATOR, SEPARATOR_LEN) != 0)
		return GS_EDAMAGED;
	f->key = line + 1;
	f->key_n = i - 1;
	f->value = line + i + SEPARATOR_LEN;
	f->value_n = n - i - SEPARATOR_LEN;
	return gs_value_ok(f->value, f->value_n) ? GS_OK : GS_EDAMAGED;
}

static size_t
lookup(
    const struct gs_rosterfile_form *form, const struct gs_rosterfile_field *f)
{
	for (size_t i = 0; i < form->nr; i++) {
		if (strlen(form->key[i].name) == f->key_n &&
		    memcmp(form->key[i].name, f->key, f->key_n) == 0)
			return i;
	}
	return GS_ROSTERFILE_UNKNOWN;
}

/* No required key stands in [from, to). */
static bool
may_skip(const struct gs_rosterfile_form *form, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (form->key[i].required)
			return false;
	}
	return true;
}

static int
place_unknown(struct parser *ps, const struct gs_rosterfile_field *f)
{
	if (f->key_n >= strlen(MUST) && memcmp(f->key, MUST, strlen(MUST)) == 0)
		ps->out.newer = true;
	if (!may_skip(ps->form, ps->next, ps->form->nr) ||
	    gs_map_get(&ps->unknown, f->key, f->key_n) != NULL)
		return GS_EDAMAGED;
	ps->next = ps->form->nr + 1; /* no known key has its place any more */
	return gs_map_put(&ps->unknown, f->key, f->key_n, ps);
}

/* Order, repetition and presence. */
static int
place(struct parser *ps, struct gs_rosterfile_field *f)
{
	size_t k = lookup(ps->form, f);

	f->known = k;
	if (k == GS_ROSTERFILE_UNKNOWN)
		return place_unknown(ps, f);
	if (k + 1 == ps->next)
		return ps->form->key[k].many ? GS_OK : GS_EDAMAGED;
	if (k < ps->next || !may_skip(ps->form, ps->next, k))
		return GS_EDAMAGED;
	ps->next = k + 1;
	return GS_OK;
}

static int
append(struct parser *ps, const struct gs_rosterfile_field *f)
{
	struct gs_rosterfile_field *v;
	size_t cap = ps->cap == 0 ? 16 : ps->cap * 2;

	if (ps->out.nr == ps->cap) {
		if ((v = realloc(ps->out.v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		ps->out.v = v;
		ps->cap = cap;
	}
	ps->out.v[ps->out.nr++] = *f;
	return GS_OK;
}

/* A later version may change everything behind its number. */
static int
head(struct parser *ps)
{
	const char *section = ps->form->section, *line;
	struct gs_rosterfile_field f;
	uint64_t version;
	size_t n;
	int r;

	if ((r = take_line(&ps->c, &line, &n)) != GS_OK)
		return r;
	if (n != strlen(section) + 2 || line[0] != '[' || line[n - 1] != ']' ||
	    memcmp(line + 1, section, n - 2) != 0)
		return GS_EDAMAGED;
	if ((r = take_line(&ps->c, &line, &n)) != GS_OK ||
	    (r = split(line, n, &f)) != GS_OK)
		return r;
	if (lookup(ps->form, &f) != 0 ||
	    gs_value_u64(f.value, f.value_n, &version) != GS_OK || version == 0)
		return GS_EDAMAGED;
	if (version > 1)
		return GS_ENEWER;
	f.known = 0;
	ps->next = 1;
	return append(ps, &f);
}

/*
 * All lines are looked at even after a rule was broken: a "must" key further
 * down says that a newer program may have had its reasons.
 */
static int
body(struct parser *ps)
{
	struct gs_rosterfile_field f;
	const char *line;
	int r, bad = GS_OK;
	size_t n;

	while (ps->c.n > 0) {
		if ((r = take_line(&ps->c, &line, &n)) != GS_OK ||
		    (r = split(line, n, &f)) != GS_OK)
			return r;
		r = place(ps, &f);
		if (r == GS_EDAMAGED)
			bad = r;
		else if (r != GS_OK || (r = append(ps, &f)) != GS_OK)
			return r;
	}
	if (bad == GS_OK && !may_skip(ps->form, ps->next, ps->form->nr))
		bad = GS_EDAMAGED;
	return bad != GS_OK && ps->out.newer ? GS_ENEWER : bad;
}

int
gs_rosterfile_parse(const struct gs_rosterfile_form *form, const void *p,
    size_t n, struct gs_rosterfile *out)
{
	struct parser ps = { .form = form, .c = { p, n } };
	int r;

	memset(out, 0, sizeof(*out));
	if (n > form->max)
		return GS_ETOOBIG;
	if ((r = head(&ps)) == GS_OK)
		r = body(&ps);
	gs_map_clear(&ps.unknown, NULL);
	if (r == GS_OK)
		*out = ps.out;
	else
		gs_rosterfile_clear(&ps.out);
	return r;
}

void
gs_rosterfile_clear(struct gs_rosterfile *f)
{
	free(f->v);
	memset(f, 0, sizeof(*f));
}

int
gs_rosterfile_begin(const struct gs_rosterfile_form *form, struct gs_buf *b)
{
	return gs_buf_addf(b, "[%s]\n", form->section);
}

int
gs_rosterfile_add(struct gs_buf *b, const char *key, const char *value)
{
	size_t n = strspn(key, "abcdefghijklmnopqrstuvwxyz");

	if (n == 0 || key[n] != '\0' || !gs_value_ok(value, strlen(value)))
		return GS_EUSAGE;
	return gs_buf_addf(b, "\t%s" SEPARATOR "%s\n", key, value);
}

bool
gs_rosterfile_is(const struct gs_rosterfile_field *f, const char *s)
{
	return f->value_n == strlen(s) && memcmp(f->value, s, f->value_n) == 0;
}
