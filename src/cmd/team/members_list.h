/*
 * members_list: who may open a keyring, for people and as JSON.
 */
#ifndef GS_CMD_TEAM_MEMBERS_LIST_H
#define GS_CMD_TEAM_MEMBERS_LIST_H

#include "cmd/team/team.h"

/**
 * gs_members_list(t, names, nr, e):
 * Print the members called one of the ${nr} ${names} (none: all).
 * GS_EREFUSED: there are findings: a file that is unproven, forged, damaged
 * or newer, a member who was removed without a rotation; GS_EUSAGE: nobody
 * has such a name.
 */
int gs_members_list(
    struct gs_team *t, char **names, size_t nr, struct gs_err *e) GS_MUST_USE;

/** gs_members_history(t, e): print grants, revocations and rotations, newest
 * first, and where a fork stands open. */
int gs_members_history(struct gs_team *t, struct gs_err *e) GS_MUST_USE;

#endif
