#include "unit.h"

#include <stdatomic.h>

#include <openssl/evp.h>

#include "crypto/ctr.h"
#include "faults.h"

#define LEN ((size_t)9 << 20) /* far into what is shared */

static uint8_t *plain, *p, *want;

static int
make_room(void **state)
{
	(void)state;
	plain = malloc(LEN);
	p = malloc(LEN);
	want = malloc(LEN);
	if (plain == NULL || p == NULL || want == NULL)
		return 1;
	unit_random(plain, LEN, 1);
	return 0;
}

static int
free_room(void **state)
{
	(void)state;
	free(plain);
	free(p);
	free(want);
	return 0;
}

static void
evp(const struct gs_ctr *c, size_t n)
{
	EVP_CIPHER *aes = EVP_CIPHER_fetch(NULL,
	    c->key_len == 32	   ? "AES-256-CTR"
		: c->key_len == 24 ? "AES-192-CTR"
				   : "AES-128-CTR",
	    NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int got;

	assert_int_equal(
	    EVP_EncryptInit_ex2(ctx, aes, c->key, c->start, NULL), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, want, &got, plain, (int)n), 1);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(aes);
}

/* What was handed on must be the next part, and decrypted already. */
struct seen {
	size_t at;
	size_t fail_at;
};

static int
look(void *ctx, const uint8_t *part, size_t n)
{
	struct seen *s = ctx;

	assert_ptr_equal(part, p + s->at);
	assert_true(n > 0);
	if (memcmp(part, want + s->at, n) != 0)
		fail_msg("a part at %zu is not done yet", s->at);
	s->at += n;
	return s->at > s->fail_at ? GS_EDAMAGED : GS_OK;
}

/* Counters that wrap at 32, 64 and 128 bits, in the middle of a large text. */
static const char *const starts[] = { "00000000000000000000000000000000",
	"000102030405060708090a0b0c0d0e0f", "0000000000000000000000007fffff00",
	"000000000000000000000000ffffff00", "0000000000000000ffffffffffffff00",
	"ffffffffffffffffffffffffffff0000",
	"ffffffffffffffffffffffffffffffff" };
static const size_t lens[] = { 0, 1, 15, 16, 17, 131072, 131073, 4194303,
	4194304, 4194305, LEN - 1, LEN };

static void
like_libcrypto(void **state)
{
	static const size_t key_lens[] = { 32, 16, 24 };
	uint8_t key[32];

	(void)state;
	unit_random(key, sizeof(key), 2);
	for (size_t i = 0; i < NR(starts) * NR(lens); i++) {
		size_t n = lens[i % NR(lens)];
		struct gs_ctr c = { key, key_lens[i % NR(key_lens)], { 0 } };
		struct seen s = { 0, SIZE_MAX };

		unit_hex(starts[i / NR(lens)], c.start, sizeof(c.start));
		evp(&c, n);
		memcpy(p, plain, n);
		unit_ok(gs_ctr_run(&c, p, n, look, &s), "with a look");
		assert_int_equal(s.at, n);
		unit_ok(gs_ctr_run(&c, p, n, NULL, NULL), "and back");
		if (memcmp(p, plain, n) != 0)
			fail_msg("%zu bytes from %s", n, starts[i / NR(lens)]);
	}
}

static void
stops(void **state)
{
	uint8_t key[32] = { 1 };
	const struct gs_ctr c = { key, 32, { 0 } };

	(void)state;
	evp(&c, LEN);
	for (size_t at = 0; at < LEN; at += 1 + LEN / 5) {
		struct seen s = { 0, at };

		memcpy(p, plain, LEN);
		unit_code(
		    gs_ctr_run(&c, p, LEN, look, &s), GS_EDAMAGED, "a failure");
		assert_in_range(s.at, at + 1, at + (1 << 20));
	}
}

static int
run(void *ctx)
{
	return gs_ctr_run(ctx, p, LEN, NULL, NULL);
}

static void
failures(void **state)
{
	uint8_t key[32] = { 1 };
	struct gs_ctr c = { key, 31, { 0 } };

	(void)state;
	unit_code(
	    gs_ctr_run(&c, p, 100, NULL, NULL), GS_ECRYPTO, "a key of 31");
	unit_code(gs_ctr_run(&c, p, LEN, NULL, NULL), GS_ECRYPTO, "shared");
	c.key_len = 32;
	faults_sweep("ctr", run, &c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_libcrypto),
		cmocka_unit_test(stops),
		cmocka_unit_test(failures),
	};

	return cmocka_run_group_tests(tests, make_room, free_room);
}
