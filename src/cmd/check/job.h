/*
 * job: one run of `check`: the commits (or the index) to look at, what they
 * changed, and what is known of attributes and blobs.  It is filled in four
 * passes, so that Git is asked in bulk: what changed, which attributes, what
 * is in the blobs, and then the rules, which ask nobody.
 */
#ifndef GS_CMD_CHECK_JOB_H
#define GS_CMD_CHECK_JOB_H

#include "cmd/check/asked.h"
#include "cmd/check/facts.h"
#include "cmd/check/finding.h"
#include "cmd/check/set.h"
#include "repo/trunk.h"

/* What a parent had, and what became of it. */
struct gs_check_parent {
	struct gs_check_set *attrs, *gens;
	const struct gs_treediff_one *v; /* borrowed */
	size_t nr;
};

/* A file to judge. */
struct gs_check_item {
	const char *path; /* borrowed */
	uint32_t mode;
	struct gs_oid id;
};

/* A commit, or the index. */
struct gs_check_snap {
	struct gs_oid commit; /* n == 0: the index */
	bool every;	      /* every file is judged, not only what changed */
	bool all;	      /* every file is asked for its attributes */
	bool tip;	      /* of a range that brings another .git-seal/ */
	struct gs_entries tree; /* owned: its files; empty: not read */
	struct gs_check_set *attrs, *gens;
	struct gs_check_parent *parent; /* owned; the first leads */
	size_t nr_parents;
	struct gs_check_item *item; /* owned */
	size_t nr_items, cap_items;
};

struct gs_check {
	struct gs_ctx *ctx; /* borrowed; ctx->keys empty: no key is used */
	struct gs_check_sets attrs, gens;
	struct gs_check_facts facts;
	struct gs_check_snap *snap; /* owned */
	size_t nr, cap;
	struct gs_treediff diff;       /* what the parents borrow from */
	bool late;		       /* gs_check_compare is still to come */
	struct gs_treediff_pair *pair; /* owned: what ${diff} compares; or
					* NULL: HEAD with the index */
	size_t nr_pairs;
	struct gs_trunk trunk;
	bool trunk_read;
	struct gs_check_set *on_trunk; /* its generations; NULL: no trunk */
	struct gs_map closed; /* by tree and keyring: closed.h; owned */
	struct gs_findings found;
	size_t files; /* that were judged */
};

void gs_check_clear(struct gs_check *c);

/** gs_check_add(c, commit, out): one more snap. */
int gs_check_add(struct gs_check *c, const struct gs_oid *commit,
    struct gs_check_snap **out) GS_MUST_USE;

/* Pass one.  Each fills c->snap. */

/** gs_check_index(c, every, e): the index against HEAD; ${every}: all of
 * it, and where it is HEAD's tree against HEAD's parents. */
int
gs_check_index(struct gs_check *c, bool every, struct gs_err *e) GS_MUST_USE;

/**
 * gs_check_compare(c, e), gs_check_compared(c, e):
 * With ${every}, the second half of gs_check_index: what the index is
 * compared with.  The first of them asks Git and touches nothing but what
 * only it knows, so it runs beside the passes that need no answer; the
 * second takes the answer in.
 */
int gs_check_compare(struct gs_check *c, struct gs_err *e) GS_MUST_USE;
int gs_check_compared(struct gs_check *c, struct gs_err *e) GS_MUST_USE;

/** gs_check_tree(c, rev, e): all of one commit or tree. */
int gs_check_tree(
    struct gs_check *c, const char *rev, struct gs_err *e) GS_MUST_USE;

/** gs_check_range(c, revs, nr, e): what commits brought: those that
 * `git rev-list` lists for ${revs}. */
int gs_check_range(struct gs_check *c, const char *const *revs, size_t nr,
    struct gs_err *e) GS_MUST_USE;

/** gs_check_run(c, e): passes two to four. */
int gs_check_run(struct gs_check *c, struct gs_err *e) GS_MUST_USE;

/** gs_check_trunk(c, out, e): the generations of the trunk, or NULL. */
int gs_check_trunk(struct gs_check *c, struct gs_check_set **out,
    struct gs_err *e) GS_MUST_USE;

/** gs_check_renames(c, s, p, e): sealed files of the parent ${p} that stand
 * in ${s} under another name, and plain. */
int gs_check_renames(struct gs_check *c, const struct gs_check_snap *s,
    const struct gs_check_parent *p, struct gs_err *e) GS_MUST_USE;

/** gs_check_roster_moved(s): whether .git-seal/ is news in ${s}, or all of
 * it is asked for. */
bool gs_check_roster_moved(const struct gs_check_snap *s);

/** gs_check_judge(c, s, e): pass four for one snap. */
int gs_check_judge(struct gs_check *c, const struct gs_check_snap *s,
    struct gs_err *e) GS_MUST_USE;

#endif
