#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "base/wipe.h"

#include "codec/zip.h"

/*
 * Measured (docs/performance.md): level 3 costs a twentieth more time than
 * level 1 and writes a twentieth less.  A stream that is set up for 32 KiB
 * costs 40 us to begin, five times what compressing 1 KiB costs: the window
 * is as small as the input allows (zlib looks 262 bytes ahead).
 */
#define LEVEL 3
#define WINDOW_MIN 9
#define WINDOW_MAX 15
#define LOOKAHEAD ((size_t)262)
#define MEMORY_MAX 8

/* zlib counts in unsigned int. */
#define STEP ((size_t)1 << 30)

struct gs_zip {
	z_stream z;
	int (*run)(z_stream *z, int flush);
	int (*end)(z_stream *z);
};

/* zlib frees without a size, and what it frees held plain text. */
struct block {
	size_t n;
	size_t pad; /* keeps what follows aligned to 16 bytes */
};

static void *
block_new(void *ctx, unsigned nr, unsigned size)
{
	struct block *b;
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
	struct block *b = (struct block *)p - 1;

	(void)ctx;
	gs_wipe(p, b->n);
	free(b);
}

static struct gs_zip *
zip_new(void)
{
	struct gs_zip *z = calloc(1, sizeof(*z));

	if (z != NULL) {
		z->z.zalloc = block_new;
		z->z.zfree = block_free;
	}
	return z;
}

int
gs_zip_deflate_new(size_t n, struct gs_zip **out)
{
	struct gs_zip *z = zip_new();
	int window = WINDOW_MIN, memory;

	while (window < WINDOW_MAX && ((size_t)1 << window) < n + LOOKAHEAD)
		window++;
	memory = window - 7 < MEMORY_MAX ? window - 7 : MEMORY_MAX;
	*out = NULL;
	if (z == NULL ||
	    deflateInit2(&z->z, LEVEL, Z_DEFLATED, window, memory,
		Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return GS_ENOMEM;
	}
	z->run = deflate;
	z->end = deflateEnd;
	*out = z;
	return GS_OK;
}

int
gs_zip_inflate_new(struct gs_zip **out)
{
	struct gs_zip *z = zip_new();

	*out = NULL;
	if (z == NULL || inflateInit(&z->z) != Z_OK) {
		free(z);
		return GS_ENOMEM;
	}
	z->run = inflate;
	z->end = inflateEnd;
	*out = z;
	return GS_OK;
}

void
gs_zip_free(struct gs_zip *z)
{
	if (z == NULL)
		return;
	(void)z->end(&z->z);
	gs_wipe(z, sizeof(*z));
	free(z);
}

int
gs_zip_run(struct gs_zip *z, struct gs_zip_io *io, bool last, bool *ended)
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
		got = z->run(&z->z, all ? Z_FINISH : Z_NO_FLUSH);
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
