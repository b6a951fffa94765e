#include "unit.h"

#include "crypto/cmac.h"
#include "faults.h"

/* RFC 4493, section 4. */
#define KEY "2b7e151628aed2a6abf7158809cf4f3c"
#define TEXT                                                                   \
	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"     \
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

static const struct {
	size_t n;
	const char *mac;
} cases[] = {
	{ 0, "bb1d6929e95937287fa37d129b756746" },
	{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
	{ 40, "dfa66747de9ae63030ca32611497c827" },
	{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
};

static void
rfc4493(void **state)
{
	uint8_t key[16], text[64], want[16], got[16];
	struct gs_cmac c;

	(void)state;
	unit_hex(KEY, key, sizeof(key));
	unit_hex(TEXT, text, sizeof(text));
	unit_ok(gs_cmac_init(&c, key, sizeof(key)), "init");
	/* Twice: a context is ready for the next message. */
	for (size_t i = 0; i < 2 * NR(cases); i++) {
		size_t k = i % NR(cases);

		unit_hex(cases[k].mac, want, sizeof(want));
		unit_ok(gs_cmac_last(&c, text, cases[k].n, got), "last");
		assert_memory_equal(got, want, sizeof(want));
	}
	gs_cmac_clear(&c);
	gs_cmac_clear(&c);
}

static void
in_pieces(void **state)
{
	static uint8_t text[100000];
	uint8_t key[32], whole[16], got[16];
	struct gs_cmac c;

	(void)state;
	unit_random(key, sizeof(key), 1);
	unit_random(text, sizeof(text), 2);
	unit_ok(gs_cmac_init(&c, key, sizeof(key)), "init");
	for (size_t n = 1; n < sizeof(text); n = n * 3 + 1) {
		size_t cut = n / 3 / 16 * 16;

		unit_ok(gs_cmac_last(&c, text, n, whole), "whole");
		unit_ok(gs_cmac_blocks(&c, text, cut), "first piece");
		unit_ok(gs_cmac_last(&c, text + cut, n - cut, got), "second");
		assert_memory_equal(got, whole, sizeof(whole));
	}
	gs_cmac_clear(&c);
}

static void
doubling(void **state)
{
	static const struct {
		const char *in, *out;
	} d[] = {
		{ "7df76b0c1ab899b33e42f047b91b546f",
		    "fbeed618357133667c85e08f7236a8de" }, /* RFC 4493: L, K1 */
		{ "fbeed618357133667c85e08f7236a8de",
		    "f7ddac306ae266ccf90bc11ee46d513b" }, /* K1, K2 */
		{ "80000000000000000000000000000000",
		    "00000000000000000000000000000087" },
	};
	uint8_t in[16], out[16];

	(void)state;
	for (size_t i = 0; i < NR(d); i++) {
		unit_hex(d[i].in, in, sizeof(in));
		unit_hex(d[i].out, out, sizeof(out));
		gs_cmac_double(in);
		assert_memory_equal(in, out, sizeof(out));
	}
}

static void
no_such_key_length(void **state)
{
	uint8_t key[64] = { 0 };
	struct gs_cmac c;

	(void)state;
	for (size_t n = 0; n <= sizeof(key); n++) {
		int want = n == 16 || n == 24 || n == 32 ? GS_OK : GS_ECRYPTO;

		unit_code(gs_cmac_init(&c, key, n), want, "key length");
		gs_cmac_clear(&c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc4493),
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(doubling),
		cmocka_unit_test(no_such_key_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
