#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "format/sealed.h"
#include "git/run.h"
#include "repo/index.h"
#include "repo/pack.h"

#include "repo/blobs.h"

#define HOLD_MAX ((size_t)32 << 20)
/* Bigger ones go alone, straight from the caller's memory. */
#define ALONE_FROM ((size_t)4 << 20)
/* Fewer become loose objects, as Git's fetch.unpackLimit has it. */
#define PACK_FROM 100

struct gs_blobs {
	char *dir; /* owned, or NULL */
	size_t oid_len;
	struct gs_buf pack;
	struct gs_map packed; /* the ids in it: equal files, one blob */
	uint32_t nr;
	bool dense; /* all in the pack are */
};

int
gs_blobs_new(const char *dir, size_t oid_len, struct gs_blobs **out)
{
	struct gs_blobs *b;

	*out = NULL;
	if ((b = calloc(1, sizeof(*b))) == NULL)
		return GS_ENOMEM;
	if (dir != NULL && (b->dir = gs_strdup(dir)) == NULL) {
		free(b);
		return GS_ENOMEM;
	}
	b->oid_len = oid_len;
	*out = b;
	return GS_OK;
}

void
gs_blobs_free(struct gs_blobs *b)
{
	if (b == NULL)
		return;
	gs_buf_clear(&b->pack);
	gs_map_clear(&b->packed, NULL);
	free(b->dir);
	free(b);
}

/*
 * Loose objects are deflated anew; of sealed bytes alone that would take
 * most of the time and win nothing.
 */
static int
hand_over(const struct gs_blobs *b, struct gs_err *e)
{
	static const char *const index[] = { "index-pack", "--stdin", NULL };
	static const char *const unpack[] = { "unpack-objects", "-q", NULL };
	static const char *const unpack_dense[] = { "-c",
		"core.looseCompression=0", "unpack-objects", "-q", NULL };
	const struct gs_git_opt opt = {
		.dir = b->dir, .in = b->pack.p, .in_n = b->pack.n
	};

	if (b->nr >= PACK_FROM)
		return gs_git(&opt, index, NULL, e);
	return gs_git(&opt, b->dense ? unpack_dense : unpack, NULL, e);
}

int
gs_blobs_finish(struct gs_blobs *b, struct gs_err *e)
{
	int r;

	if (b->nr == 0)
		return GS_OK;
	r = gs_pack_end(&b->pack, b->nr, b->oid_len);
	if (r != GS_OK)
		return gs_fail(e, r, "cannot pack objects: %s", gs_strerror(r));
	r = hand_over(b, e);
	gs_buf_reset(&b->pack);
	gs_map_clear(&b->packed, NULL);
	b->nr = 0;
	return r;
}

static int
add_to_pack(
    struct gs_blobs *b, const void *p, size_t n, const struct gs_oid *id)
{
	const char *name = (const char *)id->b;
	bool dense = gs_sealed_is(p, n);
	int r;

	if (gs_map_get(&b->packed, name, id->n) != NULL)
		return GS_OK;
	if (b->nr == 0) {
		b->dense = true;
		if ((r = gs_pack_begin(&b->pack)) != GS_OK)
			return r;
	}
	if ((r = gs_pack_blob(&b->pack, p, n, dense)) != GS_OK)
		return r;
	b->nr++;
	b->dense = b->dense && dense;
	return gs_map_put(&b->packed, name, id->n, b);
}

int
gs_blobs_add(struct gs_blobs *b, const void *p, size_t n, struct gs_oid *id,
    struct gs_err *e)
{
	int r;

	if (n >= ALONE_FROM)
		return gs_blob_write(b->dir, p, n, id, e);
	if ((r = gs_blob_id(b->oid_len, p, n, id)) != GS_OK)
		return gs_fail(
		    e, r, "cannot name an object: %s", gs_strerror(r));
	if ((r = add_to_pack(b, p, n, id)) != GS_OK)
		return gs_fail(
		    e, r, "cannot pack an object: %s", gs_strerror(r));
	return b->pack.n < HOLD_MAX ? GS_OK : gs_blobs_finish(b, e);
}
