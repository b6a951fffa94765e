#include "unit.h"

#include "base/file.h"
#include "crypto/pem.h"

#define KEY "tests/vectors/openssh/pem-rsa"
#define LOCKED "tests/vectors/openssh/pem-rsa-locked"
#define PKCS8 "tests/vectors/openssh/pkcs8-rsa-locked"
#define ED25519 "tests/vectors/openssh/pkcs8-ed25519"
#define LABEL "age-encryption.org/v1/ssh-rsa"

/* Made with python3-cryptography for KEY, with LABEL and SHA-256 twice:
 * "0123456789abcdef". */
static const char sealed_by_python[] =
    "83f318c3246a91af3c68b3ad2de9265225a43cf6b1d2526c5266b795ae9b6dbb"
    "fc78891d1cbd7431c1355187d945e7005b12b3d217e56b8ccd93431d1996355d"
    "f393e2e0ca6883c13998f5a1b118e62bfaa209d6156aeeb40812f79b777cf600"
    "dc43ae24f8f231ae479bf6357d253a3e053ee391cdf70d149b230594ac75f50f"
    "85914e3ad3459d9568f18b2716720bcad880138d735b6173f8fdb53a82cb64ce"
    "d474ebc66ae4665ecd7db6e6fe5ebac7f836be515d0ade8f372b2a6a70737f7e"
    "b02dfdf45a431c555e317fd31604f660a1b3d43634677964f2810ae9f913c6c7"
    "928006852c7680fa1bdc87a970469b47774b47ade9623adf8d567ae2048a08e2";

static int
read_key(const char *path, const char *passphrase, struct gs_keypair *out)
{
	struct gs_buf text = GS_BUF_INIT, pass = GS_BUF_INIT;
	int r;

	unit_ok(gs_file_read(path, 65536, &text, NULL), path);
	if (passphrase != NULL)
		unit_ok(gs_buf_adds(&pass, passphrase), path);
	r = gs_pem_read(text.p, text.n, passphrase == NULL ? NULL : &pass, out);
	gs_buf_clear(&text);
	gs_buf_clear(&pass);
	return r;
}

static void
test_pem(void **state)
{
	static const struct {
		const char *path, *pass;
		int want;
	} cases[] = {
		{ KEY, NULL, GS_OK },
		{ KEY, "not needed", GS_OK },
		{ LOCKED, NULL, GS_ENOKEY },
		{ LOCKED, "wrong", GS_ENOKEY },
		{ LOCKED, "correct horse", GS_OK },
		{ PKCS8, NULL, GS_ENOKEY },
		{ PKCS8, "", GS_ENOKEY },
		{ PKCS8, "correct horse", GS_OK },
		{ ED25519, NULL, GS_OK },
		{ KEY ".pub", NULL, GS_EDAMAGED },
	};
	struct gs_keypair key;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unit_code(read_key(cases[i].path, cases[i].pass, &key),
		    cases[i].want, cases[i].path);
		if (cases[i].want == GS_OK &&
		    (key.rsa == NULL) == (key.seed.n == 0))
			fail_msg("%s: not one of the two", cases[i].path);
		if (cases[i].want != GS_OK &&
		    (key.rsa != NULL || key.seed.n != 0))
			fail_msg("%s: a key on failure", cases[i].path);
		gs_keypair_clear(&key);
	}
}

/* The three files hold one key. */
static void
test_same_key(void **state)
{
	struct gs_buf n[2] = { GS_BUF_INIT }, e[2] = { GS_BUF_INIT };
	struct gs_keypair a, b;

	(void)state;
	unit_ok(read_key(KEY, NULL, &a), KEY);
	unit_ok(read_key(PKCS8, "correct horse", &b), PKCS8);
	unit_ok(gs_rsa_numbers(a.rsa, &n[0], &e[0]), KEY);
	unit_ok(gs_rsa_numbers(b.rsa, &n[1], &e[1]), PKCS8);
	assert_true(n[0].n == 256 && n[1].n == 256);
	assert_memory_equal(n[0].p, n[1].p, 256);
	assert_true(e[0].n == 3 && memcmp(e[0].p, "\1\0\1", 3) == 0);
	assert_true(gs_rsa_len(a.rsa) == 256);
	for (size_t i = 0; i < 2; i++) {
		gs_buf_clear(&n[i]);
		gs_buf_clear(&e[i]);
	}
	gs_keypair_clear(&a);
	gs_keypair_clear(&b);
}

static void
test_oaep(void **state)
{
	static const uint8_t text[] = "sixteen bytes 16";
	struct gs_buf sealed = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_rsa *public = NULL;
	struct gs_buf n = GS_BUF_INIT, e = GS_BUF_INIT;
	struct gs_rsa_nums nums = { 0 };
	struct gs_keypair key;

	(void)state;
	unit_ok(read_key(KEY, NULL, &key), KEY);
	unit_ok(gs_rsa_numbers(key.rsa, &n, &e), "numbers");
	nums.n = (struct gs_rsa_num){ n.p, n.n };
	nums.e = (struct gs_rsa_num){ e.p, e.n };
	unit_ok(gs_rsa_public(&nums, &public), "public half");
	unit_ok(gs_rsa_oaep_seal(public, LABEL, text, 16, &sealed), "seal");
	assert_true(sealed.n == 256);
	unit_ok(
	    gs_rsa_oaep_open(key.rsa, LABEL, sealed.p, sealed.n, &out), "open");
	assert_true(out.n == 16);
	assert_memory_equal(out.p, text, 16);
	gs_buf_reset(&out);
	unit_code(
	    gs_rsa_oaep_open(key.rsa, "other label", sealed.p, sealed.n, &out),
	    GS_EDAMAGED, "label");
	unit_code(gs_rsa_oaep_open(key.rsa, LABEL, sealed.p, 255, &out),
	    GS_EDAMAGED, "length");
	sealed.p[255] ^= 1;
	unit_code(gs_rsa_oaep_open(key.rsa, LABEL, sealed.p, sealed.n, &out),
	    GS_EDAMAGED, "bit");
	assert_true(out.n == 0);
	gs_rsa_free(public);
	gs_buf_clear(&n);
	gs_buf_clear(&e);
	gs_buf_clear(&sealed);
	gs_buf_clear(&out);
	gs_keypair_clear(&key);
}

static void
test_python(void **state)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_keypair key;
	uint8_t sealed[256];

	(void)state;
	(void)unit_hex(sealed_by_python, sealed, sizeof(sealed));
	unit_ok(read_key(KEY, NULL, &key), KEY);
	unit_ok(gs_rsa_oaep_open(key.rsa, LABEL, sealed, sizeof(sealed), &out),
	    "open");
	assert_true(out.n == 16);
	assert_memory_equal(out.p, "0123456789abcdef", 16);
	gs_buf_clear(&out);
	gs_keypair_clear(&key);
}

/* Numbers that are no key. */
static void
test_numbers(void **state)
{
	static uint8_t big[GS_RSA_LEN_MAX + 1];
	static const struct {
		const char *name;
		size_t n; /* bytes of the modulus */
		uint8_t first, last;
		const char *e;
	} bad[] = {
		{ "1,024 bits", 128, 0xff, 0xff, "010001" },
		{ "2,047 bits", 256, 0x7f, 0xff, "010001" },
		{ "even", 256, 0xff, 0xfe, "010001" },
		{ "16,385 bits", GS_RSA_LEN_MAX + 1, 0x01, 0xff, "010001" },
		{ "exponent 1", 256, 0xff, 0xff, "01" },
		{ "even exponent", 256, 0xff, 0xff, "010002" },
		{ "no exponent", 256, 0xff, 0xff, "" },
		{ "exponent of 72 bits", 256, 0xff, 0xff,
		    "010101010101010101" },
	};
	struct gs_rsa_nums nums;
	struct gs_rsa *key;
	uint8_t e[16];

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		size_t e_n = unit_hex(bad[i].e, e, sizeof(e));

		memset(&nums, 0, sizeof(nums));
		memset(big, 0xff, sizeof(big));
		big[0] = bad[i].first;
		big[bad[i].n - 1] = bad[i].last;
		nums.n = (struct gs_rsa_num){ big, bad[i].n };
		nums.e = (struct gs_rsa_num){ e, e_n };
		unit_code(gs_rsa_public(&nums, &key), GS_EDAMAGED, bad[i].name);
		assert_null(key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_same_key),
		cmocka_unit_test(test_oaep),
		cmocka_unit_test(test_python),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
