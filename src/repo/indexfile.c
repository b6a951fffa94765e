#include <string.h>

#include "crypto/hash.h"

#include "repo/indexfile.h"

/* Entry: ten numbers, the id, flags, with 4000 set two more bytes of flags,
 * then the name.  The numbers: ctime, mtime (each with nanoseconds), dev,
 * ino, mode, uid, gid, size. */
#define STAT_LEN 40
#define AT_MODE 24
#define FLAG_EXTENDED 0x4000u
#define FLAG_NAME 0x0fffu
#define MORE_SKIP_WORKTREE 0x4000u
#define HEADER_LEN 12

void
gs_stat_of(const struct stat *st, struct gs_stat *out)
{
#ifdef __APPLE__
	const struct timespec *c = &st->st_ctimespec, *m = &st->st_mtimespec;
#else
	const struct timespec *c = &st->st_ctim, *m = &st->st_mtim;
#endif

	*out = (struct gs_stat){
		.ctime = (uint32_t)c->tv_sec,
		.ctime_ns = (uint32_t)c->tv_nsec,
		.mtime = (uint32_t)m->tv_sec,
		.mtime_ns = (uint32_t)m->tv_nsec,
		.dev = (uint32_t)st->st_dev,
		.ino = (uint32_t)st->st_ino,
		.uid = (uint32_t)st->st_uid,
		.gid = (uint32_t)st->st_gid,
		.size = (uint32_t)st->st_size,
	};
}

bool
gs_stat_eq(const struct gs_stat *a, const struct gs_stat *b)
{
	return a->ctime == b->ctime && a->ctime_ns == b->ctime_ns &&
	    a->mtime == b->mtime && a->mtime_ns == b->mtime_ns &&
	    a->dev == b->dev && a->ino == b->ino && a->uid == b->uid &&
	    a->gid == b->gid && a->size == b->size;
}

bool
gs_stat_is_racy(const struct gs_stat *st, uint32_t index_time)
{
	return index_time != 0 && index_time <= st->mtime;
}

/* Whether the trailing checksum is zeros: Git was told not to compute it. */
static bool
unsummed(const struct gs_indexfile *f)
{
	static const uint8_t none[GS_OID_MAX];

	return memcmp(f->p + f->n, none, f->oid_len) == 0;
}

static int
verify(const struct gs_indexfile *f)
{
	struct gs_oid sum;
	int r;

	if (unsummed(f))
		return GS_OK;
	if ((r = gs_oid_digest(f->oid_len, f->p, f->n, &sum)) != GS_OK)
		return r;
	return memcmp(f->p + f->n, sum.b, f->oid_len) == 0 ? GS_OK
							   : GS_EDAMAGED;
}

int
gs_indexfile_view(struct gs_indexfile *f, uint8_t *p, size_t n, size_t oid_len)
{
	const uint8_t *magic;
	int r;

	memset(f, 0, sizeof(*f));
	if (n < HEADER_LEN + oid_len)
		return GS_EDAMAGED;
	f->p = p;
	f->n = n - oid_len;
	f->oid_len = oid_len;
	f->at = (struct gs_cur){ p, f->n };
	if ((r = gs_cur_take(&f->at, 4, &magic)) != GS_OK ||
	    (r = gs_cur_be32(&f->at, &f->version)) != GS_OK ||
	    (r = gs_cur_be32(&f->at, &f->left)) != GS_OK)
		return r;
	if (memcmp(magic, "DIRC", 4) != 0)
		return GS_EDAMAGED;
	return f->version < 2 || f->version > 4 ? GS_ENEWER : GS_OK;
}

int
gs_indexfile_open(struct gs_indexfile *f, uint8_t *p, size_t n, size_t oid_len)
{
	int r = gs_indexfile_view(f, p, n, oid_len);

	return r == GS_OK ? verify(f) : r;
}

void
gs_indexfile_clear(struct gs_indexfile *f)
{
	gs_buf_clear(&f->name);
	memset(f, 0, sizeof(*f));
}

/* A number of version 4: 7 bits a byte, the first ones first, each further
 * byte adding one so that no number has two spellings. */
static int
take_varint(struct gs_cur *c, size_t *out)
{
	uint8_t b;
	size_t v;
	int r;

	if ((r = gs_cur_u8(c, &b)) != GS_OK)
		return r;
	v = b & 0x7fu;
	while ((b & 0x80u) != 0) {
		if (v >= SIZE_MAX >> 8)
			return GS_EDAMAGED;
		if ((r = gs_cur_u8(c, &b)) != GS_OK)
			return r;
		v = ((v + 1) << 7) + (b & 0x7fu);
	}
	*out = v;
	return GS_OK;
}

/* The bytes up to the next NUL, and the NUL. */
static int
take_string(struct gs_cur *c, const uint8_t **p, size_t *n)
{
	const uint8_t *end = c->n > 0 ? memchr(c->p, 0, c->n) : NULL;

	if (end == NULL)
		return GS_EDAMAGED;
	*n = (size_t)(end - c->p);
	return gs_cur_take(c, *n + 1, p);
}

/* Version 4: cut so many bytes off the last name, then append these. */
static int
take_compressed(
    struct gs_indexfile *f, struct gs_cur *c, struct gs_indexent *out)
{
	const uint8_t *tail;
	size_t cut, n;
	int r;

	if ((r = take_varint(c, &cut)) != GS_OK ||
	    (r = take_string(c, &tail, &n)) != GS_OK)
		return r;
	if (cut > f->name.n)
		return GS_EDAMAGED;
	gs_buf_cut(&f->name, f->name.n - cut);
	if ((r = gs_buf_add(&f->name, tail, n)) != GS_OK)
		return r;
	out->name = (const char *)f->name.p;
	out->n = f->name.n;
	return GS_OK;
}

/* Versions 2 and 3: the name, then 1 to 8 NULs up to a multiple of 8. */
static int
take_padded(struct gs_cur *c, size_t before, struct gs_indexent *out)
{
	const uint8_t *p, *pad;
	size_t n, whole;
	int r;

	if ((r = take_string(c, &p, &n)) != GS_OK)
		return r;
	out->name = (const char *)p;
	out->n = n;
	whole = (before + n + 8) & ~(size_t)7;
	return gs_cur_take(c, whole - before - n - 1, &pad);
}

int
gs_indexfile_next(struct gs_indexfile *f, struct gs_indexent *out)
{
	struct gs_cur c = f->at;
	const uint8_t *stat;
	uint16_t flags, more = 0;
	int r;

	memset(out, 0, sizeof(*out));
	if (f->left == 0)
		return GS_ENOTFOUND;
	out->at = f->n - c.n;
	if ((r = gs_cur_take(&c, STAT_LEN, &stat)) != GS_OK ||
	    (r = gs_cur_take(&c, f->oid_len, &out->oid)) != GS_OK ||
	    (r = gs_cur_be16(&c, &flags)) != GS_OK)
		return r;
	if ((flags & FLAG_EXTENDED) != 0 &&
	    (f->version < 3 || (r = gs_cur_be16(&c, &more)) != GS_OK))
		return GS_EDAMAGED;
	out->mode = gs_be32_get(stat + AT_MODE);
	out->stage = (flags >> 12) & 3u;
	out->skip_worktree = (more & MORE_SKIP_WORKTREE) != 0;
	r = f->version == 4 ? take_compressed(f, &c, out)
			    : take_padded(&c, f->n - out->at - c.n, out);
	if (r != GS_OK)
		return r;
	/* The flags hold the name's length as far as it fits.  (In a split
	 * index there are entries without a name.) */
	if ((flags & FLAG_NAME) != (out->n < FLAG_NAME ? out->n : FLAG_NAME))
		return GS_EDAMAGED;
	f->at = c;
	f->left--;
	return GS_OK;
}

int
gs_indexfile_end(struct gs_indexfile *f, unsigned *what)
{
	const uint8_t *name, *body;
	uint32_t n;
	int r;

	*what = 0;
	if (f->left != 0)
		return GS_EDAMAGED;
	while (f->at.n > 0) {
		if ((r = gs_cur_take(&f->at, 4, &name)) != GS_OK ||
		    (r = gs_cur_be32(&f->at, &n)) != GS_OK ||
		    (r = gs_cur_take(&f->at, n, &body)) != GS_OK)
			return r;
		if (memcmp(name, "link", 4) == 0)
			*what |= GS_INDEX_SPLIT;
		else if (memcmp(name, "sdir", 4) == 0)
			*what |= GS_INDEX_SPARSE;
		else if (name[0] < 'A' || name[0] > 'Z')
			return GS_ENEWER;
	}
	return GS_OK;
}

void
gs_indexfile_get(const struct gs_indexfile *f, const struct gs_indexent *e,
    struct gs_stat *out)
{
	const uint8_t *p = f->p + e->at;

	*out = (struct gs_stat){
		.ctime = gs_be32_get(p),
		.ctime_ns = gs_be32_get(p + 4),
		.mtime = gs_be32_get(p + 8),
		.mtime_ns = gs_be32_get(p + 12),
		.dev = gs_be32_get(p + 16),
		.ino = gs_be32_get(p + 20),
		.uid = gs_be32_get(p + 28),
		.gid = gs_be32_get(p + 32),
		.size = gs_be32_get(p + 36),
	};
}

void
gs_indexfile_put(struct gs_indexfile *f, const struct gs_indexent *e,
    const struct gs_stat *st)
{
	uint8_t *p = f->p + e->at;

	gs_be32_put(p, st->ctime);
	gs_be32_put(p + 4, st->ctime_ns);
	gs_be32_put(p + 8, st->mtime);
	gs_be32_put(p + 12, st->mtime_ns);
	gs_be32_put(p + 16, st->dev);
	gs_be32_put(p + 20, st->ino);
	gs_be32_put(p + 28, st->uid);
	gs_be32_put(p + 32, st->gid);
	gs_be32_put(p + 36, st->size);
}

int
gs_indexfile_sum(struct gs_indexfile *f)
{
	struct gs_oid sum;
	int r;

	if (unsummed(f))
		return GS_OK;
	if ((r = gs_oid_digest(f->oid_len, f->p, f->n, &sum)) == GS_OK)
		memcpy(f->p + f->n, sum.b, f->oid_len);
	return r;
}
