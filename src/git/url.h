/*
 * url: where a remote lies, so that two spellings of one place compare equal
 * and two places never do.  What Git would hand to a helper, what climbs with
 * "..", and what a server might read in another way than we do is refused:
 * a prefix decides whose repository may use a user's keys.
 */
#ifndef GS_GIT_URL_H
#define GS_GIT_URL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

/* All owned; a zeroed one is empty. */
struct gs_url {
	char *scheme;	     /* "https", "http", "ssh", "git" or "file" */
	char *user;	     /* of ssh; else NULL */
	char *host;	     /* lower case; "" for file */
	unsigned port;	     /* the scheme's own where none was written */
	struct gs_strs path; /* whole components, none empty */
};

/**
 * gs_url_parse(s, out, e):
 * SCHEME://[USER@]HOST[:PORT]/PATH, [USER@]HOST:PATH (ssh), or the absolute
 * path of a local repository (file).
 *
 * GS_OK; GS_EUSAGE with a sentence that says what is wrong: a relative path,
 * another scheme or a helper, user information (but for ssh's user name), no
 * host, an odd port, a component "." or "..", a hidden dot or slash (%2e,
 * %2f), a query; GS_ENOMEM.  No sentence holds what may be a password.
 */
int
gs_url_parse(const char *s, struct gs_url *out, struct gs_err *e) GS_MUST_USE;
void gs_url_clear(struct gs_url *u);

/**
 * gs_url_covers(prefix, u):
 * Whether ${u} is ${prefix} or lies below it: scheme, user, host and port
 * are the same, and the components of ${prefix} are the first of ${u}'s.  A
 * last component counts with and without ".git".
 */
bool gs_url_covers(const struct gs_url *prefix, const struct gs_url *u);

#endif
