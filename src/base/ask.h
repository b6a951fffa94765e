/*
 * ask: how lower floors get a passphrase without knowing about terminals:
 * cmd hands in the function (cmd/prompt.h).  Where nobody may be asked, as
 * in the filter, the struct is NULL and what has a passphrase stays shut.
 */
#ifndef GS_BASE_ASK_H
#define GS_BASE_ASK_H

#include "base/buf.h"
#include "base/err.h"

struct gs_ask {
	/* Append to ${out} the passphrase of ${what} ("identity 'key'"); any
	 * bytes but LF, perhaps none.  A failure says in ${e} why nobody
	 * could be asked (GS_ENOKEY) or what broke. */
	int (*passphrase)(
	    void *ctx, const char *what, struct gs_buf *out, struct gs_err *e);
	void *ctx; /* borrowed */
};

#endif
