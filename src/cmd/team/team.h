/*
 * team: one keyring of the repository as the commands that share it see it:
 * its trust, its members as the index has them, and the files that a change
 * stages.  A command opens a team, adds files, and stages them all at once.
 */
#ifndef GS_CMD_TEAM_TEAM_H
#define GS_CMD_TEAM_TEAM_H

#include "base/map.h"
#include "cmd/cmd.h"
#include "cmd/filter/carrier.h"
#include "engine/trust.h"
#include "format/age/recipient.h"
#include "repo/trunk.h"

struct gs_team_file {
	char *path;	 /* owned: below top */
	struct gs_buf b; /* owned: its bytes */
	bool removed;	 /* or: it goes */
};

struct gs_team {
	struct gs_ctx *ctx; /* borrowed */
	struct gs_state state;
	struct gs_trunk trunk;
	struct gs_entries index; /* .git-seal/ as the index has it */
	struct gs_cmd_carrier carrier;
	struct gs_trust trust;
	struct gs_identities ids;   /* what unlock would use without asking */
	const struct gs_gen *seals; /* with its key; NULL unless asked for */
	bool of_tree; /* gs_team_tree: a commit's files, not the index's */
	struct gs_member *member;	     /* owned: the parsed files */
	struct gs_members_file *member_file; /* owned */
	size_t nr_members;
	struct gs_members members; /* judged under ${seals} */
	struct gs_team_file *file; /* owned: to be staged */
	size_t nr_files, cap_files;
	struct gs_map file_at;	 /* path: its place in ${file} + 1 */
	struct gs_map wrapped;	 /* "GEN" that was listed, and "GEN/ID" */
	struct gs_gpg_home *gpg; /* owned: cmd/team/gpg.h */
	bool gpg_force;		 /* wrap to gpg keys that have expired */
	struct gs_strs resealed; /* paths with a new blob in the index */
};

#define GS_TEAM_READ 0x1u /* members are judged; nothing need seal */
#define GS_TEAM_KEYS 0x4u /* keys alone: no member file is read */
#define GS_TEAM_OPEN 0x8u /* refuses in a worktree that is locked by itself */
#define GS_TEAM_WRITE                                                          \
	0x2u /* refuses where the index does not carry the
			      sealing generation (spec section 4), and as
			      GS_TEAM_OPEN */

/**
 * gs_team_open(t, ctx, how, e):
 * Load the keyring ctx->ring.  The struct must stay where it is.  With
 * GS_TEAM_WRITE: GS_ENOKEY, GS_EREFUSED or GS_ENEWER where nothing seals or
 * cannot be opened, with gs_trust_sealing's sentence; GS_EREFUSED with the
 * `git restore` that mends it where the index lacks it.  GS_ENOKEY with the
 * hint in a locked worktree.
 */
int gs_team_open(struct gs_team *t, struct gs_ctx *ctx, unsigned how,
    struct gs_err *e) GS_MUST_USE;
/** gs_team_members(t, e): after GS_TEAM_KEYS: read the member files after
 * all, without judging them. */
int gs_team_members(struct gs_team *t, struct gs_err *e) GS_MUST_USE;

/**
 * gs_team_tree(t, commit, members, e):
 * After GS_TEAM_KEYS: look at what ${commit} carries instead of the index,
 * for gs_team_each, gs_team_has_wrap and, with ${members}, the member files,
 * judged by that tree's own tips; t->seals is the one that seals there, or
 * NULL.  Where a tip cannot be opened t->members stays empty.
 */
int gs_team_tree(struct gs_team *t, const struct gs_oid *commit, bool members,
    struct gs_err *e) GS_MUST_USE;

void gs_team_close(struct gs_team *t);

/** gs_team_judge(t, sealing, nr, e): judge the members anew, under these
 * places of the chain (a join has several). */
int gs_team_judge(struct gs_team *t, const size_t *sealing, size_t nr,
    struct gs_err *e) GS_MUST_USE;

/** gs_team_need(t, at, e): GS_EREFUSED, with what mends it, where the index
 * does not carry the generation at the chain's place ${at}. */
int
gs_team_need(const struct gs_team *t, size_t at, struct gs_err *e) GS_MUST_USE;

/** gs_team_unjudged(t, e): where nothing seals: list the member files in
 * t->members as they are, all of them unproven but those that do not parse. */
int gs_team_unjudged(struct gs_team *t, struct gs_err *e) GS_MUST_USE;

/** gs_team_carries(t, path): whether the index has the file
 * .git-seal/KEYRING/${path}. */
bool gs_team_carries(const struct gs_team *t, const char *path);

/**
 * gs_team_each(t, folder, fn, arg, e):
 * The files of .git-seal/KEYRING/${folder} in the index, as struct
 * gs_carrier's each.
 */
int gs_team_each(const struct gs_team *t, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e) GS_MUST_USE;

/**
 * gs_team_add(t, b, fmt, ...):
 * Stage the bytes ${b} (taken over, emptied) as .git-seal/KEYRING/ and the
 * path that ${fmt} makes; a file that is to be staged already is replaced.
 */
int gs_team_add(struct gs_team *t, struct gs_buf *b, const char *fmt, ...)
    GS_PRINTF(3, 4) GS_MUST_USE;

/**
 * gs_team_read(t, path, max, out, e):
 * Append the file .git-seal/KEYRING/${path}: as it is to be staged, else as
 * the index has it.  GS_ENOTFOUND: neither; GS_ETOOBIG; others as
 * gs_batch_get.
 */
int gs_team_read(const struct gs_team *t, const char *path, size_t max,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_team_remove(t, fmt, ...): the file goes from index and tree. */
int gs_team_remove(struct gs_team *t, const char *fmt, ...)
    GS_PRINTF(2, 3) GS_MUST_USE;

/** gs_team_stage(t, e): do all of it, in index and working tree. */
int gs_team_stage(struct gs_team *t, struct gs_err *e) GS_MUST_USE;

/**
 * gs_team_add_member(t, m):
 * Print ${m} and add members/ID.
 */
int
gs_team_add_member(struct gs_team *t, const struct gs_member *m) GS_MUST_USE;

/** gs_team_short_hash(b, out): the first 8 hex digits of the SHA-256 of
 * ${b}, for a file's name. */
int gs_team_short_hash(const struct gs_buf *b, char out[9]) GS_MUST_USE;

#define GS_TEAM_SHORT_LEN 40

/** gs_team_short(recipient, out): R as a person recognizes it: its kind, its
 * beginning and its end; returns ${out}. */
const char *gs_team_short(const char *recipient, char out[GS_TEAM_SHORT_LEN]);

/** gs_team_has_wrap(t, gen, id, yes, e): whether the index, or what is to
 * be staged, has a wrap of the generation for the member file ${id}.  A
 * folder of wraps is listed once. */
int gs_team_has_wrap(struct gs_team *t, const uint8_t gen[GS_GEN_ID_LEN],
    const uint8_t id[GS_MEMBER_ID_LEN], bool *yes,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_team_wrap(t, gen, recipient, id, e):
 * Wrap ${gen} for R (age1..., ssh-..., gpg:...) and add wraps/GEN/ID-8HEX.age
 * or .gpg.  gpg keys come from identities/ID.asc (cmd/team/gpg.h).
 * GS_ENOKEY: it cannot be wrapped to (an expired gpg key), and e says why.
 */
int
gs_team_wrap(struct gs_team *t, const struct gs_gen *gen, const char *recipient,
    const uint8_t id[GS_MEMBER_ID_LEN], struct gs_err *e) GS_MUST_USE;

#endif
