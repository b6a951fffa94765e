#include "unit.h"

#include "crypto/x25519.h"

/* RFC 7748, section 5.2 */
static const struct {
	const char *name, *scalar, *point, *want;
} known[] = {
	{ "5.2, first",
	    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
	    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
	    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a2855"
	    "2" },
	{ "5.2, second",
	    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
	    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
	    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac795"
	    "7" },
};

/* Points of small order, and what is congruent to them (Bernstein). */
static const char *const low_order[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static void
test_known(void **state)
{
	uint8_t scalar[32], point[32], want[32], got[32];

	(void)state;
	for (size_t i = 0; i < NR(known); i++) {
		(void)unit_hex(known[i].scalar, scalar, 32);
		(void)unit_hex(known[i].point, point, 32);
		(void)unit_hex(known[i].want, want, 32);
		unit_ok(gs_x25519(scalar, point, got), known[i].name);
		assert_memory_equal(got, want, 32);
		/* over its own input */
		unit_ok(gs_x25519(scalar, point, point), known[i].name);
		assert_memory_equal(point, want, 32);
	}
}

static void
test_iterated(void **state)
{
	uint8_t k[32] = { 9 }, u[32] = { 9 }, want[32], t[32];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		memcpy(t, k, 32);
		unit_ok(gs_x25519(k, u, k), "iterated");
		memcpy(u, t, 32);
		if (i == 0) {
			(void)unit_hex("422c8e7a6227d7bca1350b3e2bb7279f7897b8"
				       "7bb6854b783c60e80311ae3079",
			    want, 32);
			assert_memory_equal(k, want, 32);
		}
	}
	(void)unit_hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb9"
		       "4d99532c51",
	    want, 32);
	assert_memory_equal(k, want, 32);
}

static void
test_public(void **state)
{
	uint8_t a[32], b[32], pub[32], want[32], nine[32] = { 9 };

	(void)state;
	unit_random(a, 32, 6);
	unit_ok(gs_x25519_public(a, pub), "public");
	unit_ok(gs_x25519(a, nine, want), "by the function");
	assert_memory_equal(pub, want, 32);
	unit_random(b, 32, 7);
	unit_ok(gs_x25519_public(b, want), "other");
	unit_ok(gs_x25519(a, want, want), "ab");
	unit_ok(gs_x25519(b, pub, pub), "ba");
	assert_memory_equal(pub, want, 32);
}

static void
test_low_order(void **state)
{
	static const uint8_t zero[32];
	uint8_t scalar[32], point[32], got[32];

	(void)state;
	unit_random(scalar, 32, 1);
	for (size_t i = 0; i < NR(low_order); i++) {
		(void)unit_hex(low_order[i], point, 32);
		memset(got, 1, 32);
		unit_code(
		    gs_x25519(scalar, point, got), GS_EDAMAGED, low_order[i]);
		assert_memory_equal(got, zero, 32);
		point[31] |= 0x80; /* the bit that does not count */
		unit_code(
		    gs_x25519(scalar, point, got), GS_EDAMAGED, low_order[i]);
	}
}

struct wycheproof {
	uint8_t scalar[32], point[32];
	char shared[65];
	unsigned cases;
};

static void
on_value(void *ctx, const char *key, const char *value)
{
	struct wycheproof *w = ctx;
	uint8_t got[32], want[32];
	int r;

	if (strcmp(key, "private") == 0)
		(void)unit_hex(value, w->scalar, 32);
	else if (strcmp(key, "public") == 0)
		(void)unit_hex(value, w->point, 32);
	else if (strcmp(key, "shared") == 0)
		(void)snprintf(w->shared, sizeof(w->shared), "%s", value);
	if (strcmp(key, "result") != 0)
		return;
	(void)unit_hex(w->shared, want, 32);
	r = gs_x25519(w->scalar, w->point, got);
	if (strspn(w->shared, "0") == 64)
		unit_code(r, GS_EDAMAGED, "all-zero result");
	else
		unit_ok(r, w->shared);
	assert_memory_equal(got, want, 32);
	w->cases++;
}

static void
test_wycheproof(void **state)
{
	char *path = unit_shared("x25519_test.json");
	struct wycheproof w = { .cases = 0 };

	(void)state;
	if (path == NULL)
		skip();
	unit_json(path, on_value, &w);
	assert_true(w.cases > 400);
	free(path);
}

/* RFC 8032, section 7.1, tests 1 and 2; the points u by an independent
 * computation of (1 + y) / (1 - y). */
static const struct {
	const char *seed, *pk, *u;
} ed25519[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    "d85e07ec22b0ad881537c2f44d662d1a143cf830c57aca4305d85c7a90f6b62"
	    "e" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	    "25c704c594b88afc00a76b69d1ed2b984d7e22550f3ed0802d04fbcd07d38d4"
	    "7" },
};

static void
test_ed25519(void **state)
{
	uint8_t seed[32], pk[32], u[32], got[32], scalar[32];

	(void)state;
	for (size_t i = 0; i < NR(ed25519); i++) {
		(void)unit_hex(ed25519[i].seed, seed, 32);
		(void)unit_hex(ed25519[i].pk, pk, 32);
		(void)unit_hex(ed25519[i].u, u, 32);
		unit_ok(gs_ed25519_public(seed, got), "public");
		assert_memory_equal(got, pk, 32);
		unit_ok(gs_ed25519_to_x25519(pk, got), "u");
		assert_memory_equal(got, u, 32);
		pk[31] ^= 0x80; /* the other x has the same u */
		unit_ok(gs_ed25519_to_x25519(pk, got), "u of -x");
		assert_memory_equal(got, u, 32);
		/* Both ways lead to the same X25519 key. */
		unit_ok(gs_ed25519_scalar(seed, scalar), "scalar");
		unit_ok(gs_x25519_public(scalar, got), "public of scalar");
		assert_memory_equal(got, u, 32);
	}
}

static void
test_ed25519_bad(void **state)
{
	static const struct {
		const char *name, *pk;
	} bad[] = {
		{ "y = 1",
		    "0100000000000000000000000000000000000000000000000000"
		    "000000000000" },
		{ "y = p",
		    "edffffffffffffffffffffffffffffffffffffffffffffffffff"
		    "ffffffffff7f" },
		{ "y = 2^255 - 1",
		    "ffffffffffffffffffffffffffffffffffffffffffffffffffff"
		    "ffffffffffff" },
	};
	uint8_t pk[32], got[32];

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		(void)unit_hex(bad[i].pk, pk, 32);
		unit_code(
		    gs_ed25519_to_x25519(pk, got), GS_EDAMAGED, bad[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_iterated),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_low_order),
		cmocka_unit_test(test_wycheproof),
		cmocka_unit_test(test_ed25519),
		cmocka_unit_test(test_ed25519_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
