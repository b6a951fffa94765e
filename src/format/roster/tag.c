#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"

#include "format/roster/tag.h"

#define DOMAIN "git-seal v1 tag"

static int
add(struct gs_buf *b, const char *s)
{
	uint8_t length[4];
	size_t n = strlen(s);
	int r;

	if (n > UINT32_MAX)
		return GS_ETOOBIG;
	gs_be32_put(length, (uint32_t)n);
	if ((r = gs_buf_add(b, length, sizeof(length))) != GS_OK)
		return r;
	return gs_buf_add(b, s, n);
}

int
gs_tag_begin(
    const char *kind, const char *keyring, const char *file, struct gs_buf *b)
{
	int r;

	if ((r = add(b, DOMAIN)) != GS_OK || (r = add(b, kind)) != GS_OK ||
	    (r = add(b, keyring)) != GS_OK)
		return r;
	return add(b, file);
}

int
gs_tag_add(struct gs_buf *b, const char *key, const char *value)
{
	static const char *const uncovered[] = { "tag", "parenttag", "signer",
		"signature" };
	int r;

	for (size_t i = 0; i < GS_NR(uncovered); i++) {
		if (strcmp(key, uncovered[i]) == 0)
			return GS_OK;
	}
	if ((r = add(b, key)) != GS_OK)
		return r;
	return add(b, value);
}

int
gs_tag_make(const uint8_t key[GS_ROSTER_KEY_LEN], const struct gs_buf *b,
    uint8_t out[GS_TAG_LEN])
{
	return gs_hmac_sha256(key, GS_ROSTER_KEY_LEN, b->p, b->n, out);
}

int
gs_tag_check(const uint8_t key[GS_ROSTER_KEY_LEN], const struct gs_buf *b,
    const uint8_t tag[GS_TAG_LEN])
{
	uint8_t mine[GS_TAG_LEN];
	int r;

	if ((r = gs_tag_make(key, b, mine)) != GS_OK)
		return r;
	r = gs_ct_eq(mine, tag, sizeof(mine)) ? GS_OK : GS_EDAMAGED;
	gs_wipe(mine, sizeof(mine)); /* the right tag of a forged file */
	return r;
}
