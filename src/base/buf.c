#define _GNU_SOURCE /* mremap */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/wipe.h"

#include "base/buf.h"

/* From here on a buffer is pages of its own. */
#define PAGES_FROM ((size_t)256 << 10)
#define KEEP_MAX ((size_t)1 << 20)
#define HUGE_FROM ((size_t)4 << 20)
#define FIRST 256

static size_t
limit(const struct gs_buf *b)
{
	return b->max != 0 && b->max < GS_BUF_MAX ? b->max : GS_BUF_MAX;
}

/* A page fault for each 4 KiB would cost a large file as much as its cipher. */
static void
want_huge(void *p, size_t cap)
{
#ifdef MADV_HUGEPAGE
	if (cap >= HUGE_FROM)
		(void)madvise(p, cap, MADV_HUGEPAGE);
#else
	(void)p;
	(void)cap;
#endif
}

static uint8_t *
memory_new(size_t cap)
{
	void *p;

	if (cap < PAGES_FROM)
		return malloc(cap);
	p = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);
	if (p == MAP_FAILED)
		return NULL;
#ifdef MADV_DONTDUMP
	(void)madvise(p, cap, MADV_DONTDUMP);
#endif
	want_huge(p, cap);
	return p;
}

static void
memory_free(uint8_t *p, size_t cap)
{
	if (cap < PAGES_FROM)
		free(p);
	else
		(void)munmap(p, cap);
}

/*
 * Only bytes in use are wiped: what lies behind b->n was wiped when it left,
 * by gs_buf_cut, or never written.
 */
static int
move(struct gs_buf *b, size_t cap)
{
	uint8_t *p;

#ifdef MREMAP_MAYMOVE
	if (b->cap >= PAGES_FROM) {
		p = mremap(b->p, b->cap, cap, MREMAP_MAYMOVE);
		if (p == MAP_FAILED)
			return GS_ENOMEM;
		b->p = p;
		b->cap = cap;
		want_huge(p, cap);
		return GS_OK;
	}
#endif
	if ((p = memory_new(cap)) == NULL)
		return GS_ENOMEM;
	if (b->n != 0)
		memcpy(p, b->p, b->n);
	if (b->cap != 0) {
		gs_wipe(b->p, b->n);
		memory_free(b->p, b->cap);
	}
	b->p = p;
	b->cap = cap;
	return GS_OK;
}

int
gs_buf_reserve(struct gs_buf *b, size_t more)
{
	size_t cap = b->cap == 0 ? FIRST : b->cap;

	if (b->n > limit(b) || more > limit(b) - b->n)
		return GS_ETOOBIG;
	if (more <= b->cap - b->n)
		return GS_OK;
	/* GS_BUF_MAX is a power of two far from SIZE_MAX: cannot wrap. */
	while (cap < b->n + more)
		cap *= 2;
	return move(b, cap);
}

int
gs_buf_add(struct gs_buf *b, const void *p, size_t n)
{
	int r;

	if (n == 0)
		return GS_OK;
	if ((r = gs_buf_reserve(b, n)) != GS_OK)
		return r;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	return GS_OK;
}

int
gs_buf_adds(struct gs_buf *b, const char *s)
{
	return gs_buf_add(b, s, strlen(s));
}

int
gs_buf_addc(struct gs_buf *b, char c)
{
	return gs_buf_add(b, &c, 1);
}

int
gs_buf_addf(struct gs_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n, r;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return GS_ENOMEM;
	if ((r = gs_buf_reserve(b, (size_t)n + 1)) != GS_OK)
		return r;
	va_start(ap, fmt);
	(void)vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
	return GS_OK;
}

const char *
gs_buf_str(struct gs_buf *b)
{
	if (gs_buf_reserve(b, 1) != GS_OK)
		return NULL;
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

void
gs_buf_cut(struct gs_buf *b, size_t n)
{
	GS_BUG(n > b->n);
	if (b->n != 0)
		gs_wipe(b->p + n, b->n - n);
	b->n = n;
}

void
gs_buf_reset(struct gs_buf *b)
{
	size_t max = b->max;

	if (b->cap > KEEP_MAX) {
		gs_buf_clear(b);
		b->max = max;
		return;
	}
	gs_buf_cut(b, 0);
}

void
gs_buf_clear(struct gs_buf *b)
{
	if (b->cap != 0) {
		gs_wipe(b->p, b->n);
		memory_free(b->p, b->cap);
	}
	memset(b, 0, sizeof(*b));
}

void
gs_buf_swap(struct gs_buf *a, struct gs_buf *b)
{
	struct gs_buf t = *a;

	*a = *b;
	*b = t;
}
