#include "unit.h"

#include "codec/hex.h"
#include "crypto/hash.h"
#include "faults.h"

static void
check_hex(const void *got, size_t n, const char *want, const char *what)
{
	char hex[2 * 64 + 1];

	assert_true(n <= 64);
	if (strcmp(gs_hex_print(got, n, hex), want) != 0)
		fail_msg("%s: got %s, want %s", what, hex, want);
}

/* FIPS 180-4 examples. */
static void
sha256(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "",
		    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		    "7852b855" },
		{ "abc",
		    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
		    "f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd4"
		    "19db06c1" },
	};
	uint8_t out[GS_SHA256_LEN];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unit_ok(
		    gs_sha256(cases[i].in, strlen(cases[i].in), out), "sha256");
		check_hex(out, sizeof(out), cases[i].out, cases[i].in);
	}
}

/* RFC 4231, cases 1, 2 and 6: a short key, a shorter one, one that is longer
 * than a block. */
static void
hmac(void **state)
{
	uint8_t key[131], out[GS_SHA256_LEN];
	const char *text = "Test Using Larger Than Block-Size Key - Hash Key "
			   "First";

	(void)state;
	memset(key, 0x0b, 20);
	unit_ok(gs_hmac_sha256(key, 20, "Hi There", 8, out), "1");
	check_hex(out, sizeof(out),
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	    "RFC 4231, 1");
	unit_ok(
	    gs_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out),
	    "2");
	check_hex(out, sizeof(out),
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "RFC 4231, 2");
	memset(key, 0xaa, sizeof(key));
	unit_ok(gs_hmac_sha256(key, sizeof(key), text, strlen(text), out), "6");
	check_hex(out, sizeof(out),
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	    "RFC 4231, 6");
}

struct hkdf_case {
	uint8_t ikm[512], salt[512], info[512], okm[8192];
	size_t ikm_n, salt_n, info_n, okm_n, size;
	unsigned nr;
};

static void
hkdf_field(void *ctx, const char *key, const char *value)
{
	struct hkdf_case *c = ctx;
	uint8_t out[8192];

	if (strcmp(key, "ikm") == 0) {
		c->ikm_n = unit_hex(value, c->ikm, sizeof(c->ikm));
	} else if (strcmp(key, "salt") == 0) {
		c->salt_n = unit_hex(value, c->salt, sizeof(c->salt));
	} else if (strcmp(key, "info") == 0) {
		c->info_n = unit_hex(value, c->info, sizeof(c->info));
	} else if (strcmp(key, "size") == 0) {
		c->size = (size_t)strtoul(value, NULL, 10);
	} else if (strcmp(key, "okm") == 0) {
		c->okm_n = unit_hex(value, c->okm, sizeof(c->okm));
	} else if (strcmp(key, "result") == 0) {
		bool valid = strcmp(value, "valid") == 0;

		assert_true(c->size <= sizeof(out));
		unit_code(gs_hkdf(c->ikm, c->ikm_n, c->salt, c->salt_n, c->info,
			      c->info_n, out, c->size),
		    valid ? GS_OK : GS_ECRYPTO, "HKDF");
		if (valid) {
			assert_int_equal(c->size, c->okm_n);
			assert_memory_equal(out, c->okm, c->okm_n);
		}
		c->nr++;
	}
}

static void
hkdf_wycheproof(void **state)
{
	static struct hkdf_case c;
	char *path = unit_shared("hkdf_sha256_test.json");

	(void)state;
	if (path == NULL)
		skip();
	unit_json(path, hkdf_field, &c);
	free(path);
	assert_int_equal(c.nr, 86);
}

/* RFC 5869, test cases 1 and 3. */
static void
hkdf_rfc5869(void **state)
{
	uint8_t ikm[22], salt[13], info[10], out[42];

	(void)state;
	memset(ikm, 0x0b, sizeof(ikm));
	unit_hex("000102030405060708090a0b0c", salt, sizeof(salt));
	unit_hex("f0f1f2f3f4f5f6f7f8f9", info, sizeof(info));
	unit_ok(gs_hkdf(ikm, sizeof(ikm), salt, sizeof(salt), info,
		    sizeof(info), out, sizeof(out)),
	    "1");
	check_hex(out, sizeof(out),
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	    "34007208d5b887185865",
	    "RFC 5869, 1");
	unit_ok(
	    gs_hkdf(ikm, sizeof(ikm), NULL, 0, NULL, 0, out, sizeof(out)), "3");
	check_hex(out, sizeof(out),
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	    "9d201395faa4b61a96c8",
	    "RFC 5869, 3");
}

/* What `git hash-object` says, in both object formats. */
static void
blob_names(void **state)
{
	static const struct {
		const char *in, *sha1, *sha256;
	} cases[] = {
		{ "", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
		    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a3"
		    "03721813" },
		{ "hello\n", "ce013625030ba8dba906f756967f9e9ca394464a",
		    "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de57"
		    "6db9ebb4" },
	};
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_oid id;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		size_t n = strlen(cases[i].in);

		unit_ok(gs_blob_id(20, cases[i].in, n, &id), "SHA-1");
		assert_string_equal(gs_oid_print(&id, hex), cases[i].sha1);
		unit_ok(gs_blob_id(32, cases[i].in, n, &id), "SHA-256");
		assert_string_equal(gs_oid_print(&id, hex), cases[i].sha256);
	}
	for (size_t n = 0; n < 64; n++) {
		int want = n == 20 || n == 32 ? GS_OK : GS_ECRYPTO;

		unit_code(gs_blob_id(n, "x", 1, &id), want, "blob id length");
		assert_int_equal(id.n, want == GS_OK ? n : 0);
	}
}

static void
bare_digest(void **state)
{
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_oid id;

	(void)state;
	unit_ok(gs_oid_digest(20, "abc", 3, &id), "SHA-1");
	assert_string_equal(gs_oid_print(&id, hex),
	    "a9993e364706816aba3e25717850c26c9cd0d89d"); /* FIPS 180-4 */
	unit_ok(gs_oid_digest(32, "abc", 3, &id), "SHA-256");
	assert_memory_equal(gs_oid_print(&id, hex), "ba7816bf", 8);
	unit_code(gs_oid_digest(19, "abc", 3, &id), GS_ECRYPTO, "length 19");
}

/* Not a test of its quality: of all bytes being written, and only those. */
static void
random_bytes(void **state)
{
	uint8_t p[70], seen[64] = { 0 };

	(void)state;
	for (int round = 0; round < 64; round++) {
		memset(p, 0, sizeof(p));
		unit_ok(gs_random(p + 3, 64), "random");
		for (size_t i = 0; i < 64; i++)
			seen[i] |= p[3 + i];
		assert_true(p[2] == 0 && p[67] == 0);
	}
	for (size_t i = 0; i < sizeof(seen); i++)
		assert_int_not_equal(seen[i], 0);
	unit_ok(gs_random(p, 0), "nothing");
}

static int
derive(void *ctx)
{
	return gs_hkdf("key", 3, "salt", 4, "info", 4, ctx, 64);
}

static int
name_blob(void *ctx)
{
	return gs_blob_id(20, "x", 1, ctx);
}

static void
out_of_memory(void **state)
{
	uint8_t out[64];
	struct gs_oid id;

	(void)state;
	faults_sweep("hkdf", derive, out);
	faults_sweep("blob id", name_blob, &id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256),
		cmocka_unit_test(hmac),
		cmocka_unit_test(hkdf_rfc5869),
		cmocka_unit_test(hkdf_wycheproof),
		cmocka_unit_test(blob_names),
		cmocka_unit_test(bare_digest),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(out_of_memory),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
