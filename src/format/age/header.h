/*
 * header: the text at the beginning of an age file (c2sp.org/age, "Header"):
 * version, one stanza a recipient, MAC.  Strict: what is parsed has exactly
 * one spelling.  Knows no recipient type.
 */
#ifndef GS_FORMAT_AGE_HEADER_H
#define GS_FORMAT_AGE_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_AGE_FILE_KEY_LEN 16
#define GS_AGE_MAC_LEN 32

/* Limits of our own; the format has none. */
#define GS_AGE_HEADER_MAX ((size_t)16 << 20)
#define GS_AGE_LINE_MAX ((size_t)64 << 10) /* a stanza's first line */
#define GS_AGE_BODY_MAX ((size_t)64 << 10) /* a stanza's body, decoded */
#define GS_AGE_STANZAS_MAX 65536

#define GS_AGE_ARGS_MAX 3 /* no type that we know has more */

struct gs_age_arg {
	const char *p; /* borrowed from the input; no NUL */
	size_t n;
};

struct gs_age_stanza {
	struct gs_age_arg arg[GS_AGE_ARGS_MAX]; /* the first is the type */
	size_t args; /* how many there are; perhaps more than are kept */
	size_t at;   /* where its body stands in the header's bodies */
	size_t n;    /* bytes of it */
};

/* A zeroed one is empty. */
struct gs_age_header {
	struct gs_age_stanza *v; /* owned */
	size_t nr;
	size_t cap;
	struct gs_buf bodies;
	const uint8_t *p; /* the input; borrowed */
	size_t mac_over;  /* bytes that the MAC covers */
	uint8_t mac[GS_AGE_MAC_LEN];
	size_t n; /* bytes of the whole header: the payload follows */
};

/**
 * gs_age_header_parse(p, n, h):
 * Read the header at the start of the ${n} bytes at ${p}, which must stay
 * as long as ${h}.  GS_OK; GS_ENEWER (not version v1); GS_EDAMAGED;
 * GS_ETOOBIG; GS_ENOMEM.  Nothing to clear on failure.
 */
int gs_age_header_parse(
    const uint8_t *p, size_t n, struct gs_age_header *h) GS_MUST_USE;

void gs_age_header_clear(struct gs_age_header *h);

/** gs_age_header_body(h, s): the s->n bytes of the body; borrowed. */
const uint8_t *gs_age_header_body(
    const struct gs_age_header *h, const struct gs_age_stanza *s);

/** gs_age_header_verify(h, file_key): GS_OK, or GS_EDAMAGED if the MAC is
 * not that of this file key; GS_ECRYPTO. */
int gs_age_header_verify(const struct gs_age_header *h,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN]) GS_MUST_USE;

/** gs_age_header_begin(out), gs_age_header_add(args, body, n, out),
 * gs_age_header_end(from, file_key, out): append the version line, a stanza
 * with the arguments ${args} (type first, single spaces), and the MAC over
 * all that stands in ${out} from ${from} on. */
int gs_age_header_begin(struct gs_buf *out) GS_MUST_USE;
int gs_age_header_add(const char *args, const uint8_t *body, size_t n,
    struct gs_buf *out) GS_MUST_USE;
int gs_age_header_end(size_t from, const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out) GS_MUST_USE;

#endif
