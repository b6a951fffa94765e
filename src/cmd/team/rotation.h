/*
 * rotation: a new generation of a keyring, in steps that a kill may stand
 * between: its key is in this clone's keyring first, then its file and its
 * wraps are staged, and only then is the first blob sealed under it.
 */
#ifndef GS_CMD_TEAM_ROTATION_H
#define GS_CMD_TEAM_ROTATION_H

#include "cmd/team/anew.h"
#include "cmd/team/team.h"

struct gs_rotation {
	struct gs_team *team; /* borrowed: open */
	const char *reason;   /* or NULL */
	bool closing;
	bool chosen; /* over the other tips of a fork: they are closed */
	const struct gs_strs *without; /* members that get no wrap; or NULL */
	const char *revoked;	       /* the member who leaves; or NULL */
	const size_t *parents;	       /* places in the chain; each is open */
	size_t nr_parents;
	bool quiet; /* nothing but findings goes to standard output */
	/* What came of it. */
	struct gs_gen *gen; /* owned: the new generation */
	uint8_t *open;	    /* owned: by chain place: what was open before */
	size_t nr_open;
	size_t wrapped; /* recipients */
};

/** gs_rotation_make(r, e): all up to and with the staging of .git-seal/.
 * GS_ENOKEY with the name where somebody cannot be wrapped to; nothing is
 * changed then. */
int gs_rotation_make(struct gs_rotation *r, struct gs_err *e) GS_MUST_USE;

/**
 * gs_rotation_reseal(r, a, e):
 * Seal every file of the keyring in the index under the new generation, but
 * for those that ${a} (made before the rotation) leaves alone: they are
 * listed.  GS_EREFUSED if there were any.
 */
int gs_rotation_reseal(
    struct gs_rotation *r, struct gs_anew *a, struct gs_err *e) GS_MUST_USE;

void gs_rotation_clear(struct gs_rotation *r);

#endif
