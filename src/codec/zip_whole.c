#include <pthread.h>
#include <stdlib.h>

#include <libdeflate.h>

#include "codec/zip.h"

/*
 * Whole regions go through libdeflate, which is two to five times faster
 * than zlib at the same ratio (docs/performance.md) but has no streams.
 * Level 1 writes less than zlib's level 3.  Its tables take longer to make
 * than a small file to compress, so each thread keeps its own.
 */
#define LEVEL 1

struct tools {
	struct libdeflate_compressor *c;
	struct libdeflate_decompressor *d;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int key_failed;

static void
drop(void *p)
{
	struct tools *t = p;

	libdeflate_free_compressor(t->c);
	libdeflate_free_decompressor(t->d);
	free(t);
}

static void
make_key(void)
{
	key_failed = pthread_key_create(&key, drop);
}

static struct tools *
mine(void)
{
	struct tools *t;

	if (pthread_once(&once, make_key) != 0 || key_failed != 0)
		return NULL;
	if ((t = pthread_getspecific(key)) != NULL)
		return t;
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	if (pthread_setspecific(key, t) != 0) {
		free(t);
		return NULL;
	}
	return t;
}

int
gs_zip_deflate(
    const uint8_t *p, size_t n, uint8_t *out, size_t room, size_t *out_n)
{
	struct tools *t = mine();

	*out_n = 0;
	if (t == NULL)
		return GS_ENOMEM;
	if (t->c == NULL && (t->c = libdeflate_alloc_compressor(LEVEL)) == NULL)
		return GS_ENOMEM;
	*out_n = libdeflate_zlib_compress(t->c, p, n, out, room);
	return *out_n == 0 ? GS_ETOOBIG : GS_OK;
}

int
gs_zip_inflate(const uint8_t *p, size_t n, uint8_t *out, size_t out_n)
{
	struct tools *t = mine();
	size_t in_got = 0, out_got = 0;

	if (t == NULL)
		return GS_ENOMEM;
	if (t->d == NULL && (t->d = libdeflate_alloc_decompressor()) == NULL)
		return GS_ENOMEM;
	if (libdeflate_zlib_decompress_ex(t->d, p, n, out, out_n, &in_got,
		&out_got) != LIBDEFLATE_SUCCESS)
		return GS_EDAMAGED;
	return in_got == n && out_got == out_n ? GS_OK : GS_EDAMAGED;
}
