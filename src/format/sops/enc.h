/*
 * enc: one encrypted value, ENC[AES256_GCM,data:...,iv:...,tag:...,type:T].
 * Stricter than SOPS: the whole text must be one, in canonical base64, with a
 * tag of 16 bytes.
 */
#ifndef GS_FORMAT_SOPS_ENC_H
#define GS_FORMAT_SOPS_ENC_H

#include "crypto/gcm.h"
#include "format/sops/doc.h"

#define GS_SOPS_KEY_LEN GS_GCM_KEY_LEN
#define GS_SOPS_IV_LEN 32 /* what we write */

/** gs_sops_enc_is(s, n): whether the text has the form, by its first and last
 * bytes. */
bool gs_sops_enc_is(const char *s, size_t n);

/**
 * gs_sops_enc_open(key, aad, aad_n, s, n, type, out):
 * Decrypt the value of ${n} characters and append its bytes, in the one
 * spelling of its type, to ${out}.
 *
 * GS_OK; GS_EDAMAGED: not of that form, not authentic, or no value of its
 * type; GS_ETOOBIG, GS_ENOMEM, GS_ECRYPTO.  ${out} is unchanged on failure.
 */
int gs_sops_enc_open(const uint8_t key[GS_SOPS_KEY_LEN], const void *aad,
    size_t aad_n, const char *s, size_t n, enum gs_sops_type *type,
    struct gs_buf *out) GS_MUST_USE;

/** gs_sops_enc_seal(key, aad, aad_n, type, p, n, out): append the text of
 * ${n} bytes, encrypted under a fresh IV.  GS_OK, GS_ETOOBIG, GS_ENOMEM,
 * GS_ECRYPTO. */
int gs_sops_enc_seal(const uint8_t key[GS_SOPS_KEY_LEN], const void *aad,
    size_t aad_n, enum gs_sops_type type, const void *p, size_t n,
    struct gs_buf *out) GS_MUST_USE;

#endif
