#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/store.h"

#define WRITERS 20

static char dir[4096];

static int
setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	(void)snprintf(
	    dir, sizeof(dir), "%s/gs-store.XXXXXX", tmp != NULL ? tmp : "/tmp");
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	char *cmd = gs_asprintf("rm -rf '%s'", dir);
	int r = cmd != NULL ? system(cmd) : -1;

	(void)state;
	free(cmd);
	return r;
}

/* A generation that is told from others by ${seed}. */
static void
add_gen(struct gs_gens *g, uint64_t created, uint8_t seed)
{
	uint8_t secret[GS_GEN_SECRET_LEN];
	struct gs_gen gen;

	memset(secret, seed, sizeof(secret));
	assert_int_equal(gs_gen_derive(created, secret, &gen), GS_OK);
	assert_int_equal(gs_gens_add(g, &gen), GS_OK);
}

static struct gs_gens
one(uint64_t created, uint8_t seed)
{
	struct gs_gens g = { NULL, 0, 0 };

	add_gen(&g, created, seed);
	return g;
}

static void
store(const char *name, struct gs_gens g, enum gs_origin origin)
{
	struct gs_err e = { "", "" };

	if (gs_store_add(dir, name, &g, origin, g.v[0].content.id, &e) != GS_OK)
		fail_msg("%s", e.what);
	gs_gens_clear(&g);
}

static char *
path_of(const char *folder, const char *name)
{
	char *p = gs_keyring_path(dir, folder, name);

	assert_non_null(p);
	return p;
}

static void
read_text(const char *folder, const char *name, struct gs_buf *b)
{
	char *p = path_of(folder, name);
	struct gs_err e = { "", "" };

	if (gs_file_read(p, 1 << 20, b, &e) != GS_OK)
		fail_msg("%s", e.what);
	assert_non_null(gs_buf_str(b));
	free(p);
}

static void
write_text(const char *folder, const char *name, mode_t mode, const char *text,
    size_t n)
{
	char *p = path_of(folder, name);

	assert_int_equal(gs_file_write(p, mode, text, n, NULL), GS_OK);
	free(p);
}

static mode_t
mode_of(const char *folder, const char *name)
{
	char *p = path_of(folder, name);
	struct stat st;

	assert_int_equal(stat(p, &st), 0);
	free(p);
	return st.st_mode & 07777;
}

static void
load(struct gs_keys *k)
{
	struct gs_err e = { "", "" };

	if (gs_keys_load(dir, dir, k, &e) != GS_OK)
		fail_msg("%s", e.what);
}

static void
test_empty(void **state)
{
	struct gs_keys k;

	(void)state;
	load(&k);
	assert_int_equal(k.nr, 0);
	assert_false(k.locked);
	assert_null(gs_keys_sealing(&k, "default"));
	gs_keys_clear(&k);
}

static void
test_add_and_load(void **state)
{
	const struct gs_keyring *ring = NULL;
	struct gs_gens two = one(7, 1);
	struct gs_keys k;

	(void)state;
	add_gen(&two, 5, 2);
	store("zeta", one(9, 3), GS_ORIGIN_MADE);
	store("default", two, GS_ORIGIN_MADE);
	assert_int_equal(mode_of("keyrings", "default"), 0600);
	assert_int_equal(mode_of("keyrings", NULL), 0700);
	assert_int_equal(mode_of("state", "default"), 0600);
	assert_int_equal(mode_of("state", NULL), 0700);

	load(&k);
	assert_int_equal(k.nr, 2);
	assert_string_equal(k.v[0].name, "default");
	assert_string_equal(k.v[1].name, "zeta");
	assert_int_equal(k.v[0].gens.nr, 2);
	assert_int_equal(gs_keys_sealing(&k, "default")->created, 7);
	assert_null(gs_keys_sealing(&k, "other"));
	assert_ptr_equal(gs_keys_find(&k, k.v[1].gens.v[0].content.id, &ring),
	    &k.v[1].gens.v[0]);
	assert_ptr_equal(ring, &k.v[1]);
	assert_false(k.exposed);
	gs_keys_clear(&k);
}

static void
test_comments_stay(void **state)
{
	static const char mine[] = "# mine\r\n\n# no line end";
	struct gs_buf b = GS_BUF_INIT, c = GS_BUF_INIT;
	struct gs_keys k;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	read_text("keyrings", "default", &b);
	assert_int_equal(gs_buf_add(&b, mine, sizeof(mine) - 1), GS_OK);
	write_text("keyrings", "default", 0600, (char *)b.p, b.n);
	store("default", one(2, 2), GS_ORIGIN_MADE);
	read_text("keyrings", "default", &c);
	assert_true(c.n > b.n && memcmp(b.p, c.p, b.n) == 0);
	assert_int_equal(c.p[b.n], '\n');
	load(&k);
	assert_int_equal(k.v[0].gens.nr, 2);
	gs_keys_clear(&k);
	gs_buf_clear(&b);
	gs_buf_clear(&c);
}

/* Nothing new, nothing written: the inode stays. */
static void
test_same_again(void **state)
{
	char *p;
	struct stat a, b;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	p = path_of("keyrings", "default");
	assert_int_equal(stat(p, &a), 0);
	store("default", one(1, 1), GS_ORIGIN_MADE);
	assert_int_equal(stat(p, &b), 0);
	assert_true(a.st_ino == b.st_ino);
	free(p);
}

static void
test_clashing_id(void **state)
{
	struct gs_gens g = one(1, 1);
	struct gs_err e;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	g.v[0].created = 2;
	assert_int_equal(
	    gs_store_add(dir, "default", &g, GS_ORIGIN_MADE, NULL, &e),
	    GS_EREFUSED);
	gs_gens_clear(&g);
}

static void
writer(int i)
{
	struct gs_gens g = one((uint64_t)i + 1, (uint8_t)(i + 1));
	struct gs_err e = { "", "" };
	int r;

	r = gs_store_add(
	    dir, "default", &g, GS_ORIGIN_KEYFILE, g.v[0].content.id, &e);
	if (r != GS_OK)
		fprintf(stderr, "writer %d: %s\n", i, e.what);
	gs_gens_clear(&g);
	_exit(r == GS_OK ? 0 : 1);
}

static void
test_twenty_writers(void **state)
{
	struct gs_state s;
	struct gs_keys k;
	int status;

	(void)state;
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			writer(i);
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	load(&k);
	assert_int_equal(k.nr, 1);
	assert_int_equal(k.v[0].gens.nr, WRITERS);
	for (size_t i = 0; i < WRITERS; i++)
		assert_int_equal(k.v[0].gens.v[i].created, i + 1);
	assert_int_equal(gs_state_load(dir, "default", &s, NULL), GS_OK);
	assert_int_equal(s.nr, WRITERS);
	assert_true(s.has_floor);
	gs_state_clear(&s);
	gs_keys_clear(&k);
}

static void
test_stale_lock(void **state)
{
	const struct utimbuf old = { 1, 1 };
	struct gs_gens g = one(1, 1);
	struct gs_err e;
	char *p;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	write_text("keyrings", "default.lock", 0600, "", 0);
	p = path_of("keyrings", "default.lock");
	assert_int_equal(utime(p, &old), 0);
	add_gen(&g, 2, 2);
	assert_int_equal(
	    gs_store_add(dir, "default", &g, GS_ORIGIN_MADE, NULL, &e), GS_EIO);
	assert_non_null(strstr(e.hint, p));
	free(p);
	gs_gens_clear(&g);
}

static void
test_locked(void **state)
{
	struct gs_keys k;
	char *p;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	assert_int_equal(gs_store_lock(dir, true, NULL), GS_OK);
	load(&k);
	assert_true(k.locked);
	assert_int_equal(k.nr, 0);
	gs_keys_clear(&k);
	assert_int_equal(gs_store_lock(dir, false, NULL), GS_OK);
	assert_int_equal(gs_store_lock(dir, false, NULL), GS_OK);
	load(&k);
	assert_false(k.locked);
	assert_int_equal(k.nr, 1);
	gs_keys_clear(&k);

	p = gs_asprintf("%s/git-seal/locked-worktree", dir);
	assert_int_equal(gs_file_write(p, 0600, "", 0, NULL), GS_OK);
	free(p);
	load(&k);
	assert_true(k.locked_worktree);
	assert_int_equal(k.nr, 1);
	gs_keys_clear(&k);
}

static void
test_remove(void **state)
{
	struct gs_state s;
	struct gs_keys k;
	char *p;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	/* What a kill in the middle of an earlier removal leaves. */
	write_text("keyrings", "default.gone", 0600, "x", 1);
	assert_int_equal(gs_store_remove(dir, "default", NULL), GS_OK);
	assert_int_equal(gs_store_remove(dir, "default", NULL), GS_OK);
	load(&k);
	assert_int_equal(k.nr, 0);
	gs_keys_clear(&k);
	p = path_of("keyrings", "default.gone");
	assert_false(gs_file_exists(p));
	free(p);
	assert_int_equal(gs_state_load(dir, "default", &s, NULL), GS_OK);
	assert_int_equal(s.nr, 1);
	gs_state_clear(&s);
}

static const struct {
	const char *name;
	mode_t mode;
	const char *text; /* NULL: the good one */
	int want;
	const char *what, *hint;
} files[] = {
	{ "good", 0600, NULL, GS_OK, "", "" },
	{ "read-only", 0400, NULL, GS_OK, "", "" },
	{ "readable by all", 0644, NULL, GS_EUSAGE, "mode 0644", "chmod 600" },
	{ "readable by the group", 0640, NULL, GS_EUSAGE, "0640", "chmod 600" },
	{ "empty", 0600, "", GS_EDAMAGED, "keyrings/default'", "" },
	{ "garbage", 0600, "hunter2\n", GS_EDAMAGED, "keyrings/default'", "" },
	{ "comments only", 0600, "# x\n", GS_EDAMAGED, "no git-seal key", "" },
};

static void
test_files(void **state)
{
	struct gs_buf good = GS_BUF_INIT;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	read_text("keyrings", "default", &good);
	for (size_t i = 0; i < GS_NR(files); i++) {
		struct gs_err e = { "", "" };
		struct gs_keys k;
		const char *text =
		    files[i].text != NULL ? files[i].text : (char *)good.p;
		int r;

		write_text(
		    "keyrings", "default", files[i].mode, text, strlen(text));
		r = gs_keys_load(dir, dir, &k, &e);
		if (r != files[i].want ||
		    strstr(e.what, files[i].what) == NULL ||
		    strstr(e.hint, files[i].hint) == NULL)
			fail_msg("%s: got %d, '%s', '%s'", files[i].name, r,
			    e.what, e.hint);
		assert_null(strstr(e.what, "hunter2"));
		assert_int_equal(mode_of("keyrings", "default"), files[i].mode);
		if (r == GS_OK)
			gs_keys_clear(&k);
		else
			assert_int_equal(k.nr, 0);
	}
	gs_buf_clear(&good);
}

static void
test_symlink_is_refused(void **state)
{
	struct gs_err e;
	struct gs_keys k;
	char *a, *b;

	(void)state;
	store("default", one(1, 1), GS_ORIGIN_MADE);
	a = path_of("keyrings", "default");
	b = path_of("keyrings", "link");
	assert_int_equal(symlink(a, b), 0);
	assert_int_equal(gs_keys_load(dir, dir, &k, &e), GS_EIO);
	assert_non_null(strstr(e.what, "symbolic link"));
	free(a);
	free(b);
}

static void
test_strangers_file_is_exposed(void **state)
{
	struct gs_gens g = { NULL, 0, 0 };
	bool exposed = false;
	char *p;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	store("default", one(2, 2), GS_ORIGIN_MADE);
	p = path_of("keyrings", "default");
	assert_int_equal(chmod(p, 0644), 0);
	assert_int_equal(chown(p, 12345, 12345), 0);
	assert_int_equal(
	    gs_keyring_load(dir, "default", &g, &exposed, NULL), GS_OK);
	assert_true(exposed);
	assert_int_equal(g.nr, 1);
	gs_gens_clear(&g);
	free(p);
}

static void
test_state_keeps(void **state)
{
	struct gs_gens g = one(1, 1);
	struct gs_buf b = GS_BUF_INIT;
	char text[512], id[GS_GEN_ID_HEX_LEN + 1];
	struct gs_state s;

	(void)state;
	gs_gen_id_print(g.v[0].content.id, id);
	store("default", one(1, 1), GS_ORIGIN_MADE);
	(void)snprintf(text, sizeof(text),
	    "[state]\n\tversion = 1\n\tfloor = 0123456789ab\n"
	    "\tremote = up/stream\n\tbranch = main\n"
	    "\tcolour = green and = blue\n"
	    "\tgeneration = %s made\n",
	    id);
	write_text("state", "default", 0600, text, strlen(text));
	assert_int_equal(gs_state_exported(dir, "default", &g, NULL), GS_OK);
	store("default", one(1, 1), GS_ORIGIN_KEYFILE);
	store("default", one(1, 1), GS_ORIGIN_MADE);
	assert_int_equal(gs_state_load(dir, "default", &s, NULL), GS_OK);
	assert_true(s.has_floor);
	assert_memory_equal(s.floor, "\x01\x23\x45\x67\x89\xab", 6);
	assert_string_equal(s.remote, "up/stream");
	assert_string_equal(s.branch, "main");
	assert_int_equal(s.nr, 1);
	assert_int_equal(s.gen[0].origin, GS_ORIGIN_KEYFILE);
	assert_true(s.gen[0].exported);
	assert_ptr_equal(gs_state_gen(&s, g.v[0].content.id), &s.gen[0]);
	gs_state_clear(&s);
	read_text("state", "default", &b);
	assert_non_null(strstr((char *)b.p, "\tcolour = green and = blue\n"));
	gs_buf_clear(&b);
	gs_gens_clear(&g);
}

#define HEAD "[state]\n\tversion = 1\n"

static const struct {
	const char *name, *text;
	int want;
} texts[] = {
	{ "only the head", HEAD, GS_OK },
	{ "CRLF", "[state]\r\n\tversion = 1\r\n\tfloor = 0123456789ab\r\n",
	    GS_OK },
	{ "no last line end", HEAD "\tfloor = 0123456789ab", GS_OK },
	{ "unknown key", HEAD "\tnews = 1\n", GS_OK },
	{ "empty", "", GS_EDAMAGED },
	{ "no version", "[state]\n", GS_EDAMAGED },
	{ "other section", "[member]\n\tversion = 1\n", GS_EDAMAGED },
	{ "version 2", "[state]\n\tversion = 2\n", GS_ENEWER },
	{ "version not first", "[state]\n\tfloor = 0123456789ab\n",
	    GS_EDAMAGED },
	{ "must", HEAD "\tmustknow = 1\n", GS_ENEWER },
	{ "floor twice",
	    HEAD "\tfloor = 0123456789ab\n\tfloor = 0123456789ab\n",
	    GS_EDAMAGED },
	{ "floor too short", HEAD "\tfloor = 0123456789\n", GS_EDAMAGED },
	{ "floor in upper case", HEAD "\tfloor = 0123456789AB\n", GS_EDAMAGED },
	{ "generation without origin", HEAD "\tgeneration = 0123456789ab\n",
	    GS_EDAMAGED },
	{ "generation with nonsense", HEAD "\tgeneration = 0123456789ab x\n",
	    GS_EDAMAGED },
	{ "generation twice",
	    HEAD "\tgeneration = 0123456789ab made\n"
		 "\tgeneration = 0123456789ab wrap\n",
	    GS_EDAMAGED },
	{ "exported", HEAD "\tgeneration = 0123456789ab made exported\n",
	    GS_OK },
	{ "exported only", HEAD "\tgeneration = 0123456789ab exported\n",
	    GS_EDAMAGED },
	{ "remote twice", HEAD "\tremote = a\n\tremote = b\n", GS_EDAMAGED },
	{ "no equals", HEAD "\tfloor\n", GS_EDAMAGED },
	{ "empty line", HEAD "\n", GS_EDAMAGED },
};

static void
test_state_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(texts); i++) {
		struct gs_err e = { "", "" };
		struct gs_state s = { 0 };
		int r = gs_state_parse(
		    texts[i].text, strlen(texts[i].text), &s, &e);

		if (r != texts[i].want)
			fail_msg("%s: got %d (%s)", texts[i].name, r, e.what);
		if (r == GS_OK)
			gs_state_clear(&s);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const char *ring; /* of the test that runs */

/* What the floor is, as the state file has it. */
static bool
floor_is(const struct gs_gens *g)
{
	struct gs_state s;
	bool yes;

	assert_int_equal(gs_state_load(dir, ring, &s, NULL), GS_OK);
	yes = s.has_floor && s.has_print &&
	    memcmp(s.floor, g->v[0].content.id, GS_GEN_ID_LEN) == 0 &&
	    memcmp(s.print, g->v[0].fingerprint, GS_FINGERPRINT_LEN) == 0;
	gs_state_clear(&s);
	return yes;
}

static int
advance(const struct gs_gens *from, const struct gs_gens *to)
{
	struct gs_err e = { "", "" };

	return gs_store_advance(dir, ring, to,
	    from != NULL ? from->v[0].content.id : NULL, &to->v[0], &e);
}

static void
test_advance(void **state)
{
	struct gs_gens a = one(1, 1), b = one(2, 2), c = one(3, 3);
	struct gs_gens got = { NULL, 0, 0 };
	bool exposed = false;

	(void)state;
	ring = "adv1";
	assert_int_equal(advance(NULL, &a), GS_OK);
	assert_true(floor_is(&a));
	assert_int_equal(advance(&a, &b), GS_OK);
	assert_true(floor_is(&b));
	/* Somebody else has moved it: from a, from nothing. */
	assert_int_equal(advance(&a, &c), GS_OK);
	assert_true(floor_is(&b));
	assert_int_equal(advance(NULL, &c), GS_OK);
	assert_true(floor_is(&b));
	assert_int_equal(
	    gs_keyring_load(dir, ring, &got, &exposed, NULL), GS_OK);
	assert_non_null(gs_gens_find(&got, b.v[0].content.id));
	gs_gens_clear(&got);
	gs_gens_clear(&a);
	gs_gens_clear(&b);
	gs_gens_clear(&c);
}

static void
test_advance_waits_for_nobody(void **state)
{
	static const char *const folders[] = { "keyrings", "state" };
	struct gs_gens a = one(1, 1), b = one(2, 2);
	struct gs_lock lock;
	struct gs_err e;

	(void)state;
	ring = "adv2";
	assert_int_equal(advance(NULL, &a), GS_OK);
	for (size_t i = 0; i < 2; i++) {
		char *path = gs_keyring_path(dir, folders[i], ring);

		assert_non_null(path);
		assert_int_equal(gs_lock_take(&lock, path, 0600, 0, &e), GS_OK);
		assert_int_equal(advance(&a, &b), GS_EIO);
		gs_lock_drop(&lock);
		assert_true(floor_is(&a));
		free(path);
	}
	gs_gens_clear(&a);
	gs_gens_clear(&b);
}

static void
test_advance_leaves_a_locked_clone(void **state)
{
	struct gs_gens a = one(1, 1), b = one(2, 2);
	char *path;

	(void)state;
	ring = "adv3";
	assert_int_equal(advance(NULL, &a), GS_OK);
	assert_int_equal(gs_store_lock(dir, true, NULL), GS_OK);
	assert_int_equal(gs_store_remove(dir, ring, NULL), GS_OK);
	assert_int_equal(advance(&a, &b), GS_OK);
	assert_true(floor_is(&a));
	assert_int_equal(gs_store_lock(dir, false, NULL), GS_OK);
	path = gs_keyring_path(dir, "keyrings", ring);
	assert_non_null(path);
	assert_false(gs_file_exists(path));
	free(path);
	gs_gens_clear(&a);
	gs_gens_clear(&b);
}

static void
test_origin_ranks(void **state)
{
	static const enum gs_origin order[] = { GS_ORIGIN_MADE, GS_ORIGIN_WRAP,
		GS_ORIGIN_MADE, GS_ORIGIN_KEYFILE, GS_ORIGIN_WRAP,
		GS_ORIGIN_MADE };
	static const enum gs_origin want[] = { GS_ORIGIN_MADE, GS_ORIGIN_WRAP,
		GS_ORIGIN_WRAP, GS_ORIGIN_KEYFILE, GS_ORIGIN_KEYFILE,
		GS_ORIGIN_KEYFILE };
	const uint8_t id[GS_GEN_ID_LEN] = { 1 };
	struct gs_state s;

	(void)state;
	memset(&s, 0, sizeof(s));
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(gs_state_note(&s, id, order[i]), GS_OK);
		assert_int_equal(gs_state_gen(&s, id)->origin, want[i]);
	}
	gs_state_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_add_and_load),
		TEST(test_comments_stay),
		TEST(test_same_again),
		TEST(test_clashing_id),
		TEST(test_twenty_writers),
		TEST(test_stale_lock),
		TEST(test_locked),
		TEST(test_remove),
		TEST(test_files),
		TEST(test_symlink_is_refused),
		TEST(test_strangers_file_is_exposed),
		TEST(test_state_keeps),
		cmocka_unit_test(test_state_texts),
		TEST(test_advance),
		TEST(test_advance_waits_for_nobody),
		TEST(test_advance_leaves_a_locked_clone),
		cmocka_unit_test(test_origin_ranks),
	};

	umask(077);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
