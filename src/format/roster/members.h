/*
 * members: which member files count (spec section 4, "A member counts").
 * Whoever can push can put a file into members/; only those that the sealing
 * generation lists, or whose own tag is under an open generation, are
 * wrapped to.
 */
#ifndef GS_FORMAT_ROSTER_MEMBERS_H
#define GS_FORMAT_ROSTER_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "format/roster/chain.h"
#include "format/roster/member.h"

enum gs_members_state {
	GS_MEMBERS_COUNTS,
	/* "its tag is under a closed one: a merge can bring that"; or under
	 * one that this clone cannot open; not until `members --confirm` */
	GS_MEMBERS_UNPROVEN,
	GS_MEMBERS_FORGED,
	GS_MEMBERS_DAMAGED,
	GS_MEMBERS_NEWER /* proven or unreadable: a newer git-seal's */
};

/* A file of members/, as the caller read it. */
struct gs_members_file {
	uint8_t id[GS_MEMBER_ID_LEN];	/* its name */
	const struct gs_member *member; /* borrowed; NULL: unread */
	int why;			/* unread: why (gs_member_parse) */
};

struct gs_members_one {
	uint8_t id[GS_MEMBER_ID_LEN];
	const struct gs_member *member; /* borrowed; NULL: unread */
	enum gs_members_state state;
	bool listed;  /* the sealing generation has a line for its ID */
	bool expired; /* `until` is over: no new wraps */
};

struct gs_members {
	struct gs_members_one *v; /* owned; sorted by name, then ID; unread
				   * files come last */
	size_t nr;
	/* IDs "that the sealing generation lists and members/ lacks (removed
	 * without a rotation)" */
	uint8_t (*removed)[GS_MEMBER_ID_LEN]; /* owned */
	size_t nr_removed;
};

struct gs_members_ask {
	const struct gs_chain *chain; /* built */
	const char *keyring;
	/* Places in ${chain} of the sealing generation, which must be valid;
	 * or, for a join, of all the generations that it joins: "at a join
	 * the tags of both sides count, except for an ID that either side's
	 * revoked lines name since they parted". */
	const size_t *sealing;
	size_t nr_sealing;
	uint64_t now; /* Unix seconds; only for ${expired} */
};

/**
 * gs_members_judge(ask, file, nr, out):
 * Judge the ${nr} files.  GS_OK, GS_ENOMEM, GS_ECRYPTO, GS_ETOOBIG over
 * 10,000 files; GS_ENOKEY where a sealing generation cannot be opened.
 */
int gs_members_judge(const struct gs_members_ask *ask,
    const struct gs_members_file *file, size_t nr,
    struct gs_members *out) GS_MUST_USE;
void gs_members_clear(struct gs_members *m);

/** gs_members_end(m, i): the place behind the last file of the member whose
 * first stands at ${i}; an unread file is alone. */
size_t gs_members_end(const struct gs_members *m, size_t i);

/**
 * gs_members_parted(c, sealing, nr, out):
 * The `revoked` lines of generations that are among some of ${sealing} and
 * their ancestors but not among all.  ${out} maps member IDs to the name
 * (const char *, borrowed from the generation files).  GS_OK, GS_ENOMEM.
 */
int gs_members_parted(const struct gs_chain *c, const size_t *sealing,
    size_t nr, struct gs_map *out) GS_MUST_USE;

#endif
