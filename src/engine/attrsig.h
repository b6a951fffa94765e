/*
 * attrsig: what the .gitattributes of a set of folders looked like, so that a
 * change is noticed by a stat(2) each.
 */
#ifndef GS_ENGINE_ATTRSIG_H
#define GS_ENGINE_ATTRSIG_H

#include <stdbool.h>

#include "base/map.h"

/* From a folder ("" is the top, else "a/b/") to its signature. */
struct gs_attr_sigs {
	struct gs_map map;
};

enum gs_attr_sig_answer { GS_SIG_SAME, GS_SIG_CHANGED, GS_SIG_NEW };

/**
 * gs_attr_sigs_check(s, path, add, answer):
 * Look at the .gitattributes of every folder above ${path}: GS_SIG_CHANGED
 * if one differs from what is known, else GS_SIG_NEW if one was not known
 * (with ${add} it is now), else GS_SIG_SAME.  GS_OK or GS_ENOMEM.
 */
int gs_attr_sigs_check(struct gs_attr_sigs *s, const char *path, bool add,
    enum gs_attr_sig_answer *answer) GS_MUST_USE;

void gs_attr_sigs_clear(struct gs_attr_sigs *s);

#endif
