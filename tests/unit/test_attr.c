#include "box.h"

#include <unistd.h>

#include "base/text.h"
#include "git/attr.h"

/*
 * Bytes that every conversion would change: what Git takes for binary (a NUL
 * in front), both line ends, an ident keyword, and a byte that is no UTF-8.
 */
static const char bytes[] = "\0GITSEAL one\r\ntwo\n$Id: x $\n\xe4\n";

/* Attributes of one path, and the traps that they must count as. */
static const struct {
	const char *line;
	unsigned traps;
} cases[] = {
	{ "", 0 },
	{ "text", GS_TRAP_TEXT },
	{ "text=input", GS_TRAP_TEXT },
	{ "text=auto", 0 },
	{ "text=auto eol=crlf", 0 },
	{ "text=auto eol=lf", 0 },
	{ "text=nonsense", 0 },
	{ "text=nonsense crlf", GS_TRAP_TEXT },
	{ "text=nonsense -crlf eol=lf", 0 },
	{ "-text", 0 },
	{ "-text eol=crlf", 0 },
	{ "-text crlf", 0 },
	{ "-text ident", GS_TRAP_IDENT },
	{ "!text eol=crlf", GS_TRAP_EOL },
	{ "eol=lf", GS_TRAP_EOL },
	{ "text eol=lf", GS_TRAP_TEXT | GS_TRAP_EOL },
	{ "text=set eol=crlf", GS_TRAP_TEXT | GS_TRAP_EOL },
	{ "eol=CRLF", 0 },
	{ "eol", 0 },
	{ "-eol", 0 },
	{ "crlf", GS_TRAP_TEXT },
	{ "crlf=input", GS_TRAP_TEXT },
	{ "crlf=auto", 0 },
	{ "crlf=auto eol=lf", 0 },
	{ "-crlf eol=crlf", 0 },
	{ "ident", GS_TRAP_IDENT },
	{ "-ident", 0 },
	{ "ident=x", 0 },
	{ "working-tree-encoding=latin1", GS_TRAP_ENCODING },
	{ "working-tree-encoding=UTF-8", 0 },
	{ "working-tree-encoding=utf8", 0 },
	{ "working-tree-encoding=", 0 },
	{ "-working-tree-encoding", 0 },
	{ "working-tree-encoding", GS_TRAP_ENCODING },
	{ "-text working-tree-encoding=latin1", GS_TRAP_ENCODING },
	{ "text ident eol=crlf working-tree-encoding=latin1",
	    GS_TRAP_TEXT | GS_TRAP_IDENT | GS_TRAP_EOL | GS_TRAP_ENCODING },
};

/* Whether Git would store or write other bytes for the path x; autocrlf is
 * never what does it. */
static bool
git_changes(const char *autocrlf)
{
	char *out =
	    box_out("raw=$(git hash-object -w --no-filters bytes);"
		    "in=$(git -c core.autocrlf=%s hash-object --path=x bytes "
		    "2>/dev/null) || in=died;"
		    "git -c core.autocrlf=%s cat-file --filters --path=x $raw "
		    ">out 2>/dev/null || echo died >out;"
		    "if [ $raw = $in ] && cmp -s out bytes; then echo same; fi",
		autocrlf, autocrlf);
	bool changes = strcmp(out, "same") != 0;

	free(out);
	return changes;
}

static void
attributes(const char *text)
{
	box_file(".gitattributes", text, strlen(text));
}

static struct gs_attrs
ask_one(const char *path)
{
	struct gs_attr_asker *a;
	struct gs_err e = { "", "" };
	struct gs_attrs out;

	unit_ok(gs_attr_asker_new(NULL, false, &a), "asker");
	if (gs_attr_ask(a, path, &out, &e) != GS_OK)
		fail_msg("%s", e.what);
	gs_attr_asker_free(a);
	return out;
}

/* A trap is what makes Git change the bytes, no more and no less. */
static void
test_traps_are_what_git_does(void **state)
{
	(void)state;
	box_sh("git init -q r");
	box_in("r");
	box_file("bytes", bytes, sizeof(bytes) - 1);
	for (size_t i = 0; i < NR(cases); i++) {
		char *line = gs_asprintf("x %s\n", cases[i].line);
		struct gs_attrs a;
		bool changes;

		attributes(line);
		a = ask_one("x");
		if (a.traps != cases[i].traps)
			fail_msg("%s: traps %x", cases[i].line, a.traps);
		changes = git_changes("false") || git_changes("true") ||
		    git_changes("input");
		if (changes != (a.traps != 0))
			fail_msg("%s: traps %x, but git %s", cases[i].line,
			    a.traps, changes ? "changes" : "does not change");
		free(line);
	}
}

static void
test_values(void **state)
{
	static const struct {
		const char *line;
		bool sealed, filtered;
		const char *ring;
		bool ring_ok, compress;
		uint32_t pad;
		bool pad_ok, diff, merge;
	} v[] = {
		{ "", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "filter=seal", 1, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "filter=lfs", 0, 1, "default", 1, 1, 0, 1, 0, 0 },
		{ "filter", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "-filter", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "filter=Seal", 0, 1, "default", 1, 1, 0, 1, 0, 0 },
		{ "diff=seal merge=seal", 0, 0, "default", 1, 1, 0, 1, 1, 1 },
		{ "diff merge=union", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "sealed seal-keyring=prod", 1, 0, "prod", 1, 1, 0, 1, 1, 1 },
		{ "seal-keyring=a_b-C9", 0, 0, "a_b-C9", 1, 1, 0, 1, 0, 0 },
		{ "seal-keyring=-x", 0, 0, "-x", 0, 1, 0, 1, 0, 0 },
		{ "seal-keyring=a/b", 0, 0, "a/b", 0, 1, 0, 1, 0, 0 },
		{ "seal-keyring=", 0, 0, "", 0, 1, 0, 1, 0, 0 },
		{ "seal-keyring", 0, 0, "set", 0, 1, 0, 1, 0, 0 },
		{ "-seal-keyring", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "-seal-compress", 0, 0, "default", 1, 0, 0, 1, 0, 0 },
		{ "seal-compress", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
		{ "seal-pad=16", 0, 0, "default", 1, 1, 16, 1, 0, 0 },
		{ "seal-pad=65536", 0, 0, "default", 1, 1, 65536, 1, 0, 0 },
		{ "seal-pad=8", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=48", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=064", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=131072", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=4294967312", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=16k", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad=", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "seal-pad", 0, 0, "default", 1, 1, 0, 0, 0, 0 },
		{ "-seal-pad", 0, 0, "default", 1, 1, 0, 1, 0, 0 },
	};

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (size_t i = 0; i < NR(v); i++) {
		char *text = gs_asprintf(
		    "[attr]sealed filter=seal diff=seal merge=seal -text\n"
		    "x %s\n",
		    v[i].line);
		struct gs_attrs a;

		attributes(text);
		a = ask_one("x");
		if (a.sealed != v[i].sealed || a.filtered != v[i].filtered ||
		    strcmp(a.keyring, v[i].ring) != 0 ||
		    a.keyring_ok != v[i].ring_ok ||
		    a.compress != v[i].compress || a.pad != v[i].pad ||
		    a.pad_ok != v[i].pad_ok || a.diff != v[i].diff ||
		    a.merge != v[i].merge)
			fail_msg("x %s: sealed %d filtered %d ring '%s' %d "
				 "compress %d pad %u %d diff %d merge %d",
			    v[i].line, a.sealed, a.filtered, a.keyring,
			    a.keyring_ok, a.compress, a.pad, a.pad_ok, a.diff,
			    a.merge);
		free(text);
	}
}

static void
test_keyring_names_that_are_too_long(void **state)
{
	char name[67], *text;
	struct gs_attrs a;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (size_t n = 64; n <= 66; n++) {
		memset(name, 'k', n);
		name[n] = '\0';
		text = gs_asprintf("x seal-keyring=%s\n", name);
		attributes(text);
		a = ask_one("x");
		assert_int_equal(a.keyring_ok, n == 64);
		assert_int_equal(strlen(a.keyring), 64);
		free(text);
	}
}

static int
note(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	char *seen = ctx;

	assert_int_equal(strlen(seen), i);
	seen[i] = attrs->sealed ? 's' : attrs->filtered ? 'f' : '.';
	return GS_OK;
}

/* One by one, all at once, in the index: the same answers. */
static void
test_odd_names(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_attr_asker *a;
	struct gs_attrs out;
	char seen[64] = "";

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	attributes("* filter=seal\n*.txt -filter\n*.bin filter=lfs\n");
	box_sh("git add .gitattributes");
	unit_ok(gs_attr_asker_new(NULL, false, &a), "asker");
	for (size_t i = 0; i < box_names_nr; i++) {
		unit_ok(gs_strs_add(&paths, box_names[i]), "paths");
		unit_ok(gs_attr_ask(a, box_names[i], &out, NULL), box_names[i]);
		assert_true(out.sealed);
	}
	unit_ok(gs_strs_add(&paths, "x.txt"), "paths");
	unit_ok(gs_strs_add(&paths, "d/x.bin"), "paths");
	gs_attr_asker_free(a);
	for (int cached = 0; cached < 2; cached++) {
		memset(seen, 0, sizeof(seen));
		unit_ok(gs_attr_each(NULL, cached, &paths, note, seen, NULL),
		    "each");
		assert_int_equal(strlen(seen), paths.nr);
		assert_int_equal(strspn(seen, "s"), box_names_nr);
		assert_string_equal(seen + box_names_nr, ".f");
	}
	gs_strs_clear(&paths);
}

static int
sum_traps(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	size_t *sum = ctx;

	assert_int_equal(attrs->sealed, i % 3 == 0);
	assert_int_equal(attrs->traps != 0, i % 3 == 0);
	assert_string_equal(attrs->keyring, i % 3 == 0 ? "ring" : "default");
	*sum += i;
	return GS_OK;
}

static int
stop_at_two(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	(void)ctx;
	(void)attrs;
	return i == 2 ? GS_EREFUSED : GS_OK;
}

static void
test_many(void **state)
{
	enum { MANY = 9000 };
	struct gs_strs paths = { NULL, 0, 0 };
	size_t sum = 0;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	attributes("*.s filter=seal seal-keyring=ring text\n"
		   "*.t text seal-keyring=ring\n");
	for (size_t i = 0; i < MANY; i++) {
		char *p = gs_asprintf(
		    "folder/of/some/depth/%zu.%s", i, i % 3 == 0 ? "s" : "t");

		unit_ok(gs_strs_add(&paths, p), "paths");
		free(p);
	}
	unit_ok(
	    gs_attr_each(NULL, false, &paths, sum_traps, &sum, NULL), "each");
	assert_int_equal(sum, (size_t)MANY * (MANY - 1) / 2);
	unit_code(gs_attr_each(NULL, false, &paths, stop_at_two, NULL, NULL),
	    GS_EREFUSED, "fn fails");
	gs_strs_clear(&paths);
	unit_ok(
	    gs_attr_each(NULL, false, &paths, sum_traps, &sum, NULL), "none");
}

static int
owner_is(void *ctx, size_t i, const char *const *values)
{
	static const char *const want[][2] = { { "payments", "unspecified" },
		{ "unset", "90d" }, { "", "set" } };

	(void)ctx;
	assert_string_equal(values[0], want[i][0]);
	assert_string_equal(values[1], want[i][1]);
	return GS_OK;
}

static void
test_any_attribute(void **state)
{
	static const char *const names[] = { "seal-owner", "seal-rotate" };
	struct gs_strs paths = { NULL, 0, 0 };

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	attributes("a seal-owner=payments\nb -seal-owner seal-rotate=90d\n"
		   "c seal-owner= seal-rotate\n");
	unit_ok(gs_strs_add(&paths, "a"), "paths");
	unit_ok(gs_strs_add(&paths, "b"), "paths");
	unit_ok(gs_strs_add(&paths, "c"), "paths");
	unit_ok(
	    gs_attr_values(NULL, false, names, 2, &paths, owner_is, NULL, NULL),
	    "values");
	gs_strs_clear(&paths);
}

static void
asks(struct gs_attr_asker *a, const char *path, bool sealed)
{
	struct gs_err e = { "", "" };
	struct gs_attrs out;

	if (gs_attr_ask(a, path, &out, &e) != GS_OK)
		fail_msg("%s", e.what);
	if (out.sealed != sealed)
		fail_msg("'%s' is %ssealed", path, sealed ? "not " : "");
}

static void
test_the_index_alone(void **state)
{
	struct gs_attr_asker *a;
	char *dir = box_path("r");

	(void)state;
	box_sh("git init -q r; cd r; echo 'x filter=seal' >.gitattributes;"
	       "git add .; echo 'y filter=seal' >.gitattributes");
	unit_ok(gs_attr_asker_new(dir, true, &a), "asker");
	asks(a, "x", true);
	asks(a, "y", false);
	gs_attr_asker_free(a);
	unit_ok(gs_attr_asker_new(dir, false, &a), "asker");
	asks(a, "x", false);
	asks(a, "y", true);
	gs_attr_asker_free(a);
	free(dir);
}

/* Files that a sparse checkout leaves out are sealed none the less. */
static void
test_sparse_checkout(void **state)
{
	static const char *const how[] = { "--no-sparse-index",
		"--sparse-index" };
	struct gs_strs paths = { NULL, 0, 0 };

	(void)state;
	box_sh("git init -q r; cd r; mkdir -p a b/c;"
	       "echo '* filter=seal' >b/.gitattributes;"
	       "for f in a/1 b/1 b/c/1; do echo $f >$f; done;"
	       "git add .; git commit -qm 1");
	box_in("r");
	unit_ok(gs_strs_add(&paths, "a/1"), "paths");
	unit_ok(gs_strs_add(&paths, "b/1"), "paths");
	unit_ok(gs_strs_add(&paths, "b/c/1"), "paths");
	for (size_t i = 0; i < NR(how); i++) {
		box_sh(
		    "git sparse-checkout set --cone %s a; ! test -e b", how[i]);
		for (int cached = 0; cached < 2; cached++) {
			struct gs_attr_asker *a;
			char seen[8] = "";

			unit_ok(gs_attr_each(
				    NULL, cached, &paths, note, seen, NULL),
			    "each");
			assert_string_equal(seen, ".ss");
			unit_ok(gs_attr_asker_new(NULL, cached, &a), "asker");
			asks(a, "a/1", false);
			asks(a, "b/c/1", true);
			gs_attr_asker_free(a);
		}
	}
	gs_strs_clear(&paths);
}

static void
test_child_ends_in_between(void **state)
{
	struct gs_attr_asker *a;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	attributes("x filter=seal\n");
	box_frail("check-attr");
	unit_ok(gs_attr_asker_new(NULL, false, &a), "asker");
	for (int i = 0; i < 3; i++) {
		asks(a, "x", true);
		asks(a, "y", false);
	}
	gs_attr_asker_free(a);
}

static void
test_failures(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_attr_asker *a;
	struct gs_attrs out;
	struct gs_err e;
	char seen[8] = "";

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	unit_ok(gs_attr_asker_new(NULL, false, &a), "asker");
	/* Outside of the repository: check-attr dies of it. */
	unit_code(gs_attr_ask(a, "../x", &out, &e), GS_EGIT, "outside");
	assert_non_null(strstr(e.what, "'../x'"));
	asks(a, "x", false);
	gs_attr_asker_free(a);
	gs_attr_asker_free(NULL);
	unit_ok(gs_strs_add(&paths, "ok"), "paths");
	unit_ok(gs_strs_add(&paths, "../x"), "paths");
	unit_code(
	    gs_attr_each(NULL, false, &paths, note, seen, &e), GS_EGIT, "each");
	gs_strs_clear(&paths);
}

static size_t asked;
static const char *const some[] = { "a", "aa/x", "b", "bb", "bc", "c", "d",
	"dir/b/deep", "n\nl", "z" };

static int
same_as_asked(void *ctx, size_t i, const struct gs_attrs *all)
{
	const struct gs_strs *paths = ctx;
	struct gs_attrs one = ask_one(paths->v[i]);

	if (all->sealed != one.sealed || all->filtered != one.filtered ||
	    strcmp(all->keyring, one.keyring) != 0 ||
	    all->keyring_ok != one.keyring_ok ||
	    all->compress != one.compress || all->pad != one.pad ||
	    all->pad_ok != one.pad_ok || all->traps != one.traps ||
	    all->diff != one.diff || all->merge != one.merge)
		fail_msg("%s: all and one differ", paths->v[i]);
	asked++;
	return GS_OK;
}

/* Asking for all in one pass is asking for each. */
static void
test_all_are_as_each(void **state)
{
	struct gs_strs paths = { 0 };
	struct gs_err e = { "", "" };

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	box_sh("printf '%%s\\n' '[attr]sealed filter=seal diff=seal merge=seal "
	       "-text' 'b* sealed' 'c filter=lfs' '\"n\\\\nl\" sealed' "
	       "'d eol=lf filter=seal' 'bb seal-keyring=prod seal-pad=16 "
	       "-seal-compress unknown=x' 'bc !filter' >.gitattributes");
	for (size_t i = 0; i < NR(some); i++)
		unit_ok(gs_strs_add(&paths, some[i]), "path");
	asked = 0;
	if (gs_attr_all(NULL, &paths, same_as_asked, &paths, &e) != GS_OK)
		fail_msg("%s", e.what);
	assert_int_equal(asked, NR(some));
	gs_strs_clear(&paths);
	assert_int_equal(
	    gs_attr_all(NULL, &paths, same_as_asked, &paths, &e), GS_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_traps_are_what_git_does),
		BOX_TEST(test_values),
		BOX_TEST(test_keyring_names_that_are_too_long),
		BOX_TEST(test_odd_names),
		BOX_TEST(test_many),
		BOX_TEST(test_any_attribute),
		BOX_TEST(test_the_index_alone),
		BOX_TEST(test_sparse_checkout),
		BOX_TEST(test_child_ends_in_between),
		BOX_TEST(test_failures),
		BOX_TEST(test_all_are_as_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
