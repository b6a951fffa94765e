/*
 * freshen: after a checkout Git mistrusts what it wrote in the second in
 * which it wrote the index ("racy": git's Documentation/technical/
 * racy-git.txt) and compares it by content, through the filter, at the next
 * `git status` and at each one after it.  Here one process does that once.
 *
 * What it guarantees: an entry gets new stat data only if the file held,
 * at that moment, what its blob opens to.  Its file is given a time two
 * seconds before the index's first, so that whoever writes into it while it
 * is compared, or later, gives it another one.
 */
#ifndef GS_REPO_FRESHEN_H
#define GS_REPO_FRESHEN_H

#include "base/text.h"
#include "repo/look.h"

/* The entries that Git would look into, in its order.  A zeroed one is
 * empty. */
struct gs_racy {
	struct gs_strs paths;
	struct gs_oid *id; /* owned; one for each path */
	size_t cap;
	uint32_t index_time;
};

/**
 * gs_racy_find(index, oid_len, out, e):
 * The racy entries of regular files that should be there, unmerged ones left
 * out.  GS_OK, also where there is no index; otherwise as gs_settle.
 */
int gs_racy_find(const char *index, size_t oid_len, struct gs_racy *out,
    struct gs_err *e) GS_MUST_USE;
void gs_racy_clear(struct gs_racy *l);

/**
 * gs_freshen(w, place, index_time, e):
 * For each of w->v, some of what gs_racy_find found: if its file holds the
 * blob's bytes, or what they open to, let Git know.  v[i].written says for
 * which it did.  A file that holds anything else is not touched at all, and
 * what is in the way (somebody writes, it is another user's) leaves that
 * entry as it is.
 *
 * GS_OK; GS_EIO, GS_EGIT, GS_ENOMEM, GS_ECRYPTO: the index is as it was.
 */
int gs_freshen(struct gs_works *w, const struct gs_place *place,
    uint32_t index_time, struct gs_err *e) GS_MUST_USE;

#endif
