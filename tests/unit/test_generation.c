#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "codec/hex.h"
#include "format/roster/generation.h"

/* The worked example of docs/format.md, section 4: two generations whose
 * secrets are the bytes 00 to 3f and 40 to 7f. */
#define ROOT_ID "04061ec66ec2"
#define CHILD_ID "c220244b5574"
#define ROOT_FINGERPRINT                                                       \
	"4a83644457cde03fb23877d66a8e0278870f8a83a12f97337ed8326a4c4e4a85"
#define CHILD_FINGERPRINT                                                      \
	"636dfddbfa53b636bf5abd2609093cb26e9ae96a2b1b91b251819b478d59f0b0"
#define ROOT_TAG                                                               \
	"a08ff1a8de595553c30f0921a3c44fc8b65ce46cd1b0b63fba1e3767fbc68da0"
#define CHILD_TAG                                                              \
	"9ba52cadc89905e620ea465c63417c0035687a3291203ede3ac582d18eb90bda"
#define PARENT_TAG                                                             \
	"3765b232f632002bc56d24b749b194002730085c4a89d3bf05d7c5341d73e69d"
#define GRACE_ID "9f262fbbed789c28"
#define GRACE_TAG                                                              \
	"1df712ed7740af14695151255474016d1e766f5db9f8f70107faf919c5e80310"
#define BOB_ID "00112233aabbccdd"

#define ROOT_HEAD                                                              \
	"[generation]\n\tversion = 1\n\tid = " ROOT_ID                         \
	"\n\tfingerprint = " ROOT_FINGERPRINT "\n\tcreated = 1700000000\n"     \
	"\tby = Ada Lovelace\n"
#define ROOT_TEXT ROOT_HEAD "\ttag = " ROOT_TAG "\n"
#define CHILD_TEXT                                                             \
	"[generation]\n\tversion = 1\n\tid = " CHILD_ID                        \
	"\n\tfingerprint = " CHILD_FINGERPRINT "\n\tcreated = 1700000600\n"    \
	"\tby = Ada Lovelace\n\treason = Bob leaves\n\tparent = " ROOT_ID      \
	"\n\tmember = " GRACE_ID " " GRACE_TAG "\n\trevoked = " BOB_ID         \
	" bob\n\tparenttag = " ROOT_ID " " PARENT_TAG "\n\ttag = " CHILD_TAG   \
	"\n"

static struct gs_gens gens; /* root and child */
static const struct gs_gen *root, *child;

static int
setup(void **state)
{
	uint8_t secret[128];
	struct gs_gen gen;

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    gs_gen_derive(1700000000 + 600 * i, secret + 64 * i, &gen),
		    GS_OK);
		assert_int_equal(gs_gens_add(&gens, &gen), GS_OK);
	}
	root = &gens.v[0];
	child = &gens.v[1];
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	gs_gens_clear(&gens);
	return 0;
}

static void
unhex(const char *s, uint8_t *out)
{
	assert_int_equal(gs_hex_parse(s, strlen(s), out), GS_OK);
}

static int
parse(const char *name, const char *text, struct gs_generation *g)
{
	return gs_generation_parse(name, text, strlen(text), g);
}

static void
assert_prints(const struct gs_generation *g, const char *want)
{
	struct gs_buf b = GS_BUF_INIT;

	assert_int_equal(gs_generation_print(g, &b), GS_OK);
	assert_string_equal(gs_buf_str(&b), want);
	gs_buf_clear(&b);
}

static void
test_root(void **state)
{
	struct gs_generation g;

	(void)state;
	assert_int_equal(
	    gs_generation_make(root, "Ada \"Lovelace\"", &g), GS_OK);
	assert_int_equal(gs_generation_sign(&g, "default", root, NULL), GS_OK);
	assert_prints(&g, ROOT_TEXT);
	assert_int_equal(gs_generation_verify(&g, "default", root), GS_OK);
	assert_false(gs_generation_closes(&g));
	gs_generation_clear(&g);
}

static void
test_child(void **state)
{
	uint8_t id[GS_MEMBER_ID_LEN], tag[GS_TAG_LEN];
	struct gs_generation g;

	(void)state;
	assert_int_equal(gs_generation_make(child, "Ada Lovelace", &g), GS_OK);
	assert_int_equal(gs_generation_reason(&g, "Bob leaves"), GS_OK);
	assert_int_equal(gs_generation_add_parent(&g, root->content.id), GS_OK);
	unhex(GRACE_ID, id);
	unhex(GRACE_TAG, tag);
	assert_int_equal(gs_generation_add_member(&g, id, tag), GS_OK);
	unhex(BOB_ID, id);
	assert_int_equal(gs_generation_add_revoked(&g, id, "bob"), GS_OK);
	assert_int_equal(
	    gs_generation_sign(&g, "default", child, &gens), GS_OK);
	assert_prints(&g, CHILD_TEXT);
	assert_true(gs_generation_closes(&g));
	gs_generation_clear(&g);
}

static void
test_verify(void **state)
{
	static const struct {
		const char *name, *file, *text, *keyring;
		size_t gen;
		int own, edge; /* edge: from the root */
	} cases[] = {
		{ "the root", ROOT_ID, ROOT_TEXT, "default", 0, GS_OK,
		    GS_ENOTFOUND },
		{ "the child", CHILD_ID, CHILD_TEXT, "default", 1, GS_OK,
		    GS_OK },
		{ "another keyring's name", CHILD_ID, CHILD_TEXT, "prod", 1,
		    GS_EDAMAGED, GS_EDAMAGED },
		{ "another generation's key", CHILD_ID, CHILD_TEXT, "default",
		    0, GS_EDAMAGED, GS_OK },
	};
	struct gs_generation g;

	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		assert_int_equal(
		    parse(cases[i].file, cases[i].text, &g), GS_OK);
		if (gs_generation_verify(&g, cases[i].keyring,
			&gens.v[cases[i].gen]) != cases[i].own)
			fail_msg("%s: own tag", cases[i].name);
		if (gs_generation_verify_edge(&g, cases[i].keyring, root) !=
		    cases[i].edge)
			fail_msg("%s: edge", cases[i].name);
		gs_generation_clear(&g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_child),
		cmocka_unit_test(test_verify),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
