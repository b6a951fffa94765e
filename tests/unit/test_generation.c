#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
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

#define A8 "aaaaaaaa"
#define TAG64 A8 A8 A8 A8 A8 A8 A8 A8
#define FP "\tfingerprint = " ROOT_FINGERPRINT "\n"
#define ID_FP "[generation]\n\tversion = 1\n\tid = " ROOT_ID "\n" FP
#define END "\ttag = " TAG64 "\n"

/* Each breaks one rule of shape, but the first ones. */
static const struct {
	const char *name, *file, *text;
	int want;
} shapes[] = {
	{ "the root", ROOT_ID, ROOT_TEXT, GS_OK },
	{ "the child", CHILD_ID, CHILD_TEXT, GS_OK },
	{ "everything", ROOT_ID,
	    ROOT_HEAD "\treason = r\n\tparent = aaaaaaaaaaaa\n"
		      "\tparent = bbbbbbbbbbbb\n\tclosing = yes\n"
		      "\tmember = " GRACE_ID " " TAG64 "\n\tmember = " BOB_ID
		      " " TAG64 "\n\trevoked = " BOB_ID " Bob B\n"
		      "\trevoked = " GRACE_ID " g\n\tparenttag = "
		      "bbbbbbbbbbbb " TAG64
		      "\n\tparenttag = aaaaaaaaaaaa " TAG64 "\n" END
		      "\tsigner = s\n\tsignature = t\n"
		      "\tcolour = red\n",
	    GS_OK },
	{ "the latest time", ROOT_ID,
	    ID_FP "\tcreated = 18446744073709551615\n\tby = x\n" END, GS_OK },
	{ "a must key", ROOT_ID, ROOT_TEXT "\tmustknow = 1\n", GS_OK },
	{ "a must key and another name", CHILD_ID, ROOT_TEXT "\tmustknow = 1\n",
	    GS_ENEWER },
	{ "version 2", ROOT_ID, "[generation]\n\tversion = 2\n", GS_ENEWER },

	{ "another name", CHILD_ID, ROOT_TEXT, GS_EDAMAGED },
	{ "the name in upper case", "04061EC66EC2", ROOT_TEXT, GS_EDAMAGED },
	{ "a longer name", ROOT_ID "00", ROOT_TEXT, GS_EDAMAGED },
	{ "an empty name", "", ROOT_TEXT, GS_EDAMAGED },
	{ "the id in upper case", ROOT_ID,
	    "[generation]\n\tversion = 1\n\tid = 04061EC66EC2\n" FP
	    "\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "a member's section", ROOT_ID,
	    "[member]\n\tversion = 1\n\tid = " ROOT_ID "\n" FP
	    "\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "a fingerprint in groups", ROOT_ID,
	    "[generation]\n\tversion = 1\n\tid = " ROOT_ID
	    "\n\tfingerprint = 4a83 6444 57cd e03f b238 77d6 6a8e 0278 870f "
	    "8a83 a12f 9733 7ed8 326a 4c4e 4a85\n\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "a short fingerprint", ROOT_ID,
	    "[generation]\n\tversion = 1\n\tid = " ROOT_ID
	    "\n\tfingerprint = " A8 A8 A8 A8 A8 A8 A8
	    "\n\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "a leading zero", ROOT_ID, ID_FP "\tcreated = 01\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "a time over 64 bits", ROOT_ID,
	    ID_FP "\tcreated = 18446744073709551616\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "no id", ROOT_ID,
	    "[generation]\n\tversion = 1\n" FP "\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "no fingerprint", ROOT_ID,
	    "[generation]\n\tversion = 1\n\tid = " ROOT_ID
	    "\n\tcreated = 1\n\tby = x\n" END,
	    GS_EDAMAGED },
	{ "no created", ROOT_ID, ID_FP "\tby = x\n" END, GS_EDAMAGED },
	{ "no by", ROOT_ID, ID_FP "\tcreated = 1\n" END, GS_EDAMAGED },
	{ "no tag", ROOT_ID, ROOT_HEAD, GS_EDAMAGED },
	{ "a short tag", ROOT_ID, ROOT_HEAD "\ttag = " A8 "\n", GS_EDAMAGED },
	{ "a tag in upper case", ROOT_ID,
	    ROOT_HEAD "\ttag = A" A8 A8 A8 A8 A8 A8 A8 "aaaaaaa\n",
	    GS_EDAMAGED },
	{ "closing = no", ROOT_ID, ROOT_HEAD "\tclosing = no\n" END,
	    GS_EDAMAGED },
	{ "closing = Yes", ROOT_ID, ROOT_HEAD "\tclosing = Yes\n" END,
	    GS_EDAMAGED },
	{ "a parent without a parenttag", ROOT_ID,
	    ROOT_HEAD "\tparent = aaaaaaaaaaaa\n" END, GS_EDAMAGED },
	{ "a parenttag without a parent", ROOT_ID,
	    ROOT_HEAD "\tparenttag = aaaaaaaaaaaa " TAG64 "\n" END,
	    GS_EDAMAGED },
	{ "another parent's parenttag", ROOT_ID,
	    ROOT_HEAD
	    "\tparent = aaaaaaaaaaaa\n\tparenttag = bbbbbbbbbbbb " TAG64
	    "\n" END,
	    GS_EDAMAGED },
	{ "two parenttags for one parent", ROOT_ID,
	    ROOT_HEAD "\tparent = aaaaaaaaaaaa\n\tparent = bbbbbbbbbbbb\n"
		      "\tparenttag = aaaaaaaaaaaa " TAG64
		      "\n\tparenttag = aaaaaaaaaaaa " TAG64 "\n" END,
	    GS_EDAMAGED },
	{ "a parent twice", ROOT_ID,
	    ROOT_HEAD "\tparent = aaaaaaaaaaaa\n\tparent = aaaaaaaaaaaa\n"
		      "\tparenttag = aaaaaaaaaaaa " TAG64
		      "\n\tparenttag = aaaaaaaaaaaa " TAG64 "\n" END,
	    GS_EDAMAGED },
	{ "its own parent", ROOT_ID,
	    ROOT_HEAD "\tparent = " ROOT_ID "\n\tparenttag = " ROOT_ID " " TAG64
		      "\n" END,
	    GS_EDAMAGED },
	{ "a short parent", ROOT_ID,
	    ROOT_HEAD "\tparent = aaaaaaaaaa\n\tparenttag = aaaaaaaaaa " TAG64
		      "\n" END,
	    GS_EDAMAGED },
	{ "a member twice", ROOT_ID,
	    ROOT_HEAD "\tmember = " BOB_ID " " TAG64 "\n\tmember = " BOB_ID
		      " " TAG64 "\n" END,
	    GS_EDAMAGED },
	{ "a member without a tag", ROOT_ID,
	    ROOT_HEAD "\tmember = " BOB_ID "\n" END, GS_EDAMAGED },
	{ "a member with a TAB for the blank", ROOT_ID,
	    ROOT_HEAD "\tmember = " BOB_ID "\t" TAG64 "\n" END, GS_EDAMAGED },
	{ "a member with a short ID", ROOT_ID,
	    ROOT_HEAD "\tmember = 0011 " TAG64 "\n" END, GS_EDAMAGED },
	{ "a member with a long tag", ROOT_ID,
	    ROOT_HEAD "\tmember = " BOB_ID " " TAG64 "aa\n" END, GS_EDAMAGED },
	{ "revoked twice", ROOT_ID,
	    ROOT_HEAD "\trevoked = " BOB_ID " a\n\trevoked = " BOB_ID
		      " b\n" END,
	    GS_EDAMAGED },
	{ "revoked without a name", ROOT_ID,
	    ROOT_HEAD "\trevoked = " BOB_ID "\n" END, GS_EDAMAGED },
	{ "revoked with two blanks", ROOT_ID,
	    ROOT_HEAD "\trevoked = " BOB_ID "  bob\n" END, GS_EDAMAGED },
	{ "members behind the revoked", ROOT_ID,
	    ROOT_HEAD "\trevoked = " BOB_ID " b\n\tmember = " BOB_ID " " TAG64
		      "\n" END,
	    GS_EDAMAGED },
	{ "an unknown key before the tag", ROOT_ID,
	    ROOT_HEAD "\tcolour = red\n" END, GS_EDAMAGED },
};

static void
test_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(shapes); i++) {
		struct gs_buf b = GS_BUF_INIT;
		struct gs_generation g;
		int r = parse(shapes[i].file, shapes[i].text, &g);

		if (r != shapes[i].want)
			fail_msg("%s: got %d", shapes[i].name, r);
		if (r != GS_OK && g.by != NULL)
			fail_msg("%s: left something", shapes[i].name);
		if (r == GS_OK &&
		    (gs_generation_print(&g, &b) != GS_OK ||
			strcmp(gs_buf_str(&b), shapes[i].text) != 0))
			fail_msg("%s: prints otherwise", shapes[i].name);
		gs_buf_clear(&b);
		gs_generation_clear(&g);
	}
}

/* CR before LF is not part of a value, for no tag. */
static void
test_crlf(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_generation g;

	(void)state;
	for (const char *p = CHILD_TEXT; *p != '\0'; p++) {
		if (*p == '\n')
			assert_int_equal(gs_buf_addc(&b, '\r'), GS_OK);
		assert_int_equal(gs_buf_addc(&b, *p), GS_OK);
	}
	assert_int_equal(parse(CHILD_ID, gs_buf_str(&b), &g), GS_OK);
	assert_int_equal(gs_generation_verify(&g, "default", child), GS_OK);
	assert_int_equal(gs_generation_verify_edge(&g, "default", root), GS_OK);
	assert_prints(&g, CHILD_TEXT);
	gs_generation_clear(&g);
	gs_buf_clear(&b);
}

/* Every field of the child is covered by both tags; only the two kinds of
 * tags and the reserved keys are not. */
static void
test_covered(void **state)
{
	static const struct {
		const char *from, *to;
		int own, edge;
	} changes[] = {
		{ "by = Ada Lovelace", "by = Ada lovelace", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ "reason = Bob leaves", "reason = Bob stays", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ "\treason = Bob leaves\n", "", GS_EDAMAGED, GS_EDAMAGED },
		{ "created = 1700000600", "created = 1700000601", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ "\tmember", "\tclosing = yes\n\tmember", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ "bob\n", "rob\n", GS_EDAMAGED, GS_EDAMAGED },
		{ "\trevoked = " BOB_ID " bob\n", "", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ "member = 9", "member = 8", GS_EDAMAGED, GS_EDAMAGED },
		{ GRACE_ID " 1d", GRACE_ID " 0d", GS_EDAMAGED, GS_EDAMAGED },
		{ "fingerprint = 6", "fingerprint = 7", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ CHILD_TAG "\n", CHILD_TAG "\n\tcolour = red\n", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ CHILD_TAG "\n", CHILD_TAG "\n\tmustread = x\n", GS_EDAMAGED,
		    GS_EDAMAGED },
		{ CHILD_TAG "\n", CHILD_TAG "\n\tsignature = x\n", GS_OK,
		    GS_OK },
		{ "tag = " CHILD_TAG, "tag = " PARENT_TAG, GS_EDAMAGED, GS_OK },
		{ PARENT_TAG, CHILD_TAG, GS_OK, GS_EDAMAGED },
	};

	(void)state;
	for (size_t i = 0; i < GS_NR(changes); i++) {
		const char *at = strstr(CHILD_TEXT, changes[i].from);
		struct gs_buf b = GS_BUF_INIT;
		struct gs_generation g;

		assert_non_null(at);
		assert_int_equal(
		    gs_buf_addf(&b, "%.*s%s%s", (int)(at - CHILD_TEXT),
			CHILD_TEXT, changes[i].to,
			at + strlen(changes[i].from)),
		    GS_OK);
		assert_int_equal(parse(CHILD_ID, gs_buf_str(&b), &g), GS_OK);
		if (gs_generation_verify(&g, "default", child) !=
			changes[i].own ||
		    gs_generation_verify_edge(&g, "default", root) !=
			changes[i].edge)
			fail_msg(
			    "'%s' for '%s'", changes[i].to, changes[i].from);
		gs_generation_clear(&g);
		gs_buf_clear(&b);
	}
}

static void
test_newer(void **state)
{
	struct gs_generation g;

	(void)state;
	assert_int_equal(
	    parse(ROOT_ID, ROOT_TEXT "\tmustread = x\n", &g), GS_OK);
	assert_true(g.newer);
	assert_int_equal(
	    gs_generation_verify(&g, "default", root), GS_EDAMAGED);
	assert_int_equal(gs_generation_sign(&g, "default", root, NULL), GS_OK);
	assert_int_equal(gs_generation_verify(&g, "default", root), GS_ENEWER);
	gs_generation_clear(&g);
}

/* Who knows the generation can sign anything, but not make it another's. */
static void
test_another(void **state)
{
	struct gs_generation g;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(gs_generation_make(root, "x", &g), GS_OK);
		g.id[0] ^= i == 1;
		g.fingerprint[31] ^= i == 2;
		g.created += i == 3;
		assert_int_equal(
		    gs_generation_sign(&g, "default", root, NULL), GS_OK);
		if (gs_generation_verify(&g, "default", root) !=
		    (i == 0 ? GS_OK : GS_EDAMAGED))
			fail_msg("change %zu", i);
		gs_generation_clear(&g);
	}
}

static void
test_refuses(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_generation g;
	uint8_t id[GS_MEMBER_ID_LEN] = { 1 }, tag[GS_TAG_LEN] = { 2 };

	(void)state;
	assert_int_equal(gs_generation_make(child, "", &g), GS_OK);
	assert_string_equal(g.by, "unknown");
	assert_int_equal(gs_generation_reason(&g, "a \"reason\""), GS_EUSAGE);
	assert_int_equal(gs_generation_reason(&g, ""), GS_EUSAGE);
	assert_int_equal(gs_generation_add_revoked(&g, id, "a;b"), GS_EUSAGE);
	assert_int_equal(gs_generation_add_parent(&g, root->content.id), GS_OK);
	assert_int_equal(
	    gs_generation_sign(&g, "default", child, NULL), GS_ENOKEY);
	assert_int_equal(gs_generation_print(&g, &b), GS_EUSAGE);
	assert_int_equal(
	    gs_generation_sign(&g, "default", child, &gens), GS_OK);
	assert_int_equal(gs_generation_print(&g, &b), GS_OK);
	assert_int_equal(gs_generation_add_member(&g, id, tag), GS_OK);
	assert_int_equal(gs_generation_add_member(&g, id, tag), GS_OK);
	assert_int_equal(gs_generation_print(&g, &b), GS_EUSAGE);
	gs_generation_clear(&g);
	gs_buf_clear(&b);
}

/* 10,000 members fit, one more does not. */
static void
test_limits(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_generation g, again;
	uint8_t id[GS_MEMBER_ID_LEN] = { 0 };
	static const uint8_t tag[GS_TAG_LEN];

	(void)state;
	assert_int_equal(gs_generation_make(root, "x", &g), GS_OK);
	for (size_t i = 0; i < GS_MEMBERS_MAX; i++) {
		id[0] = (uint8_t)i;
		id[1] = (uint8_t)(i >> 8);
		assert_int_equal(gs_generation_add_member(&g, id, tag), GS_OK);
	}
	assert_int_equal(gs_generation_print(&g, &b), GS_OK);
	assert_int_equal(gs_generation_parse(ROOT_ID, b.p, b.n, &again), GS_OK);
	assert_true(gs_generation_same(&g, &again));
	assert_non_null(gs_generation_member(&again, id));
	id[7] = 1;
	assert_null(gs_generation_member(&again, id));
	assert_int_equal(gs_generation_add_member(&g, id, tag), GS_OK);
	assert_int_equal(gs_generation_print(&g, &b), GS_ETOOBIG);
	gs_generation_clear(&g);
	gs_generation_clear(&again);
	gs_buf_clear(&b);
}

static void
test_file_limit(void **state)
{
	char *text = calloc(1, GS_GENERATION_FILE_MAX + 1);
	struct gs_generation g;

	(void)state;
	assert_non_null(text);
	assert_int_equal(
	    gs_generation_parse(ROOT_ID, text, GS_GENERATION_FILE_MAX + 1, &g),
	    GS_ETOOBIG);
	assert_int_equal(
	    gs_generation_parse(ROOT_ID, text, GS_GENERATION_FILE_MAX, &g),
	    GS_EDAMAGED);
	free(text);
}

static void
test_closes(void **state)
{
	static const struct {
		const char *lines;
		bool closes;
	} texts[] = {
		{ "", false },
		{ "\tclosing = yes\n", true },
		{ "\trevoked = " BOB_ID " bob\n", true },
		{ "\tparent = aaaaaaaaaaaa\n\tparenttag = aaaaaaaaaaaa " TAG64
		  "\n",
		    false },
		{ "\tparent = aaaaaaaaaaaa\n\tparent = bbbbbbbbbbbb\n"
		  "\tparenttag = aaaaaaaaaaaa " TAG64
		  "\n\tparenttag = bbbbbbbbbbbb " TAG64 "\n",
		    true },
		{ "\tmember = " BOB_ID " " TAG64 "\n", false },
	};

	(void)state;
	for (size_t i = 0; i < GS_NR(texts); i++) {
		struct gs_buf b = GS_BUF_INIT;
		struct gs_generation g;

		assert_int_equal(
		    gs_buf_addf(&b, "%s%s%s", ROOT_HEAD, texts[i].lines, END),
		    GS_OK);
		assert_int_equal(parse(ROOT_ID, gs_buf_str(&b), &g), GS_OK);
		if (gs_generation_closes(&g) != texts[i].closes)
			fail_msg("'%s'", texts[i].lines);
		gs_generation_clear(&g);
		gs_buf_clear(&b);
	}
}

/* The document shows what the code makes. */
static void
test_document(void **state)
{
	static const char *const texts[] = { ROOT_TEXT, CHILD_TEXT, ROOT_ID,
		CHILD_ID };
	struct gs_buf b = GS_BUF_INIT, in = GS_BUF_INIT;
	struct gs_generation g;
	char line[2 * 38 + 1];

	(void)state;
	assert_int_equal(
	    gs_file_read("docs/format.md", 1 << 20, &b, NULL), GS_OK);
	for (size_t i = 0; i < GS_NR(texts); i++) {
		if (strstr(gs_buf_str(&b), texts[i]) == NULL)
			fail_msg("docs/format.md lacks: %s", texts[i]);
	}
	assert_int_equal(parse(CHILD_ID, CHILD_TEXT, &g), GS_OK);
	assert_int_equal(gs_generation_tag_input(&g, "default", &in), GS_OK);
	for (size_t i = 0; i < in.n; i += 38) {
		gs_hex_print(in.p + i, in.n - i < 38 ? in.n - i : 38, line);
		if (strstr(gs_buf_str(&b), line) == NULL)
			fail_msg("docs/format.md lacks the input %s", line);
	}
	gs_generation_clear(&g);
	gs_buf_clear(&in);
	gs_buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_child),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_crlf),
		cmocka_unit_test(test_covered),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_another),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_file_limit),
		cmocka_unit_test(test_closes),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
