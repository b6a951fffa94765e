#include "unit.h"

#include "codec/bech32.h"
#include "faults.h"

/* BIP 173's own examples and what must not be taken for one. */
static const struct {
	const char *text, *human; /* human NULL: damaged */
	size_t groups;
} bip173[] = {
	{ "A12UEL5L", "a", 0 },
	{ "a12uel5l", "a", 0 },
	{ "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 32 },
	{ "?1ezyfcl", "?", 0 },
	{ "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
	    "split", 48 },
	{ "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
	  "qqqqqqqqqqqqqqqqqqqqc8247j",
	    "1", 82 },
	{ "A12uEL5L", NULL, 0 },
	{ "a12UEL5L", NULL, 0 },
	{ "a12uel5m", NULL, 0 },      /* wrong checksum */
	{ "pzry9x0s0muk", NULL, 0 },  /* no separator */
	{ "1pzry9x0s0muk", NULL, 0 }, /* no human part */
	{ "x1b4n0q5v", NULL, 0 },     /* a character that is no digit */
	{ "li1dgmt3", NULL, 0 },      /* short of a checksum */
	{ "A1G7SGD8", NULL, 0 },
	{ "10a06t8", NULL, 0 },
	{ "1qzzfhee", NULL, 0 },
	{ " 1nwldj5", NULL, 0 },
	{ "\x7f"
	  "1axkwrx",
	    NULL, 0 },
	{ "\x80"
	  "1eym55h",
	    NULL, 0 },
	{ "", NULL, 0 },
	{ "1", NULL, 0 },
};

static void
examples(void **state)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(bip173); i++) {
		const char *t = bip173[i].text, *want = bip173[i].human;

		gs_buf_reset(&b);
		unit_code(gs_bech32_parse_groups(t, strlen(t), human, &b),
		    want != NULL ? GS_OK : GS_EDAMAGED, t);
		assert_string_equal(human, want != NULL ? want : "");
		assert_int_equal(b.n, bip173[i].groups);
	}
	gs_buf_clear(&b);
}

struct shared {
	unsigned good, bad, too_long;
};

static void
shared_string(void *ctx, const char *key, const char *value)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct shared *s = ctx;
	struct gs_buf b = GS_BUF_INIT;
	uint8_t text[200];
	size_t n;

	if (strcmp(key, "valid") == 0 && strncmp(value, "11qq", 4) == 0 &&
	    strlen(value) == 89) {
		/* A copy that lost one of BIP 173's 82 "q"; the whole string
		 * stands above. */
		s->good++;
	} else if (strcmp(key, "valid") == 0) {
		unit_ok(gs_bech32_parse_groups(value, strlen(value), human, &b),
		    value);
		s->good++;
	} else if (strncmp(key, "invalid", 7) == 0 &&
	    strspn(value, "0123456789abcdef") == strlen(value)) {
		n = unit_hex(value, text, sizeof(text));
		/* The limit of 84 on the human part is ours to keep or not:
		 * refusing more than 83 is BIP 173 itself. */
		unit_code(gs_bech32_parse_groups((char *)text, n, human, &b),
		    GS_EDAMAGED, value);
		s->bad++;
	}
	gs_buf_clear(&b);
}

static void
shared_vectors(void **state)
{
	char *path = unit_shared("bip173_bech32.json");
	struct shared s = { 0 };

	(void)state;
	if (path == NULL)
		skip();
	unit_json(path, shared_string, &s);
	free(path);
	assert_int_equal(s.good, 7);
	assert_int_equal(s.bad, 12);
}

static void
round_trip(void **state)
{
	static const char *const humans[] = { "a", "age", "age-secret-key-",
		"git-seal-key-", "1", "a1b1" };
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf t = GS_BUF_INIT, b = GS_BUF_INIT;
	uint8_t p[200];

	(void)state;
	unit_random(p, sizeof(p), 3);
	for (size_t n = 0; n <= sizeof(p); n++) {
		const char *h = humans[n % NR(humans)];

		gs_buf_reset(&t);
		gs_buf_reset(&b);
		unit_ok(gs_bech32_print(h, n % 2 != 0, p, n, &t), "print");
		assert_int_equal(t.n, GS_BECH32_LEN(strlen(h), n));
		unit_ok(gs_bech32_parse((char *)t.p, t.n, human, &b), "parse");
		assert_string_equal(human, h);
		assert_int_equal(b.n, n);
		assert_memory_equal(b.p, p, n);
	}
	gs_buf_clear(&t);
	gs_buf_clear(&b);
}

/* A checksum of six digits finds every single wrong character. */
static void
every_character(void **state)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf t = GS_BUF_INIT, b = GS_BUF_INIT;
	uint8_t p[72];

	(void)state;
	unit_random(p, sizeof(p), 4);
	unit_ok(
	    gs_bech32_print("git-seal-key-", true, p, sizeof(p), &t), "print");
	for (size_t i = 0; i < t.n; i++) {
		uint8_t was = t.p[i];

		for (int c = 0; c < 256; c++) {
			if (c == was)
				continue;
			t.p[i] = (uint8_t)c;
			unit_code(gs_bech32_parse((char *)t.p, t.n, human, &b),
			    GS_EDAMAGED, "a wrong character");
		}
		t.p[i] = was;
	}
	assert_int_equal(b.n, 0);
	gs_buf_clear(&t);
	gs_buf_clear(&b);
}

/* The last group's spare bits: zero, and fewer than a group (BIP 173). */
static void
padding(void **state)
{
	/* Computed with the reference implementation in Python. */
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{ "a12uel5l", GS_OK },		/* no byte */
		{ "a1q3g6mn3", GS_EDAMAGED },	/* a group, no byte */
		{ "a1lu9cgf6y", GS_OK },	/* one byte, two spare bits */
		{ "a1lacwuu8k", GS_EDAMAGED },	/* a spare bit is set */
		{ "a1l7kaf2ff", GS_EDAMAGED },	/* the other */
		{ "a1luq25lfhf", GS_EDAMAGED }, /* a group too many */
		{ "a1pzry9x8gwugfyu", GS_OK },	/* five bytes exactly */
		{ "a1pzry9x8gq7nwdlt", GS_EDAMAGED }, /* and a group */
		{ "a1pzrs63hu5e", GS_OK }, /* two bytes, four spare bits */
		{ "a1pzr388rfft", GS_EDAMAGED },
		{ "a1pzrcy9ns2y", GS_EDAMAGED },
	};
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_buf_adds(&b, "keep"), "buffer");
	for (size_t i = 0; i < NR(cases); i++) {
		const char *t = cases[i].text;
		struct gs_buf groups = GS_BUF_INIT;

		unit_ok(gs_bech32_parse_groups(t, strlen(t), human, &groups),
		    "its checksum is right");
		gs_buf_clear(&groups);
		unit_code(
		    gs_bech32_parse(t, strlen(t), human, &b), cases[i].want, t);
		assert_string_equal(human, cases[i].want == GS_OK ? "a" : "");
		if (cases[i].want != GS_OK)
			assert_int_equal(b.n, 4);
		gs_buf_cut(&b, 4);
	}
	gs_buf_clear(&b);
}

static void
digits(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool want = c != 0 &&
		    strchr("qpzry9x8gf2tvdw0s3jn54khce6mua7l"
			   "QPZRYXGFTVDWSJNKHCEMUAL",
			c) != NULL;

		assert_int_equal(gs_bech32_digit((char)c), want);
	}
}

static int
both_ways(void *ctx)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf t = GS_BUF_INIT, b = GS_BUF_INIT;
	int r;

	(void)ctx;
	if ((r = gs_bech32_print("age", false, "key", 3, &t)) == GS_OK)
		r = gs_bech32_parse((char *)t.p, t.n, human, &b);
	gs_buf_clear(&t);
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("bech32", both_ways, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples),
		cmocka_unit_test(shared_vectors),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(every_character),
		cmocka_unit_test(padding),
		cmocka_unit_test(digits),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
