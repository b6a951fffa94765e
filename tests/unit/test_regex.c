#include "unit.h"

#include "codec/regex.h"

struct search {
	const char *re, *text;
	bool found;
};

static const struct search searches[] = {
	{ "", "", true },
	{ "", "x", true },
	{ "a", "bab", true },
	{ "^a", "ba", false },
	{ "a$", "ab", false },
	{ "a$", "ba", true },
	{ "a$", "a\n", false },
	{ "(?m)a$", "a\nb", true },
	{ "^(data|stringData)$", "data", true },
	{ "^(data|stringData)$", "stringData", true },
	{ "^(data|stringData)$", "metadata", false },
	{ "a|b|", "z", true },
	{ "^(?:a|)$", "", true },
	{ "x*", "", true },
	{ "^x+$", "xxx", true },
	{ "^x+$", "", false },
	{ "^x?y$", "y", true },
	{ "^x?y$", "xxy", false },
	{ "^(ab)*c$", "ababc", true },
	{ "^(ab)*c$", "abac", false },
	{ "^(a*)*$", "aaaa", true },
	{ "^(a*)*b$", "aaaa", false },
	{ "^a{2}$", "aa", true },
	{ "^a{2}$", "a", false },
	{ "^a{2}$", "aaa", false },
	{ "^a{2,}$", "aaaa", true },
	{ "^a{2,}$", "a", false },
	{ "^a{1,3}$", "aaa", true },
	{ "^a{1,3}$", "aaaa", false },
	{ "^a{0}b$", "b", true },
	{ "^a{0,2}b$", "aab", true },
	{ "^a{0,2}b$", "aaab", false },
	{ "^a{0,}b$", "aaab", true },
	{ "^(a|b){2}c$", "abc", true },
	{ "^(a|b){2}c$", "ac", false },
	{ "a{", "a{", true },
	{ "a{x}", "a{x}", true },
	{ "^a{,2}$", "a{,2}", true },
	{ "a+?b", "aab", true },
	{ "^.$", "\xc3\xa4", true },
	{ "^.$", "ab", false },
	{ "^.$", "\n", false },
	{ "(?s)^.$", "\n", true },
	{ "^[a-c]+$", "abc", true },
	{ "^[^a-c]+$", "xyz", true },
	{ "^[^a-c]+$", "xbz", false },
	{ "^[]a]+$", "]a", true },
	{ "^[a-]$", "-", true },
	{ "^[\\d_]+$", "1_2", true },
	{ "^\\d+$", "12x", false },
	{ "^\\D+$", "abc", true },
	{ "^\\w+$", "a_1", true },
	{ "^\\W$", "-", true },
	{ "^\\s$", " ", true },
	{ "^\\S+$", "a b", false },
	{ "^[[:alpha:]]+$", "abC", true },
	{ "^[[:^digit:]]+$", "abc", true },
	{ "^[[:digit:][:punct:]]+$", "1.2", true },
	{ "\\bfoo\\b", "a foo b", true },
	{ "\\bfoo\\b", "afoob", false },
	{ "\\Boo", "foo", true },
	{ "(?i)^secret$", "SeCreT", true },
	{ "(?i)^[a-f]+$", "ABC", true },
	{ "(?i:a)b", "Ab", true },
	{ "(?i:a)b", "AB", false },
	{ "^(?P<n>a)b$", "ab", true },
	{ "^\\x41\\x{42}$", "AB", true },
	{ "\\.", "a.b", true },
	{ "\\.", "ab", false },
	{ "\\t", "\t", true },
	{ "\\Aab\\z", "ab", true },
	{ "^\xc3\xa4+$", "\xc3\xa4\xc3\xa4", true },
	{ "^[\xc3\xa4-\xc3\xbc]$", "\xc3\xb6", true },
	{ "(a|ab)(c|bcd)$", "abcd", true },
	{ ".*\\.enc\\.ya?ml$", "a/b.enc.yml", true },
};

static void
finds(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(searches); i++) {
		const struct search *c = &searches[i];
		struct gs_regex *re;
		bool yes;

		unit_ok(gs_regex_new(c->re, strlen(c->re), &re), c->re);
		unit_ok(
		    gs_regex_finds(re, c->text, strlen(c->text), &yes), c->re);
		if (yes != c->found)
			fail_msg("'%s' in '%s': %d", c->re, c->text, yes);
		gs_regex_free(re);
	}
}

static void
refuses(void **state)
{
	static const char *const bad[] = { "(", ")", "a)", "[", "[a", "[b-a]",
		"*", "+a", "a**", "a{2}{3}", "a{3,2}", "a{1001}", "(?=a)",
		"(?!a)", "(?<=a)", "(?<!a)", "\\1", "\\pL", "\\p{Greek}", "\\",
		"[[:nope:]]", "(?z)", "\\xg", "\\x{110000}", "\\C", "(?P<n",
		"a|*", "(?i)\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		struct gs_regex *re;

		unit_code(gs_regex_new(bad[i], strlen(bad[i]), &re), GS_EUSAGE,
		    bad[i]);
		assert_null(re);
	}
}

/* What makes backtracking ones hang, and what would grow without end. */
static void
bounded(void **state)
{
	char text[2001];
	struct gs_regex *re;
	bool yes;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[2000] = '\0';
	unit_ok(gs_regex_new("^(a|a?)+$x", 10, &re), "new");
	unit_ok(gs_regex_finds(re, text, 2000, &yes), "finds");
	assert_false(yes);
	gs_regex_free(re);
	unit_code(gs_regex_new("((a{100}){100}){100}", 20, &re), GS_ETOOBIG,
	    "it grows");
	memset(text, '(', sizeof(text) - 1);
	unit_code(gs_regex_new(text, 2000, &re), GS_ETOOBIG, "it is deep");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds),
		cmocka_unit_test(refuses),
		cmocka_unit_test(bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
