#include "unit.h"

#include "faults.h"
#include "format/age/header.h"

#define V "age-encryption.org/v1\n"
#define M "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define C48 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define C64 C48 "AAAAAAAAAAAAAAAA"
#define S "-> a\n\n"

static const struct {
	const char *name, *text;
	int want;
	size_t stanzas, left; /* where it is GS_OK */
} cases[] = {
	{ "least", V S M, GS_OK, 1, 0 },
	{ "payload behind", V S M "payload", GS_OK, 1, 7 },
	{ "arguments", V "-> a b c d e ~!\n\n" M, GS_OK, 1, 0 },
	{ "short body", V "-> a\nAAAA\n" M, GS_OK, 1, 0 },
	{ "full line, then empty", V "-> a\n" C64 "\n\n" M, GS_OK, 1, 0 },
	{ "full line, then short", V "-> a\n" C64 "\nAA\n" M, GS_OK, 1, 0 },
	{ "two full lines", V "-> a\n" C64 "\n" C64 "\n\n" M, GS_OK, 1, 0 },
	{ "three stanzas", V S S S M, GS_OK, 3, 0 },
	{ "empty", "", GS_EDAMAGED, 0, 0 },
	{ "version alone", V, GS_EDAMAGED, 0, 0 },
	{ "version without LF", "age-encryption.org/v1", GS_EDAMAGED, 0, 0 },
	{ "version 2", "age-encryption.org/v2\n" S M, GS_ENEWER, 0, 0 },
	{ "version 1234", "age-encryption.org/v1234\n" S M, GS_ENEWER, 0, 0 },
	{ "version none", "age-encryption.org/\n" S M, GS_EDAMAGED, 0, 0 },
	{ "version and blank", "age-encryption.org/v1 \n" S M, GS_EDAMAGED, 0,
	    0 },
	{ "version CRLF", "age-encryption.org/v1\r\n" S M, GS_EDAMAGED, 0, 0 },
	{ "another magic", "age-encryption.com/v1\n" S M, GS_EDAMAGED, 0, 0 },
	{ "no stanza", V M, GS_EDAMAGED, 0, 0 },
	{ "no arguments", V "->\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "empty argument", V "-> \n\n" M, GS_EDAMAGED, 0, 0 },
	{ "two spaces", V "-> a  b\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "space at the end", V "-> a \n\n" M, GS_EDAMAGED, 0, 0 },
	{ "tab", V "-> a\tb\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "DEL", V "-> a\177\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "not ASCII", V "-> \303\244\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "CR in arguments", V "-> a\r\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "no final line", V "-> a\n" C64 "\n" M, GS_EDAMAGED, 0, 0 },
	{ "65 columns", V "-> a\n" C64 "A\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "68 columns", V "-> a\n" C64 "AAAA\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "two short lines", V "-> a\nAAAA\nAAAA\n" M, GS_EDAMAGED, 0, 0 },
	{ "one digit", V "-> a\nA\n" M, GS_EDAMAGED, 0, 0 },
	{ "padded body", V "-> a\nAA==\n" M, GS_EDAMAGED, 0, 0 },
	{ "bits at the end", V "-> a\nAB\n" M, GS_EDAMAGED, 0, 0 },
	{ "CR in a body", V "-> a\nAAAA\r\n" M, GS_EDAMAGED, 0, 0 },
	{ "blank in a body", V "-> a\nAAAA \n" M, GS_EDAMAGED, 0, 0 },
	{ "URL alphabet", V "-> a\nAA-_\n" M, GS_EDAMAGED, 0, 0 },
	{ "bad start", V "-- a\n\n" M, GS_EDAMAGED, 0, 0 },
	{ "MAC missing", V S "--- \n", GS_EDAMAGED, 0, 0 },
	{ "MAC line missing", V S, GS_EDAMAGED, 0, 0 },
	{ "MAC without space",
	    V S "---AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", GS_EDAMAGED,
	    0, 0 },
	{ "MAC with two spaces",
	    V S "---  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
	    GS_EDAMAGED, 0, 0 },
	{ "MAC and a space",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \n",
	    GS_EDAMAGED, 0, 0 },
	{ "MAC of 31 bytes",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", GS_EDAMAGED,
	    0, 0 },
	{ "MAC of 33 bytes",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
	    GS_EDAMAGED, 0, 0 },
	{ "MAC not canonical",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n",
	    GS_EDAMAGED, 0, 0 },
	{ "MAC padded",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
	    GS_EDAMAGED, 0, 0 },
	{ "MAC without LF",
	    V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", GS_EDAMAGED,
	    0, 0 },
	{ "MAC CRLF", V S "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
	    GS_EDAMAGED, 0, 0 },
};

static void
test_cases(void **state)
{
	struct gs_age_header h;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		const char *t = cases[i].text;
		size_t n = strlen(t);

		unit_code(gs_age_header_parse((const uint8_t *)t, n, &h),
		    cases[i].want, cases[i].name);
		if (cases[i].want == GS_OK &&
		    (h.nr != cases[i].stanzas || h.n != n - cases[i].left))
			fail_msg("%s: %zu stanzas, %zu bytes", cases[i].name,
			    h.nr, h.n);
		gs_age_header_clear(&h);
	}
}

static void
test_words(void **state)
{
	static const char text[] = V "-> type one two three\nAAEC\n" M;
	struct gs_age_header h;

	(void)state;
	unit_ok(
	    gs_age_header_parse((const uint8_t *)text, sizeof(text) - 1, &h),
	    "parse");
	assert_true(h.nr == 1 && h.v[0].args == 4);
	assert_true(
	    h.v[0].arg[0].n == 4 && memcmp(h.v[0].arg[0].p, "type", 4) == 0);
	assert_true(
	    h.v[0].arg[2].n == 3 && memcmp(h.v[0].arg[2].p, "two", 3) == 0);
	assert_true(h.v[0].n == 3);
	assert_memory_equal(gs_age_header_body(&h, &h.v[0]), "\0\1\2", 3);
	gs_age_header_clear(&h);
}

/* ${nr} times ${what} between version and MAC. */
static int
parse_many(const char *what, size_t nr, const char *back)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_age_header h;
	int r;

	unit_ok(gs_buf_adds(&b, V), "text");
	for (size_t i = 0; i < nr; i++)
		unit_ok(gs_buf_adds(&b, what), "text");
	unit_ok(gs_buf_adds(&b, back), "text");
	r = gs_age_header_parse(b.p, b.n, &h);
	gs_age_header_clear(&h);
	gs_buf_clear(&b);
	return r;
}

static void
test_limits(void **state)
{
	char line[GS_AGE_LINE_MAX + 8];

	(void)state;
	unit_ok(parse_many(S, GS_AGE_STANZAS_MAX, M), "most stanzas");
	unit_code(parse_many(S, GS_AGE_STANZAS_MAX + 1, M), GS_ETOOBIG,
	    "one stanza more");
	unit_code(parse_many("-> " C64 C64 C64 C64 C64 "\n\n", 60000, M),
	    GS_ETOOBIG, "over 16 MiB");
	memset(line, 'a', sizeof(line));
	memcpy(line, "-> ", 3);
	(void)snprintf(line + GS_AGE_LINE_MAX, 8, "\n\n");
	unit_ok(parse_many(line, 1, M), "longest line");
	(void)snprintf(line + GS_AGE_LINE_MAX, 8, "a\n\n");
	unit_code(parse_many(line, 1, M), GS_ETOOBIG, "a longer line");
}

/* A body of 64 KiB is 1365 lines and a third. */
static void
test_body_limit(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_age_header h;

	(void)state;
	unit_ok(gs_buf_adds(&b, V "-> a\n"), "text");
	for (size_t i = 0; i < GS_AGE_BODY_MAX / 48 + 1; i++)
		unit_ok(gs_buf_adds(&b, C64 "\n"), "text");
	unit_ok(gs_buf_adds(&b, "\n" M), "text");
	unit_code(gs_age_header_parse(b.p, b.n, &h), GS_ETOOBIG, "body");
	gs_buf_clear(&b);
}

/* What is written is read back the same, whatever the body's length. */
static void
test_round_trip(void **state)
{
	uint8_t file_key[GS_AGE_FILE_KEY_LEN], body[200];
	struct gs_buf b = GS_BUF_INIT;
	struct gs_age_header h;

	(void)state;
	unit_random(body, sizeof(body), 5);
	unit_random(file_key, sizeof(file_key), 6);
	for (size_t n = 0; n <= sizeof(body); n++) {
		unit_ok(gs_buf_adds(&b, "in front"), "front");
		unit_ok(gs_age_header_begin(&b), "begin");
		unit_ok(gs_age_header_add("t a", body, n, &b), "add");
		unit_ok(gs_age_header_add("u", body, 3, &b), "add");
		unit_ok(gs_age_header_end(8, file_key, &b), "end");
		unit_ok(gs_age_header_parse(b.p + 8, b.n - 8, &h), "parse");
		assert_true(h.nr == 2 && h.v[0].n == n && h.n == b.n - 8);
		assert_memory_equal(gs_age_header_body(&h, &h.v[0]), body, n);
		unit_ok(gs_age_header_verify(&h, file_key), "verify");
		file_key[15] ^= 1;
		unit_code(gs_age_header_verify(&h, file_key), GS_EDAMAGED,
		    "another file key");
		file_key[15] ^= 1;
		gs_age_header_clear(&h);
		gs_buf_reset(&b);
	}
	gs_buf_clear(&b);
}

static int
parse_one(void *ctx)
{
	static const char text[] = V S S S S S "-> b\n" C64 "\n" C64 "\n\n" M;
	struct gs_age_header h;
	int r;

	(void)ctx;
	r = gs_age_header_parse((const uint8_t *)text, sizeof(text) - 1, &h);
	gs_age_header_clear(&h);
	return r;
}

static void
test_faults(void **state)
{
	(void)state;
	faults_sweep("header", parse_one, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_body_limit),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
