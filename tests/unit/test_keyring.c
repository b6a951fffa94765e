#include "unit.h"

#include "faults.h"
#include "format/keyring.h"

static struct gs_gen one, two, three;
static struct gs_buf k1, k2, k3; /* their lines, without LF */

static void
make(uint64_t created, uint8_t seed, struct gs_gen *gen, struct gs_buf *line)
{
	uint8_t secret[GS_GEN_SECRET_LEN];

	unit_random(secret, sizeof(secret), seed);
	unit_ok(gs_gen_derive(created, secret, gen), "derive");
	unit_ok(gs_keyring_print_gen(gen, line), "print");
	gs_buf_cut(line, line->n - 1);
	assert_non_null(gs_buf_str(line));
}

static int
setup(void **state)
{
	(void)state;
	make(1700000000, 1, &one, &k1);
	make(1700000001, 2, &two, &k2);
	make(1800000000, 3, &three, &k3);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	gs_buf_clear(&k1);
	gs_buf_clear(&k2);
	gs_buf_clear(&k3);
	return 0;
}

/* ${form} with 1, 2, 3 replaced by the three lines, and 4 by the first in
 * lower case. */
static void
compose(const char *form, struct gs_buf *out)
{
	gs_buf_reset(out);
	for (; *form != '\0'; form++) {
		const struct gs_buf *k = *form == '1' ? &k1
		    : *form == '2'		      ? &k2
		    : *form == '3'		      ? &k3
						      : NULL;

		if (k != NULL) {
			unit_ok(gs_buf_add(out, k->p, k->n), "compose");
		} else if (*form == '4') {
			for (size_t i = 0; i < k1.n; i++) {
				char c = (char)k1.p[i];

				if (c >= 'A' && c <= 'Z')
					c = (char)(c + 32);
				unit_ok(gs_buf_addc(out, c), "compose");
			}
		} else {
			unit_ok(gs_buf_addc(out, *form), "compose");
		}
	}
	assert_non_null(gs_buf_str(out));
}

/* What is read; the digits of ${want} are the keys, in their order. */
static const struct {
	const char *name, *form, *want;
} good[] = {
	{ "a file of ours", "# git-seal keyring: default\n1\n2\n", "12" },
	{ "no line end at the end", "1\n2", "12" },
	{ "CRLF", "# x\r\n1\r\n2\r\n", "12" },
	{ "CR alone", "# x\r1\r2\r", "12" },
	{ "empty lines and blanks", "\n\n \t1 \t\n\n\t2\n \n", "12" },
	{ "several on one line", "1 2\t3", "123" },
	{ "a byte order mark",
	    "\xef\xbb\xbf"
	    "1\n",
	    "1" },
	{ "a mark and a comment", "\xef\xbb\xbf# x\n1\n", "1" },
	{ "out of order", "3\n1\n2\n", "123" },
	{ "twice the same", "1\n1\n", "1" },
	{ "lower case", "4\n", "1" },
	{ "a comment behind", "1 # mine\n2 #\n", "12" },
	{ "a comment that touches", "1# mine\n2", "12" },
	{ "a CI variable: all line ends lost",
	    "# git-seal keyring: default 1 2", "12" },
	{ "all line ends lost, no blanks", "# git-seal keyring: default1 2",
	    "12" },
	{ "a comment in the middle", "1 # and then 2", "12" },
	{ "commented out", "#1\n2\n", "2" },
	{ "commented out, with the next on the same line", "#1 2\n", "2" },
	{ "commented out twice", "##1\n2\n", "2" },
	{ "commented out, and another remark", "#1 old\n2\n", "2" },
	{ "a remark, then commented out", "# old #1\n2\n", "2" },
	{ "no comment: a blank stands between", "# 1\n", "1" },
	{ "commented out in lower case", "#4\n2\n", "2" },
	{ "a comment of lower case", "# x 4\n2\n", "12" },
	{ "a comment at the end, no line end", "1\n#", "1" },
};

static void
reads(void **state)
{
	const struct gs_gen *const gens[] = { &one, &two, &three };
	struct gs_buf text = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(good); i++) {
		struct gs_gens g = { 0 };
		const char *w = good[i].want;

		compose(good[i].form, &text);
		unit_ok(gs_keyring_parse(text.p, text.n, &g, &e), good[i].name);
		if (g.nr != strlen(w))
			fail_msg("%s: %zu keys", good[i].name, g.nr);
		for (size_t k = 0; k < g.nr; k++)
			assert_memory_equal(
			    &g.v[k], gens[w[k] - '1'], sizeof(one));
		gs_gens_clear(&g);
	}
	gs_buf_clear(&text);
}

#define NO_KEY "no git-seal key"
#define QUOTE "quot"
#define SLASH "backslash"
#define CUT "cut short"
#define WRONG "checksum"

static const struct {
	const char *name, *form, *says;
	size_t n; /* of the bytes as they are; 0: to be composed */
} bad[] = {
	{ "empty", "", NO_KEY, 0 },
	{ "blanks", " \n\t\r\n", NO_KEY, 0 },
	{ "a comment only", "# git-seal keyring: default\n", NO_KEY, 0 },
	{ "commented out only", "#1\n", NO_KEY, 0 },
	{ "a mark only", "\xef\xbb\xbf", NO_KEY, 0 },
	{ "half a mark",
	    "\xef\xbb"
	    "1",
	    "line 1", 0 },
	{ "a mark in the middle",
	    "1\n\xef\xbb\xbf"
	    "2",
	    "line 2", 0 },
	{ "another text", "hello\n", "line 1", 0 },
	{ "a word before", "key 1\n", "line 1", 0 },
	{ "a word behind", "1\n2 key\n", "line 2", 0 },
	{ "an assignment", "GIT_SEAL_KEY=1\n", "line 1", 0 },
	{ "double quotes", "\"1\"\n", QUOTE, 0 },
	{ "single quotes", "'1'\n", QUOTE, 0 },
	{ "a quote behind", "1\"\n", QUOTE, 0 },
	{ "a quote behind the last of two", "1 2'\n", QUOTE, 0 },
	{ "quotes around all", "\"1\n2\"\n", QUOTE, 0 },
	{ "quotes around none", "\"\"", QUOTE, 0 },
	{ "a literal line end", "1\\n2\n", SLASH, 0 },
	{ "a literal line end at the end", "1\\n", SLASH, 0 },
	{ "a literal line end apart", "1 \\n 2", SLASH, 0 },
	{ "a literal one behind a comment of two", "1\n\\n", SLASH, 0 },
	{ "cut at the prefix", "GIT-SEAL-KEY-1", CUT, 14 },
	{ "cut within the prefix", "1\nGIT-SE", CUT, 0 },
	{ "another prefix", "GIT-SEAL-KEY-2QQQ", "line 1", 17 },
	{ "an age identity", "AGE-SECRET-KEY-1QQQQ", "age identity", 20 },
	{ "base64 of a key", "R0lULVNFQUwtS0VZ", "base64", 16 },
	{ "base64 of a comment", "IyBnaXQtc2VhbCBr", "base64", 16 },
	{ "nothing between", "12\n", "too long", 0 },
	{ "UTF-16, little",
	    "\xff\xfe"
	    "G\0I\0T\0",
	    "UTF-16", 8 },
	{ "UTF-16, big", "\xfe\xff\0G\0I\0T", "UTF-16", 8 },
	{ "UTF-16, little, no mark", "G\0I\0T\0", "UTF-16", 6 },
	{ "UTF-16, big, no mark", "\0G\0I\0T", "UTF-16", 6 },
	{ "a NUL", "#\n\0", "line 2", 3 },
	{ "a form feed", "#\n\f", "line 2", 0 },
	{ "a control byte", "#\n\x01", "line 2", 0 },
	{ "half a comment", "#\nx", "line 2", 0 },
};

/* Whether ${e} gives away eight characters in a row of any key. */
static bool
gives_away(const struct gs_err *e, const struct gs_buf *text)
{
	for (size_t i = 14; i + 8 <= text->n; i++) {
		char part[9];

		memcpy(part, text->p + i, 8);
		part[8] = '\0';
		if (strlen(part) == 8 && strstr(e->what, part) != NULL)
			return true;
	}
	return false;
}

static void
refused(const char *name, const struct gs_buf *text, const char *says)
{
	struct gs_gens g = { 0 };
	struct gs_err e = { "", "" };

	unit_ok(gs_gens_add(&g, &three), "add");
	unit_code(gs_keyring_parse(text->p, text->n, &g, &e), GS_EUSAGE, name);
	if (strstr(e.what, says) == NULL)
		fail_msg("%s: says \"%s\"", name, e.what);
	if (gives_away(&e, &k1) || gives_away(&e, &k2))
		fail_msg("%s: gives away \"%s\"", name, e.what);
	assert_int_equal(g.nr, 1);
	assert_memory_equal(&g.v[0], &three, sizeof(three));
	gs_gens_clear(&g);
}

static void
refuses(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		if (bad[i].n == 0) {
			compose(bad[i].form, &text);
		} else {
			gs_buf_reset(&text);
			unit_ok(
			    gs_buf_add(&text, bad[i].form, bad[i].n), "copy");
		}
		refused(bad[i].name, &text, bad[i].says);
	}
	gs_buf_clear(&text);
}

/* Cut anywhere, a character wrong anywhere, wrapped anywhere. */
static void
mangled(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	for (size_t i = 1; i < k1.n; i++) {
		compose("2\n1", &text);
		gs_buf_cut(&text, k2.n + 1 + i);
		refused("cut", &text, CUT);

		compose("1", &text);
		text.p[i] = text.p[i] == 'Q' ? 'P' : 'Q';
		refused("mistyped", &text, i < 14 ? "line 1" : WRONG);

		compose("1 ", &text);
		memmove(text.p + i + 1, text.p + i, k1.n - i);
		text.p[i] = '\n';
		refused("wrapped", &text, CUT);
	}
	gs_buf_clear(&text);
}

static void
too_much(void **state)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_gens g = { 0 };
	struct gs_err e;
	struct gs_gen gen = one;

	(void)state;
	unit_ok(gs_buf_reserve(&text, GS_KEYRING_TEXT_MAX + 1), "room");
	memset(text.p, '\n', GS_KEYRING_TEXT_MAX + 1);
	memcpy(text.p, k1.p, k1.n);
	unit_code(gs_keyring_parse(text.p, GS_KEYRING_TEXT_MAX + 1, &g, &e),
	    GS_ETOOBIG, "too long a text");
	unit_ok(gs_keyring_parse(text.p, GS_KEYRING_TEXT_MAX, &g, &e),
	    "the longest text");
	gs_buf_clear(&text);
	for (unsigned i = 1; i < GS_KEYRING_GENS_MAX; i++) {
		gen.content.id[0] = (uint8_t)(i >> 8);
		gen.content.id[1] = (uint8_t)i;
		unit_ok(gs_gens_add(&g, &gen), "as many as there may be");
	}
	unit_code(gs_gens_add(&g, &two), GS_ETOOBIG, "one more");
	assert_int_equal(g.nr, GS_KEYRING_GENS_MAX);
	unit_code(gs_keyring_parse(k2.p, k2.n, &g, &e), GS_ETOOBIG, "parse");
	gs_gens_clear(&g);
}

/* A longer file than the limits of count and length allow is never needed:
 * 4,096 lines fit. */
static void
longest_keyring_fits(void **state)
{
	(void)state;
	assert_true((k1.n + 1) * GS_KEYRING_GENS_MAX < GS_KEYRING_TEXT_MAX);
}

static void
one_id_twice(void **state)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_gens g = { 0 };
	struct gs_gen later;
	struct gs_err e;

	(void)state;
	/* The same secret with another time: one id, two fingerprints. */
	unit_ok(gs_gen_derive(1, one.secret, &later), "derive");
	assert_memory_equal(later.content.id, one.content.id, GS_GEN_ID_LEN);
	assert_memory_not_equal(
	    later.fingerprint, one.fingerprint, GS_FINGERPRINT_LEN);
	compose("2\n1\n", &text);
	unit_ok(gs_keyring_print_gen(&later, &text), "print");
	unit_code(gs_keyring_parse(text.p, text.n, &g, &e), GS_EREFUSED,
	    "one id twice");
	assert_non_null(strstr(e.what, "line 3"));
	assert_int_equal(g.nr, 0);
	unit_ok(gs_gens_add(&g, &one), "add");
	unit_ok(gs_gens_add(&g, &one), "add the same");
	unit_code(gs_gens_add(&g, &later), GS_EREFUSED, "add the other");
	assert_int_equal(g.nr, 1);
	gs_gens_clear(&g);
	gs_gens_clear(&g);
	gs_buf_clear(&text);
}

static void
finds(void **state)
{
	struct gs_gens g = { 0 };

	(void)state;
	assert_null(gs_gens_newest(&g));
	assert_null(gs_gens_find(&g, one.content.id));
	unit_ok(gs_gens_add(&g, &three), "add");
	unit_ok(gs_gens_add(&g, &one), "add");
	assert_memory_equal(gs_gens_newest(&g), &three, sizeof(three));
	assert_memory_equal(
	    gs_gens_find(&g, one.content.id), &one, sizeof(one));
	assert_null(gs_gens_find(&g, two.content.id));
	gs_gens_clear(&g);
}

static void
prints(void **state)
{
	struct gs_buf text = GS_BUF_INIT, want = GS_BUF_INIT;
	struct gs_gens g = { 0 };

	(void)state;
	unit_ok(gs_gens_add(&g, &two), "add");
	unit_ok(gs_gens_add(&g, &one), "add");
	unit_ok(gs_keyring_print("prod", &g, &text), "print");
	compose("# git-seal keyring: prod\n1\n2\n", &want);
	assert_string_equal(gs_buf_str(&text), gs_buf_str(&want));
	gs_gens_clear(&g);
	gs_buf_clear(&text);
	gs_buf_clear(&want);
}

/* The worked example of docs/format.md, section 3. */
static void
example(void **state)
{
	uint8_t secret[GS_GEN_SECRET_LEN], want[64];
	char id[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	struct gs_buf line = GS_BUF_INIT;
	struct gs_gen gen;

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	unit_ok(gs_gen_derive(1700000000, secret, &gen), "derive");
	unit_ok(gs_keyring_print_gen(&gen, &line), "print");
	assert_string_equal(gs_buf_str(&line),
	    "GIT-SEAL-KEY-1QQQQQQR920CSQQQPQGPSGPGXQUYQJZSTPSXSURCSZYFPX9Q4ZCT3"
	    "SXG6RVWP68SLYQSJYGEYY5NZW2PF9G4JCTFW9UCRZV3NXS6NVDEC8YARK0PA8CLS2"
	    "DCPTN\n");
	gs_buf_clear(&line);
	assert_string_equal(
	    gs_gen_id_print(gen.content.id, id), "04061ec66ec2");
	assert_string_equal(gs_fingerprint_print(gen.fingerprint, true, fp),
	    "4a83 6444 57cd e03f b238 77d6 6a8e 0278 "
	    "870f 8a83 a12f 9733 7ed8 326a 4c4e 4a85");
	assert_string_equal(gs_fingerprint_print(gen.fingerprint, false, fp),
	    "4a83644457cde03fb23877d66a8e0278"
	    "870f8a83a12f97337ed8326a4c4e4a85");
	unit_hex("acc987a1c5af56f0cf31dab0c6bcee949203c92c6de2218a49d59fe2eccd"
		 "6c3bc66f723b62f5ba1f64134876c9e7211fae0c1d72e6eb83fd4be221f4"
		 "0fde03f9",
	    want, sizeof(want));
	assert_memory_equal(gen.content.key, want, sizeof(want));
	unit_hex(
	    "1edc19b111bae00b795d6793dc1713093c5db6e6240307105e1f5874f0c90205",
	    want, sizeof(want));
	assert_memory_equal(gen.roster_key, want, GS_ROSTER_KEY_LEN);
}

static void
makes(void **state)
{
	struct gs_gen a, b;

	(void)state;
	unit_ok(gs_gen_make(5, &a), "make");
	unit_ok(gs_gen_make(5, &b), "make");
	assert_memory_not_equal(a.secret, b.secret, sizeof(a.secret));
	assert_memory_not_equal(a.content.id, b.content.id, GS_GEN_ID_LEN);
	unit_ok(gs_gen_derive(5, a.secret, &b), "derive");
	assert_int_equal(a.created, b.created);
	assert_memory_equal(&a.content, &b.content, sizeof(a.content));
	assert_memory_equal(a.fingerprint, b.fingerprint, GS_FINGERPRINT_LEN);
}

static void
names(void **state)
{
	static const struct {
		const char *s;
		bool want;
	} cases[] = {
		{ "default", true },
		{ "a", true },
		{ "9", true },
		{ "Prod_2-x", true },
		{ "A123456789012345678901234567890123456789012345678901234567"
		  "890123",
		    true },
		{ "A123456789012345678901234567890123456789012345678901234567"
		  "8901234",
		    false },
		{ "", false },
		{ "-a", false },
		{ "_a", false },
		{ ".", false },
		{ "..", false },
		{ "a.b", false },
		{ "a/b", false },
		{ "a b", false },
		{ "a\n", false },
		{ "\xc3\xa4", false },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		if (gs_keyring_name_ok(cases[i].s, strlen(cases[i].s)) !=
		    cases[i].want)
			fail_msg("'%s'", cases[i].s);
	}
	assert_false(gs_keyring_name_ok("a\0b", 3));
}

static int
parse_three(void *ctx)
{
	const struct gs_buf *text = ctx;
	struct gs_gens g = { 0 };
	struct gs_err e;
	int r;

	if ((r = gs_gens_add(&g, &three)) == GS_OK) {
		r = gs_keyring_parse(text->p, text->n, &g, &e);
		assert_int_equal(g.nr, r == GS_OK ? 3 : 1);
	}
	gs_gens_clear(&g);
	return r;
}

static void
out_of_memory(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	compose("1\n2\n", &text);
	faults_sweep("keyring", parse_three, &text);
	gs_buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(mangled),
		cmocka_unit_test(too_much),
		cmocka_unit_test(longest_keyring_fits),
		cmocka_unit_test(one_id_twice),
		cmocka_unit_test(finds),
		cmocka_unit_test(prints),
		cmocka_unit_test(example),
		cmocka_unit_test(makes),
		cmocka_unit_test(names),
		cmocka_unit_test(out_of_memory),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, setup, teardown);
}
