/*
 * indexfile: the bytes of Git's index file (gitformat-index(5)), versions 2
 * to 4, with names of either length: walking the entries of a file that lies
 * in memory, and the stat data in them, the only thing that is ever changed
 * (it has a fixed place and size, so everything else stays byte for byte).
 * Never reads or writes a file.
 */
#ifndef GS_REPO_INDEXFILE_H
#define GS_REPO_INDEXFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/cur.h"

/* What Git keeps of lstat(2), each cut to 32 bits as Git cuts it. */
struct gs_stat {
	uint32_t ctime;
	uint32_t ctime_ns;
	uint32_t mtime;
	uint32_t mtime_ns;
	uint32_t dev;
	uint32_t ino;
	uint32_t uid;
	uint32_t gid;
	uint32_t size;
};

/** gs_stat_of(st, out): what Git would keep of ${st}. */
void gs_stat_of(const struct stat *st, struct gs_stat *out);

/** gs_stat_eq(a, b): whether all of it is the same. */
bool gs_stat_eq(const struct gs_stat *a, const struct gs_stat *b);

/** gs_stat_is_racy(st, index_time): Git's own rule: who was written in the
 * same second as the index, or later, may have changed behind its stat data.
 * ${index_time} 0: an index without a time. */
bool gs_stat_is_racy(const struct gs_stat *st, uint32_t index_time);

struct gs_indexfile {
	uint8_t *p; /* borrowed: the file without its trailing checksum */
	size_t n;
	size_t oid_len;
	uint32_t version; /* 2, 3 or 4 */
	uint32_t left;	  /* entries not yet walked over */
	struct gs_cur at;
	struct gs_buf name; /* owned: the last entry's (version 4) */
};

/* One entry; borrowed until the next is asked for. */
struct gs_indexent {
	size_t at;	    /* where it begins in the file */
	const uint8_t *oid; /* oid_len bytes */
	const char *name;   /* ${n} bytes, no NUL behind them */
	size_t n;
	uint32_t mode;
	unsigned stage;
	bool skip_worktree;
};

/* What gs_indexfile_end finds. */
#define GS_INDEX_SPLIT 0x01u  /* link: most entries stand in another file */
#define GS_INDEX_SPARSE 0x02u /* sdir: entries may be whole folders */

/**
 * gs_indexfile_open(f, p, n, oid_len):
 * Begin with the ${n} bytes of an index file at ${p} (borrowed, writable) in
 * a repository whose object names have ${oid_len} bytes (20 or 32).  Clear
 * with gs_indexfile_clear, whatever is returned.
 *
 * GS_OK; GS_EDAMAGED: no index, or its checksum is wrong; GS_ENEWER: a
 * version that we do not know; GS_ECRYPTO.
 */
int gs_indexfile_open(
    struct gs_indexfile *f, uint8_t *p, size_t n, size_t oid_len) GS_MUST_USE;
void gs_indexfile_clear(struct gs_indexfile *f);

/** gs_indexfile_view(f, p, n, oid_len): the same without a look at the
 * checksum, as Git itself does: for who only reads. */
int gs_indexfile_view(
    struct gs_indexfile *f, uint8_t *p, size_t n, size_t oid_len) GS_MUST_USE;

/** gs_indexfile_next(f, out): GS_OK; GS_ENOTFOUND behind the last entry;
 * GS_EDAMAGED, GS_ENOMEM. */
int
gs_indexfile_next(struct gs_indexfile *f, struct gs_indexent *out) GS_MUST_USE;

/**
 * gs_indexfile_end(f, what):
 * Behind the last entry: walk over the extensions and set the bits of
 * ${what} (GS_INDEX_*).  GS_OK; GS_ENEWER: one that must not be ignored and
 * that we do not know; GS_EDAMAGED.
 */
int gs_indexfile_end(struct gs_indexfile *f, unsigned *what) GS_MUST_USE;

/** gs_indexfile_get, gs_indexfile_put: the stat data of the entry ${e}. */
void gs_indexfile_get(const struct gs_indexfile *f, const struct gs_indexent *e,
    struct gs_stat *out);
void gs_indexfile_put(struct gs_indexfile *f, const struct gs_indexent *e,
    const struct gs_stat *st);

/** gs_indexfile_sum(f): put the right checksum behind the changed bytes; one
 * of zeros (index.skipHash) stays.  GS_OK or GS_ECRYPTO. */
int gs_indexfile_sum(struct gs_indexfile *f) GS_MUST_USE;

#endif
