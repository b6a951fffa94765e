/*
 * What a rewritten index must be to the real Git: valid, trusted where it
 * was given stat data, doubted where it was racy, otherwise the same bytes.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/proc.h"
#include "repo/settle.h"

#define LONG_DIR "0123456789012345678901234567890123456789012345678901234567"

static char top[] = "/tmp/gs-settle.XXXXXX";

static int
sh_code(const char *script, struct gs_buf *out)
{
	const char *const argv[] = { "sh", "-euc", script, NULL };
	const char *const env[] = { "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C", "GIT_DIR",
		"GIT_INDEX_FILE", "GIT_WORK_TREE", NULL };
	const struct gs_proc_opt opt = { .argv = argv, .env = env };
	struct gs_err e = { "", "" };
	int code;

	if (gs_proc_run(&opt, NULL, 0, out, &code, &e) != GS_OK)
		fail_msg("%s", e.what);
	return code;
}

static void
sh(const char *script)
{
	int code = sh_code(script, NULL);

	if (code != 0)
		fail_msg("exit code %d: %s", code, script);
}

static void
expect(const char *script, const char *want)
{
	struct gs_buf out = GS_BUF_INIT;

	assert_int_equal(sh_code(script, &out), 0);
	assert_non_null(gs_buf_str(&out));
	if (strcmp((const char *)out.p, want) != 0)
		fail_msg("%s: '%s' instead of '%s'", script, out.p, want);
	gs_buf_clear(&out);
}

static void
id_of(const char *path, struct gs_oid *id)
{
	struct gs_buf out = GS_BUF_INIT;
	char cmd[400];

	(void)snprintf(cmd, sizeof(cmd), "git rev-parse :%s", path);
	assert_int_equal(sh_code(cmd, &out), 0);
	assert_int_equal(
	    gs_oid_parse((const char *)out.p, out.n - 1, id), GS_OK);
	gs_buf_clear(&out);
}

static void
item_of(const char *path, struct gs_settled *item)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	memset(item, 0, sizeof(*item));
	item->path = path;
	id_of(path, &item->id);
	gs_stat_of(&st, &item->st);
}

static int
enter(void **state)
{
	(void)state;
	strcpy(top + strlen(top) - 6, "XXXXXX");
	return mkdtemp(top) == NULL || chdir(top) != 0;
}

static int
leave(void **state)
{
	(void)state;
	return sh_code("rm -rf \"$PWD\"", NULL) != 0 || chdir("/") != 0;
}

/* A repository of two files whose clean filter counts, as sealed ones are:
 * what the index holds is not what lies in the tree. */
static const char setup[] =
    "git config filter.f.clean 'echo >>.git/cleaned; tr a-z A-Z'\n"
    "mkdir d\n"
    "echo '*.f filter=f' >.gitattributes\n"
    "echo one >d/a.f; echo two >d/b.f; echo plain >other; ln -s x link\n"
    "git add .\n"
    "git update-index --add --cacheinfo \"100644,$(git hash-object -w other),"
    "d/" LONG_DIR "/" LONG_DIR "/" LONG_DIR "\"\n"
    "touch -d '2020-01-01' other .gitattributes; touch -h -d 2020-01-01 link\n"
    "git update-index -q --refresh || :\n"
    "rm -f .git/cleaned\n"
    "printf 'ONE\\n' >d/a.f; printf 'two\\n' >d/b.f\n"
    "touch -d '2021-01-01' d/a.f d/b.f\n";

struct kind {
	const char *name;
	const char *init; /* makes the repository */
	const char *then; /* changes the index's form */
	size_t oid_len;
	bool unsummed;
};

static const struct kind kinds[] = {
	{ "version 2", "git init -q", "", 20, false },
	{ "version 3", "git init -q", "git add -N .git/../new", 20, false },
	{ "version 4", "git init -q", "git update-index --index-version 4", 20,
	    false },
	{ "SHA-256", "git init -q --object-format=sha256", "", 32, false },
	{ "SHA-256, version 4", "git init -q --object-format=sha256",
	    "git update-index --index-version 4", 32, false },
	{ "no checksum", "git init -q", "", 20, true },
	{ "untracked cache", "git init -q",
	    "git update-index --force-untracked-cache", 20, false },
	{ "cache tree and offsets", "git init -q",
	    "git config index.threads 2; git write-tree >/dev/null; "
	    "git update-index --chmod=+x other",
	    20, false },
};

static void
unsum(size_t oid_len)
{
	static const uint8_t zero[GS_OID_MAX];
	int fd = open(".git/index", O_WRONLY);

	assert_true(fd >= 0 && lseek(fd, -(off_t)oid_len, SEEK_END) > 0);
	assert_int_equal(write(fd, zero, oid_len), oid_len);
	(void)close(fd);
}

static void
check_kind(const struct kind *k)
{
	struct gs_settled items[2];
	struct gs_err e = { "", "" };
	bool trusted[2] = { true, true };
	size_t missed = 9;
	int r;

	sh(k->init);
	sh("echo new >new");
	sh(setup);
	sh(k->then);
	if (k->unsummed)
		unsum(k->oid_len);
	item_of("d/a.f", &items[0]);
	item_of("d/b.f", &items[1]);
	sh("git ls-files -s >.git/before; git ls-files -v >>.git/before");
	r = gs_settle_trusts(".git/index", k->oid_len, items, 2, trusted, &e);
	if (r != GS_OK || trusted[0] || trusted[1])
		fail_msg("%s: trusts too early (%d)", k->name, r);
	r = gs_settle(".git/index", k->oid_len, items, 2, &missed, &e);
	if (r != GS_OK || missed != 0)
		fail_msg("%s: %d %s, %zu missed", k->name, r, e.what, missed);
	r = gs_settle_trusts(".git/index", k->oid_len, items, 2, trusted, &e);
	if (r != GS_OK || !trusted[0] || !trusted[1])
		fail_msg("%s: does not trust (%d)", k->name, r);
	sh("git ls-files -s >.git/after; git ls-files -v >>.git/after\n"
	   "cmp .git/before .git/after; git diff-files --name-only >.git/diff\n"
	   "! grep '\\.f' .git/diff; test ! -e .git/cleaned\n"
	   "test ! -e .git/index.lock; test ! -e .git/index.git-seal");
	if (!k->unsummed)
		sh("git fsck --no-dangling 2>.git/err; test \"$(stat -c %a "
		   ".git/index)\" "
		   "= 644");
	else
		expect("tail -c 20 .git/index | tr -d '\\0'", "");
}

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(kinds); i++) {
		sh("rm -rf ./* .git .gitattributes");
		check_kind(&kinds[i]);
	}
}

/* Same size, same second: only a look into the file tells. */
static void
test_racy_stays_doubted(void **state)
{
	struct gs_settled item;
	struct gs_err e = { "", "" };

	(void)state;
	sh("git init -q; echo seal >s; echo aaaa >p; ln -s aaaa l; "
	   "echo same >q\n"
	   "touch -d '@1700000000' s p q; touch -h -d '@1700000000' l\n"
	   "git add s p q l; echo bbbb >p; ln -sf bbbb l\n"
	   "touch -d '@1700000000' p .git/index; "
	   "touch -h -d '@1700000000' l; touch -d '@1600000000' s\n"
	   "git config core.trustctime false; git config core.checkStat "
	   "minimal");
	item_of("s", &item);
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_OK);
	expect("git diff-files --name-only", "l\np\n");
	expect("stat -c %Y .git/index", "1700000000\n");
	/* A file as young as the index makes that younger. */
	sh("touch -d '@1700000000' s");
	item_of("s", &item);
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_OK);
	expect("git diff-files --name-only", "l\np\nq\n");
	expect("git update-index -q --refresh; git diff-files --name-only",
	    "l\np\n");
}

static void
test_doubt(void **state)
{
	struct gs_settled item = { .path = "a.f" };
	struct gs_err e = { "", "" };

	(void)state;
	sh("git init -q; git config filter.f.clean 'tr -d x'\n"
	   "echo '*.f filter=f' >.gitattributes; echo one >a.f; git add .\n"
	   "echo oxxne >a.f; touch -d 2020-01-01 a.f");
	/* A size that differs is believed, a doubted one is looked into. */
	expect("git status --porcelain -- a.f", "AM a.f\n");
	id_of("a.f", &item.id);
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_OK);
	expect("git status --porcelain -- a.f", "A  a.f\n");
}

static void
test_what_is_missed(void **state)
{
	struct gs_settled items[3] = { { .path = "" } };
	struct gs_err e = { "", "" };
	size_t missed = 0;

	(void)state;
	assert_int_equal(
	    gs_settle("none/index", 20, items, 1, &missed, &e), GS_OK);
	assert_int_equal(missed, 1);
	sh("git init -q; echo a >a; echo b >b; git add .\n"
	   "git ls-files --debug >.git/before");
	item_of("a", &items[0]);
	items[1] = items[0];
	items[1].path = "aa";
	item_of("b", &items[2]);
	items[2].id.b[3] ^= 1;
	items[0].st.size = 77;
	items[2].st.size = 77;
	assert_int_equal(
	    gs_settle(".git/index", 20, items, 3, &missed, &e), GS_OK);
	assert_int_equal(missed, 2);
	expect("git ls-files --debug | sed -n 's/.*size: \\([0-9]*\\).*/\\1/p'",
	    "77\n0\n"); /* b was racy */
}

static void
test_refusals(void **state)
{
	struct gs_settled item;
	struct gs_err e = { "", "" };

	(void)state;
	sh("git init -q; echo a >a; git add .");
	item_of("a", &item);
	item.st.size = 5;
	sh("git update-index --split-index; cp .git/index .git/keep");
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_ENEWER);
	sh("cmp .git/index .git/keep; git update-index --no-split-index\n"
	   "printf X | dd of=.git/index bs=1 seek=20 conv=notrunc 2>.git/dd");
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_EDAMAGED);
	sh("rm .git/index; git add a; test ! -e .git/index.git-seal");
}

/* The lock of one that was killed goes, a lock of Git's stays. */
static void
test_locks(void **state)
{
	struct gs_settled item;
	struct gs_err e = { "", "" };

	(void)state;
	sh("git init -q; echo a >a; git add .");
	item_of("a", &item);
	item.st.size = 5;
	sh("echo half >.git/index.git-seal; "
	   "ln .git/index.git-seal .git/index.lock");
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_OK);
	sh("test ! -e .git/index.lock; test ! -e .git/index.git-seal\n"
	   "git ls-files --debug | grep -q 'size: 5'; : >.git/index.lock");
	item.st.size = 6;
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_EIO);
	assert_non_null(strstr(e.hint, "index.lock"));
	sh("test -e .git/index.lock; test ! -e .git/index.git-seal\n"
	   "git ls-files --debug | grep -q 'size: 5'");
}

/* As left behind by a kill between the rename and the last unlink. */
static void
test_leftover_link(void **state)
{
	struct gs_settled item;
	struct gs_err e = { "", "" };

	(void)state;
	sh("git init -q; echo a >a; git add .; "
	   "ln .git/index .git/index.git-seal");
	item_of("a", &item);
	item.st.size = 5;
	assert_int_equal(
	    gs_settle(".git/index", 20, &item, 1, NULL, &e), GS_OK);
	sh("git ls-files --debug | grep -q 'size: 5'");
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, enter, leave)
	const struct CMUnitTest tests[] = {
		CASE(test_kinds),
		CASE(test_racy_stays_doubted),
		CASE(test_doubt),
		CASE(test_what_is_missed),
		CASE(test_refusals),
		CASE(test_locks),
		CASE(test_leftover_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
