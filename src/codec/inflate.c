#include <pthread.h>
#include <stdlib.h>

#ifdef GS_LIBDEFLATE
#include <libdeflate.h>
#endif
#include <zlib.h>

#include "base/wipe.h"

#include "codec/inflate.h"

/* zlib counts in unsigned int. */
#define STEP ((size_t)1 << 30)

struct gs_inflate {
	z_stream z;
};

/* zlib frees without a size, and what it frees held plain text. */
struct memory {
	size_t n;
	size_t pad; /* keeps what follows aligned to 16 bytes */
};

static void *
block_new(void *ctx, unsigned nr, unsigned size)
{
	struct memory *b;
	size_t n = (size_t)nr * size;

	(void)ctx;
	if (size != 0 && nr > (SIZE_MAX - sizeof(*b)) / size)
		return NULL;
	if ((b = malloc(sizeof(*b) + n)) == NULL)
		return NULL;
	b->n = n;
	return b + 1;
}

static void
block_free(void *ctx, void *p)
{
	struct memory *b = (struct memory *)p - 1;

	(void)ctx;
	gs_wipe(p, b->n);
	free(b);
}

int
gs_inflate_new(struct gs_inflate **out)
{
	struct gs_inflate *z = calloc(1, sizeof(*z));

	*out = NULL;
	if (z == NULL)
		return GS_ENOMEM;
	z->z.zalloc = block_new;
	z->z.zfree = block_free;
	if (inflateInit(&z->z) != Z_OK) {
		free(z);
		return GS_ENOMEM;
	}
	*out = z;
	return GS_OK;
}

void
gs_inflate_free(struct gs_inflate *z)
{
	if (z == NULL)
		return;
	(void)inflateEnd(&z->z);
	gs_wipe(z, sizeof(*z));
	free(z);
}

int
gs_inflate_run(
    struct gs_inflate *z, struct gs_inflate_io *io, bool last, bool *ended)
{
	int got = Z_OK;

	*ended = false;
	while (got == Z_OK) {
		size_t in = io->in_n < STEP ? io->in_n : STEP;
		size_t out = io->out_n < STEP ? io->out_n : STEP;
		bool all = last && in == io->in_n;

		z->z.next_in = (z_const Bytef *)(uintptr_t)io->in;
		z->z.avail_in = (unsigned)in;
		z->z.next_out = io->out;
		z->z.avail_out = (unsigned)out;
		got = inflate(&z->z, all ? Z_FINISH : Z_NO_FLUSH);
		io->in += in - z->z.avail_in;
		io->in_n -= in - z->z.avail_in;
		io->out += out - z->z.avail_out;
		io->out_n -= out - z->z.avail_out;
		if (got == Z_OK && (io->out_n == 0 || (!last && io->in_n == 0)))
			break;
	}
	*ended = got == Z_STREAM_END;
	if (got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR)
		return GS_OK;
	return got == Z_MEM_ERROR ? GS_ENOMEM : GS_EDAMAGED;
}

#ifdef GS_LIBDEFLATE
/*
 * libdeflate reads two to three times faster (docs/performance.md), but only
 * streams that are in memory whole.  Making its tables costs more than a
 * small file, so each thread keeps its own; they hold codes, no text.
 */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int key_failed;

static void
drop(void *p)
{
	libdeflate_free_decompressor(p);
}

static void
make_key(void)
{
	key_failed = pthread_key_create(&key, drop);
}

static struct libdeflate_decompressor *
mine(void)
{
	struct libdeflate_decompressor *d;

	if (pthread_once(&once, make_key) != 0 || key_failed != 0)
		return NULL;
	if ((d = pthread_getspecific(key)) != NULL ||
	    (d = libdeflate_alloc_decompressor()) == NULL)
		return d;
	if (pthread_setspecific(key, d) != 0) {
		libdeflate_free_decompressor(d);
		return NULL;
	}
	return d;
}

int
gs_inflate(const uint8_t *p, size_t n, uint8_t *out, size_t out_n)
{
	struct libdeflate_decompressor *d = mine();
	size_t in_got = 0, out_got = 0;

	if (d == NULL)
		return GS_ENOMEM;
	if (libdeflate_zlib_decompress_ex(
		d, p, n, out, out_n, &in_got, &out_got) != LIBDEFLATE_SUCCESS)
		return GS_EDAMAGED;
	return in_got == n && out_got == out_n ? GS_OK : GS_EDAMAGED;
}
#else
int
gs_inflate(const uint8_t *p, size_t n, uint8_t *out, size_t out_n)
{
	struct gs_inflate_io io = { p, n, out, out_n };
	struct gs_inflate *z;
	bool ended;
	int r;

	if ((r = gs_inflate_new(&z)) != GS_OK)
		return r;
	r = gs_inflate_run(z, &io, true, &ended);
	if (r == GS_OK && (!ended || io.in_n != 0 || io.out_n != 0))
		r = GS_EDAMAGED;
	gs_inflate_free(z);
	return r;
}
#endif
