#include "box.h"

#include "git/mergefile.h"

static const struct gs_marks marks = { 7, false, { "ours", "base", "theirs" } };

static struct gs_cur
text(const char *s)
{
	return (struct gs_cur){ (const uint8_t *)s, strlen(s) };
}

static void
merge(const struct gs_cur side[GS_SIDES], struct gs_buf *out, bool *conflict)
{
	struct gs_mergefile m = { .running = false };

	unit_ok(gs_mergefile_start(&m, side, &marks, NULL), "start");
	unit_ok(gs_mergefile_end(&m, out, conflict, NULL), "end");
	gs_mergefile_drop(&m);
}

static const struct {
	const char *name, *base, *ours, *theirs, *want;
	bool conflict;
} merges[] = {
	{ "clean", "1\n2\n3\n4\n5\n", "one\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\n",
	    "one\n2\n3\n4\nfive\n", false },
	{ "conflict", "1\n", "2\n", "3\n",
	    "<<<<<<< ours\n2\n=======\n3\n>>>>>>> theirs\n", true },
	{ "no base", "", "2\n", "3\n",
	    "<<<<<<< ours\n2\n=======\n3\n>>>>>>> theirs\n", true },
	{ "ours empty", "1\n", "", "1\n", "", false },
	{ "no line end", "1\n2\n3\n4\n5", "one\n2\n3\n4\n5", "1\n2\n3\n4\n5\n",
	    "one\n2\n3\n4\n5\n", false },
	{ "CRLF", "1\r\n2\r\n", "1\r\na\r\n", "1\r\nb\r\n",
	    "1\r\n<<<<<<< ours\r\na\r\n=======\r\nb\r\n>>>>>>> theirs\r\n",
	    true },
};

static void
merged(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(merges); i++) {
		const struct gs_cur side[GS_SIDES] = { text(merges[i].ours),
			text(merges[i].base), text(merges[i].theirs) };
		struct gs_buf out = GS_BUF_INIT;
		bool conflict;

		unit_ok(gs_buf_adds(&out, "before"), merges[i].name);
		merge(side, &out, &conflict);
		if (strcmp(gs_buf_str(&out) + 6, merges[i].want) != 0 ||
		    conflict != merges[i].conflict)
			fail_msg("%s: conflict %d and\n%s", merges[i].name,
			    conflict, (const char *)out.p);
		gs_buf_clear(&out);
	}
}

static void
style_is_the_users(void **state)
{
	const struct gs_cur side[GS_SIDES] = { text("2\n"), text("1\n"),
		text("3\n") };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_mergefile m = { .running = false };
	bool conflict;

	(void)state;
	box_sh("git init -q . && git config merge.conflictStyle diff3");
	merge(side, &out, &conflict);
	assert_string_equal(gs_buf_str(&out),
	    "<<<<<<< ours\n2\n||||||| base\n1\n=======\n3\n>>>>>>> theirs\n");
	gs_buf_reset(&out);
	/* Without a base none is shown. */
	unit_ok(gs_mergefile_differ(
		    &m, text("a\n2\nz\n"), text("a\n3\nz\n"), &marks, NULL),
	    "differ");
	unit_ok(gs_mergefile_end(&m, &out, &conflict, NULL), "end");
	assert_true(conflict);
	assert_string_equal(gs_buf_str(&out),
	    "a\n<<<<<<< ours\n2\n=======\n3\n>>>>>>> theirs\nz\n");
	gs_buf_clear(&out);
}

static void
fails(void **state)
{
	const struct gs_cur nul = { (const uint8_t *)"a\0b", 3 };
	const struct gs_cur side[GS_SIDES] = { nul, text("1\n"), text("3\n") };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_mergefile m = { .running = false };
	struct gs_err e;
	bool conflict;

	(void)state;
	assert_true(gs_git_binary(nul));
	assert_false(gs_git_binary(text("")));
	unit_ok(gs_buf_adds(&out, "before"), "before");
	unit_ok(gs_mergefile_start(&m, side, &marks, NULL), "start");
	unit_code(gs_mergefile_end(&m, &out, &conflict, &e), GS_EGIT, "end");
	assert_string_equal(gs_buf_str(&out), "before");
	/* One that is dropped leaves nothing running. */
	unit_ok(gs_mergefile_start(&m, side, &marks, NULL), "start");
	gs_mergefile_drop(&m);
	gs_mergefile_drop(&m);
	gs_buf_clear(&out);
}

/* Lines of few kinds, so that changes can slide; and ${edits} of them. */
static void
make(struct gs_buf *b, uint32_t seed, unsigned edits, uint32_t edit_seed)
{
	uint8_t kind[700], where[16];

	unit_random(kind, sizeof(kind), seed);
	unit_random(where, sizeof(where), edit_seed);
	for (size_t i = 0; i < sizeof(kind); i++) {
		unsigned here = 0;

		for (unsigned k = 0; k < edits; k++)
			here += where[2 * k] + 200u == i;
		if (here != 0 && where[1] % 3 == 0)
			continue;
		unit_ok(gs_buf_addf(b, "line %u\n", kind[i] % 4u), "line");
		if (here != 0)
			unit_ok(gs_buf_addf(b, "%s %u\n",
				    where[1] % 3 == 1 ? "line" : "edit",
				    where[3] % 4u),
			    "line");
	}
}

/* What is left out must not change what Git makes of it. */
static void
as_git_itself(void **state)
{
	static const char *const name[GS_SIDES] = { "a", "o", "b" };

	(void)state;
	for (uint32_t seed = 0; seed < 60; seed++) {
		struct gs_buf b[GS_SIDES] = { GS_BUF_INIT, GS_BUF_INIT,
			GS_BUF_INIT };
		struct gs_buf out = GS_BUF_INIT;
		struct gs_cur side[GS_SIDES];
		bool conflict;
		char *want;

		make(&b[GS_BASE], seed, 0, 0);
		make(&b[GS_OURS], seed, 3, 1000 + seed);
		make(&b[GS_THEIRS], seed, 3, 2000 + seed);
		for (int k = 0; k < GS_SIDES; k++) {
			side[k] = (struct gs_cur){ b[k].p, b[k].n };
			box_file(name[k], b[k].p, b[k].n);
		}
		merge(side, &out, &conflict);
		want = box_out("git merge-file -p -q -L ours -L base -L theirs "
			       "a o b || :");
		unit_ok(gs_buf_adds(&out, ""), "end");
		gs_buf_cut(&out, out.n - 1); /* the last line end */
		assert_string_equal(gs_buf_str(&out), want);
		free(want);
		for (int k = 0; k < GS_SIDES; k++)
			gs_buf_clear(&b[k]);
		gs_buf_clear(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(merged),
		BOX_TEST(style_is_the_users),
		BOX_TEST(fails),
		BOX_TEST(as_git_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
