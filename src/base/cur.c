#include <string.h>

#include "base/cur.h"

int
gs_cur_take(struct gs_cur *c, size_t n, const uint8_t **out)
{
	if (n > c->n)
		return GS_EDAMAGED;
	*out = c->p;
	c->p += n;
	c->n -= n;
	return GS_OK;
}

int
gs_cur_u8(struct gs_cur *c, uint8_t *out)
{
	const uint8_t *p;
	int r;

	if ((r = gs_cur_take(c, 1, &p)) == GS_OK)
		*out = p[0];
	return r;
}

int
gs_cur_be16(struct gs_cur *c, uint16_t *out)
{
	const uint8_t *p;
	int r;

	if ((r = gs_cur_take(c, 2, &p)) == GS_OK)
		*out = (uint16_t)((unsigned)p[0] << 8 | p[1]);
	return r;
}

int
gs_cur_be32(struct gs_cur *c, uint32_t *out)
{
	const uint8_t *p;
	int r;

	if ((r = gs_cur_take(c, 4, &p)) == GS_OK)
		*out = gs_be32_get(p);
	return r;
}

int
gs_cur_be64(struct gs_cur *c, uint64_t *out)
{
	const uint8_t *p;
	int r;

	if ((r = gs_cur_take(c, 8, &p)) == GS_OK)
		*out = gs_be64_get(p);
	return r;
}

int
gs_cur_line(struct gs_cur *c, const uint8_t **line, size_t *n)
{
	const uint8_t *lf;

	if (c->n == 0)
		return GS_ENOTFOUND;
	lf = memchr(c->p, '\n', c->n);
	*line = c->p;
	*n = lf == NULL ? c->n : (size_t)(lf - c->p);
	c->p += *n + (lf != NULL);
	c->n -= *n + (lf != NULL);
	return GS_OK;
}

uint32_t
gs_be32_get(const uint8_t p[4])
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

uint64_t
gs_be64_get(const uint8_t p[8])
{
	return (uint64_t)gs_be32_get(p) << 32 | gs_be32_get(p + 4);
}

void
gs_be32_put(uint8_t p[4], uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

void
gs_be64_put(uint8_t p[8], uint64_t v)
{
	gs_be32_put(p, (uint32_t)(v >> 32));
	gs_be32_put(p + 4, (uint32_t)v);
}
