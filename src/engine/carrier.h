/*
 * carrier: how the engine reads the .git-seal/ that a repository carries.
 * cmd fills the struct (cmd/carrier.h).  Nothing is read from the working
 * tree, no path outside .git-seal/ is followed, and only exact names count.
 */
#ifndef GS_ENGINE_CARRIER_H
#define GS_ENGINE_CARRIER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"

enum gs_where {
	GS_WHERE_TRUNK,
	GS_WHERE_HEAD,
	GS_WHERE_INDEX,
	GS_WHERE_TREE, /* the commit being checked out, or judged */
	GS_WHERE_NR
};

#define GS_MODE_FILE 0100644u
#define GS_MODE_FOLDER 0040000u

typedef int gs_carrier_fn(
    void *arg, const char *name, uint32_t mode, const struct gs_oid *id);

struct gs_carrier {
	void *ctx;
	/* Call fn(arg, ...) for what stands directly in .git-seal/FOLDER
	 * ("" for .git-seal itself, "default/members"), in order; a failure of
	 * fn ends it.  No such folder: GS_OK and no call.  GS_ENOTFOUND:
	 * there is no such place at all (no trunk, an unborn HEAD). */
	int (*each)(void *ctx, enum gs_where where, const char *folder,
	    gs_carrier_fn *fn, void *arg, struct gs_err *e);
	/* Append a blob; GS_ENOTFOUND where it is not here (partial clone),
	 * GS_ETOOBIG over ${max} bytes. */
	int (*blob)(void *ctx, const struct gs_oid *id, size_t max,
	    struct gs_buf *out, struct gs_err *e);
};

#endif
