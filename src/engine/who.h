/*
 * who: who we are to a keyring that has no wrap for us: somebody who was
 * revoked, a member whose time is over, one that nobody wrapped for, or a
 * stranger.  Only for telling a person: whoever can push writes these files,
 * and nothing is opened or refused by them.
 */
#ifndef GS_ENGINE_WHO_H
#define GS_ENGINE_WHO_H

#include "base/text.h"
#include "engine/trust.h"

enum gs_who_kind {
	GS_WHO_STRANGER, /* nothing here speaks of us */
	GS_WHO_REVOKED,	 /* a `revoked` line, and no member file */
	GS_WHO_EXPIRED,	 /* a member file whose `until` is over */
	GS_WHO_MEMBER	 /* a member file */
};

/* A zeroed one is a stranger. */
struct gs_who {
	enum gs_who_kind kind;
	char *name;		    /* owned; NULL: a stranger's */
	char *until;		    /* owned; of GS_WHO_EXPIRED */
	uint8_t gen[GS_GEN_ID_LEN]; /* the one that revoked */
};

/**
 * gs_who_find(t, ours, now, out, e):
 * Look for the recipients whose IDs ${ours} are, in hex, in the commit being
 * checked out, the trunk, HEAD and the index: the first place that speaks of
 * one tells.  Of several recipients the best counts.
 *
 * GS_OK; what the carrier returns; GS_ENOMEM.  Free with gs_who_clear.
 */
int gs_who_find(struct gs_trust *t, const struct gs_strs *ours, uint64_t now,
    struct gs_who *out, struct gs_err *e) GS_MUST_USE;
void gs_who_clear(struct gs_who *w);

/**
 * gs_who_spoilt(t, ours, e):
 * A wrap for one of ${ours} opens nothing where its generation's file is
 * damaged, forged or of a newer git-seal: GS_EDAMAGED or GS_ENEWER with the
 * sentence that names the file.  GS_OK where none is; else as gs_who_find.
 */
int gs_who_spoilt(struct gs_trust *t, const struct gs_strs *ours,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_who_fail(w, lead, e):
 * GS_ENOKEY with the sentence "LEAD: why", and whom to ask for what as hint.
 * Of a stranger it says that its member file is gone, so the caller must know
 * that there was one.
 */
int gs_who_fail(const struct gs_who *w, const char *lead, struct gs_err *e);

#endif
