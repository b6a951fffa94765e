#include "unit.h"

#include "crypto/scrypt.h"

/* RFC 7914, section 12: the one with age's r = 8, p = 1 that needs little
 * memory; and edges, from Python's hashlib.scrypt. */
static const struct {
	const char *pass, *salt;
	unsigned log_n;
	size_t n;
	const char *want;
} known[] = {
	{ "pleaseletmein", "SodiumChloride", 14, 64,
	    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
	    "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b4557588"
	    "7" },
	{ "", "SodiumChloride", 4, 32,
	    "fa4daebce76f9f5d5980d4219a039de33a151f19d197bb4d6c54846504b65d1"
	    "4" },
	{ "pleaseletmein", "", 10, 16, "09c45dab2d557e134176efba42f79def" },
};

static void
test_known(void **state)
{
	uint8_t want[64], got[64];

	(void)state;
	for (size_t i = 0; i < NR(known); i++) {
		(void)unit_hex(known[i].want, want, sizeof(want));
		unit_ok(gs_scrypt(known[i].pass, strlen(known[i].pass),
			    known[i].salt, strlen(known[i].salt),
			    known[i].log_n, got, known[i].n),
		    known[i].want);
		assert_memory_equal(got, want, known[i].n);
	}
}

/* Over libcrypto's own limit of 32 MiB. */
static void
test_memory(void **state)
{
	uint8_t got[32];

	(void)state;
	unit_ok(gs_scrypt("p", 1, "s", 1, 16, got, sizeof(got)), "64 MiB");
}

static void
test_range(void **state)
{
	static const unsigned bad[] = { 0, GS_SCRYPT_LOG_N_MAX + 1, 63, 64,
		1000 };
	uint8_t got[32];

	(void)state;
	for (size_t i = 0; i < NR(bad); i++)
		unit_code(gs_scrypt("p", 1, "s", 1, bad[i], got, sizeof(got)),
		    GS_ETOOBIG, "log n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
