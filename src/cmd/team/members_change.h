/*
 * members_change: what `members` changes: wraps, a renewed gpg key, a new
 * proof for a member file.
 */
#ifndef GS_CMD_TEAM_MEMBERS_CHANGE_H
#define GS_CMD_TEAM_MEMBERS_CHANGE_H

#include "cmd/team/team.h"

/* All need a team that seals (GS_TEAM_WRITE), and stage what they did, or
 * commit it (${commit}). */

/** gs_members_wrap(t, commit, e): make the wraps that are missing.
 * GS_EREFUSED where somebody could not be wrapped to. */
int
gs_members_wrap(struct gs_team *t, bool commit, struct gs_err *e) GS_MUST_USE;

/** gs_members_refresh(t, name, commit, e): take the gpg keys of ${name} from
 * the user's own gpg keyring, same fingerprints, and wrap what is missing. */
int gs_members_refresh(struct gs_team *t, const char *name, bool commit,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_members_confirm(t, id, yes, commit, e):
 * Show the member file ${id} (in hex) in full and, after a yes on the
 * terminal or with ${yes}, write it under a new tag.  GS_EREFUSED: no, or
 * nobody to ask; GS_EUSAGE: there is no such file.
 */
int gs_members_confirm(struct gs_team *t, const char *id, bool yes, bool commit,
    struct gs_err *e) GS_MUST_USE;

#endif
