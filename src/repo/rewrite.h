/*
 * rewrite: all sealed files of a working tree turned plain, or sealed again,
 * in one go, without `git checkout`: blobs are read, opened and written on
 * all processors, and the index gets the new stat data, so that the next
 * `git status` runs no filter.
 *
 * A kill at any moment leaves each file as it was or as it should be, and
 * Git right about all of them: before the first file is touched the entries
 * are put in doubt (repo/settle.h), so Git compares them by content.
 */
#ifndef GS_REPO_REWRITE_H
#define GS_REPO_REWRITE_H

#include "repo/look.h"

enum gs_rewrite_to {
	GS_REWRITE_PLAIN, /* what the blobs open to */
	GS_REWRITE_BLOB	  /* the sealed bytes */
};

/**
 * gs_rewrite(w, place, to, force, e):
 * Do it for the files that gs_look has looked at.  Left as they are: files
 * that are gone, that hold already what they should, whose blob is not
 * sealed or cannot be opened (v[i].opened says why) and, without ${force},
 * those that were changed, be it since gs_look.  v[i].written says which
 * were written.
 *
 * GS_OK; GS_EIO, GS_EGIT, GS_ENOMEM, GS_ECRYPTO: what was done before is
 * settled all the same.
 */
int gs_rewrite(struct gs_works *w, const struct gs_place *place,
    enum gs_rewrite_to to, bool force, struct gs_err *e) GS_MUST_USE;

#endif
