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

/**
 * gs_commit_changes(ctx, message, c, nr, e):
 * A commit on HEAD of these changes and nothing else; index and tree stay.
 * GS_EREFUSED amid a merge, cherry-pick, revert or rebase, which a commit
 * would end.
 */
int gs_commit_changes(struct gs_ctx *ctx, const char *message,
    const struct gs_index_change *c, size_t nr, struct gs_err *e) GS_MUST_USE;

/** gs_commit_may(ctx, e): whether a commit can be made here at all; to be
 * asked before anything is staged.  GS_OK, or GS_EREFUSED as above. */
int gs_commit_may(struct gs_ctx *ctx, struct gs_err *e) GS_MUST_USE;

#endif
