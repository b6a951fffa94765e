/*
 * grant_member: `grant`, and its member files: which may be written, and
 * writing them.
 */
#ifndef GS_CMD_TEAM_GRANT_MEMBER_H
#define GS_CMD_TEAM_GRANT_MEMBER_H

#include "cmd/team/grantee.h"
#include "cmd/team/team.h"

struct gs_grant_args {
	const char *until;
	const char *note;
	bool from_now;
	bool force;
	const char *passphrase_file;
	bool commit;
};

struct gs_grant {
	struct gs_team *team;
	const struct gs_grant_args *args;
	const char *name;
	struct gs_grantees who;
	bool shows;	/* standard output is an identity's */
	uint8_t *mark;	/* owned: the generations that are granted */
	uint8_t *chain; /* owned: the whole chain */
};

/**
 * gs_grant_to(ctx, a, name, words, nr, e):
 * All of `grant NAME RECIPIENT...` for the keyring ctx->ring, once the
 * command line was read.  As gs_team_open, gs_grantees_read, gs_grant_check.
 */
int gs_grant_to(struct gs_ctx *ctx, const struct gs_grant_args *a,
    const char *name, char **words, size_t nr, struct gs_err *e) GS_MUST_USE;

/** gs_grant_until(a): the date of --until; NULL for none and "never". */
const char *gs_grant_until(const struct gs_grant_args *a);

/**
 * gs_grant_check(g, e):
 * All refusals, before the first question and the first secret: a recipient
 * that is another member's, a second passphrase, over 10,000 recipients.
 * GS_OK, GS_EREFUSED, GS_ENEWER, GS_ETOOBIG.
 */
int gs_grant_check(const struct gs_grant *g, struct gs_err *e) GS_MUST_USE;

/**
 * gs_grant_file(g, who, id, there, wrote, e):
 * Add the member file of ${who}, whose ID is ${id}, unless it is right as it
 * stands.  ${there}: it was a member's already; ${wrote}: it is written.
 */
int gs_grant_file(struct gs_grant *g, const struct gs_grantee *who,
    const uint8_t id[GS_MEMBER_ID_LEN], bool *there, bool *wrote,
    struct gs_err *e) GS_MUST_USE;

#endif
