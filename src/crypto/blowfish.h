/*
 * blowfish: the block cipher (B. Schneier, 1993) with the salted key
 * schedule of bcrypt (Provos and Mazieres, 1999), which libcrypto lacks.
 * For crypto/bcrypt_pbkdf alone.
 */
#ifndef GS_CRYPTO_BLOWFISH_H
#define GS_CRYPTO_BLOWFISH_H

#include <stddef.h>
#include <stdint.h>

#define GS_BLOWFISH_SUBKEYS 18

/* The state of the cipher: a secret once a key went in. */
struct gs_blowfish {
	uint32_t p[GS_BLOWFISH_SUBKEYS];
	uint32_t s[4][256];
};

/** gs_blowfish_pi: the state before any key, the digits of pi. */
extern const struct gs_blowfish gs_blowfish_pi;

/**
 * gs_blowfish_expand(b, key, salt):
 * Mix in one 64-byte ${key}.  With ${salt} (64 bytes; NULL for none) its
 * halves of 8 bytes are mixed into every block that the schedule encrypts.
 */
void gs_blowfish_expand(
    struct gs_blowfish *b, const uint8_t key[64], const uint8_t *salt);

/** gs_blowfish_encrypt(b, x): encrypt the block of two words. */
void gs_blowfish_encrypt(const struct gs_blowfish *b, uint32_t x[2]);

#endif
