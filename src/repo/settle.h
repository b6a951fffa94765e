/*
 * settle: gives entries of Git's index fresh stat data in the index file
 * itself, so that Git need not run a filter to see that nothing changed.  No
 * plumbing can do that: `update-index --refresh` cleans every file, and never
 * mends an entry whose size is wrong.  Modes, ids, names and extensions stay
 * as they are.
 *
 * What it guarantees: an entry that Git would compare by content (because it
 * is "racy": git's Documentation/technical/racy-git.txt) is still compared
 * afterwards, unless it was given stat data here.  Where the files that were
 * given some are older than the index it keeps its time, and no such entry is
 * touched; else they are put in doubt, which commands that do not refresh
 * (`git diff-index`) take for a change until the next `git status`.
 */
#ifndef GS_REPO_SETTLE_H
#define GS_REPO_SETTLE_H

#include "base/oid.h"
#include "repo/indexfile.h"

struct gs_settled {
	const char *path; /* borrowed */
	struct gs_oid id; /* the entry must still have it */
	struct gs_stat st;
};

/**
 * gs_settle(index, oid_len, items, nr, missed, e):
 * Give the stage 0 entry of each of ${items} (in the index's order, by
 * bytes) its stat data in the file ${index}.  Stat data of zeros mean doubt:
 * Git compares such an entry by content, through the filter, until somebody
 * knows better.  Works under Git's own index.lock, for which it waits some
 * seconds, and replaces the file whole.
 *
 *   missed  (NULL allowed) gets the number of items that have no entry, or
 *           one with another id.
 *
 * GS_OK, also where there is no index; GS_ENEWER: a split index, or one that
 * we do not know (nothing changed; see repo/settle_split.h); GS_EDAMAGED,
 * GS_EIO (the lock stays taken, included), GS_ENOMEM, GS_ECRYPTO.
 */
int gs_settle(const char *index, size_t oid_len, const struct gs_settled *items,
    size_t nr, size_t *missed, struct gs_err *e) GS_MUST_USE;

/**
 * gs_settle_young(index, oid_len, items, nr, e):
 * The same for entries of an index that was just written: the new file gets
 * the time of the old one, so that what was racy stays so and no other entry
 * is touched.  The files of ${items} must be older than that time.
 */
int gs_settle_young(const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, struct gs_err *e) GS_MUST_USE;

/**
 * gs_settle_trusts(index, oid_len, items, nr, yes, e):
 * Whether Git would take each of ${items} (as above; st is what lstat says
 * now) for unchanged without a look into the file: yes[i].  Codes as above;
 * on failure, and where the stat data prove nothing, all or some are false.
 */
int gs_settle_trusts(const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, bool *yes,
    struct gs_err *e) GS_MUST_USE;

#endif
