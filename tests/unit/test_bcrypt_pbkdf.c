#include "unit.h"

#include "crypto/bcrypt_pbkdf.h"
#include "faults.h"

#define TEXT(s) (const uint8_t *)(s), sizeof(s) - 1

/* By the function kdf of python3-bcrypt 3.2.2; the key files of
 * test_openssh are a second judge. */
static const struct {
	const uint8_t *pass;
	size_t pass_n;
	const uint8_t *salt;
	size_t salt_n;
	uint32_t rounds;
	const char *want;
} known[] = {
	{ TEXT("password"), TEXT("salt"), 4,
	    "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d"
	    "9" },
	{ TEXT("password"), TEXT("salt"), 8,
	    "e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec7"
	    "6227ea66088b849b20ab7aa478010246" },
	{ TEXT("p"), TEXT("ssssssssssssssss"), 1, "c4" },
	{ TEXT("pass\0word"), TEXT("sa\0lt"), 2,
	    "e5efed7e2f9f0a38f37fda603f1af553338a8afba4cbeefdd1aa7925658dce77"
	    "98" },
	{ TEXT("correct horse"), TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 2,
	    "fdf57c14d8fe0e05c1b69d51a56068f03591466f131a97589c5cbf2914aa12dd"
	    "3b2e26fc684def8d5d04e5dea0f7644e923d0156cf0f4eea458f17ffcad9a9d8"
	    "43c01eab2ba09f9cfeae658ba7a9add12b3643a3295f2518de4d80ef71542f9"
	    "6" },
};

static void
test_known(void **state)
{
	uint8_t want[128], got[128];

	(void)state;
	for (size_t i = 0; i < NR(known); i++) {
		size_t n = unit_hex(known[i].want, want, sizeof(want));

		unit_ok(gs_bcrypt_pbkdf(known[i].pass, known[i].pass_n,
			    known[i].salt, known[i].salt_n, known[i].rounds,
			    got, n),
		    known[i].want);
		assert_memory_equal(got, want, n);
	}
}

static void
test_refused(void **state)
{
	uint8_t salt[1] = { 's' }, out[GS_BCRYPT_OUT_MAX + 1];

	(void)state;
	unit_code(gs_bcrypt_pbkdf("", 0, salt, 1, 1, out, 32), GS_ETOOBIG,
	    "no passphrase");
	unit_code(gs_bcrypt_pbkdf("p", 1, salt, 0, 1, out, 32), GS_ETOOBIG,
	    "no salt");
	unit_code(gs_bcrypt_pbkdf("p", 1, salt, 1, 0, out, 32), GS_ETOOBIG,
	    "no rounds");
	unit_code(gs_bcrypt_pbkdf("p", 1, salt, 1, 1, out, 0), GS_ETOOBIG,
	    "no output");
	unit_code(gs_bcrypt_pbkdf("p", 1, salt, 1, 1, out, sizeof(out)),
	    GS_ETOOBIG, "too much output");
}

static int
derive(void *ctx)
{
	static const uint8_t zero[32];
	uint8_t out[32];
	int r;

	(void)ctx;
	memset(out, 1, sizeof(out));
	r = gs_bcrypt_pbkdf("p", 1, zero, 16, 1, out, sizeof(out));
	if (r != GS_OK)
		assert_memory_equal(out, zero, sizeof(out));
	return r;
}

static void
test_faults(void **state)
{
	(void)state;
	faults_sweep("bcrypt_pbkdf", derive, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
