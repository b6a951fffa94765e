#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/front/self.h"

static const struct {
	const char *word;
	bool percent;
	const char *want;
} words[] = {
	{ "git-seal", false, "git-seal" },
	{ "/usr/local/bin/git-seal", true, "/usr/local/bin/git-seal" },
	{ "/a b/git-seal", false, "'/a b/git-seal'" },
	{ "/it's/git-seal", false, "'/it'\\''s/git-seal'" },
	{ "/$HOME/git-seal", false, "'/$HOME/git-seal'" },
	{ "/100%f/git-seal", false, "'/100%f/git-seal'" },
	{ "/100%f/git-seal", true, "'/100%%f/git-seal'" },
	{ "~/git-seal", false, "'~/git-seal'" },
	{ "/#1/git-seal", false, "'/#1/git-seal'" },
	{ "/\xc3\xa4/git-seal", false, "'/\xc3\xa4/git-seal'" },
	{ "", false, "''" },
};

static void
test_quote(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(words); i++) {
		struct gs_buf b = GS_BUF_INIT;

		assert_int_equal(
		    gs_self_quote(words[i].word, words[i].percent, &b), GS_OK);
		assert_string_equal(gs_buf_str(&b), words[i].want);
		gs_buf_clear(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
