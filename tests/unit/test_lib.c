#include "unit.h"

#include "faults.h"
#include "gitseal.h"

/* The example of docs/format.md, and one more. */
#define KEY                                                                    \
	"GIT-SEAL-KEY-1QQQQQQR920CSQQQPQGPSGPGXQUYQJZSTPSXSURCSZYFPX9Q4ZCT3SX" \
	"G6RVWP68SLYQSJYGEYY5NZW2PF9G4JCTFW9UCRZV3NXS6NVDEC8YARK0PA8CLS2DCPTN"
#define ID "04061ec66ec2"
static const char hello[] = "004749545345414c010004061ec66ec2"
			    "ec3f3a21c6b4ccc232686810fc31f587"
			    "3d034cac32754e69d606cd6c30";

static struct gitseal_keyring *ring;

static int
setup(void **state)
{
	(void)state;
	return gitseal_keyring_parse(KEY, strlen(KEY), &ring, NULL, 0);
}

static int
teardown(void **state)
{
	(void)state;
	gitseal_keyring_free(ring);
	return 0;
}

static void
keyrings(void **state)
{
	char id[GITSEAL_GENERATION_LEN + 1], why[100] = "";
	struct gitseal_keyring *k = ring;

	(void)state;
	assert_int_equal(gitseal_keyring_generation(ring, 0, id), GITSEAL_OK);
	assert_string_equal(id, ID);
	assert_int_equal(
	    gitseal_keyring_generation(ring, 1, id), GITSEAL_EUSAGE);
	assert_string_equal(id, "");
	assert_int_equal(gitseal_keyring_parse("'x'", 3, &k, why, sizeof(why)),
	    GITSEAL_EUSAGE);
	assert_null(k);
	assert_non_null(strstr(why, "quot"));
	assert_int_equal(
	    gitseal_keyring_parse("", 0, &k, why, 4), GITSEAL_EUSAGE);
	assert_string_equal(why, "hol");
	gitseal_keyring_free(NULL);
}

static void
round_trip(void **state)
{
	const struct gitseal_options opts[] = { { 0, 0, NULL }, { 1, 0, ID },
		{ 0, 4096, NULL } };
	static const size_t lens[] = { 0, 1, 1000, 100000, 2000000 };
	uint8_t *plain = malloc(2000000);

	(void)state;
	assert_non_null(plain);
	unit_text(plain, 2000000, 1);
	for (size_t i = 0; i < NR(lens) * NR(opts); i++) {
		const struct gitseal_options *opt = &opts[i % NR(opts)];
		size_t n = lens[i / NR(opts)];
		struct gitseal_bytes *sealed, *opened;

		assert_int_equal(
		    gitseal_seal(ring, opt, plain, n, &sealed), GITSEAL_OK);
		assert_int_equal(gitseal_is_sealed(gitseal_bytes_data(sealed),
				     gitseal_bytes_len(sealed)),
		    n != 0);
		assert_int_equal(
		    gitseal_open(ring, 0, gitseal_bytes_data(sealed),
			gitseal_bytes_len(sealed), &opened),
		    GITSEAL_OK);
		assert_int_equal(gitseal_bytes_len(opened), n);
		assert_memory_equal(gitseal_bytes_data(opened), plain, n);
		gitseal_bytes_free(sealed);
		gitseal_bytes_free(opened);
	}
	gitseal_bytes_free(NULL);
	free(plain);
}

static void
example(void **state)
{
	uint8_t want[64];
	size_t n = unit_hex(hello, want, sizeof(want));
	char id[GITSEAL_GENERATION_LEN + 1];
	struct gitseal_bytes *b;

	(void)state;
	assert_int_equal(
	    gitseal_seal(ring, NULL, "hello, world\n", 13, &b), GITSEAL_OK);
	assert_int_equal(gitseal_bytes_len(b), n);
	assert_memory_equal(gitseal_bytes_data(b), want, n);
	gitseal_bytes_free(b);
	assert_int_equal(gitseal_generation(want, n, id), GITSEAL_OK);
	assert_string_equal(id, ID);
}

static void
refused(void **state)
{
	static const unsigned pads[] = { 1, 8, 17, 48, 131072 };
	uint8_t good[64], p[64];
	size_t n = unit_hex(hello, good, sizeof(good));
	const struct {
		size_t at, n;
		int want;
	} cases[] = {
		{ 0, n, GITSEAL_EPLAIN },
		{ 8, n, GITSEAL_ENEWER },
		{ 9, n, GITSEAL_ENEWER },
		{ 10, n, GITSEAL_ENOKEY },
		{ 20, n, GITSEAL_EDAMAGED },
		{ 40, n, GITSEAL_EDAMAGED },
		{ 40, 32, GITSEAL_EDAMAGED },
		{ 40, 5, GITSEAL_EPLAIN },
	};
	struct gitseal_options opt = { 0 };
	struct gitseal_bytes *b;
	char id[GITSEAL_GENERATION_LEN + 1];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		memcpy(p, good, sizeof(p));
		p[cases[i].at] ^= 0x40;
		assert_int_equal(
		    gitseal_open(ring, 0, p, cases[i].n, &b), cases[i].want);
		assert_null(b);
		assert_string_not_equal(
		    gitseal_strerror(cases[i].want), "unknown error");
	}
	assert_int_equal(gitseal_generation("x", 1, id), GITSEAL_EPLAIN);
	for (size_t i = 0; i < NR(pads); i++) {
		opt.pad = pads[i];
		assert_int_equal(
		    gitseal_seal(ring, &opt, "x", 1, &b), GITSEAL_EUSAGE);
		assert_null(b);
	}
	opt.pad = 0;
	opt.seal = "0123456789ab";
	assert_int_equal(gitseal_seal(ring, &opt, "x", 1, &b), GITSEAL_ENOKEY);
	opt.seal = "04061EC66EC2";
	assert_int_equal(gitseal_seal(ring, &opt, "x", 1, &b), GITSEAL_ENOKEY);
	assert_string_equal(gitseal_strerror(-99), "unknown error");
}

static void
limit(void **state)
{
	uint8_t plain[5000] = { 0 };
	struct gitseal_bytes *sealed, *b;

	(void)state;
	assert_int_equal(
	    gitseal_seal(ring, NULL, plain, sizeof(plain), &sealed),
	    GITSEAL_OK);
	assert_int_equal(gitseal_open(ring, 4999, gitseal_bytes_data(sealed),
			     gitseal_bytes_len(sealed), &b),
	    GITSEAL_ETOOBIG);
	assert_null(b);
	assert_int_equal(gitseal_open(ring, 5000, gitseal_bytes_data(sealed),
			     gitseal_bytes_len(sealed), &b),
	    GITSEAL_OK);
	gitseal_bytes_free(b);
	gitseal_bytes_free(sealed);
}

static void
version(void **state)
{
	int a, b, c;

	(void)state;
	assert_int_equal(sscanf(gitseal_version(), "%d.%d.%d", &a, &b, &c), 3);
}

/* Codes of the outside, told in those that a sweep knows. */
static int
all_of_it(void *ctx)
{
	struct gitseal_keyring *k = NULL;
	struct gitseal_bytes *sealed = NULL, *b = NULL;
	uint8_t plain[5000];
	int r;

	(void)ctx;
	unit_text(plain, sizeof(plain), 1);
	r = gitseal_keyring_parse(KEY, strlen(KEY), &k, NULL, 0);
	if (r == GITSEAL_OK)
		r = gitseal_seal(k, NULL, plain, sizeof(plain), &sealed);
	if (r == GITSEAL_OK)
		r = gitseal_open(k, 0, gitseal_bytes_data(sealed),
		    gitseal_bytes_len(sealed), &b);
	gitseal_keyring_free(k);
	gitseal_bytes_free(sealed);
	gitseal_bytes_free(b);
	return r == GITSEAL_ENOMEM ? GS_ENOMEM
	    : r == GITSEAL_ECRYPTO ? GS_ECRYPTO
				   : r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("lib", all_of_it, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyrings),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(example),
		cmocka_unit_test(refused),
		cmocka_unit_test(limit),
		cmocka_unit_test(version),
		cmocka_unit_test(out_of_memory),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, setup, teardown);
}
