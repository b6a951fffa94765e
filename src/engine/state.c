#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/text.h"
#include "codec/hex.h"

#include "engine/state.h"

#define SECTION "[state]"

static const char *const origins[] = {
	[GS_ORIGIN_MADE] = "made",
	[GS_ORIGIN_KEYFILE] = "keyfile",
	[GS_ORIGIN_WRAP] = "wrap",
};

/* One "key = value", both borrowed and not ended by NUL. */
struct line {
	const char *key, *value;
	size_t key_n, value_n;
};

static bool
is(const struct line *l, const char *key)
{
	return strlen(key) == l->key_n && memcmp(l->key, key, l->key_n) == 0;
}

static struct gs_state_gen *
find(const struct gs_state *s, const uint8_t id[GS_GEN_ID_LEN])
{
	for (size_t i = 0; i < s->nr; i++) {
		if (memcmp(s->gen[i].id, id, GS_GEN_ID_LEN) == 0)
			return &s->gen[i];
	}
	return NULL;
}

const struct gs_state_gen *
gs_state_gen(const struct gs_state *s, const uint8_t id[GS_GEN_ID_LEN])
{
	return find(s, id);
}

void
gs_state_floor(struct gs_state *s, const struct gs_gen *gen)
{
	memcpy(s->floor, gen->content.id, sizeof(s->floor));
	memcpy(s->print, gen->fingerprint, sizeof(s->print));
	s->has_floor = s->has_print = true;
}

int
gs_state_note(
    struct gs_state *s, const uint8_t id[GS_GEN_ID_LEN], enum gs_origin origin)
{
	struct gs_state_gen *g = find(s, id);

	if (g != NULL) {
		if (origin == GS_ORIGIN_KEYFILE || g->origin == GS_ORIGIN_MADE)
			g->origin = origin;
		return GS_OK;
	}
	g = realloc(s->gen, (s->nr + 1) * sizeof(*g));
	if (g == NULL)
		return GS_ENOMEM;
	s->gen = g;
	g = &s->gen[s->nr++];
	memcpy(g->id, id, GS_GEN_ID_LEN);
	g->origin = origin;
	g->exported = false;
	return GS_OK;
}

/* "ID ORIGIN" or "ID ORIGIN exported". */
static int
read_gen(struct gs_state *s, const struct line *l)
{
	static const char exported[] = " exported";
	uint8_t id[GS_GEN_ID_LEN];
	const char *word = l->value + GS_GEN_ID_HEX_LEN + 1;
	struct gs_state_gen *g;
	size_t n = l->value_n;
	bool out = false;
	int r;

	if (n <= GS_GEN_ID_HEX_LEN + 1 || word[-1] != ' ' ||
	    gs_hex_parse_lower(l->value, GS_GEN_ID_HEX_LEN, id) != GS_OK ||
	    find(s, id) != NULL)
		return GS_EDAMAGED;
	n -= GS_GEN_ID_HEX_LEN + 1;
	if (n > sizeof(exported) - 1 &&
	    memcmp(word + n - (sizeof(exported) - 1), exported,
		sizeof(exported) - 1) == 0) {
		out = true;
		n -= sizeof(exported) - 1;
	}
	for (size_t i = 0; i < GS_NR(origins); i++) {
		if (strlen(origins[i]) != n || memcmp(origins[i], word, n) != 0)
			continue;
		r = gs_state_note(s, id, (enum gs_origin)i);
		if (r == GS_OK && (g = find(s, id)) != NULL)
			g->exported = out;
		return r;
	}
	return GS_EDAMAGED;
}

static int
read_text(char **into, const struct line *l)
{
	if (*into != NULL || memchr(l->value, '\0', l->value_n) != NULL)
		return GS_EDAMAGED;
	*into = gs_strndup(l->value, l->value_n);
	return *into != NULL ? GS_OK : GS_ENOMEM;
}

static int
read_print(struct gs_state *s, const struct line *l)
{
	if (s->has_print || l->value_n != (size_t)2 * GS_FINGERPRINT_LEN ||
	    gs_hex_parse_lower(l->value, l->value_n, s->print) != GS_OK)
		return GS_EDAMAGED;
	s->has_print = true;
	return GS_OK;
}

static int
read_id(uint8_t id[GS_GEN_ID_LEN], bool *has, const struct line *l)
{
	if (*has || l->value_n != GS_GEN_ID_HEX_LEN ||
	    gs_hex_parse_lower(l->value, l->value_n, id) != GS_OK)
		return GS_EDAMAGED;
	*has = true;
	return GS_OK;
}

static int
read_field(struct gs_state *s, const struct line *l)
{
	if (is(l, "floor"))
		return read_id(s->floor, &s->has_floor, l);
	if (is(l, "fingerprint"))
		return read_print(s, l);
	if (is(l, "chosen"))
		return read_id(s->chosen, &s->has_chosen, l);
	if (is(l, "remote"))
		return read_text(&s->remote, l);
	if (is(l, "branch"))
		return read_text(&s->branch, l);
	if (is(l, "generation"))
		return read_gen(s, l);
	if (l->key_n >= 4 && memcmp(l->key, "must", 4) == 0)
		return GS_ENEWER;
	return gs_buf_addf(&s->rest, "\t%.*s = %.*s\n", (int)l->key_n, l->key,
	    (int)l->value_n, l->value);
}

/* Split at " = "; the file is at most 1 MiB long. */
static bool
split(const uint8_t *p, size_t n, struct line *l)
{
	static const char equals[] = " = ";
	const uint8_t *at = p;

	if (n > 0 && p[n - 1] == '\r')
		n--;
	while (n > 0 && (*p == '\t' || *p == ' ')) {
		p++;
		n--;
	}
	for (at = p; (size_t)(at - p) + 3 <= n; at++) {
		if (memcmp(at, equals, 3) == 0)
			break;
	}
	if (at == p || (size_t)(at - p) + 3 > n)
		return false;
	l->key = (const char *)p;
	l->key_n = (size_t)(at - p);
	l->value = (const char *)at + 3;
	l->value_n = n - l->key_n - 3;
	return true;
}

static int
read_version(const struct line *l)
{
	if (!is(l, "version") || l->value_n == 0)
		return GS_EDAMAGED;
	return l->value_n == 1 && l->value[0] == '1' ? GS_OK : GS_ENEWER;
}

static bool
is_section(const uint8_t *p, size_t n)
{
	if (n > 0 && p[n - 1] == '\r')
		n--;
	return n == sizeof(SECTION) - 1 && memcmp(p, SECTION, n) == 0;
}

int
gs_state_parse(const void *p, size_t n, struct gs_state *out, struct gs_err *e)
{
	struct gs_cur c = { p, n };
	struct gs_state s;
	struct line l;
	const uint8_t *line;
	size_t len, nr = 0;
	int r = GS_OK;

	memset(&s, 0, sizeof(s));
	while (r == GS_OK && gs_cur_line(&c, &line, &len) == GS_OK) {
		if (++nr == 1)
			r = is_section(line, len) ? GS_OK : GS_EDAMAGED;
		else if (!split(line, len, &l))
			r = GS_EDAMAGED;
		else
			r = nr == 2 ? read_version(&l) : read_field(&s, &l);
	}
	if (r == GS_OK && nr < 2)
		r = GS_EDAMAGED;
	if (r != GS_OK) {
		gs_state_clear(&s);
		return gs_fail(e, r, "line %zu: %s", nr, gs_strerror(r));
	}
	*out = s;
	return GS_OK;
}

int
gs_state_print(const struct gs_state *s, struct gs_buf *b)
{
	char hex[GS_GEN_ID_HEX_LEN + 1], print[GS_FINGERPRINT_GROUPED_LEN + 1];
	int r = gs_buf_adds(b, SECTION "\n\tversion = 1\n");

	if (r == GS_OK && s->has_floor)
		r = gs_buf_addf(
		    b, "\tfloor = %s\n", gs_gen_id_print(s->floor, hex));
	if (r == GS_OK && s->has_print)
		r = gs_buf_addf(b, "\tfingerprint = %s\n",
		    gs_fingerprint_print(s->print, false, print));
	if (r == GS_OK && s->has_chosen)
		r = gs_buf_addf(
		    b, "\tchosen = %s\n", gs_gen_id_print(s->chosen, hex));
	if (r == GS_OK && s->remote != NULL)
		r = gs_buf_addf(b, "\tremote = %s\n", s->remote);
	if (r == GS_OK && s->branch != NULL)
		r = gs_buf_addf(b, "\tbranch = %s\n", s->branch);
	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = gs_buf_addf(b, "\tgeneration = %s %s%s\n",
		    gs_gen_id_print(s->gen[i].id, hex),
		    origins[s->gen[i].origin],
		    s->gen[i].exported ? " exported" : "");
	if (r == GS_OK && s->rest.n > 0)
		r = gs_buf_add(b, s->rest.p, s->rest.n);
	return r;
}

void
gs_state_clear(struct gs_state *s)
{
	free(s->remote);
	free(s->branch);
	free(s->gen);
	gs_buf_clear(&s->rest);
	memset(s, 0, sizeof(*s));
}
