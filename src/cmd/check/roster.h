/*
 * roster: what the generation files of one tree say, without any key: which
 * generations the tree carries, and whether they fork.
 */
#ifndef GS_CMD_CHECK_ROSTER_H
#define GS_CMD_CHECK_ROSTER_H

#include "cmd/check/facts.h"
#include "cmd/check/finding.h"
#include "cmd/check/set.h"
#include "format/keyring.h"
#include "repo/repo.h"

void gs_check_roster_free(struct gs_check_roster *r);

/** gs_check_carries(set, ring, id): whether the tree has the generation's
 * file in the keyring ${ring}; ${ring} NULL: in any. */
bool gs_check_carries(const struct gs_check_set *set, const char *ring,
    const uint8_t id[GS_GEN_ID_LEN]);

/**
 * gs_check_roster(repo, facts, set, commit, out, e):
 * Findings about the files themselves: damaged ones, newer ones, and two
 * that no other there names as parent.  What ${facts} kept is not read again.
 */
int
gs_check_roster(const struct gs_repo *repo, const struct gs_check_facts *facts,
    struct gs_check_set *set, const struct gs_oid *commit,
    struct gs_findings *out, struct gs_err *e) GS_MUST_USE;

/** gs_check_vanished(old, now, trunk, commit, out): files of ${old} that
 * ${now} lacks although the ${trunk} (NULL: there is none) has them, or has
 * otherwise. */
int gs_check_vanished(const struct gs_check_set *old,
    const struct gs_check_set *now, const struct gs_check_set *trunk,
    const struct gs_oid *commit, struct gs_findings *out) GS_MUST_USE;

#endif
