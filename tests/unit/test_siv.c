#include "unit.h"

#include <openssl/evp.h>

#include "crypto/siv.h"
#include "faults.h"

#define TAG GS_SIV_TAG_LEN

/* RFC 5297, appendix A. */
static const struct {
	const char *name, *key;
	const char *ads[3];
	const char *text, *tag, *sealed;
} rfc[] = {
	{ "A.1, deterministic",
	    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	    { "101112131415161718191a1b1c1d1e1f2021222324252627" },
	    "112233445566778899aabbccddee", "85632d07c6e8f37f950acd320a2ecc93",
	    "40c02b9690c4dc04daef7f6afe5c" },
	{ "A.2, with a nonce",
	    "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
	    { "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa9988"
	      "7766554433221100",
		"102030405060708090a0", "09f911029d74e35bd84156c5635688c0" },
	    "7468697320697320736f6d6520706c61696e7465787420746f20656e63727970"
	    "74207573696e67205349562d414553",
	    "7bdb6e3b432667eb06f4d14bff2fbd0f",
	    "cb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829"
	    "ea64ad544a272e9c485b62a3fd5c0d" },
};

static void
rfc5297(void **state)
{
	uint8_t key[64], ad[3][64], text[64], tag[TAG], want[64], got[TAG];

	(void)state;
	for (size_t i = 0; i < NR(rfc); i++) {
		size_t key_n = unit_hex(rfc[i].key, key, sizeof(key));
		size_t n = unit_hex(rfc[i].text, text, sizeof(text)), nr = 0;
		struct gs_siv_ad ads[3];

		for (; nr < 3 && rfc[i].ads[nr] != NULL; nr++) {
			ads[nr].p = ad[nr];
			ads[nr].n =
			    unit_hex(rfc[i].ads[nr], ad[nr], sizeof(ad[nr]));
		}
		unit_hex(rfc[i].tag, tag, sizeof(tag));
		unit_hex(rfc[i].sealed, want, sizeof(want));
		unit_ok(gs_siv_seal_any(key, key_n, ads, nr, text, n, got),
		    rfc[i].name);
		assert_memory_equal(got, tag, TAG);
		assert_memory_equal(text, want, n);
		unit_ok(gs_siv_open_any(key, key_n, ads, nr, text, n, got),
		    rfc[i].name);
		unit_hex(rfc[i].text, want, sizeof(want));
		assert_memory_equal(text, want, n);
	}
}

/* One Wycheproof case, collected field by field. */
struct wycheproof {
	uint8_t key[64], aad[8192], msg[8192], ct[8192];
	size_t key_n, aad_n, msg_n, ct_n;
	unsigned nr, valid;
};

static void
wycheproof_case(const struct wycheproof *w, bool valid)
{
	const struct gs_siv_ad ad = { w->aad, w->aad_n };
	size_t n = w->ct_n - TAG;
	uint8_t p[8192], tag[TAG];

	assert_true(w->ct_n >= TAG);
	memcpy(p, w->ct + TAG, n);
	unit_code(gs_siv_open_any(w->key, w->key_n, &ad, 1, p, n, w->ct),
	    valid ? GS_OK : GS_EDAMAGED, "Wycheproof, opening");
	if (!valid)
		return;
	assert_int_equal(n, w->msg_n);
	assert_memory_equal(p, w->msg, n);
	unit_ok(gs_siv_seal_any(w->key, w->key_n, &ad, 1, p, n, tag),
	    "Wycheproof, sealing");
	assert_memory_equal(tag, w->ct, TAG);
	assert_memory_equal(p, w->ct + TAG, n);
}

static void
wycheproof_field(void *ctx, const char *key, const char *value)
{
	struct wycheproof *w = ctx;

	if (strcmp(key, "key") == 0) {
		w->key_n = unit_hex(value, w->key, sizeof(w->key));
	} else if (strcmp(key, "aad") == 0) {
		w->aad_n = unit_hex(value, w->aad, sizeof(w->aad));
	} else if (strcmp(key, "msg") == 0) {
		w->msg_n = unit_hex(value, w->msg, sizeof(w->msg));
	} else if (strcmp(key, "ct") == 0) {
		w->ct_n = unit_hex(value, w->ct, sizeof(w->ct));
	} else if (strcmp(key, "result") == 0) {
		bool valid = strcmp(value, "valid") == 0;

		wycheproof_case(w, valid);
		w->nr++;
		w->valid += valid;
	}
}

static void
wycheproof(void **state)
{
	static struct wycheproof w;
	char *path = unit_shared("aes_siv_cmac_test.json");

	(void)state;
	if (path == NULL)
		skip();
	unit_json(path, wycheproof_field, &w);
	free(path);
	assert_int_equal(w.nr, 442);
	assert_in_range(w.valid, 1, 441);
}

/* libcrypto's own AES-SIV, right for every text but the empty one. */
static void
evp_seal(const uint8_t key[64], const uint8_t *ad, size_t ad_n, uint8_t *p,
    size_t n, uint8_t tag[TAG])
{
	EVP_CIPHER *siv = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int got;

	assert_true(siv != NULL && ctx != NULL);
	assert_int_equal(EVP_EncryptInit_ex2(ctx, siv, key, NULL, NULL), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, NULL, &got, ad, (int)ad_n), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, p, &got, p, (int)n), 1);
	assert_int_equal(EVP_EncryptFinal_ex(ctx, p + n, &got), 1);
	assert_int_equal(
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, tag), 1);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(siv);
}

/* Around every border there is: the block, S2V's two cases, the scratch of
 * CMAC, the step of opening, and well over 1 MiB. */
static const size_t borders[] = { 1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63,
	64, 65, 8191, 8192, 8193, 8207, 8208, 8209, 65535, 65536, 65537, 131056,
	131071, 131072, 131073, 131088, 131089, 262144, 1048575, 1048576,
	1048577, 3000001, 9000017 };
#define BORDER_MAX 9000017

static void
like_libcrypto(void **state)
{
	uint8_t *p = malloc(BORDER_MAX + 16), *q = malloc(BORDER_MAX + 16);
	uint8_t key[64], ad[100], tag[TAG], want[TAG];

	(void)state;
	assert_true(p != NULL && q != NULL);
	for (size_t i = 0; i < NR(borders) + 300; i++) {
		size_t k = i < NR(borders) ? borders[i] : i - NR(borders) + 1;
		size_t ad_n = 1 + i % sizeof(ad);

		unit_random(key, sizeof(key), (uint32_t)i);
		unit_random(ad, sizeof(ad), (uint32_t)i + 1000);
		unit_random(p, k, (uint32_t)i + 2000);
		memcpy(q, p, k);
		evp_seal(key, ad, ad_n, q, k, want);
		unit_ok(gs_siv_seal(key, ad, ad_n, p, k, tag), "seal");
		if (memcmp(tag, want, TAG) != 0 || memcmp(p, q, k) != 0)
			fail_msg("%zu bytes: not what libcrypto makes", k);
		unit_ok(gs_siv_open(key, ad, ad_n, p, k, tag), "open");
		unit_random(q, k, (uint32_t)i + 2000);
		if (memcmp(p, q, k) != 0)
			fail_msg("%zu bytes: opens to something else", k);
	}
	free(p);
	free(q);
}

/* AEAD_AES_SIV_CMAC_512 of the empty text, which libcrypto cannot make;
 * computed with an independent implementation in Python. */
static void
empty_text(void **state)
{
	uint8_t key[64], ad[16], tag[TAG], want[TAG], none[1] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(ad); i++)
		ad[i] = (uint8_t)(0xa0 + i);
	unit_hex("5dd6408da582f72f18ab8cbae5904483", want, sizeof(want));
	unit_ok(gs_siv_seal(key, ad, sizeof(ad), none, 0, tag), "seal");
	assert_memory_equal(tag, want, TAG);
	unit_ok(gs_siv_open(key, ad, sizeof(ad), none, 0, tag), "open");
	tag[3] ^= 1;
	unit_code(gs_siv_open(key, ad, sizeof(ad), none, 0, tag), GS_EDAMAGED,
	    "another tag");
	/* No string and an empty one are two things. */
	unit_ok(gs_siv_seal(key, NULL, 0, none, 0, tag), "an empty string");
	unit_ok(gs_siv_seal_any(key, 64, NULL, 0, none, 0, want), "no string");
	assert_memory_not_equal(tag, want, TAG);
}

/* One bit anywhere, and nothing comes out, not even what was decrypted. */
static void
every_bit(void **state)
{
	static const size_t lens[] = { 0, 1, 15, 16, 17, 48, 49 };
	uint8_t key[64], ad[16], text[64], sealed[64], p[64], tag[TAG];
	uint8_t *const where[] = { ad, tag, p };
	const uint8_t zero[64] = { 0 };

	(void)state;
	unit_random(key, sizeof(key), 5);
	unit_random(ad, sizeof(ad), 6);
	unit_random(text, sizeof(text), 7);
	for (size_t i = 0; i < NR(lens); i++) {
		size_t n = lens[i];
		const size_t len[] = { sizeof(ad), sizeof(tag), n };

		memcpy(sealed, text, sizeof(text));
		unit_ok(gs_siv_seal(key, ad, 16, sealed, n, tag), "seal");
		for (size_t w = 0; w < NR(where); w++) {
			for (size_t bit = 0; bit < 8 * len[w]; bit++) {
				uint8_t flip = (uint8_t)(1 << bit % 8);

				memcpy(p, sealed, sizeof(p));
				where[w][bit / 8] ^= flip;
				unit_code(gs_siv_open(key, ad, 16, p, n, tag),
				    GS_EDAMAGED, "a bit is wrong");
				assert_memory_equal(p, zero, n);
				if (where[w] != p)
					where[w][bit / 8] ^= flip;
			}
		}
		memcpy(p, sealed, sizeof(p));
		unit_ok(gs_siv_open(key, ad, 16, p, n, tag), "no bit is wrong");
		assert_memory_equal(p, text, n);
	}
}

static void
key_matters(void **state)
{
	uint8_t key[64], p[40] = { 0 }, keep[40], tag[TAG];

	(void)state;
	unit_random(key, sizeof(key), 8);
	unit_ok(gs_siv_seal(key, "x", 1, p, sizeof(p), tag), "seal");
	memcpy(keep, p, sizeof(p));
	for (size_t bit = 0; bit < 512; bit++) {
		uint8_t flip = (uint8_t)(1 << bit % 8);

		key[bit / 8] ^= flip;
		memcpy(p, keep, sizeof(p));
		unit_code(gs_siv_open(key, "x", 1, p, sizeof(p), tag),
		    GS_EDAMAGED, "another key");
		key[bit / 8] ^= flip;
	}
}

static void
too_many_strings(void **state)
{
	struct gs_siv_ad ads[GS_SIV_ADS_MAX + 1];
	uint8_t key[64] = { 0 }, p[20] = { 0 }, tag[TAG];
	const uint8_t zero[20] = { 0 };

	(void)state;
	for (size_t i = 0; i < NR(ads); i++)
		ads[i] = (struct gs_siv_ad){ "ad", 2 };
	unit_ok(gs_siv_seal_any(key, 64, ads, GS_SIV_ADS_MAX, p, 20, tag),
	    "as many as RFC 5297 allows");
	unit_code(gs_siv_seal_any(key, 64, ads, NR(ads), p, 20, tag),
	    GS_ECRYPTO, "one more");
	assert_memory_equal(p, zero, sizeof(p));
}

struct sweep {
	uint8_t key[64], tag[TAG];
};

static int
seal_and_open(void *ctx)
{
	struct sweep *s = ctx;
	uint8_t p[200], was[200];
	const uint8_t zero[200] = { 0 };
	int r;

	unit_random(p, sizeof(p), 10);
	memcpy(was, p, sizeof(p));
	r = gs_siv_seal(s->key, "ad", 2, p, sizeof(p), s->tag);
	if (r == GS_OK)
		r = gs_siv_open(s->key, "ad", 2, p, sizeof(p), s->tag);
	assert_memory_equal(p, r == GS_OK ? was : zero, sizeof(p));
	return r;
}

static void
out_of_memory(void **state)
{
	struct sweep s = { { 1 }, { 0 } };

	(void)state;
	(void)seal_and_open(&s); /* what libcrypto fetches once is fetched */
	faults_sweep("siv", seal_and_open, &s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc5297),
		cmocka_unit_test(wycheproof),
		cmocka_unit_test(like_libcrypto),
		cmocka_unit_test(empty_text),
		cmocka_unit_test(every_bit),
		cmocka_unit_test(key_matters),
		cmocka_unit_test(too_many_strings),
		cmocka_unit_test(out_of_memory),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
