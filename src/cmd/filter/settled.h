/*
 * settled: where the trunk's history tells that the floor should have moved.
 * It moves "to the sealing generation once the trunk carries it", but nothing
 * need run between a push of one's own revocation and the pull that brings
 * what the leaver put beside it, or that takes it away again.  Where the
 * trunk carried what this clone made, alone, the floor would have moved then,
 * and does so now.
 */
#ifndef GS_CMD_FILTER_SETTLED_H
#define GS_CMD_FILTER_SETTLED_H

#include "cmd/filter/carrier.h"
#include "engine/trust.h"

/**
 * gs_settled_fork(t, trunk, e):
 * Where the keyring is at a fork, one side of it was made here, closes the
 * others, and stood in ${trunk} (a rev; NULL: there is none) before them,
 * make it the floor of ${t}.  Asks git at a fork only.
 */
int gs_settled_fork(
    struct gs_trust *t, const char *trunk, struct gs_err *e) GS_MUST_USE;

/**
 * gs_settled_vanished(t, c, e):
 * A revocation (or other closing generation) that was made here, whose file
 * is nowhere to be seen, but was once in the trunk of ${c}, a remote's,
 * becomes the floor of ${t}.  In a local trunk it may have been reverted
 * before anybody saw it.  Asks git only where there is such a generation.
 */
int gs_settled_vanished(
    struct gs_trust *t, struct gs_cmd_carrier *c, struct gs_err *e) GS_MUST_USE;

#endif
