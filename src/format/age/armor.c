#include <string.h>

#include "base/cur.h"
#include "codec/base64.h"

#include "format/age/armor.h"

#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define END "-----END AGE ENCRYPTED FILE-----"
#define COLUMNS 64
#define FULL_BYTES (COLUMNS / 4 * 3)

static bool
blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* How many of the bytes at the front are blanks. */
static size_t
blanks(const uint8_t *p, size_t n)
{
	size_t k = 0;

	while (k < n && blank(p[k]))
		k++;
	return k;
}

/* The next line without its end: LF, CRLF, or nothing after the last. */
static int
line(struct gs_cur *c, const char **p, size_t *n)
{
	const uint8_t *raw;

	if (gs_cur_line(c, &raw, n) != GS_OK)
		return GS_EDAMAGED;
	if (*n > 0 && raw[*n - 1] == '\r')
		(*n)--;
	*p = (const char *)raw;
	return GS_OK;
}

static bool
is(const char *p, size_t n, const char *want)
{
	return n == strlen(want) && memcmp(p, want, n) == 0;
}

/* The block begins at the front of a line. */
static int
skip_front(struct gs_cur *c)
{
	size_t k = blanks(c->p, c->n);

	if (k > GS_AGE_ARMOR_BLANKS_MAX || (k > 0 && c->p[k - 1] != '\n'))
		return GS_EDAMAGED;
	c->p += k;
	c->n -= k;
	return GS_OK;
}

bool
gs_age_armor_is(const void *p, size_t n)
{
	struct gs_cur c = { p, n };

	return skip_front(&c) == GS_OK && c.n >= strlen(BEGIN) &&
	    memcmp(c.p, BEGIN, strlen(BEGIN)) == 0;
}

static int
read_block(struct gs_cur *c, struct gs_buf *out)
{
	const char *p;
	size_t n;
	int r;

	if (line(c, &p, &n) != GS_OK || !is(p, n, BEGIN))
		return GS_EDAMAGED;
	do {
		if (line(c, &p, &n) != GS_OK)
			return GS_EDAMAGED;
		if (is(p, n, END))
			return GS_OK;
		if (n == 0 || n > COLUMNS)
			return GS_EDAMAGED;
		r = gs_base64_parse(GS_BASE64_PADDED, p, n, out);
		if (r != GS_OK)
			return r;
	} while (n == COLUMNS && p[n - 1] != '=');
	if (line(c, &p, &n) != GS_OK || !is(p, n, END))
		return GS_EDAMAGED;
	return GS_OK;
}

int
gs_age_armor_open(const void *p, size_t n, struct gs_buf *out)
{
	struct gs_cur c = { p, n };
	size_t from = out->n;
	int r;

	if ((r = skip_front(&c)) == GS_OK)
		r = read_block(&c, out);
	if (r == GS_OK &&
	    (c.n > GS_AGE_ARMOR_BLANKS_MAX || blanks(c.p, c.n) != c.n))
		r = GS_EDAMAGED;
	if (r != GS_OK)
		gs_buf_cut(out, from);
	return r;
}

static int
write_block(const uint8_t *p, size_t n, struct gs_buf *out)
{
	size_t k;
	int r;

	if ((r = gs_buf_adds(out, BEGIN "\n")) != GS_OK)
		return r;
	for (; n > 0; p += k, n -= k) {
		k = n < FULL_BYTES ? n : FULL_BYTES;
		r = gs_base64_print(GS_BASE64_PADDED, p, k, out);
		if (r != GS_OK || (r = gs_buf_addc(out, '\n')) != GS_OK)
			return r;
	}
	return gs_buf_adds(out, END "\n");
}

int
gs_age_armor_seal(const void *p, size_t n, struct gs_buf *out)
{
	size_t from = out->n;
	int r = write_block(p, n, out);

	if (r != GS_OK)
		gs_buf_cut(out, from);
	return r;
}
