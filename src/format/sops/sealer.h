/*
 * sealer: the state of writing a SOPS file; for this folder alone.
 */
#ifndef GS_FORMAT_SOPS_SEALER_H
#define GS_FORMAT_SOPS_SEALER_H

#include "base/map.h"
#include "format/sops/values.h"

struct gs_sops_sealer {
	const struct gs_sops *s;
	const uint8_t *key;
	struct gs_sops_values old, now;
	struct gs_map kept;	/* what a value says and where: its old item */
	struct gs_sops_doc doc; /* the plain document */
	struct gs_buf plain;	/* its text, where we had to change it */
	struct gs_sops_edits x;
	struct gs_buf aad, enc;
	char modified[24];
	struct gs_err *e;
};

/** gs_sops_sealer_meta(w): add to w->x the old metadata, with w->modified and
 * the encrypted MAC in w->enc.  GS_OK or GS_ENOMEM. */
int gs_sops_sealer_meta(struct gs_sops_sealer *w) GS_MUST_USE;

/** gs_sops_sealer_prove(w, p, n): whether the ${n} bytes written open to what
 * was meant.  GS_OK; GS_EUSAGE with a sentence; GS_ENOMEM, GS_ECRYPTO. */
int gs_sops_sealer_prove(
    struct gs_sops_sealer *w, const uint8_t *p, size_t n) GS_MUST_USE;

#endif
