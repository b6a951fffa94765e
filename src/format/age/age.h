/*
 * age: whole files of the format age-encryption.org/v1 (c2sp.org/age;
 * docs/age.md says which part of it).  An opened file is the exact payload
 * or nothing: no byte comes out before all of them are authentic.
 */
#ifndef GS_FORMAT_AGE_AGE_H
#define GS_FORMAT_AGE_AGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ask.h"
#include "base/buf.h"
#include "format/age/identity.h"
#include "format/age/recipient.h"

#define GS_AGE_RECIPIENTS_MAX 65536
#define GS_AGE_LOG_N 18 /* scrypt work factor that age writes, too */

/** gs_age_is(p, n): whether the bytes look like an age file, armored or not;
 * it may still be damaged. */
bool gs_age_is(const void *p, size_t n);

/**
 * gs_age_open(ids, ask, p, n, out, e):
 * Decrypt the age file of ${n} bytes at ${p} (binary or armored) with the
 * first of ${ids} that fits and append the payload to ${out}.  Identities
 * with a passphrase are unlocked (and stay so) only if the file may be for
 * them.
 *
 *   ask  NULL: nobody is asked.
 *
 * GS_OK; GS_ENOKEY if no identity fits, with the best reason there is (a
 * wrong passphrase, one that could not be asked for, a post-quantum file);
 * GS_EDAMAGED; GS_ENEWER (another version); GS_ETOOBIG (over a limit of
 * docs/age.md); GS_ENOMEM, GS_ECRYPTO, GS_EIO.  ${out} is unchanged on
 * failure.
 */
int gs_age_open(struct gs_identities *ids, const struct gs_ask *ask,
    const void *p, size_t n, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_age_seal(to, nr, p, n, out, e):
 * Encrypt ${n} bytes to the ${nr} recipients at ${to} (at least one) and
 * append the binary age file to ${out}.  GS_OK, GS_EUSAGE (a recipient
 * whose key is of low order), GS_ETOOBIG, GS_ENOMEM, GS_ECRYPTO; ${out} is
 * unchanged on failure.
 */
int gs_age_seal(const struct gs_recipient *to, size_t nr, const void *p,
    size_t n, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_age_seal_passphrase(pass, log_n, p, n, out, e): the same to one
 * passphrase; ${log_n} is GS_AGE_LOG_N but in tests. */
int gs_age_seal_passphrase(const struct gs_buf *pass, unsigned log_n,
    const void *p, size_t n, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_age_armor(b): put the armor around the binary age file in ${b}, which
 * is unchanged on failure. */
int gs_age_armor(struct gs_buf *b) GS_MUST_USE;

#endif
