/*
 * worktree: whether one worktree is locked by itself (spec section 3), and
 * what becomes of one that nobody has met before.
 *
 *   GITDIR/git-seal/locked-worktree   it stays sealed; the keyrings stay
 *   GITDIR/git-seal/met               it was met while it was not locked
 *
 * With the setting seal.newWorktree = locked a linked worktree is locked
 * when it is met and neither file is there.  Whoever asks for the keys of a
 * worktree meets it, the filter that Git starts at `git worktree add` first
 * of all; one that was met before the setting was made has its mark, and
 * stays open.  The guarantee: as long as locked-worktree could be written,
 * or the setting stands, no key is used in a worktree that is new.
 */
#ifndef GS_ENGINE_WORKTREE_H
#define GS_ENGINE_WORKTREE_H

#include <stdbool.h>

#include "base/err.h"

/**
 * gs_worktree_meet(common_dir, git_dir, dir, locked, fresh, e):
 * Say in ${locked} whether the worktree of ${git_dir} is locked by itself.
 * One that is met for the first time is judged by the settings that Git
 * reads in ${dir} (as in gs_git_opt), and marked; ${fresh}: it was locked
 * just now.  A mark that cannot be written is no failure: the next one to
 * meet the worktree judges the same.
 *
 * A submodule that is met first inside a locked worktree is locked as well:
 * to its own settings it is no linked worktree.
 *
 * GS_OK; GS_EUSAGE: seal.newWorktree is neither `locked` nor `unlocked`;
 * GS_EGIT, GS_EIO, GS_ENOMEM.
 */
int gs_worktree_meet(const char *common_dir, const char *git_dir,
    const char *dir, bool *locked, bool *fresh, struct gs_err *e) GS_MUST_USE;

/** gs_worktree_lock(git_dir, locked, e): lock the worktree by itself, or open
 * it for good: also where seal.newWorktree says `locked`. */
int gs_worktree_lock(
    const char *git_dir, bool locked, struct gs_err *e) GS_MUST_USE;

#endif
