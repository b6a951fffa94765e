#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/front/complete.h"
#include "cmd/front/help.h"
#include "cmd/front/man.h"
#include "cmd/front/opt.h"

#define SUMMARY_MAX 61 /* beside the name, in 80 columns */

static size_t
group_at(const struct gs_cmd *c)
{
	size_t i = 0;

	while (i < GS_HELP_GROUPS && gs_help_groups[i].flag != gs_help_group(c))
		i++;
	return i;
}

/* Each command once, and the groups of the help in their order. */
static void
test_order(void **state)
{
	(void)state;
	for (size_t i = 0; gs_cmds[i] != NULL; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(gs_cmds[i]->name, gs_cmds[j]->name) == 0)
				fail_msg("'%s' stands twice", gs_cmds[i]->name);
		}
		if (group_at(gs_cmds[i]) == GS_HELP_GROUPS)
			fail_msg("'%s' is in two groups", gs_cmds[i]->name);
		if (i > 0 && group_at(gs_cmds[i]) < group_at(gs_cmds[i - 1]))
			fail_msg("'%s' stands too late", gs_cmds[i]->name);
	}
}

static bool
is_line(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && !isupper((unsigned char)s[0]) && s[n - 1] != '.' &&
	    strchr(s, '\n') == NULL;
}

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; gs_cmds[i] != NULL; i++) {
		const struct gs_cmd *c = gs_cmds[i];

		if (!is_line(c->summary) || strlen(c->summary) > SUMMARY_MAX)
			fail_msg("summary of '%s'", c->name);
		if (c->args == NULL || c->about == NULL ||
		    strlen(c->about) < 20 || c->run == NULL)
			fail_msg("'%s' is not complete", c->name);
		if (c->example != NULL && strstr(c->example, c->name) == NULL)
			fail_msg("example of '%s'", c->name);
	}
}

static void
check_option(const struct gs_cmd *c, const struct gs_opt *o)
{
	if (o->name == NULL || o->offset >= c->args_size ||
	    (o->kind == GS_OPT_FLAG) != (o->value == NULL))
		fail_msg("option '%c' of '%s'", o->letter, c->name);
	if (o->help != NULL && !is_line(o->help))
		fail_msg("help of '--%s' of '%s'", o->name, c->name);
	for (const struct gs_opt *p = c->opts; p != o; p++) {
		if (strcmp(p->name, o->name) == 0 ||
		    (o->letter != 0 && p->letter == o->letter))
			fail_msg(
			    "'--%s' of '%s' is there twice", o->name, c->name);
	}
	for (const struct gs_opt *p = gs_common_opts; !gs_opt_end(p); p++) {
		if (strcmp(p->name, o->name) == 0 ||
		    (o->letter != 0 && p->letter == o->letter))
			fail_msg("'--%s' of '%s' hides a common option",
			    o->name, c->name);
	}
}

static void
test_options(void **state)
{
	(void)state;
	for (size_t i = 0; gs_cmds[i] != NULL; i++) {
		const struct gs_opt *o = gs_cmds[i]->opts;

		for (; o != NULL && !gs_opt_end(o); o++)
			check_option(gs_cmds[i], o);
	}
}

static void
test_wrap(void **state)
{
	static const char text[] =
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen fourteen fifteen";
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	assert_int_equal(gs_help_wrap(text, sizeof(text) - 1, 4, &b), GS_OK);
	assert_string_equal(gs_buf_str(&b),
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen\n    fourteen fifteen\n");
	gs_buf_clear(&b);
	assert_int_equal(gs_help_wrap("", 0, 4, &b), GS_OK);
	assert_string_equal(gs_buf_str(&b), "\n");
	gs_buf_clear(&b);
}

/* Texts are text to troff: no line of them is a request. */
static void
test_man_escapes(void **state)
{
	static const struct gs_cmd c = {
		.name = "x",
		.args = "",
		.summary = ".so /etc/passwd",
		.about = ".so a\n\n  'b\\c\n  d\n\nend. And .e",
		.example = ".f",
	};
	struct gs_buf b = GS_BUF_INIT;
	const char *s;

	(void)state;
	assert_int_equal(gs_man_one(&c, &b), GS_OK);
	s = gs_buf_str(&b);
	assert_null(strstr(s, "\n.so"));
	assert_non_null(strstr(s, "\n\\&.so a\n.Bd "));
	assert_non_null(strstr(s, "\n\\&'b\\ec\nd\n"));
	assert_non_null(strstr(s, "\nend.\nAnd .e\n"));
	assert_non_null(strstr(s, "\n\\&.f\n"));
	gs_buf_clear(&b);
}

static void
test_complete(void **state)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	struct gs_err e = { "", "" };

	(void)state;
	for (size_t i = 0; i < GS_NR(shells); i++) {
		struct gs_buf b = GS_BUF_INIT;
		const char *s;

		assert_int_equal(gs_complete(shells[i], &b, &e), GS_OK);
		s = gs_buf_str(&b);
		for (size_t j = 0; gs_cmds[j] != NULL; j++) {
			if (strstr(s, gs_cmds[j]->name) == NULL)
				fail_msg(
				    "%s: no '%s'", shells[i], gs_cmds[j]->name);
		}
		assert_null(strstr(s, "--man"));
		gs_buf_clear(&b);
	}
	assert_int_equal(gs_complete("tcsh", NULL, &e), GS_EUSAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_man_escapes),
		cmocka_unit_test(test_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
