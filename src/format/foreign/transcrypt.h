/*
 * transcrypt: what transcrypt stores (its formats of version 2): reading,
 * never writing.  A blob is base64 text in lines of 64 characters, of
 *
 *	0	8	Salted__
 *	8	8	salt: the end of HMAC-SHA256("PATH:PASSWORD", plain)
 *	16	n	AES-CBC with PKCS #7 padding; key and IV by
 *			EVP_BytesToKey (MD5, one round) of password and salt
 *
 * Nothing in it is authenticated.  The salt proves content and password
 * where the path is still the one that it was made with.
 */
#ifndef GS_FORMAT_FOREIGN_TRANSCRYPT_H
#define GS_FORMAT_FOREIGN_TRANSCRYPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/** gs_transcrypt_is(p, n): whether the bytes begin as such a blob does. */
bool gs_transcrypt_is(const void *p, size_t n);

/** gs_transcrypt_cipher_ok(name): whether it is one that gs_transcrypt_open
 * knows: aes-128-cbc, aes-192-cbc, aes-256-cbc. */
bool gs_transcrypt_cipher_ok(const char *name);

/**
 * gs_transcrypt_open(pass, cipher, path, b, proved):
 * ${b} holds a blob.  GS_OK: it holds the plain bytes.
 *
 *   path    the file's name in the repository; NULL: not known.
 *   proved  (NULL allowed) whether the salt agrees with path and content.
 *
 * GS_ENOKEY: the padding is wrong: another password, or damage; GS_EDAMAGED:
 * it is no such blob; GS_EUSAGE: an unknown cipher; GS_ENOMEM, GS_ECRYPTO.
 * ${b} is unchanged on failure.
 */
int gs_transcrypt_open(const struct gs_buf *pass, const char *cipher,
    const char *path, struct gs_buf *b, bool *proved) GS_MUST_USE;

#endif
