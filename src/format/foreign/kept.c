#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/base64.h"

#include "format/foreign/kept.h"

#define KEPT_MAX 1024

static const char *const names[GS_KEPT_NR] = { "git-crypt", "transcrypt" };

const char *
gs_kept_name(enum gs_kept_tool tool)
{
	return names[tool];
}

/* The line without blanks around. */
static void
trim(const uint8_t **p, size_t *n)
{
	while (*n > 0 && ((*p)[0] == ' ' || (*p)[0] == '\t')) {
		(*p)++;
		(*n)--;
	}
	while (*n > 0 &&
	    ((*p)[*n - 1] == ' ' || (*p)[*n - 1] == '\t' ||
		(*p)[*n - 1] == '\r'))
		(*n)--;
}

static bool
is(const uint8_t *p, size_t n, const char *text)
{
	return n == strlen(text) && memcmp(p, text, n) == 0;
}

/* "[NAME]"; GS_KEPT_NR: another name. */
static bool
is_head(const uint8_t *p, size_t n, enum gs_kept_tool *tool)
{
	if (n < 3 || p[0] != '[' || p[n - 1] != ']')
		return false;
	for (*tool = 0; *tool < GS_KEPT_NR; (*tool)++) {
		if (is(p + 1, n - 2, names[*tool]))
			break;
	}
	return true;
}

bool
gs_kept_is(const void *p, size_t n)
{
	struct gs_cur c = { p, n };
	enum gs_kept_tool tool;
	const uint8_t *line;
	size_t k;

	while (gs_cur_line(&c, &line, &k) == GS_OK) {
		trim(&line, &k);
		if (k > 0 && line[0] != '#')
			return is_head(line, k, &tool) && tool < GS_KEPT_NR;
	}
	return false;
}

/* "NAME = VALUE" */
static int
take_value(const uint8_t *p, size_t n, struct gs_kept *k)
{
	const uint8_t *eq = memchr(p, '=', n), *v;
	size_t name_n, v_n;

	if (eq == NULL)
		return GS_EDAMAGED;
	name_n = (size_t)(eq - p);
	v = eq + 1;
	v_n = n - name_n - 1;
	trim(&p, &name_n);
	trim(&v, &v_n);
	if (is(p, name_n, "key"))
		return k->key.n > 0 ? GS_EDAMAGED
				    : gs_base64_parse(GS_BASE64_PADDED,
					  (const char *)v, v_n, &k->key);
	if (is(p, name_n, "again")) {
		k->again = is(v, v_n, "yes");
		return GS_OK;
	}
	if (is(p, name_n, "cipher")) {
		if (v_n >= sizeof(k->cipher))
			return GS_EDAMAGED;
		memcpy(k->cipher, v, v_n);
		k->cipher[v_n] = '\0';
		return memchr(v, '\0', v_n) == NULL ? GS_OK : GS_EDAMAGED;
	}
	return GS_OK; /* of a later version, and harmless */
}

/* One section is over. */
static int
end_one(struct gs_kepts *l, struct gs_kept *k, bool open)
{
	int r = GS_OK;

	if (open)
		r = k->key.n == 0 ? GS_EDAMAGED : gs_kepts_add(l, k);
	gs_buf_clear(&k->key);
	memset(k, 0, sizeof(*k));
	return r;
}

static int
parse(struct gs_cur *c, struct gs_kepts *l)
{
	struct gs_kept k = { 0 };
	enum gs_kept_tool tool;
	const uint8_t *p;
	bool open = false;
	size_t n;
	int r = GS_OK;

	while (r == GS_OK && gs_cur_line(c, &p, &n) == GS_OK) {
		trim(&p, &n);
		if (n == 0 || p[0] == '#')
			continue;
		if (is_head(p, n, &tool)) {
			r = end_one(l, &k, open);
			open = true;
			k.tool = tool;
			if (r == GS_OK && tool == GS_KEPT_NR)
				r = GS_ENEWER;
		} else {
			r = open ? take_value(p, n, &k) : GS_EDAMAGED;
		}
	}
	if (r == GS_OK)
		r = end_one(l, &k, open);
	gs_buf_clear(&k.key);
	return r;
}

int
gs_kept_parse(const void *p, size_t n, struct gs_kepts *out)
{
	struct gs_cur c = { p, n };
	struct gs_kepts l = { NULL, 0 };
	int r = n > GS_KEPT_TEXT_MAX ? GS_EDAMAGED : parse(&c, &l);

	for (size_t i = 0; r == GS_OK && i < l.nr; i++)
		r = gs_kepts_add(out, &l.v[i]);
	gs_kepts_clear(&l);
	return r;
}

int
gs_kept_print(const struct gs_kept *k, struct gs_buf *out)
{
	int r = gs_buf_addf(out, "[%s]\n\tagain = %s\n", names[k->tool],
	    k->again ? "yes" : "no");

	if (r == GS_OK && k->cipher[0] != '\0')
		r = gs_buf_addf(out, "\tcipher = %s\n", k->cipher);
	if (r == GS_OK && (r = gs_buf_adds(out, "\tkey = ")) == GS_OK)
		r = gs_base64_print(GS_BASE64_PADDED, k->key.p, k->key.n, out);
	return r == GS_OK ? gs_buf_addc(out, '\n') : r;
}

int
gs_kepts_add(struct gs_kepts *l, const struct gs_kept *k)
{
	struct gs_kept *v;

	for (size_t i = 0; i < l->nr; i++) {
		v = &l->v[i];
		if (v->tool == k->tool && strcmp(v->cipher, k->cipher) == 0 &&
		    v->key.n == k->key.n &&
		    (k->key.n == 0 || gs_ct_eq(v->key.p, k->key.p, k->key.n))) {
			v->again = v->again || k->again;
			return GS_OK;
		}
	}
	if (l->nr == KEPT_MAX)
		return GS_EDAMAGED;
	/* The bytes are not in there, only where they are. */
	if ((v = realloc(l->v, (l->nr + 1) * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	l->v = v;
	v += l->nr;
	*v = *k;
	memset(&v->key, 0, sizeof(v->key));
	if (gs_buf_add(&v->key, k->key.p, k->key.n) != GS_OK)
		return GS_ENOMEM;
	l->nr++;
	return GS_OK;
}

void
gs_kepts_clear(struct gs_kepts *l)
{
	for (size_t i = 0; i < l->nr; i++)
		gs_buf_clear(&l->v[i].key);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
