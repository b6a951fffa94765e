/*
 * values: the values of a document as bytes, opened or taken as they stand,
 * and the MAC over them; for this folder alone.
 */
#ifndef GS_FORMAT_SOPS_VALUES_H
#define GS_FORMAT_SOPS_VALUES_H

#include "crypto/hash.h"
#include "format/sops/sops.h"

#define GS_SOPS_MAC_LEN (2 * GS_SHA512_LEN) /* upper-case hex */

/* Of the item of the same index. */
struct gs_sops_value {
	enum gs_sops_type type;
	bool opened;  /* it was encrypted: its bytes are in ${text} */
	size_t path;  /* what a comment was authenticated with */
	size_t at, n; /* where: in ${text} or in the document's */
};

struct gs_sops_values {
	const struct gs_sops_doc *doc; /* borrowed */
	struct gs_sops_value *v;       /* owned: doc->nr of them */
	struct gs_buf encrypts;	       /* by path: 1 where the rule says so */
	struct gs_buf text;	       /* what was decrypted; secret */
};

/** gs_sops_values_take(h, d, out): the values of the plain document ${d}. */
int
gs_sops_values_take(const struct gs_sops_head *h, const struct gs_sops_doc *d,
    struct gs_sops_values *out, struct gs_err *e) GS_MUST_USE;

/** gs_sops_values_open(s, key, report, out, e): those of ${s}, opened, the
 * MAC verified; as gs_sops_open.  ${out} is empty on failure. */
int gs_sops_values_open(const struct gs_sops *s, const uint8_t *key,
    const struct gs_report *report, struct gs_sops_values *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_sops_values_at(v, i): the bytes of value ${i}, borrowed. */
const void *gs_sops_values_at(const struct gs_sops_values *v, size_t i);

/** gs_sops_values_mac(h, v, out): the MAC, GS_SOPS_MAC_LEN characters. */
int gs_sops_values_mac(const struct gs_sops_head *h,
    const struct gs_sops_values *v, char out[GS_SOPS_MAC_LEN]) GS_MUST_USE;

/** gs_sops_values_match(v, d, same): whether the plain document ${d} holds
 * the same values in the same places, comments aside.  GS_OK, GS_ENOMEM. */
int gs_sops_values_match(const struct gs_sops_values *v,
    const struct gs_sops_doc *d, bool *same) GS_MUST_USE;

void gs_sops_values_clear(struct gs_sops_values *v);

/* Pieces of a text that others take the place of. */
struct gs_sops_edit {
	size_t from, to; /* in the source */
	size_t at, n;	 /* in gs_sops_edits.text */
	size_t nr;	 /* of two at one place this one comes first */
};

struct gs_sops_edits {
	struct gs_sops_edit *v; /* owned */
	size_t nr, cap;
	struct gs_buf text; /* may be secret */
};

/** gs_sops_edit_begin(x), gs_sops_edit_end(x, at, from, to): what is appended
 * to x->text between the two takes the place of [from, to). */
size_t gs_sops_edit_begin(const struct gs_sops_edits *x);
int gs_sops_edit_end(
    struct gs_sops_edits *x, size_t at, size_t from, size_t to) GS_MUST_USE;

/** gs_sops_edits_apply(x, p, n, out): append the text with all edits made.
 * GS_OK, GS_ENOMEM; GS_EDAMAGED where two overlap. */
int gs_sops_edits_apply(struct gs_sops_edits *x, const uint8_t *p, size_t n,
    struct gs_buf *out) GS_MUST_USE;

void gs_sops_edits_clear(struct gs_sops_edits *x);

#endif
