/*
 * generation_form: what the files of generation.c share among each other.
 */
#ifndef GS_FORMAT_ROSTER_GENERATION_FORM_H
#define GS_FORMAT_ROSTER_GENERATION_FORM_H

#include "format/roster/generation.h"
#include "format/roster/rosterfile.h"

/* The places of the keys in the form. */
enum gs_generation_key {
	GS_GENERATION_VERSION,
	GS_GENERATION_ID,
	GS_GENERATION_FINGERPRINT,
	GS_GENERATION_CREATED,
	GS_GENERATION_BY,
	GS_GENERATION_REASON,
	GS_GENERATION_PARENT,
	GS_GENERATION_CLOSING,
	GS_GENERATION_MEMBER,
	GS_GENERATION_REVOKED,
	GS_GENERATION_PARENTTAG,
	GS_GENERATION_TAG,
	GS_GENERATION_KEYS
};

extern const struct gs_rosterfile_form gs_generation_form;

/** gs_generation_add_parenttag(g, pt): one more line. */
int gs_generation_add_parenttag(
    struct gs_generation *g, const struct gs_generation_parent *pt) GS_MUST_USE;

/**
 * gs_generation_check(g):
 * What holds between the lines: no id twice, none its own parent, exactly
 * one parenttag for each parent, all within the limits.  GS_OK, GS_EDAMAGED,
 * GS_ETOOBIG, GS_ENOMEM.
 */
int gs_generation_check(const struct gs_generation *g) GS_MUST_USE;

#endif
