#include "unit.h"

#include "faults.h"
#include "format/envline.h"
#include "format/envmerge.h"

static struct gs_marks marks = { 7, false, { "ours", "base", "theirs" } };

static struct gs_cur
text(const char *s)
{
	return (struct gs_cur){ (const uint8_t *)s, strlen(s) };
}

#define O "<<<<<<< ours\n"
#define M "=======\n"
#define T ">>>>>>> theirs\n"

static const struct {
	const char *name, *base, *ours, *theirs, *want;
	bool conflict;
} merges[] = {
	{ "both add beside each other", "A=1\n", "A=1\nB=2\n", "A=1\nC=3\n",
	    "A=1\nB=2\nC=3\n", false },
	{ "both change neighbours", "A=1\nB=1\n", "A=2\nB=1\n", "A=1\nB=2\n",
	    "A=2\nB=2\n", false },
	{ "one changes, one removes the neighbour", "A=1\nB=1\nC=1\n",
	    "A=1\nC=1\n", "A=1\nB=1\nC=2\n", "A=1\nC=2\n", false },
	{ "both change one to the same", "A=1\n", "A=2\n", "A=2\n", "A=2\n",
	    false },
	{ "both change one", "A=1\nB=1\n", "A=2\nB=1\n", "A=3\nB=2\n",
	    O "A=2\n" M "A=3\n" T "B=2\n", true },
	{ "both add one, differently", "A=1\n", "A=1\nB=1\n", "B=2\nA=1\n",
	    "A=1\n" O "B=1\n" M "B=2\n" T, true },
	{ "both add one, alike, at two places", "A=1\n", "A=1\nB=1\n",
	    "B=1\nA=1\n", "A=1\nB=1\n", false },
	{ "one removes what the other changes", "A=1\nB=1\n", "B=1\n",
	    "A=2\nB=1\n", O M "A=2\n" T "B=1\n", true },
	{ "one changes what the other removes", "A=1\nB=1\n", "A=2\nB=1\n",
	    "B=1\n", O "A=2\n" M T "B=1\n", true },
	{ "both remove one", "A=1\nB=1\n", "B=1\n", "B=1\n", "B=1\n", false },
	{ "two conflicts are two", "A=1\nB=1\n", "A=2\nB=2\n", "A=3\nB=3\n",
	    O "A=2\n" M "A=3\n" T O "B=2\n" M "B=3\n" T, true },
	{ "order: one moves, one changes", "A=1\nB=1\nC=1\n", "C=1\nA=1\nB=1\n",
	    "A=1\nB=1\nC=2\n", "C=2\nA=1\nB=1\n", false },
	{ "order: theirs moves, ours changes", "A=1\nB=1\nC=1\n",
	    "A=1\nB=1\nC=2\n", "C=1\nA=1\nB=1\n", "C=2\nA=1\nB=1\n", false },
	{ "order: both move one of their own", "A=1\nB=1\nC=1\n",
	    "B=1\nA=1\nC=1\n", "A=1\nC=1\nB=1\n", "A=1\nC=1\nB=1\n", false },
	{ "order: both move the same, ours tells where", "A=1\nB=1\nC=1\nD=1\n",
	    "D=1\nA=1\nB=1\nC=1\n", "A=1\nD=1\nB=1\nC=1\n",
	    "D=1\nA=1\nB=1\nC=1\n", false },
	{ "comments stay with what they were written for",
	    "# top\nA=1\n\n# end\nZ=1\n",
	    "# top\nA=1\n# b\nB=1\n\n# end\nZ=1\n",
	    "# top\nA=1\n# c\nC=1\n\n# end\nZ=2\n",
	    "# top\nA=1\n# b\nB=1\n# c\nC=1\n\n# end\nZ=2\n", false },
	{ "a heading that both add stands there once", "A=1\n",
	    "A=1\n\n# mail\nB=1\n", "A=1\n\n# mail\nC=1\n",
	    "A=1\n\n# mail\nB=1\nC=1\n", false },
	{ "an end that both add, too", "A=1\n", "B=1\n# end\nA=1\n",
	    "C=1\n# end\nA=1\n", "B=1\nC=1\n# end\nA=1\n", false },
	{ "a comment that one changes", "# a\nA=1\n", "# b\nA=1\n",
	    "# a\nA=2\n", "# b\nA=2\n", false },
	{ "a comment that one removes", "# a\nA=1\n", "A=1\n", "# a\nA=2\n",
	    "A=2\n", false },
	{ "a comment that both change stays in both ways", "# a\nA=1\n",
	    "# b\nA=1\n", "# c\nA=1\n", "# b\n# c\nA=1\n", false },
	{ "no base", "", "A=1\nB=1\n", "B=1\nC=1\n", "A=1\nB=1\nC=1\n", false },
	{ "no base, differently", "", "A=1\n", "A=2\n", O "A=1\n" M "A=2\n" T,
	    true },
	{ "one side empties it", "A=1\n", "", "A=1\n", "", false },
	{ "one side empties what the other changes", "A=1\nB=1\n", "",
	    "A=2\nB=1\n", O M "A=2\n" T, true },
	{ "no line end at the end", "A=1", "A=1\nB=1", "A=2", "A=2\nB=1",
	    false },
	{ "a line end is added", "A=1", "A=1\n", "A=2", "A=2\n", false },
	{ "... or taken", "A=1\n", "A=2\n", "A=1", "A=2", false },
	{ "marks end with a line end", "A=1", "A=2", "A=3",
	    O "A=2\n" M "A=3\n" T, true },
	{ "CR stays, marks have it too", "A=1\r\nB=1\r\n", "A=2\r\nB=1\r\n",
	    "A=3\r\nB=1\r\n",
	    "<<<<<<< ours\r\nA=2\r\n=======\r\nA=3\r\n>>>>>>> theirs\r\n"
	    "B=1\r\n",
	    true },
	{ "blanks, export and quotes", "export A=1\n B = 'x'\n",
	    "export A=2\n B = 'x'\n", "export A=1\n B = \"y z\" # c'\n",
	    "export A=2\n B = \"y z\" # c'\n", false },
	{ "export or not is a change of the one variable", "A=1\n",
	    "export A=1\n", "A=2\n", O "export A=1\n" M "A=2\n" T, true },
	{ "a lone quote within a value is part of it", "A=it's\nB=1\n",
	    "A=it's\nB=2\n", "A=it's\nC=3\nB=1\n", "A=it's\nC=3\nB=2\n",
	    false },
};

static void
merged(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(merges); i++) {
		const struct gs_cur side[GS_SIDES] = { text(merges[i].ours),
			text(merges[i].base), text(merges[i].theirs) };
		struct gs_buf out = GS_BUF_INIT;
		bool conflict = !merges[i].conflict;

		unit_ok(gs_buf_adds(&out, "before"), merges[i].name);
		unit_ok(
		    gs_envmerge(side, &marks, &out, &conflict), merges[i].name);
		if (strcmp(gs_buf_str(&out) + 6, merges[i].want) != 0 ||
		    conflict != merges[i].conflict)
			fail_msg("%s: conflict %d and\n%s", merges[i].name,
			    conflict, (const char *)out.p);
		gs_buf_clear(&out);
	}
}

static void
shows_base(void **state)
{
	const struct gs_marks diff3 = { 9, true, { "HEAD", "", "x y" } };
	const struct gs_cur side[GS_SIDES] = { text("A=2\n"), text("A=1\n"),
		text("A=3\n") };
	struct gs_buf out = GS_BUF_INIT;
	bool conflict;

	(void)state;
	unit_ok(gs_envmerge(side, &diff3, &out, &conflict), "diff3");
	assert_string_equal(gs_buf_str(&out),
	    "<<<<<<<<< HEAD\nA=2\n|||||||||\nA=1\n=========\nA=3\n"
	    ">>>>>>>>> x y\n");
	gs_buf_clear(&out);
}

static void
no_env_files(void **state)
{
	static const char *const no[] = { "hello\n", "A=1\nA=2\n",
		"A=\"x\ny\"\n", "A='x\n", "A=`x\n", "A=x\\\n", "A=\"x\\\"\n",
		"1A=1\n", "KEY: value\n", "<<<<<<< ours\nA=1\n", "=1\n",
		"\357\273\277A=1\n", "A=\"x\" 'y\n" };

	(void)state;
	for (size_t i = 0; i < NR(no); i++) {
		for (int k = 0; k < GS_SIDES; k++) {
			struct gs_cur side[GS_SIDES] = { text("A=1\n"),
				text("A=1\n"), text("A=1\n") };
			struct gs_buf out = GS_BUF_INIT;
			bool conflict;

			side[k] = text(no[i]);
			unit_code(gs_envmerge(side, &marks, &out, &conflict),
			    GS_ENOTFOUND, no[i]);
			assert_int_equal(out.n, 0);
			gs_buf_clear(&out);
		}
	}
}

static void
nul_is_none(void **state)
{
	const struct gs_cur nul = { (const uint8_t *)"A=\0\n", 4 };
	const struct gs_cur side[GS_SIDES] = { nul, text(""), text("") };
	struct gs_buf out = GS_BUF_INIT;
	bool conflict;

	(void)state;
	unit_code(
	    gs_envmerge(side, &marks, &out, &conflict), GS_ENOTFOUND, "NUL");
	gs_buf_clear(&out);
}

/* Long, with changes at both ends: the table would take too much. */
static void
too_different(void **state)
{
	struct gs_buf a = GS_BUF_INIT, b = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_cur side[GS_SIDES];
	bool conflict;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		assert_int_equal(gs_buf_addf(&a, "A%d=1\n", i), GS_OK);
		assert_int_equal(gs_buf_addf(&b, "B%d=1\n", i), GS_OK);
	}
	side[GS_BASE] = (struct gs_cur){ a.p, a.n };
	side[GS_OURS] = side[GS_THEIRS] = (struct gs_cur){ b.p, b.n };
	unit_code(gs_envmerge(side, &marks, &out, &conflict), GS_ENOTFOUND,
	    "too different");
	side[GS_OURS] = side[GS_BASE];
	side[GS_THEIRS] = side[GS_BASE];
	unit_ok(gs_envmerge(side, &marks, &out, &conflict), "long but equal");
	assert_int_equal(out.n, a.n);
	gs_buf_clear(&a);
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

static int
once(void *ctx)
{
	const struct gs_cur side[GS_SIDES] = {
		text("A=1\nB=2\n# b\nC=1\nE=5\n"),
		text("A=1\nB=1\nC=1\nD=1\n"),
		text("# a\nB=3\nA=1\nC=1\nD=2\n"),
	};
	struct gs_buf out = GS_BUF_INIT;
	bool conflict;
	int r;

	(void)ctx;
	if ((r = gs_buf_adds(&out, "before")) == GS_OK &&
	    (r = gs_envmerge(side, &marks, &out, &conflict)) != GS_OK)
		assert_int_equal(out.n, strlen("before"));
	gs_buf_clear(&out);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("gs_envmerge", once, NULL);
}

static void
file_names(void **state)
{
	static const char *const yes[] = { ".env", "prod.env", "a/b/.env",
		".env.local", "a/.env.production.local" };
	static const char *const no[] = { "env", ".env/x", "x.env.txt",
		".envrc", ".env.", "a.environment", ".env.d/a" };

	(void)state;
	for (size_t i = 0; i < NR(yes); i++) {
		if (!gs_envline_file(yes[i]))
			fail_msg("%s is one", yes[i]);
	}
	for (size_t i = 0; i < NR(no); i++) {
		if (gs_envline_file(no[i]))
			fail_msg("%s is none", no[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merged),
		cmocka_unit_test(shows_base),
		cmocka_unit_test(no_env_files),
		cmocka_unit_test(nul_is_none),
		cmocka_unit_test(too_different),
		cmocka_unit_test(out_of_memory),
		cmocka_unit_test(file_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
