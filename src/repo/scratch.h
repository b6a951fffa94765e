/*
 * scratch: a folder for a moment, under the Git folder, where nothing that a
 * kill leaves behind can be committed.
 */
#ifndef GS_REPO_SCRATCH_H
#define GS_REPO_SCRATCH_H

#include <stdbool.h>

#include "base/text.h"
#include "repo/repo.h"

/* A zeroed one is none. */
struct gs_scratch {
	char *path;	     /* owned: absolute; NULL: none */
	struct gs_strs made; /* names put there */
};

/** gs_scratch_make(r, s, e): a new, empty folder, mode 0700. */
int gs_scratch_make(const struct gs_repo *r, struct gs_scratch *s,
    struct gs_err *e) GS_MUST_USE;

/** gs_scratch_put(s, name, p, n, e): the file ${name} below it, with the
 * folders on the way. */
int gs_scratch_put(struct gs_scratch *s, const char *name, const void *p,
    size_t n, struct gs_err *e) GS_MUST_USE;

/** gs_scratch_has(s, name): whether that was put there. */
bool gs_scratch_has(const struct gs_scratch *s, const char *name);

/** gs_scratch_drop(s): remove it and what was put there; NULL path: nothing. */
void gs_scratch_drop(struct gs_scratch *s);

#endif
