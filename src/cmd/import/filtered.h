/*
 * filtered: for tools that are a filter in .gitattributes, as git-crypt and
 * transcrypt are: which files it reaches, and the lines that replace its own.
 * A driver DRIVER-NAME stands for another of the tool's keys, and becomes a
 * keyring of that name.
 */
#ifndef GS_CMD_IMPORT_FILTERED_H
#define GS_CMD_IMPORT_FILTERED_H

#include "cmd/import/import.h"

struct gs_import_driver {
	const char *name;   /* of filter, diff and merge: "git-crypt" */
	const char *ignore; /* a folder whose own attributes do not count, with
			       its slash; or NULL */
	/* Whether the bytes are a blob of the tool's: such a one is imported
	 * under our own attribute as well, where a merge of an old branch has
	 * brought it. */
	bool (*is)(const void *p, size_t n);
	/* Whether the key ${key} ("": the default one) is here; else the
	 * failure that names ${path}, which needs it. */
	int (*have)(struct gs_import *im, const char *key, const char *path,
	    struct gs_err *e);
};

/** gs_import_filtered(im, d, e): add all files that index and attributes
 * give ${d}, or that it encrypted under ours, and change every .gitattributes that speaks of it. */
int gs_import_filtered(struct gs_import *im, const struct gs_import_driver *d,
    struct gs_err *e) GS_MUST_USE;

/** gs_import_key_ring(im, key): the keyring for the key ${key}; NULL: none
 * can be called so. */
const char *gs_import_key_ring(const struct gs_import *im, const char *key);

/**
 * gs_import_convert(p, n, driver, top, ring, out):
 * Append to ${out} the text of a .gitattributes file in which what ${driver}
 * encrypts is sealed: filter=DRIVER[-NAME], and diff= and merge= of it,
 * become ours, and what switches a filter off switches ours off.  Other
 * lines stay, byte for byte.
 *
 *   top   the top-level file, where a macro is allowed.
 *   ring  the default key's keyring.
 */
int gs_import_convert(const void *p, size_t n, const char *driver, bool top,
    const char *ring, struct gs_buf *out) GS_MUST_USE;

/** gs_import_drop_config(driver, e): the sections filter, diff and merge of
 * DRIVER and DRIVER-NAME leave the clone's config. */
int gs_import_drop_config(const char *driver, struct gs_err *e) GS_MUST_USE;

#endif
