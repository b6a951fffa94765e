/*
 * INI as the library of SOPS (go-ini) reads it: sections, "key = value" or
 * "key: value", quotes of four kinds, comments behind values.  Lines that go
 * on in the next one (a backslash at the end) and keys without a name ("-")
 * are refused: SOPS writes neither.
 */
#include <string.h>

#include "format/sops/doc.h"

#define SECTION "DEFAULT"
#define META "sops"
#define SECTIONS_MAX 1024 /* each is compared with those before it */

struct ini {
	struct gs_sops_doc *d;
	size_t at, number;		/* the next byte; its line */
	size_t section;			/* the path of the section at hand */
	size_t known[SECTIONS_MAX], nr; /* those of all sections so far */
	bool meta;			/* it is the metadata */
	size_t meta_from;
	struct gs_err *e;
};

/* A piece of the source. */
struct piece {
	size_t from, to;
};

static int
bad(const struct ini *s, const char *why)
{
	return gs_fail(s->e, GS_EDAMAGED, "line %zu: %s", s->number, why);
}

static int
failed(const struct ini *s, int r)
{
	return r == GS_ENOMEM ? gs_no_memory(s->e)
			      : gs_fail(s->e, r, "it has too many values");
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
trim(const struct ini *s, struct piece *p)
{
	while (p->from < p->to && is_blank(s->d->p[p->from]))
		p->from++;
	while (p->from < p->to && is_blank(s->d->p[p->to - 1]))
		p->to--;
}

/* Where ${quote} stands between ${from} and ${to}; ${to}: nowhere. */
static size_t
find(const struct ini *s, const char *quote, size_t from, size_t to)
{
	size_t n = strlen(quote);

	for (; from + n <= to; from++) {
		if (memcmp(s->d->p + from, quote, n) == 0)
			return from;
	}
	return to;
}

static bool
begins(const struct ini *s, const struct piece *p, const char *text)
{
	size_t n = strlen(text);

	return p->to - p->from >= n && memcmp(s->d->p + p->from, text, n) == 0;
}

/* The path of a section, which may come back later in the file. */
static int
enter(struct ini *s, const void *name, size_t n)
{
	struct gs_sops_doc *d = s->d;
	size_t at;
	int r;

	for (size_t i = 0; i < s->nr; i++) {
		const struct gs_sops_path *p = &d->path[s->known[i]];

		if (p->n == n &&
		    memcmp(gs_sops_doc_text(d, p->key), name, n) == 0) {
			s->section = s->known[i];
			return GS_OK;
		}
	}
	if (s->nr == SECTIONS_MAX)
		return failed(s, GS_ETOOBIG);
	if ((r = gs_sops_doc_text_add(d, name, n, &at)) != GS_OK ||
	    (r = gs_sops_doc_path_add(d, 0, at, n, &s->section)) != GS_OK)
		return failed(s, r);
	s->known[s->nr++] = s->section;
	return GS_OK;
}

/* The blank lines before the metadata go with it, those behind stay. */
static int
end_meta(struct ini *s, size_t to)
{
	size_t from = s->meta_from;
	int r;

	if (!s->meta)
		return GS_OK;
	s->meta = false;
	while (
	    from > 1 && s->d->p[from - 1] == '\n' && s->d->p[from - 2] == '\n')
		from--;
	r = gs_sops_doc_cut_add(s->d, from, to);
	return r == GS_OK ? r : failed(s, r);
}

static int
section(struct ini *s, struct piece line, size_t start)
{
	size_t end = find(s, "]", line.from, line.to), n;
	struct piece rest = { end + 1, line.to };
	const uint8_t *name = s->d->p + line.from + 1;
	int r;

	if (end == line.to)
		return bad(s, "a section without its ']'");
	trim(s, &rest);
	if (rest.from < rest.to && !begins(s, &rest, ";") &&
	    !begins(s, &rest, "#"))
		return bad(s, "something stands behind a section's name");
	if ((r = end_meta(s, start)) != GS_OK)
		return r;
	n = end - line.from - 1;
	if (n == strlen(META) && memcmp(name, META, n) == 0) {
		if (s->d->cuts != 0)
			return bad(s, "a second section 'sops'");
		s->meta = true;
		s->meta_from = start;
		return GS_OK;
	}
	return enter(s, name, n);
}

static int
comment(struct ini *s, struct piece line)
{
	struct gs_sops_item it = {
		.type = GS_SOPS_COMMENT, .path = s->section, .to = line.to
	};
	int r;

	line.from++;
	trim(s, &line);
	it.from = line.from;
	it.to = it.from > line.to ? it.from : line.to;
	it.n = it.to - it.from;
	if ((r = gs_sops_doc_text_add(
		 s->d, s->d->p + it.from, it.n, &it.text)) != GS_OK ||
	    (r = gs_sops_doc_item_add(s->d, &it)) != GS_OK)
		return failed(s, r);
	return GS_OK;
}

/* A value in quotes, which may hold line ends; ${text} gets what is within. */
static int
quoted(struct ini *s, struct piece *value, struct piece *text)
{
	static const char *const quotes[] = { "\"\"\"", "`" };
	size_t end;

	for (size_t i = 0; i < GS_NR(quotes); i++) {
		size_t k = strlen(quotes[i]);

		if (!begins(s, value, quotes[i]))
			continue;
		end = find(s, quotes[i], value->from + k, s->d->n);
		if (end == s->d->n)
			return bad(s, "quotes without an end");
		*text = (struct piece){ value->from + k, end };
		value->to = end + k;
		for (; s->at < value->to && s->at < s->d->n; s->at++)
			s->number += s->d->p[s->at] == '\n';
		return GS_OK;
	}
	return GS_ENOTFOUND;
}

/* What stands behind a value in quotes, up to its line's end. */
static int
behind(struct ini *s, size_t from)
{
	struct piece rest = { from, find(s, "\n", from, s->d->n) };

	s->at = rest.to;
	trim(s, &rest);
	if (rest.from == rest.to)
		return GS_OK;
	if (!begins(s, &rest, ";") && !begins(s, &rest, "#"))
		return bad(s, "something stands behind a value in quotes");
	return comment(s, rest);
}

/* A bare value: a comment may follow it, simple quotes may be around it. */
static int
bare(struct ini *s, struct piece *value, struct piece *text)
{
	struct piece rest = *value;
	int r = GS_OK;

	for (size_t i = value->from; i < value->to; i++) {
		uint8_t c = s->d->p[i];

		if (c != '#' && c != ';')
			continue;
		rest.from = i;
		value->to = i;
		trim(s, value);
		if (!s->meta)
			r = comment(s, rest);
		break;
	}
	*text = *value;
	if (value->to > value->from && s->d->p[value->to - 1] == '\\')
		return bad(s,
		    "a value that goes on in the next line, which "
		    "is not supported");
	if (value->to - value->from >= 2 &&
	    (begins(s, value, "\"") || begins(s, value, "'")) &&
	    s->d->p[value->from] == s->d->p[value->to - 1]) {
		text->from++;
		text->to--;
	}
	return r;
}

static int
store(struct ini *s, const struct piece *key, const struct piece *value,
    const struct piece *text)
{
	struct gs_sops_doc *d = s->d;
	struct gs_sops_item it = { .from = value->from, .to = value->to };
	size_t n = key->to - key->from, at;
	int r;

	if (s->section == 0 && !s->meta &&
	    (r = enter(s, SECTION, strlen(SECTION))) != GS_OK)
		return r;
	it.n = text->to - text->from;
	if ((r = gs_sops_doc_text_add(d, d->p + key->from, n, &at)) != GS_OK ||
	    (r = gs_sops_doc_text_add(d, d->p + text->from, it.n, &it.text)) !=
		GS_OK)
		return failed(s, r);
	if (s->meta) {
		struct gs_sops_field f = { .name = at,
			.name_n = n,
			.from = value->from,
			.to = value->to };
		uint8_t *p = d->ev.text.p + it.text;

		/* Line ends stand there as "\n". */
		for (size_t i = 0; i < it.n; i++) {
			bool end =
			    p[i] == '\\' && i + 1 < it.n && p[i + 1] == 'n';

			p[f.value_n++] = end ? '\n' : p[i];
			i += end;
		}
		f.value = it.text;
		r = gs_sops_doc_field_add(d, &f);
	} else if ((r = gs_sops_doc_path_add(d, s->section, at, n, &it.path)) ==
	    GS_OK) {
		r = gs_sops_doc_item_add(d, &it);
	}
	return r == GS_OK ? r : failed(s, r);
}

/* Up to the "=" or ":"; a name with one of them stands in quotes. */
static int
name(struct ini *s, struct piece line, struct piece *key, size_t *sign)
{
	static const char *const quotes[] = { "\"\"\"", "\"", "`" };
	size_t from = line.from;

	*key = line;
	for (size_t i = 0; i < GS_NR(quotes); i++) {
		if (!begins(s, &line, quotes[i]))
			continue;
		key->from = line.from + strlen(quotes[i]);
		key->to = find(s, quotes[i], key->from, line.to);
		if (key->to == line.to)
			return bad(s, "a name in quotes without an end");
		from = key->to + strlen(quotes[i]);
		break;
	}
	for (*sign = from; *sign < line.to; ++*sign) {
		if (s->d->p[*sign] == '=' || s->d->p[*sign] == ':')
			break;
	}
	if (*sign == line.to)
		return bad(s, "neither a section, a comment nor key = value");
	if (from == line.from) {
		key->to = *sign;
		trim(s, key);
	}
	if (key->from == key->to ||
	    (key->to - key->from == 1 && s->d->p[key->from] == '-'))
		return bad(s, "a value without a name");
	return GS_OK;
}

static int
key_line(struct ini *s, struct piece line)
{
	struct piece key = line, value = { 0, line.to }, text = line;
	size_t sign = line.to;
	int r;

	if ((r = name(s, line, &key, &sign)) != GS_OK)
		return r;
	value.from = sign + 1;
	trim(s, &value);
	r = quoted(s, &value, &text);
	if (r == GS_OK)
		r = behind(s, value.to);
	else if (r == GS_ENOTFOUND)
		r = bare(s, &value, &text);
	return r == GS_OK ? store(s, &key, &value, &text) : r;
}

int
gs_sops_ini_read(struct gs_sops_doc *d, struct gs_err *e)
{
	struct gs_sops_root root = { .end = d->n, .to = d->n, .map = true };
	struct ini s = { .d = d, .e = e };
	int r = GS_OK;

	while (r == GS_OK && s.at < d->n) {
		size_t start = s.at, end = find(&s, "\n", start, d->n);
		struct piece line = { start, end };

		s.number++;
		s.at = end;
		trim(&s, &line);
		if (line.from < line.to && begins(&s, &line, "["))
			r = section(&s, line, start);
		else if (begins(&s, &line, ";") || begins(&s, &line, "#"))
			r = s.meta ? GS_OK : comment(&s, line);
		else if (line.from < line.to)
			r = key_line(&s, line);
		if (s.at < d->n)
			s.at++; /* the line end */
	}
	if (r == GS_OK)
		r = end_meta(&s, d->n);
	if (r == GS_OK && (r = gs_sops_doc_root_add(d, &root)) != GS_OK)
		r = failed(&s, r);
	return r;
}
