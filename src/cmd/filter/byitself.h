/*
 * byitself: whether a clone may open by itself (spec section 5): its remote
 * is one that the user trusts, or keys were handed to this very run and
 * nothing speaks against it.
 */
#ifndef GS_CMD_FILTER_BYITSELF_H
#define GS_CMD_FILTER_BYITSELF_H

#include "base/text.h"
#include "git/dir.h"

struct gs_byitself {
	bool given;   /* GIT_SEAL_KEY or GIT_SEAL_IDENTITY says anything */
	bool env;     /* and may be used here */
	bool trusted; /* the remote matches seal.trust */
	bool listed;  /* there is a seal.trust at all */
	bool module;  /* a submodule; looked for only where it matters */
	char *url;    /* owned: the remote; NULL: none, or nobody asked */
};

/**
 * gs_byitself_find(dir, out, e):
 * "Where seal.trust is set, and always in a submodule, keys from the
 * environment obey it too."  Starts no child where neither the environment
 * nor a config file speaks of it.
 */
int gs_byitself_find(const struct gs_dir *dir, struct gs_byitself *out,
    struct gs_err *e) GS_MUST_USE;
void gs_byitself_clear(struct gs_byitself *b);

/** gs_byitself_key(): the text of GIT_SEAL_KEY, or NULL. */
const char *gs_byitself_key(void);

/** gs_byitself_remote(dir, url, e): where the clone's remote lies (free), as
 * Git would reach it; NULL: it has none. */
int gs_byitself_remote(
    const struct gs_dir *dir, char **url, struct gs_err *e) GS_MUST_USE;

#endif
