/*
 * set: the files of a tree that rules come from: its .gitattributes, or the
 * generation files of its .git-seal/.  Most commits have those of their
 * parent, so each different set is kept once, and compared by its address.
 */
#ifndef GS_CMD_CHECK_SET_H
#define GS_CMD_CHECK_SET_H

#include "base/map.h"
#include "git/attr.h"
#include "repo/index.h"
#include "repo/treediff.h"

enum gs_check_kind { GS_CHECK_ATTRS, GS_CHECK_GENS };

struct gs_check_file {
	char *path; /* owned */
	struct gs_oid id;
};

struct gs_check_roster; /* roster.h */

struct gs_check_set {
	enum gs_check_kind kind;
	struct gs_check_file *v; /* owned; sorted by path */
	size_t nr;
	/* GS_CHECK_ATTRS: what was asked of it (asked.h) */
	const char *index; /* borrowed: an index that has no others; or NULL */
	struct gs_strs want;
	struct gs_map asked;	/* path: its place in ${want}, from 1 */
	struct gs_attrs *attrs; /* owned: the answers */
	/* GS_CHECK_GENS: what the files say (roster.h) */
	struct gs_check_roster *roster;
};

/* A zeroed one is empty. */
struct gs_check_sets {
	struct gs_map by_key;
	struct gs_check_set **v; /* owned */
	size_t nr, cap;
};

/** gs_check_set_of(s, kind, entries, prefix, out): the set that the
 * ${entries} of stage 0 hold; ${prefix} stands before their paths. */
int gs_check_set_of(struct gs_check_sets *s, enum gs_check_kind kind,
    const struct gs_entries *entries, const char *prefix,
    struct gs_check_set **out) GS_MUST_USE;

/** gs_check_set_change(s, old, d, nr, back, out): what becomes of ${old} by
 * the ${nr} changes ${d}; ${back}: by their reverse. */
int gs_check_set_change(struct gs_check_sets *s, struct gs_check_set *old,
    const struct gs_treediff_one *d, size_t nr, bool back,
    struct gs_check_set **out) GS_MUST_USE;

/** gs_check_set_find(set, path): the file, or NULL. */
const struct gs_check_file *
gs_check_set_find(const struct gs_check_set *set, const char *path);

/** gs_check_gen_path(path, ring, n): whether ${path} is a generation file's;
 * ${ring} and ${n} say where its keyring's name stands.  Returns the 12
 * digits, or NULL. */
const char *gs_check_gen_path(const char *path, const char **ring, size_t *n);

void gs_check_sets_clear(struct gs_check_sets *s);

#endif
