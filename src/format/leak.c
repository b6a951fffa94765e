#include <string.h>

#include "base/wipe.h"
#include "codec/bech32.h"

#include "format/leak.h"

#define MARK "-key-1"
#define MARK_LEN (sizeof(MARK) - 1)
#define AGE_SECRET_LEN 32

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* Boyer-Moore-Horspool: most bytes of a file are never looked at. */
static const uint8_t *
find_mark(const uint8_t *p, size_t n)
{
	static const uint8_t mark[] = MARK;
	uint8_t skip[256];

	memset(skip, MARK_LEN, sizeof(skip));
	for (size_t i = 0; i < MARK_LEN - 1; i++) {
		uint8_t left = (uint8_t)(MARK_LEN - 1 - i);

		skip[mark[i]] = left;
		if (mark[i] >= 'a')
			skip[mark[i] & 0xdf] = left;
	}
	while (n >= MARK_LEN) {
		uint8_t last = p[MARK_LEN - 1];
		size_t i = 0, step;

		while (i < MARK_LEN && lower(p[i]) == mark[i])
			i++;
		if (i == MARK_LEN)
			return p;
		step = skip[last];
		p += step;
		n -= step < n ? step : n;
	}
	return NULL;
}

/* Whether the ${at} bytes before the mark end in ${human}, less its end. */
static bool
follows(const uint8_t *p, size_t at, const char *human)
{
	size_t n = strlen(human);

	if (at < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (lower(p[at - n + i]) != (uint8_t)human[i])
			return false;
	}
	return true;
}

static uint64_t
big_endian(const uint8_t *p)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static int
take(const struct gs_buf *key, struct gs_leak *out)
{
	struct gs_gen *gen;
	int r;

	if (key->n == AGE_SECRET_LEN) {
		out->kind = GS_LEAK_AGE;
		return GS_OK;
	}
	if ((gen = gs_secret_new(sizeof(*gen))) == NULL)
		return GS_ENOMEM;
	r = gs_gen_derive(big_endian(key->p), key->p + 8, gen);
	if (r == GS_OK) {
		out->kind = GS_LEAK_KEYRING;
		memcpy(out->id, gen->content.id, sizeof(out->id));
	}
	gs_secret_free(gen);
	return r;
}

/* The text from ${from}; its mark stands at ${mark}. */
static int
try_at(const uint8_t *p, size_t n, size_t from, size_t mark, size_t want,
    struct gs_leak *out)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf key = GS_BUF_INIT;
	size_t end = from + GS_BECH32_LEN(mark + MARK_LEN - 1 - from, want);
	int r;

	if (end > n)
		return GS_OK;
	r = gs_bech32_parse((const char *)p + from, end - from, human, &key);
	if (r == GS_OK && key.n == want)
		r = take(&key, out);
	gs_buf_clear(&key);
	return r == GS_EDAMAGED || r == GS_ETOOBIG ? GS_OK : r;
}

static size_t
lines(const uint8_t *p, size_t n)
{
	size_t nr = 0;

	for (const uint8_t *lf; n > 0 && (lf = memchr(p, '\n', n)) != NULL;) {
		nr++;
		n -= (size_t)(lf - p) + 1;
		p = lf + 1;
	}
	return nr;
}

int
gs_leak_next(const void *p, size_t n, size_t *at, struct gs_leak *out)
{
	static const struct {
		const char *human; /* before the mark */
		size_t len;	   /* of the payload */
	} kinds[] = { { "git-seal", GS_GEN_PAYLOAD_LEN },
		{ "age-secret", AGE_SECRET_LEN } };
	const uint8_t *b = p, *hit;
	int r = GS_OK;

	out->kind = GS_LEAK_NONE;
	while (r == GS_OK && out->kind == GS_LEAK_NONE && *at < n &&
	    (hit = find_mark(b + *at, n - *at)) != NULL) {
		size_t mark = (size_t)(hit - b);

		for (size_t k = 0; r == GS_OK && k < GS_NR(kinds); k++) {
			if (follows(b, mark, kinds[k].human))
				r = try_at(b, n, mark - strlen(kinds[k].human),
				    mark, kinds[k].len, out);
		}
		if (out->kind != GS_LEAK_NONE)
			out->line = 1 + lines(b, mark);
		*at = mark + MARK_LEN;
	}
	return r;
}
