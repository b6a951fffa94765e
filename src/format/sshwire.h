/*
 * sshwire: the data types of the SSH protocol (RFC 4251, section 5), as they
 * stand in its keys.
 */
#ifndef GS_FORMAT_SSHWIRE_H
#define GS_FORMAT_SSHWIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cur.h"
#include "crypto/keypair.h"

#define GS_SSH_ED25519 "ssh-ed25519"
#define GS_SSH_RSA "ssh-rsa"

/** gs_sshwire_string(c, out): the next string; ${out} points into ${c}.
 * GS_EDAMAGED if it is not all there. */
int gs_sshwire_string(struct gs_cur *c, struct gs_cur *out) GS_MUST_USE;

/** gs_sshwire_mpint(c, out): the next number, without leading zeros; also
 * GS_EDAMAGED if it is negative, or not in its shortest form. */
int gs_sshwire_mpint(struct gs_cur *c, struct gs_cur *out) GS_MUST_USE;

/** gs_sshwire_is(c, text): whether the bytes of ${c} are that text. */
bool gs_sshwire_is(const struct gs_cur *c, const char *text);

int
gs_sshwire_add_string(struct gs_buf *b, const void *p, size_t n) GS_MUST_USE;

/** gs_sshwire_add_mpint(b, p, n): ${n} bytes, big-endian, no leading zeros. */
int
gs_sshwire_add_mpint(struct gs_buf *b, const uint8_t *p, size_t n) GS_MUST_USE;

/** gs_sshwire_add_public(key, b): the public half of ${key}, as it stands in
 * a .pub file behind the base64. */
int gs_sshwire_add_public(
    const struct gs_keypair *key, struct gs_buf *b) GS_MUST_USE;

#endif
