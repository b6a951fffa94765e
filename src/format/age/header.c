#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/base64.h"
#include "crypto/hash.h"

#include "format/age/header.h"

#define COLUMNS 64
#define VERSION_PREFIX "age-encryption.org/"
#define VERSION_LINE VERSION_PREFIX "v1"
#define MAC_PREFIX "---"
#define STANZA_PREFIX "-> "

/* The next line without its LF, which must be there. */
static int
line(struct gs_cur *c, size_t max, const char **p, size_t *n)
{
	const uint8_t *end;

	end = memchr(c->p, '\n', c->n <= max ? c->n : max + 1);
	if (end == NULL)
		return c->n > max ? GS_ETOOBIG : GS_EDAMAGED;
	*p = (const char *)c->p;
	*n = (size_t)(end - c->p);
	c->p += *n + 1;
	c->n -= *n + 1;
	return GS_OK;
}

static bool
starts(const char *p, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	return n >= len && memcmp(p, prefix, len) == 0;
}

/* VCHAR of RFC 5234. */
static bool
visible(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0x21 || p[i] > 0x7e)
			return false;
	}
	return n > 0;
}

static int
read_version(struct gs_cur *c)
{
	const size_t prefix = strlen(VERSION_PREFIX);
	const char *p;
	size_t n;
	int r;

	if (c->n < prefix || memcmp(c->p, VERSION_PREFIX, prefix) != 0)
		return GS_EDAMAGED;
	if ((r = line(c, GS_AGE_LINE_MAX, &p, &n)) != GS_OK)
		return r;
	if (n == strlen(VERSION_LINE) && memcmp(p, VERSION_LINE, n) == 0)
		return GS_OK;
	return visible(p + prefix, n - prefix) ? GS_ENEWER : GS_EDAMAGED;
}

/* One space between two arguments, none at the ends. */
static int
read_args(const char *p, size_t n, struct gs_age_stanza *s)
{
	const char *space;
	size_t k;

	for (;;) {
		space = memchr(p, ' ', n);
		k = space == NULL ? n : (size_t)(space - p);
		if (!visible(p, k))
			return GS_EDAMAGED;
		if (s->args < GS_AGE_ARGS_MAX)
			s->arg[s->args] = (struct gs_age_arg){ p, k };
		s->args++;
		if (space == NULL)
			return GS_OK;
		p += k + 1;
		n -= k + 1;
	}
}

/* Lines of 64 columns; the first shorter one, perhaps empty, is the last. */
static int
read_body(struct gs_cur *c, struct gs_buf *bodies, struct gs_age_stanza *s)
{
	const char *p;
	size_t n;
	int r;

	s->at = bodies->n;
	do {
		if ((r = line(c, COLUMNS, &p, &n)) != GS_OK)
			return GS_EDAMAGED;
		r = gs_base64_parse(GS_BASE64_RAW, p, n, bodies);
		if (r != GS_OK)
			return r;
		if (bodies->n - s->at > GS_AGE_BODY_MAX)
			return GS_ETOOBIG;
	} while (n == COLUMNS);
	s->n = bodies->n - s->at;
	return GS_OK;
}

static int
grow(struct gs_age_header *h)
{
	size_t cap = h->cap == 0 ? 4 : 2 * h->cap;
	struct gs_age_stanza *v;

	if (h->nr < h->cap)
		return GS_OK;
	if (h->nr == GS_AGE_STANZAS_MAX)
		return GS_ETOOBIG;
	if ((v = realloc(h->v, cap * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	h->v = v;
	h->cap = cap;
	return GS_OK;
}

static int
read_stanza(struct gs_cur *c, struct gs_age_header *h)
{
	const size_t prefix = strlen(STANZA_PREFIX);
	struct gs_age_stanza s;
	const char *p;
	size_t n;
	int r;

	memset(&s, 0, sizeof(s));
	if ((r = line(c, GS_AGE_LINE_MAX, &p, &n)) != GS_OK)
		return r;
	if (!starts(p, n, STANZA_PREFIX))
		return GS_EDAMAGED;
	if ((r = read_args(p + prefix, n - prefix, &s)) != GS_OK ||
	    (r = read_body(c, &h->bodies, &s)) != GS_OK ||
	    (r = grow(h)) != GS_OK)
		return r;
	h->v[h->nr++] = s;
	return GS_OK;
}

static int
read_mac(struct gs_cur *c, struct gs_age_header *h)
{
	const size_t prefix = strlen(MAC_PREFIX " ");
	struct gs_buf mac = GS_BUF_INIT;
	const char *p;
	size_t n;
	int r;

	h->mac_over = (size_t)(c->p - h->p) + strlen(MAC_PREFIX);
	if (line(c, COLUMNS, &p, &n) != GS_OK || !starts(p, n, MAC_PREFIX " "))
		return GS_EDAMAGED;
	r = gs_base64_parse(GS_BASE64_RAW, p + prefix, n - prefix, &mac);
	if (r == GS_OK && mac.n != sizeof(h->mac))
		r = GS_EDAMAGED;
	if (r == GS_OK)
		memcpy(h->mac, mac.p, sizeof(h->mac));
	gs_buf_clear(&mac);
	return r;
}

static int
read_all(struct gs_cur *c, struct gs_age_header *h)
{
	int r;

	if ((r = read_version(c)) != GS_OK)
		return r;
	while (!starts((const char *)c->p, c->n, MAC_PREFIX)) {
		if ((r = read_stanza(c, h)) != GS_OK)
			return r;
	}
	return h->nr == 0 ? GS_EDAMAGED : read_mac(c, h);
}

int
gs_age_header_parse(const uint8_t *p, size_t n, struct gs_age_header *h)
{
	bool cut = n > GS_AGE_HEADER_MAX;
	struct gs_cur c = { p, cut ? GS_AGE_HEADER_MAX : n };
	int r;

	memset(h, 0, sizeof(*h));
	h->p = p;
	r = read_all(&c, h);
	h->n = (size_t)(c.p - p);
	if (r == GS_EDAMAGED && cut && c.n <= GS_AGE_LINE_MAX)
		r = GS_ETOOBIG; /* it ran into our limit */
	if (r != GS_OK)
		gs_age_header_clear(h);
	return r;
}

void
gs_age_header_clear(struct gs_age_header *h)
{
	free(h->v);
	gs_buf_clear(&h->bodies);
	memset(h, 0, sizeof(*h));
}

const uint8_t *
gs_age_header_body(const struct gs_age_header *h, const struct gs_age_stanza *s)
{
	return s->n == 0 ? (const uint8_t *)"" : h->bodies.p + s->at;
}

static int
compute_mac(const uint8_t file_key[GS_AGE_FILE_KEY_LEN], const uint8_t *p,
    size_t n, uint8_t mac[GS_AGE_MAC_LEN])
{
	static const char info[] = "header";
	uint8_t key[32];
	int r;

	r = gs_hkdf(file_key, GS_AGE_FILE_KEY_LEN, NULL, 0, info, strlen(info),
	    key, sizeof(key));
	if (r == GS_OK)
		r = gs_hmac_sha256(key, sizeof(key), p, n, mac);
	gs_wipe(key, sizeof(key));
	return r;
}

int
gs_age_header_verify(
    const struct gs_age_header *h, const uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	uint8_t mac[GS_AGE_MAC_LEN];
	int r;

	if ((r = compute_mac(file_key, h->p, h->mac_over, mac)) != GS_OK)
		return r;
	return gs_ct_eq(mac, h->mac, sizeof(mac)) ? GS_OK : GS_EDAMAGED;
}

int
gs_age_header_begin(struct gs_buf *out)
{
	return gs_buf_adds(out, VERSION_LINE "\n");
}

int
gs_age_header_add(
    const char *args, const uint8_t *body, size_t n, struct gs_buf *out)
{
	const size_t full = COLUMNS / 4 * 3;
	size_t k;
	int r;

	if ((r = gs_buf_addf(out, STANZA_PREFIX "%s\n", args)) != GS_OK)
		return r;
	do {
		k = n < full ? n : full;
		r = gs_base64_print(GS_BASE64_RAW, body, k, out);
		if (r != GS_OK || (r = gs_buf_addc(out, '\n')) != GS_OK)
			return r;
		body += k;
		n -= k;
	} while (k == full);
	return GS_OK;
}

int
gs_age_header_end(size_t from, const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out)
{
	uint8_t mac[GS_AGE_MAC_LEN];
	int r;

	if ((r = gs_buf_adds(out, MAC_PREFIX)) != GS_OK ||
	    (r = compute_mac(file_key, out->p + from, out->n - from, mac)) !=
		GS_OK ||
	    (r = gs_buf_addc(out, ' ')) != GS_OK ||
	    (r = gs_base64_print(GS_BASE64_RAW, mac, sizeof(mac), out)) !=
		GS_OK)
		return r;
	return gs_buf_addc(out, '\n');
}
