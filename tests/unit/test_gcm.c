#include "unit.h"

#include "crypto/gcm.h"
#include "crypto/hash.h"

/* Made with the AESGCM of Python's cryptography: key 00 to 1f, IV 20 and up,
 * associated "a:b:". */
static const struct {
	size_t iv_n;
	const char *sealed, *tag;
} cases[] = {
	{ 32, "7fa49d24e223f654a9230a13", "c427cac75ae8c5f3ff0a5bac85eb5cd1" },
	{ 12, "ba5fca1c03b43a79750e2eaa", "ffba55c461dd91369ea8b78fb0645e6d" },
};

static const char text[] = "hello, world", ad[] = "a:b:";

static void
fill(uint8_t key[32], uint8_t iv[32])
{
	for (uint8_t i = 0; i < 32; i++) {
		key[i] = i;
		iv[i] = (uint8_t)(32 + i);
	}
}

static void
known_answers(void **state)
{
	uint8_t key[32], iv[32], p[12], tag[16], want[16];

	(void)state;
	fill(key, iv);
	for (size_t i = 0; i < NR(cases); i++) {
		memcpy(p, text, 12);
		unit_ok(gs_gcm_seal(key, iv, cases[i].iv_n, ad, 4, p, 12, tag),
		    "seal");
		(void)unit_hex(cases[i].sealed, want, sizeof(want));
		assert_memory_equal(p, want, 12);
		(void)unit_hex(cases[i].tag, want, sizeof(want));
		assert_memory_equal(tag, want, 16);
		unit_ok(gs_gcm_open(key, iv, cases[i].iv_n, ad, 4, p, 12, tag),
		    "open");
		assert_memory_equal(p, text, 12);
	}
}

/* Each bit of text, tag, IV and associated string. */
static void
every_bit(void **state)
{
	static const uint8_t zero[12];
	uint8_t key[32], good[12 + 16 + 32 + 4], m[sizeof(good)];

	(void)state;
	fill(key, good + 28);
	memcpy(good, text, 12);
	memcpy(good + 60, ad, 4);
	unit_ok(
	    gs_gcm_seal(key, good + 28, 32, good + 60, 4, good, 12, good + 12),
	    "seal");
	for (size_t k = 0; k < 8 * sizeof(good); k++) {
		memcpy(m, good, sizeof(m));
		m[k / 8] ^= (uint8_t)(1u << k % 8);
		unit_code(
		    gs_gcm_open(key, m + 28, 32, m + 60, 4, m, 12, m + 12),
		    GS_EDAMAGED, "a bit");
		assert_memory_equal(m, zero, 12);
	}
}

static void
lengths(void **state)
{
	uint8_t key[32], iv[GS_GCM_IV_MAX + 1] = { 0 }, p[17] = { 0 }, tag[16];

	(void)state;
	fill(key, iv);
	for (size_t n = 0; n <= sizeof(p); n++) {
		unit_ok(gs_gcm_seal(key, iv, n + 1, NULL, 0, p, n, tag), "s");
		unit_ok(gs_gcm_open(key, iv, n + 1, NULL, 0, p, n, tag), "o");
	}
	unit_code(
	    gs_gcm_seal(key, iv, 0, NULL, 0, p, 1, tag), GS_ETOOBIG, "no IV");
	unit_code(gs_gcm_seal(key, iv, GS_GCM_IV_MAX + 1, NULL, 0, p, 1, tag),
	    GS_ETOOBIG, "a long IV");
	unit_code(gs_gcm_open(key, iv, 12, p, GS_GCM_MAX + 1, p, 0, tag),
	    GS_ETOOBIG, "a long text");
}

/* FIPS 180-4: "abc", in one piece and in three. */
static void
sha512(void **state)
{
	static const char want[] =
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
	uint8_t sum[GS_SHA512_LEN], bytes[GS_SHA512_LEN];

	(void)state;
	(void)unit_hex(want, bytes, sizeof(bytes));
	for (size_t step = 1; step <= 3; step += 2) {
		struct gs_sha512 h = { NULL };

		unit_ok(gs_sha512_init(&h), "init");
		for (size_t i = 0; i < 3; i += step)
			unit_ok(gs_sha512_update(&h, &"abc"[i], step), "add");
		unit_ok(gs_sha512_update(&h, NULL, 0), "nothing");
		unit_ok(gs_sha512_final(&h, sum), "final");
		gs_sha512_clear(&h);
		assert_memory_equal(sum, bytes, sizeof(sum));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(every_bit),
		cmocka_unit_test(lengths),
		cmocka_unit_test(sha512),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
