/*
 * sops: files of the program SOPS (getsops/sops), read and written without
 * it; docs/sops.md says what of them.  A file is opened whole: every value
 * and the MAC over all of them are verified before a byte comes out.
 *
 * What the format itself leaves open stays open: names, nulls, empty lists
 * and maps, clear comments and the list of recipients are not under the MAC.
 */
#ifndef GS_FORMAT_SOPS_SOPS_H
#define GS_FORMAT_SOPS_SOPS_H

#include "base/ask.h"
#include "format/sops/head.h"

/** gs_sops_format_of(name): the format of a file of that name, as SOPS
 * judges by its end; GS_SOPS_BINARY for any other. */
enum gs_sops_format gs_sops_format_of(const char *name);

/* A file, read but not verified.  A zeroed one is empty. */
struct gs_sops {
	struct gs_sops_doc doc;
	struct gs_sops_head head;
};

/**
 * gs_sops_read(name, p, n, out, e):
 * Whether the ${n} bytes at ${p}, which must outlive ${out}, are a SOPS file,
 * and what its metadata says.  ${name} tells the format by its end (NULL:
 * unknown); a name that tells nothing leaves it to the content.
 *
 * GS_OK; GS_ENOTFOUND: no SOPS file; GS_EDAMAGED: one that is damaged, with
 * a sentence; GS_ETOOBIG, GS_ENOMEM.  ${out} is empty on failure.
 */
int gs_sops_read(const char *name, const void *p, size_t n, struct gs_sops *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_sops_open(s, key, report, out, e):
 * Append the plain document to ${out}.
 *
 *   key     GS_SOPS_KEY_LEN bytes.
 *   report  told of comments that stay as they are (NULL allowed).
 *
 * GS_OK; GS_EDAMAGED with a sentence: a value or the MAC is not authentic, a
 * value is clear that must not be, or has no form in the format; GS_ENOMEM,
 * GS_ECRYPTO.  ${out} is unchanged on failure.
 */
int gs_sops_open(const struct gs_sops *s, const uint8_t *key,
    const struct gs_report *report, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_sops_reseal(s, key, p, n, now, out, e):
 * Append to ${out} the SOPS file that holds the ${n} plain bytes at ${p}
 * under the data key, the rules and the recipients of ${s}: values that stay
 * what they were keep their encrypted text, all else gets new IVs, lastmodified
 * becomes ${now} (Unix seconds), and the MAC is new.  What was written is
 * opened again, and compared, before it is handed out.
 *
 * GS_OK; GS_EUSAGE with a sentence: the plain text is not of the format, or
 * says something that the format cannot hold; GS_EDAMAGED: ${s} itself does
 * not open; GS_ETOOBIG, GS_ENOMEM, GS_ECRYPTO.  ${out} is unchanged on
 * failure.
 */
int gs_sops_reseal(const struct gs_sops *s, const uint8_t *key, const void *p,
    size_t n, uint64_t now, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

void gs_sops_clear(struct gs_sops *s);

#endif
