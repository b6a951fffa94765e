/*
 * siv_part: the steps of AES-SIV, for siv.c and siv_reader.c.
 */
#ifndef GS_CRYPTO_SIV_PART_H
#define GS_CRYPTO_SIV_PART_H

#include "crypto/cmac.h"
#include "crypto/ctr.h"
#include "crypto/siv.h"

struct gs_siv {
	struct gs_cmac mac;
	struct gs_ctr ctr;
	uint8_t d[GS_SIV_TAG_LEN]; /* S2V's D after all associated strings */
	size_t front;		   /* what the MAC has still to absorb */
};

/** gs_siv_begin(s, key, key_len, ads, nr): RFC 5297, section 2.4, up to the
 * last string, which is the text.  ${key} is borrowed.  End with gs_siv_end
 * either way. */
int gs_siv_begin(struct gs_siv *s, const uint8_t *key, size_t key_len,
    const struct gs_siv_ad *ads, size_t nr) GS_MUST_USE;
void gs_siv_end(struct gs_siv *s);

/** gs_siv_front(n): how many bytes in front of a text of ${n} no xor of S2V
 * reaches: whole blocks, and at least one block less than the text. */
size_t gs_siv_front(size_t n);

/** gs_siv_tag(s, p, n, tag): S2V's last step; ${p} are the ${n} plain bytes
 * behind gs_siv_front. */
int gs_siv_tag(struct gs_siv *s, const uint8_t *p, size_t n,
    uint8_t tag[GS_SIV_TAG_LEN]) GS_MUST_USE;

/** gs_siv_ctr(s, tag): RFC 5297, section 2.5: the counter is the tag without
 * two bits. */
void gs_siv_ctr(struct gs_siv *s, const uint8_t tag[GS_SIV_TAG_LEN]);

#endif
