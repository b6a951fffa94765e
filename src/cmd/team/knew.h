/*
 * knew: what somebody who leaves could read: every file of the keyring that
 * opens under a generation wrapped for him, the variables of those that look
 * like env files, and when each last changed.
 */
#ifndef GS_CMD_TEAM_KNEW_H
#define GS_CMD_TEAM_KNEW_H

#include "cmd/team/rotation.h"

struct gs_knew_file {
	char *path;		 /* owned: below top */
	struct gs_strs variable; /* names, without their values */
	char changed[11];	 /* YYYY-MM-DD of the last commit; or "" */
};

struct gs_knew {
	char *name;
	struct gs_knew_file *v; /* owned */
	size_t nr;
};

/** gs_knew_find(t, name, k, e): before the rotation: of the index. */
int gs_knew_find(struct gs_team *t, const char *name, struct gs_knew *k,
    struct gs_err *e) GS_MUST_USE;

/** gs_knew_print(k, r, e): for people, or as JSON with --json. */
int gs_knew_print(const struct gs_knew *k, const struct gs_rotation *r,
    struct gs_err *e) GS_MUST_USE;

void gs_knew_clear(struct gs_knew *k);

#endif
