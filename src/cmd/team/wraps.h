/*
 * wraps: which generations a member should be able to open, and making the
 * wraps that are missing.
 */
#ifndef GS_CMD_TEAM_WRAPS_H
#define GS_CMD_TEAM_WRAPS_H

#include "cmd/team/team.h"

/*
 * Sets of generations are those of format/roster/chain.h: a byte for each
 * place of the chain.  The team seals (GS_TEAM_WRITE).
 */

/**
 * gs_wraps_chain(t, mark, shut, e):
 * The sealing generation and its ancestors, as far as a key is here or a wrap
 * gives one without a question; free ${mark}.  ${shut} (NULL allowed): how
 * many that the files call its ancestors stay closed.
 */
int gs_wraps_chain(struct gs_team *t, uint8_t **mark, size_t *shut,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_wraps_lacking(t, id, mark, lack, e):
 * Those of ${mark} that the member file ${id} should have a wrap of and has
 * none: the sealing one, and all that came after one that he has.  So who
 * was granted `--from-now` is not given the past by accident, and a merge of
 * a grant with a rotation leaves no gap.
 */
int gs_wraps_lacking(struct gs_team *t, const uint8_t id[GS_MEMBER_ID_LEN],
    const uint8_t *mark, uint8_t *lack, struct gs_err *e) GS_MUST_USE;

/** gs_wraps_add(t, recipient, id, mark, made, e): wrap those of ${mark} that
 * have no wrap yet; ${made} counts up.  Fails as gs_team_wrap. */
int gs_wraps_add(struct gs_team *t, const char *recipient,
    const uint8_t id[GS_MEMBER_ID_LEN], const uint8_t *mark, size_t *made,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_wraps_fill(t, mark, made, failed, e):
 * What gs_wraps_lacking says, for every member file that counts and has not
 * expired.  One that cannot be wrapped to (GS_ENOKEY) is warned of by name,
 * counted in ${failed}, and does not hold up the others.
 */
int gs_wraps_fill(struct gs_team *t, const uint8_t *mark, size_t *made,
    size_t *failed, struct gs_err *e) GS_MUST_USE;

#endif
