#include <string.h>

#include "codec/base64.h"
#include "crypto/hash.h"
#include "format/sops/scalar.h"

#include "format/sops/enc.h"

#define LEAD "ENC[AES256_GCM,data:"

static const char *const names[] = { "str", "int", "float", "bool", "time",
	"bytes", "comment" };

/* The pieces of the text, decoded. */
struct enc {
	struct gs_buf data, iv, tag;
	enum gs_sops_type type;
};

bool
gs_sops_enc_is(const char *s, size_t n)
{
	return n > strlen(LEAD) && memcmp(s, LEAD, strlen(LEAD)) == 0 &&
	    s[n - 1] == ']';
}

/* The base64 up to ${mark}, which is taken, too. */
static int
part(const char **s, size_t *n, const char *mark, struct gs_buf *out)
{
	const char *comma = memchr(*s, ',', *n);
	size_t k = comma == NULL ? 0 : (size_t)(comma - *s);
	size_t skip = k + strlen(mark);
	int r;

	if (comma == NULL || *n < skip ||
	    memcmp(comma, mark, strlen(mark)) != 0)
		return GS_EDAMAGED;
	r = gs_base64_parse(GS_BASE64_PADDED, *s, k, out);
	*s += skip;
	*n -= skip;
	return r;
}

static int
parse(const char *s, size_t n, struct enc *x)
{
	int r;

	if (!gs_sops_enc_is(s, n))
		return GS_EDAMAGED;
	s += strlen(LEAD);
	n -= strlen(LEAD) + 1;
	if ((r = part(&s, &n, ",iv:", &x->data)) != GS_OK ||
	    (r = part(&s, &n, ",tag:", &x->iv)) != GS_OK ||
	    (r = part(&s, &n, ",type:", &x->tag)) != GS_OK)
		return r;
	if (x->tag.n != GS_GCM_TAG_LEN || x->iv.n == 0 ||
	    x->iv.n > GS_GCM_IV_MAX)
		return GS_EDAMAGED;
	for (size_t i = 0; i < GS_NR(names); i++) {
		if (strlen(names[i]) == n && memcmp(s, names[i], n) == 0) {
			x->type = (enum gs_sops_type)i;
			return GS_OK;
		}
	}
	return GS_EDAMAGED;
}

int
gs_sops_enc_open(const uint8_t key[GS_SOPS_KEY_LEN], const void *aad,
    size_t aad_n, const char *s, size_t n, enum gs_sops_type *type,
    struct gs_buf *out)
{
	struct enc x = { GS_BUF_INIT, GS_BUF_INIT, GS_BUF_INIT, GS_SOPS_STR };
	int r = parse(s, n, &x);

	if (r == GS_OK)
		r = gs_gcm_open(key, x.iv.p, x.iv.n, aad, aad_n, x.data.p,
		    x.data.n, x.tag.p);
	*type = x.type;
	if (r == GS_OK && x.data.n != 0)
		r = gs_sops_scalar_canon(
		    x.type, (const char *)x.data.p, x.data.n, out);
	gs_buf_clear(&x.data);
	gs_buf_clear(&x.iv);
	gs_buf_clear(&x.tag);
	return r;
}

static int
print(const struct enc *x, const uint8_t *iv, const uint8_t *tag,
    struct gs_buf *out)
{
	int r;

	if ((r = gs_buf_adds(out, LEAD)) != GS_OK ||
	    (r = gs_base64_print(
		 GS_BASE64_PADDED, x->data.p, x->data.n, out)) != GS_OK ||
	    (r = gs_buf_adds(out, ",iv:")) != GS_OK ||
	    (r = gs_base64_print(GS_BASE64_PADDED, iv, GS_SOPS_IV_LEN, out)) !=
		GS_OK ||
	    (r = gs_buf_adds(out, ",tag:")) != GS_OK ||
	    (r = gs_base64_print(GS_BASE64_PADDED, tag, GS_GCM_TAG_LEN, out)) !=
		GS_OK)
		return r;
	return gs_buf_addf(out, ",type:%s]", names[x->type]);
}

int
gs_sops_enc_seal(const uint8_t key[GS_SOPS_KEY_LEN], const void *aad,
    size_t aad_n, enum gs_sops_type type, const void *p, size_t n,
    struct gs_buf *out)
{
	struct enc x = { .data = GS_BUF_INIT, .type = type };
	uint8_t iv[GS_SOPS_IV_LEN], tag[GS_GCM_TAG_LEN];
	int r;

	GS_BUG((size_t)type >= GS_NR(names));
	if ((r = gs_random(iv, sizeof(iv))) != GS_OK ||
	    (r = gs_buf_add(&x.data, p, n)) != GS_OK)
		goto out;
	r = gs_gcm_seal(
	    key, iv, sizeof(iv), aad, aad_n, x.data.p, x.data.n, tag);
	if (r == GS_OK)
		r = print(&x, iv, tag, out);
out:
	gs_buf_clear(&x.data);
	return r;
}
