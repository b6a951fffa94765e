#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "codec/hex.h"
#include "format/roster/member.h"

/* The worked example of docs/format.md, section 4. */
#define GRACE "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa"
#define GRACE_ID "9f262fbbed789c28"
#define ROOT_ID "04061ec66ec2"
#define GRACE_TAG                                                              \
	"f2579c1101bd2d29c0280dc88c20737e3755a1b0cf01f1e9bec13351a33df494"
#define GRACE_CHILD_TAG                                                        \
	"1df712ed7740af14695151255474016d1e766f5db9f8f70107faf919c5e80310"
#define HEAD "[member]\n\tversion = 1\n"
#define TAG "\ttag = " ROOT_ID " " GRACE_TAG "\n"
#define GRACE_TEXT                                                             \
	HEAD "\tname = grace\n\trecipient = " GRACE                            \
	     "\n\tuntil = 2026-12-31\n\tnote = on loan\n" TAG
#define SHORT HEAD "\tname = grace\n\trecipient = " GRACE "\n"

static struct gs_gen root, child;

static int
setup(void **state)
{
	uint8_t secret[128];

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	assert_int_equal(gs_gen_derive(1700000000, secret, &root), GS_OK);
	assert_int_equal(gs_gen_derive(1700000600, secret + 64, &child), GS_OK);
	return 0;
}

static int
parse(const char *name, const char *text, struct gs_member *m)
{
	return gs_member_parse(name, text, strlen(text), m);
}

static void
test_example(void **state)
{
	uint8_t tag[GS_TAG_LEN];
	char hex[2 * GS_TAG_LEN + 1];
	struct gs_buf b = GS_BUF_INIT;
	struct gs_member m;

	(void)state;
	assert_int_equal(
	    gs_member_make("grace", GRACE, "2026-12-31", "on loan", &m, NULL),
	    GS_OK);
	assert_int_equal(gs_member_sign(&m, "default", &root), GS_OK);
	assert_int_equal(gs_member_print(&m, &b), GS_OK);
	assert_string_equal(gs_buf_str(&b), GRACE_TEXT);
	assert_int_equal(gs_member_verify(&m, "default", &root), GS_OK);
	assert_int_equal(gs_member_verify(&m, "prod", &root), GS_EDAMAGED);
	assert_int_equal(gs_member_verify(&m, "default", &child), GS_ENOTFOUND);
	assert_int_equal(gs_member_tag(&m, "default", &child, tag), GS_OK);
	assert_string_equal(
	    gs_hex_print(tag, sizeof(tag), hex), GRACE_CHILD_TAG);
	gs_buf_clear(&b);
	gs_member_clear(&m);
}

static const struct {
	const char *name, *file, *text;
	int want;
} cases[] = {
	{ "the example", GRACE_ID, GRACE_TEXT, GS_OK },
	{ "the shortest", GRACE_ID, SHORT TAG, GS_OK },
	{ "reserved and unknown keys", GRACE_ID,
	    SHORT TAG "\tsigner = s\n\tsignature = t\n\tcolour = red\n",
	    GS_OK },
	{ "a must key", GRACE_ID, SHORT TAG "\tmusthave = 1\n", GS_OK },
	{ "a must key and another ID", "0000000000000000",
	    SHORT TAG "\tmusthave = 1\n", GS_ENEWER },
	{ "version 2", GRACE_ID, "[member]\n\tversion = 2\n", GS_ENEWER },
	{ "a generation", GRACE_ID,
	    "[generation]\n\tversion = 1\n\tname = grace\n\trecipient = " GRACE
	    "\n" TAG,
	    GS_EDAMAGED },
	{ "another ID", "9f262fbbed789c29", SHORT TAG, GS_EDAMAGED },
	{ "the ID in upper case", "9F262FBBED789C28", SHORT TAG, GS_EDAMAGED },
	{ "an ID with a tail", GRACE_ID ".x", SHORT TAG, GS_EDAMAGED },
	{ "no name", GRACE_ID, HEAD "\trecipient = " GRACE "\n" TAG,
	    GS_EDAMAGED },
	{ "no recipient", GRACE_ID, HEAD "\tname = grace\n" TAG, GS_EDAMAGED },
	{ "no tag", GRACE_ID, SHORT, GS_EDAMAGED },
	{ "note before until", GRACE_ID,
	    SHORT "\tnote = n\n\tuntil = 2026-12-31\n" TAG, GS_EDAMAGED },
	{ "no date", GRACE_ID, SHORT "\tuntil = soon\n" TAG, GS_EDAMAGED },
	{ "no such day", GRACE_ID, SHORT "\tuntil = 2026-02-30\n" TAG,
	    GS_EDAMAGED },
	{ "a recipient in upper case", GRACE_ID,
	    HEAD "\tname = grace\n\trecipient = AGE1T7RXYEV2Z3RW82STDLRREPYC39N"
		 "VN86L5078ZQKF5UASDY86JP6SVPY7PA\n" TAG,
	    GS_EDAMAGED },
	{ "two recipients", GRACE_ID, SHORT "\trecipient = " GRACE "\n" TAG,
	    GS_EDAMAGED },
	{ "a tag without a generation", GRACE_ID,
	    SHORT "\ttag = " GRACE_TAG "\n", GS_EDAMAGED },
	{ "a tag in upper case", GRACE_ID,
	    SHORT "\ttag = 04061EC66EC2 " GRACE_TAG "\n", GS_EDAMAGED },
	{ "a tag cut by one digit", GRACE_ID,
	    SHORT "\ttag = " ROOT_ID " "
		  "f2579c1101bd2d29c0280dc88c20737e3755a1b0cf01f1e9bec13351a33d"
		  "f49\n",
	    GS_EDAMAGED },
	{ "two blanks in a tag", GRACE_ID,
	    SHORT "\ttag = " ROOT_ID "  " GRACE_TAG "\n", GS_EDAMAGED },
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		struct gs_member m;
		int r = parse(cases[i].file, cases[i].text, &m);

		if (r != cases[i].want)
			fail_msg("%s: got %d", cases[i].name, r);
		if (r != GS_OK && m.name != NULL)
			fail_msg("%s: left something", cases[i].name);
		if (r == GS_OK &&
		    (gs_member_print(&m, &b) != GS_OK ||
			strcmp(gs_buf_str(&b), cases[i].text) != 0))
			fail_msg("%s: prints otherwise", cases[i].name);
		gs_buf_clear(&b);
		gs_member_clear(&m);
	}
}

/* Every field is covered, the reserved ones are not. */
static void
test_covered(void **state)
{
	static const struct {
		const char *name, *text;
		int want;
	} texts[] = {
		{ "the example", GRACE_TEXT, GS_OK },
		{ "with a signature",
		    GRACE_TEXT "\tsigner = s\n\tsignature = t\n", GS_OK },
		{ "another name",
		    HEAD "\tname = gracf\n\trecipient = " GRACE
			 "\n\tuntil = 2026-12-31\n\tnote = on loan\n" TAG,
		    GS_EDAMAGED },
		{ "a later until",
		    HEAD "\tname = grace\n\trecipient = " GRACE
			 "\n\tuntil = 2027-12-31\n\tnote = on loan\n" TAG,
		    GS_EDAMAGED },
		{ "no until",
		    HEAD "\tname = grace\n\trecipient = " GRACE
			 "\n\tnote = on loan\n" TAG,
		    GS_EDAMAGED },
		{ "another note",
		    HEAD "\tname = grace\n\trecipient = " GRACE
			 "\n\tuntil = 2026-12-31\n\tnote = on load\n" TAG,
		    GS_EDAMAGED },
		{ "an unknown key", GRACE_TEXT "\tcolour = red\n",
		    GS_EDAMAGED },
	};
	struct gs_member m;

	(void)state;
	for (size_t i = 0; i < GS_NR(texts); i++) {
		assert_int_equal(parse(GRACE_ID, texts[i].text, &m), GS_OK);
		if (gs_member_verify(&m, "default", &root) != texts[i].want)
			fail_msg("%s", texts[i].name);
		gs_member_clear(&m);
	}
}

#define ED                                                                     \
	"AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define RSA                                                                    \
	"AAAAB3NzaC1yc2EAAAADAQABAAABAQC946ugaeTQZOBJuvnrTcQj4vbcmC2WXqN6BbUF" \
	"G90Pc3MMj1xOTkuOkE91kpVGb/ChXiiCfz6AzQ4LBMNiKAsuk1RK+8f2JzTY5snx3wyx" \
	"fqnJyyzHTjtmv9YRrAYy6vcj4VKLBortWPdi5pcmZQE2plsPA2DviZNUJl/N8QsnJKPn" \
	"tf+PFFNlK4UWlFTCl/2xR+p5Ph35KEyh/Y3ddy+PDM0+B9wEt+wFY9zT2Q/GlwjXgbKA" \
	"JqijTKdbdEYIIaA8WtPKC3YQsFgPxAt6N17RP6BMHLjMS300m5hcL1UIT1chpFqzJknw" \
	"FMcM4WlVkZUQknN7YBw5fqOvnkvWJQkd"
#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"

static const struct {
	const char *r, *id; /* NULL: not canonical */
} recipients[] = {
	{ GRACE, GRACE_ID },
	{ "ssh-ed25519 " ED, "1a1e3c7eec28fd24" },
	{ "ssh-rsa " RSA, "" },
	{ "gpg:" FPR, "3cb5b19dcff0d9cd" },
	{ "gpg:" FPR "89ABCDEF0123456789ABCDEF", "" },
	{ "", NULL },
	{ "age1", NULL },
	{ " " GRACE, NULL },
	{ GRACE " ", NULL },
	{ GRACE "\n", NULL },
	{ "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pb",
	    NULL },
	{ "AGE1T7RXYEV2Z3RW82STDLRREPYC39NVN86L5078ZQKF5UASDY86JP6SVPY7PA",
	    NULL },
	{ "ssh-ed25519 " ED " grace@host", NULL },
	{ "ssh-ed25519  " ED, NULL },
	{ "ssh-ed25519\t" ED, NULL },
	{ "ssh-ed25519 " ED "=", NULL },
	{ "ssh-rsa " ED, NULL },
	{ "ssh-ed25519 " RSA, NULL },
	{ "ecdsa-sha2-nistp256 " ED, NULL },
	{ "gpg:", NULL },
	{ "gpg:0123456789abcdef0123456789abcdef01234567", NULL },
	{ "gpg:0123456789ABCDEF0123456789ABCDEF0123456", NULL },
	{ "gpg:" FPR "0", NULL },
	{ "gpg: " FPR, NULL },
	{ "gpg:0x" FPR, NULL },
	{ "GPG:" FPR, NULL },
	{ "gpg:G123456789ABCDEF0123456789ABCDEF01234567", NULL },
};

static void
test_recipients(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(recipients); i++) {
		char id[GS_MEMBER_ID_HEX_LEN + 1];
		struct gs_member m;
		int r =
		    gs_member_make("n", recipients[i].r, NULL, NULL, &m, NULL);

		if (r != (recipients[i].id == NULL ? GS_EUSAGE : GS_OK))
			fail_msg("'%s': got %d", recipients[i].r, r);
		gs_hex_print(m.id, sizeof(m.id), id);
		if (recipients[i].id != NULL && recipients[i].id[0] != '\0' &&
		    strcmp(id, recipients[i].id) != 0)
			fail_msg("'%s': ID %s", recipients[i].r, id);
		gs_member_clear(&m);
	}
}

static void
test_make(void **state)
{
	static const struct {
		const char *name, *recipient, *until, *note, *word;
	} bad[] = {
		{ "", GRACE, NULL, NULL, "name" },
		{ "a;b", GRACE, NULL, NULL, "name" },
		{ "a\nb", GRACE, NULL, NULL, "name" },
		{ " a", GRACE, NULL, NULL, "name" },
		{ "a", "nobody", NULL, NULL, "recipient" },
		{ "a", GRACE, "tomorrow", NULL, "date" },
		{ "a", GRACE, NULL, "a \"note\"", "note" },
	};
	struct gs_member m;
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < GS_NR(bad); i++) {
		memset(&e, 0, sizeof(e));
		if (gs_member_make(bad[i].name, bad[i].recipient, bad[i].until,
			bad[i].note, &m, &e) != GS_EUSAGE ||
		    strstr(e.what, bad[i].word) == NULL || m.name != NULL)
			fail_msg("%zu: '%s'", i, e.what);
	}
}

static void
test_expired(void **state)
{
	struct gs_member m;

	(void)state;
	assert_int_equal(
	    gs_member_make("a", GRACE, "2026-11-25", NULL, &m, NULL), GS_OK);
	assert_false(gs_member_expired(&m, 1795651199)); /* 23:59:59 UTC */
	assert_true(gs_member_expired(&m, 1795651200));
	gs_member_clear(&m);
	assert_int_equal(
	    gs_member_make("a", GRACE, NULL, NULL, &m, NULL), GS_OK);
	assert_false(gs_member_expired(&m, UINT64_MAX));
	gs_member_clear(&m);
}

static void
test_too_big(void **state)
{
	static char text[GS_MEMBER_FILE_MAX + 1];
	struct gs_member m;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(
	    gs_member_parse(GRACE_ID, text, sizeof(text), &m), GS_ETOOBIG);
}

static void
test_print_too_big(void **state)
{
	static char note[GS_MEMBER_FILE_MAX + 1];
	struct gs_buf b = GS_BUF_INIT;
	struct gs_member m;

	(void)state;
	memset(note, 'x', sizeof(note) - 1);
	assert_int_equal(
	    gs_member_make("a", GRACE, NULL, note, &m, NULL), GS_OK);
	assert_int_equal(gs_member_print(&m, &b), GS_ETOOBIG);
	assert_int_equal(b.n, 0);
	gs_member_clear(&m);
	gs_buf_clear(&b);
}

static void
test_names(void **state)
{
	(void)state;
	assert_true(gs_member_name_ok(GRACE_ID, 16));
	assert_false(gs_member_name_ok(GRACE_ID, 15));
	assert_false(gs_member_name_ok("9F262fbbed789c28", 16));
	assert_false(gs_member_name_ok("../../../../etc/", 16));
}

/* The document shows what the code makes. */
static void
test_document(void **state)
{
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	assert_int_equal(
	    gs_file_read("docs/format.md", 1 << 20, &b, NULL), GS_OK);
	assert_non_null(strstr(gs_buf_str(&b), GRACE_TEXT));
	assert_non_null(strstr(gs_buf_str(&b), GRACE_CHILD_TAG));
	gs_buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_covered),
		cmocka_unit_test(test_recipients),
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_too_big),
		cmocka_unit_test(test_print_too_big),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
