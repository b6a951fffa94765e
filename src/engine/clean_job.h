/*
 * clean_job: one file on its way into Git, and the ways it can go.  Shared by
 * the clean_*.c files, and by merge*.c, which seal as clean does.
 */
#ifndef GS_ENGINE_CLEAN_JOB_H
#define GS_ENGINE_CLEAN_JOB_H

#include "engine/filter_say.h"

struct gs_clean_job {
	struct gs_filter *f;
	const char *path;
	struct gs_buf *b; /* room and the plain bytes, or the sealed file */
	size_t n;	  /* plain bytes */
	struct gs_attrs attrs;
	struct gs_oid staged[4];
	struct gs_err *e;
	int untrusted;	   /* why nothing may seal new content, or GS_OK */
	struct gs_err why; /* the sentence for it */
};

/** gs_clean_failed(j, r): pass on ${r}, with a sentence if there is none. */
int gs_clean_failed(const struct gs_clean_job *j, int r);

/** gs_clean_any_staged(j): whether the index has the path at any stage. */
bool gs_clean_any_staged(const struct gs_clean_job *j);

/** gs_clean_id(j, off, id): the name of the bytes from ${off} on. */
int gs_clean_id(
    const struct gs_clean_job *j, size_t off, struct gs_oid *id) GS_MUST_USE;

/**
 * gs_clean_pass(j, off):
 * What the index holds already goes out again, unless an attribute would
 * make Git damage these very bytes.
 */
int gs_clean_pass(const struct gs_clean_job *j, size_t off) GS_MUST_USE;

/**
 * gs_clean_keep(j, off):
 * An unchanged file keeps its blob (spec section 1): the first of stages 0,
 * 2, 3, 1 that opens to the plain bytes replaces them.  GS_ENOTFOUND: none.
 */
int gs_clean_keep(const struct gs_clean_job *j, size_t *off) GS_MUST_USE;

/**
 * gs_clean_history(j, off):
 * Plain bytes that history holds for this very path pass: they are no secret
 * any more, and a tree that nobody can make clean again is no help.
 * GS_ENOTFOUND: not so.
 */
int gs_clean_history(const struct gs_clean_job *j, size_t *off) GS_MUST_USE;

/** gs_clean_find(j, id): the key of the generation ${id}, or NULL. */
const struct gs_gen *
gs_clean_find(const struct gs_clean_job *j, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_clean_refuse_trap(j), _attr(j), _locked(j): say why, with the mend. */
int gs_clean_refuse_trap(const struct gs_clean_job *j);
int gs_clean_refuse_attr(const struct gs_clean_job *j);
int gs_clean_refuse_locked(const struct gs_clean_job *j);

#endif
