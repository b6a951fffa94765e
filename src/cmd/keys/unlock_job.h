/*
 * unlock_job: one `unlock` on its way: first find the keys and prove them,
 * then write.  For the unlock*.c files only.
 */
#ifndef GS_CMD_KEYS_UNLOCK_JOB_H
#define GS_CMD_KEYS_UNLOCK_JOB_H

#include "cmd/keys/unlock_key.h"
#include "cmd/keys/unlock_say.h"

struct gs_unlock_args {
	bool force;
	bool worktree;
	struct gs_strs identity;
	const char *passphrase; /* "" without a NAME; NULL: not given */
	const char *trust;
};

struct gs_unlocking {
	struct gs_ctx *ctx;
	const struct gs_unlock_args *args;
	const char *keyfile;
	const char *member;  /* --passphrase NAME; or NULL */
	struct gs_err stale; /* why GIT_SEAL_KEY was passed over; or "" */
	struct gs_err why;   /* why the identities opened nothing; or "" */
	struct gs_genfiles files;
	struct gs_bulk bulk;
	struct gs_keys keys;   /* what opens: those here, and the new ones */
	struct gs_offer offer; /* its keyrings that are proven are stored */
	struct gs_unlock_news news;
};

/** gs_unlock_find(u): fill u->keys and u->offer from the first source that
 * has a key of this repository; nothing is written.  GS_ENOKEY: none has. */
int gs_unlock_find(struct gs_unlocking *u) GS_MUST_USE;

/** gs_unlock_store(u, i): write the proven keyring u->offer.keys.v[${i}] and
 * its floor; what only opens is not kept. */
int gs_unlock_store(struct gs_unlocking *u, size_t i) GS_MUST_USE;

#endif
