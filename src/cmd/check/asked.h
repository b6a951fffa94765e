/*
 * asked: the attributes that a set of .gitattributes gives to paths.  All
 * questions are gathered first and put to Git at once, with a small index of
 * its own for each set: no tree is read for them.
 */
#ifndef GS_CMD_CHECK_ASKED_H
#define GS_CMD_CHECK_ASKED_H

#include "cmd/check/set.h"
#include "repo/repo.h"

/** gs_check_ask(set, path): ${path} will be asked for.  GS_OK, GS_ENOMEM. */
int gs_check_ask(struct gs_check_set *set, const char *path) GS_MUST_USE;

/** gs_check_answer(repo, sets, e): ask Git for all of them; once. */
int gs_check_answer(const struct gs_repo *repo, struct gs_check_sets *sets,
    struct gs_err *e) GS_MUST_USE;

/** gs_check_attrs(set, path): the answer; ${path} was asked for. */
const struct gs_attrs *
gs_check_attrs(const struct gs_check_set *set, const char *path);

#endif
