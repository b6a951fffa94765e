#include "unit.h"

#include "codec/bech32.h"
#include "format/leak.h"

/* The texts are made here: a key in this file would be a finding of its
 * own. */
static const char *
key_text(const char *human, bool upper, size_t n, struct gs_buf *b)
{
	uint8_t payload[GS_GEN_PAYLOAD_LEN];

	memset(payload, 0x5a, sizeof(payload));
	gs_buf_reset(b);
	unit_ok(gs_bech32_print(human, upper, payload, n, b), human);
	return gs_buf_str(b);
}

static const struct {
	const char *name, *human;
	bool upper;
	size_t n;
	const char *before, *behind;
	enum gs_leak_kind want;
	size_t line;
} cases[] = {
	{ "a keyring line", "git-seal-key-", true, 72, "", "\n",
	    GS_LEAK_KEYRING, 1 },
	{ "in lower case", "git-seal-key-", false, 72, "", "", GS_LEAK_KEYRING,
	    1 },
	{ "an identity", "age-secret-key-", true, 32, "# x\n\n", "\n",
	    GS_LEAK_AGE, 3 },
	{ "inside of a line", "git-seal-key-", true, 72, "A=1\nK=\"", "\"\n",
	    GS_LEAK_KEYRING, 2 },
	{ "two that touch", "git-seal-key-", true, 72, "", "GIT-SEAL-KEY-1",
	    GS_LEAK_KEYRING, 1 },
	{ "another length", "git-seal-key-", true, 71, "", "\n", GS_LEAK_NONE,
	    0 },
	{ "another length", "age-secret-key-", true, 33, "", "\n", GS_LEAK_NONE,
	    0 },
	{ "another kind", "foreign-key-", true, 72, "", "\n", GS_LEAK_NONE, 0 },
};

static void
finds(void **state)
{
	struct gs_buf key = GS_BUF_INIT, text = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_leak leak = { GS_LEAK_NONE, 0, { 0 } };
		const char *s =
		    key_text(cases[i].human, cases[i].upper, cases[i].n, &key);
		size_t at = 0;

		gs_buf_reset(&text);
		unit_ok(gs_buf_addf(&text, "%s%s%s", cases[i].before, s,
			    cases[i].behind),
		    cases[i].name);
		unit_ok(
		    gs_leak_next(text.p, text.n, &at, &leak), cases[i].name);
		if (leak.kind != cases[i].want)
			fail_msg("%s: kind %d", cases[i].name, leak.kind);
		if (leak.kind == GS_LEAK_NONE)
			continue;
		if (leak.line != cases[i].line)
			fail_msg("%s: line %zu", cases[i].name, leak.line);
		unit_ok(
		    gs_leak_next(text.p, text.n, &at, &leak), cases[i].name);
		if (leak.kind != GS_LEAK_NONE)
			fail_msg("%s: found twice", cases[i].name);
	}
	gs_buf_clear(&key);
	gs_buf_clear(&text);
}

/* Not one wrong letter is taken for a key. */
static void
wrong_checksums(void **state)
{
	struct gs_buf key = GS_BUF_INIT;
	size_t n, from = strlen("GIT-SEAL-KEY-1");

	(void)state;
	(void)key_text("git-seal-key-", true, GS_GEN_PAYLOAD_LEN, &key);
	n = key.n;
	for (size_t i = from; i < n; i++) {
		struct gs_leak leak = { GS_LEAK_NONE, 0, { 0 } };
		uint8_t was = key.p[i];
		size_t at = 0;

		key.p[i] = was == 'Q' ? 'P' : 'Q';
		unit_ok(gs_leak_next(key.p, n, &at, &leak), "wrong letter");
		if (leak.kind != GS_LEAK_NONE)
			fail_msg("letter %zu", i);
		key.p[i] = was;
		at = 0;
		unit_ok(gs_leak_next(key.p, i, &at, &leak), "cut");
		if (leak.kind != GS_LEAK_NONE)
			fail_msg("cut at %zu", i);
	}
	gs_buf_clear(&key);
}

/* A keyring line tells whose it is. */
static void
tells_the_generation(void **state)
{
	struct gs_leak leak = { GS_LEAK_NONE, 0, { 0 } };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_gen gen;
	size_t at = 0;

	(void)state;
	unit_ok(gs_gen_make(1700000000, &gen), "make");
	unit_ok(gs_keyring_print_gen(&gen, &b), "print");
	unit_ok(gs_leak_next(b.p, b.n, &at, &leak), "find");
	assert_int_equal(leak.kind, GS_LEAK_KEYRING);
	assert_memory_equal(leak.id, gen.content.id, GS_GEN_ID_LEN);
	gs_buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds),
		cmocka_unit_test(wrong_checksums),
		cmocka_unit_test(tells_the_generation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
