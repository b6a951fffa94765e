/*
 * commit: the end of every command that changes .git-seal/: say what to
 * commit, or commit exactly that.
 */
#ifndef GS_CMD_TEAM_COMMIT_H
#define GS_CMD_TEAM_COMMIT_H

#include "cmd/team/team.h"

/**
 * gs_team_commit(t, now, message, e):
 * Without ${now}: a hint that names what is staged.  With it: a commit on
 * HEAD of .git-seal/KEYRING and of the files that were sealed anew; nothing
 * else that is staged goes in.
 */
int gs_team_commit(struct gs_team *t, bool now, const char *message,
    struct gs_err *e) GS_MUST_USE;

#endif
