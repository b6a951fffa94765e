/*
 * pushed: what a hook reads on standard input, as commits to check.
 */
#ifndef GS_CMD_CHECK_PUSHED_H
#define GS_CMD_CHECK_PUSHED_H

#include "base/text.h"
#include "repo/repo.h"

/**
 * gs_check_pushed(repo, remote, revs, trees, e):
 * Git's pre-push lines: append to ${revs} what `git rev-list` needs to list
 * the commits that the other side lacks, as far as refs here tell; nothing
 * where nothing is pushed.  ${remote} NULL: any remote's refs count.
 * ${trees}: revs of trees that are pushed by themselves, as a tag may.
 */
int gs_check_pushed(const struct gs_repo *repo, const char *remote,
    struct gs_strs *revs, struct gs_strs *trees, struct gs_err *e) GS_MUST_USE;

/** gs_check_received(repo, revs, trees, e): the same for Git's pre-receive lines:
 * commits that no ref here leads to yet. */
int gs_check_received(const struct gs_repo *repo, struct gs_strs *revs,
    struct gs_strs *trees, struct gs_err *e) GS_MUST_USE;

#endif
