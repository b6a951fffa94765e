#include "box.h"

#include <unistd.h>

#include "git/pipe.h"

/* `sh -c SCRIPT` as a git command, since a pipe starts nothing else. */
static void
start(struct gs_pipe *p, const char *script)
{
	char alias[256];
	const char *const argv[] = { "-c", alias, "x", NULL };
	struct gs_err e = { "", "" };

	(void)snprintf(alias, sizeof(alias), "alias.x=!%s;:", script);
	if (gs_pipe_open(p, NULL, argv, &e) != GS_OK)
		fail_msg("%s", e.what);
}

static void
field_is(struct gs_pipe *p, char end, const char *want)
{
	const uint8_t *f;
	size_t n;

	unit_ok(gs_pipe_field(p, end, &f, &n), want);
	if (n != strlen(want) || memcmp(f, want, n) != 0)
		fail_msg("'%.*s', not '%s'", (int)n, (const char *)f, want);
}

static void
test_fields(void **state)
{
	struct gs_pipe p;
	const uint8_t *f;
	uint8_t two[2];
	size_t n;

	(void)state;
	start(&p, "printf 'a b\\n\\0\\n-long-\\n12345rest'");
	field_is(&p, ' ', "a");
	field_is(&p, '\n', "b");
	field_is(&p, '\0', "");
	field_is(&p, '\n', "");
	field_is(&p, '\n', "-long-");
	unit_ok(gs_pipe_take(&p, two, 2), "take");
	assert_memory_equal(two, "12", 2);
	unit_ok(gs_pipe_take(&p, NULL, 3), "drop");
	unit_ok(gs_pipe_take(&p, NULL, 0), "nothing");
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_EIO, "no end");
	unit_code(gs_pipe_take(&p, two, 2), GS_OK, "what is left");
	unit_code(gs_pipe_take(&p, NULL, 3), GS_EIO, "too much");
	assert_int_equal(gs_pipe_close(&p), 0);
	assert_int_equal(gs_pipe_close(&p), 0);
}

static void
test_exit_codes(void **state)
{
	struct gs_pipe p;
	const uint8_t *f;
	size_t n;

	(void)state;
	start(&p, "exit 7");
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_EIO, "silence");
	assert_int_equal(gs_pipe_close(&p), 7);
}

/* Fields of many lengths, over every edge of what is read ahead. */
static void
test_long_fields(void **state)
{
	struct gs_buf text = GS_BUF_INIT;
	size_t n;
	const uint8_t *f;
	struct gs_pipe p;

	(void)state;
	for (size_t len = 1; len < 600000; len = len * 3 + 1) {
		for (size_t i = 0; i < len; i++)
			unit_ok(gs_buf_addc(&text, (char)('a' + i % 26)), "");
		unit_ok(gs_buf_addc(&text, '\n'), "");
	}
	start(&p, "cat");
	gs_pipe_feed(&p, text.p, text.n, true);
	for (size_t len = 1; len < 600000; len = len * 3 + 1) {
		unit_ok(gs_pipe_field(&p, '\n', &f, &n), "field");
		assert_int_equal(n, len);
		assert_int_equal(f[0], 'a');
		assert_int_equal(f[n - 1], 'a' + (n - 1) % 26);
	}
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_EIO, "end");
	(void)gs_pipe_close(&p);
	gs_buf_clear(&text);
}

static void
test_too_long_a_field(void **state)
{
	struct gs_pipe p;
	const uint8_t *f;
	size_t n;

	(void)state;
	start(&p, "head -c 3000000 /dev/zero");
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_ETOOBIG, "too long");
	(void)gs_pipe_close(&p);
}

/* A child that reads nothing and ends must cost us no signal. */
static void
test_nobody_reads(void **state)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_pipe p;
	const uint8_t *f;
	size_t n;

	(void)state;
	unit_ok(gs_buf_reserve(&text, 1 << 20), "room");
	memset(text.p, 'x', 1 << 20);
	text.n = 1 << 20;
	start(&p, "exec 0<&-; echo bye");
	gs_pipe_feed(&p, text.p, text.n, false);
	field_is(&p, '\n', "bye");
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_EIO, "end");
	(void)gs_pipe_close(&p);
	gs_buf_clear(&text);
}

static void
test_question_and_answer(void **state)
{
	struct gs_pipe p;

	(void)state;
	start(&p, "while read -r l; do echo \"<$l>\"; done");
	gs_pipe_feed(&p, "one\n", 4, false);
	field_is(&p, '\n', "<one>");
	gs_pipe_feed(&p, "two\nthree\n", 10, false);
	field_is(&p, '\n', "<two>");
	field_is(&p, '\n', "<three>");
	assert_int_equal(gs_pipe_close(&p), 0);
}

/* More than any pipe holds, both ways, in order. */
static void
test_calm(void **state)
{
	enum { LINES = 400000 };
	struct gs_buf in = GS_BUF_INIT;
	char line[16];
	struct gs_pipe p;
	const uint8_t *f;
	size_t n;

	(void)state;
	for (unsigned i = 0; i < LINES; i++)
		unit_ok(gs_buf_addf(&in, "%u\n", i), "line");
	start(&p, "cat");
	gs_pipe_calm(&p);
	gs_pipe_feed(&p, in.p, in.n, true);
	for (unsigned i = 0; i < LINES; i++) {
		(void)snprintf(line, sizeof(line), "%u", i);
		field_is(&p, '\n', line);
	}
	unit_code(gs_pipe_field(&p, '\n', &f, &n), GS_EIO, "no more");
	assert_int_equal(gs_pipe_close(&p), 0);
	gs_buf_clear(&in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_fields),
		BOX_TEST(test_exit_codes),
		BOX_TEST(test_long_fields),
		BOX_TEST(test_too_long_a_field),
		BOX_TEST(test_nobody_reads),
		BOX_TEST(test_question_and_answer),
		BOX_TEST(test_calm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
