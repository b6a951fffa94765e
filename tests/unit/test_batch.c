#include "box.h"

#include <unistd.h>

#include "base/text.h"
#include "git/absent.h"
#include "git/batch.h"

#define MAX ((size_t)64 << 20)

static struct gs_oid
oid(const char *hex)
{
	struct gs_oid id;

	unit_ok(gs_oid_parse(hex, strlen(hex), &id), hex);
	return id;
}

/* A new object. */
static struct gs_oid
blob(const void *p, size_t n)
{
	char *hex;
	struct gs_oid id;

	box_file("blob.tmp", p, n);
	hex = box_out("git hash-object -w --no-filters blob.tmp");
	id = oid(hex);
	free(hex);
	return id;
}

static struct gs_oid
named(const char *spec)
{
	char *hex = box_out("git rev-parse --verify '%s'", spec);
	struct gs_oid id = oid(hex);

	free(hex);
	return id;
}

static void
get_is(struct gs_batch *b, const struct gs_oid *id, const void *want, size_t n)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e = { "", "" };

	unit_ok(gs_buf_adds(&out, "before"), "room");
	if (gs_batch_get(b, id, MAX, &out, &e) != GS_OK)
		fail_msg("%s", e.what);
	assert_int_equal(out.n, n + 6);
	assert_memory_equal(out.p, "before", 6);
	if (n > 0)
		assert_memory_equal(out.p + 6, want, n);
	gs_buf_clear(&out);
}

/* A failure must leave the buffer as it was. */
static void
get_fails(struct gs_batch *b, const struct gs_oid *id, size_t max, int want,
    const char *says)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e = { "", "" };

	unit_ok(gs_buf_adds(&out, "x"), "room");
	unit_code(gs_batch_get(b, id, max, &out, &e), want, says);
	assert_int_equal(out.n, 1);
	if (strstr(e.what, says) == NULL)
		fail_msg("'%s' does not say '%s'", e.what, says);
	gs_buf_clear(&out);
}

static struct gs_batch *
batch(const char *dir, bool no_fetch)
{
	struct gs_batch *b;

	unit_ok(gs_batch_new(dir, no_fetch, &b), "batch");
	return b;
}

/* Every kind of answer, in every order that matters, from one batch. */
static void
all_answers(const char *format)
{
	struct gs_oid small, empty, big, lines, tree, none;
	size_t n = 5 << 20;
	uint8_t *p = malloc(n);
	struct gs_batch *b;
	uint64_t size;

	box_sh("git init -q --object-format=%s r; echo x >r/f;"
	       "git -C r add f; git -C r commit -qm 1",
	    format);
	box_in("r");
	unit_random(p, n, 1);
	small = blob("a\0b", 3);
	empty = blob("", 0);
	big = blob(p, n);
	lines = blob("\n\n missing\n", 11);
	tree = named("HEAD^{tree}");
	none = small;
	none.b[0] ^= 1;
	b = batch(NULL, true);
	get_is(b, &small, "a\0b", 3);
	get_is(b, &empty, NULL, 0);
	get_fails(b, &none, MAX, GS_ENOTFOUND, "is not here");
	get_is(b, &big, p, n);
	get_fails(b, &big, 1000, GS_ETOOBIG, "5242880 bytes, more than 1000");
	get_is(b, &lines, "\n\n missing\n", 11);
	get_fails(b, &small, 2, GS_ETOOBIG, "3 bytes, more than 2");
	get_fails(b, &tree, MAX, GS_ENOTFOUND, "not a file's content");
	get_is(b, &small, "a\0b", 3);
	unit_ok(gs_batch_size(b, &big, &size, NULL), "size");
	assert_int_equal(size, n);
	unit_code(
	    gs_batch_size(b, &none, &size, NULL), GS_ENOTFOUND, "no size");
	unit_ok(gs_batch_size(b, &tree, &size, NULL), "size of a tree");
	unit_ok(gs_batch_size(b, &empty, &size, NULL), "size of nothing");
	assert_int_equal(size, 0);
	gs_batch_free(b);
	free(p);
}

static void
test_sha1(void **state)
{
	(void)state;
	all_answers("sha1");
}

static void
test_sha256(void **state)
{
	(void)state;
	all_answers("sha256");
}

static int
add_name(void *ctx, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct gs_buf *text = ctx;

	assert_int_equal(id->n, 20);
	unit_ok(gs_buf_addf(text, "%o %s,", (unsigned)mode, name), "name");
	return strcmp(name, "stop") == 0 ? GS_ENOKEY : GS_OK;
}

static void
tree_is(struct gs_batch *b, const char *spec, int code, const char *want)
{
	struct gs_buf text = GS_BUF_INIT;

	unit_code(
	    gs_batch_tree(b, spec, MAX, add_name, &text, NULL), code, spec);
	assert_string_equal(gs_buf_str(&text), want);
	gs_buf_clear(&text);
}

static void
test_trees_by_name(void **state)
{
	struct gs_batch *b;
	bool yes;

	(void)state;
	box_sh("git init -q r; mkdir -p 'r/a b/c'; cd r; >'a b/c/f';"
	       "ln -s x 'a b/link'; >z; git add .; git commit -qm 1;"
	       "mkdir s; >s/stop; >s/zz; git add .");
	box_in("r");
	b = batch(NULL, true);
	tree_is(b, "HEAD:", GS_OK, "40000 a b,100644 z,");
	tree_is(b, "HEAD:a b", GS_OK, "40000 c,120000 link,");
	tree_is(b, "HEAD:no such missing", GS_ENOTFOUND, "");
	tree_is(b, "HEAD:z", GS_ENOTFOUND, "");
	tree_is(b, "line\nend", GS_ENOTFOUND, "");
	box_sh("git commit -qm 2");
	tree_is(b, "HEAD:s", GS_ENOKEY, "100644 stop,");
	tree_is(b, "HEAD:a b/c", GS_OK, "100644 f,");
	unit_ok(gs_batch_there(b, "HEAD", &yes, NULL), "there");
	assert_true(yes);
	unit_ok(gs_batch_there(b, "refs/heads/no such", &yes, NULL), "no");
	assert_false(yes);
	gs_batch_free(b);
}

static void
test_never_asked(void **state)
{
	(void)state;
	gs_batch_free(batch("/nonexistent", false));
	gs_batch_free(NULL);
}

static void
test_another_repository(void **state)
{
	char *dir = box_path("r"), *gone = box_path("gone");
	struct gs_batch *b;
	struct gs_oid id;
	struct gs_err e;
	uint64_t size;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	id = blob("there", 5);
	box_in("");
	b = batch(dir, false);
	get_is(b, &id, "there", 5);
	gs_batch_free(b);
	/* Outside of any, the child ends without an answer. */
	b = batch(NULL, true);
	get_fails(b, &id, MAX, GS_EGIT, "cannot read object");
	gs_batch_free(b);
	b = batch(gone, true);
	unit_code(gs_batch_size(b, &id, &size, &e), GS_ENOTFOUND, "no folder");
	gs_batch_free(b);
	free(dir);
	free(gone);
}

static void
test_child_ends_in_between(void **state)
{
	struct gs_batch *b;
	struct gs_oid id[3];
	uint64_t size;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (size_t i = 0; i < NR(id); i++)
		id[i] = blob(&"abc"[i], 1);
	box_frail("cat-file");
	b = batch(NULL, false);
	for (size_t i = 0; i < NR(id); i++) {
		get_is(b, &id[i], &"abc"[i], 1);
		unit_ok(gs_batch_size(b, &id[i], &size, NULL), "size");
		assert_int_equal(size, 1);
	}
	gs_batch_free(b);
}

/* A new object whose file breaks off: Git dies of it. */
static struct gs_oid
broken_blob(void)
{
	uint8_t p[10 << 10];
	struct gs_oid id;
	char *hex;

	unit_random(p, sizeof(p), 3);
	id = blob(p, sizeof(p));
	hex = box_out("git hash-object blob.tmp");
	box_sh("f=.git/objects/%.2s/%s; head -c 5000 $f >half; mv -f half $f",
	    hex, hex + 2);
	free(hex);
	return id;
}

static void
test_damaged_object(void **state)
{
	struct gs_oid good, bad;
	struct gs_batch *b;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	good = blob("good", 4);
	bad = broken_blob();
	b = batch(NULL, true);
	get_is(b, &good, "good", 4);
	get_fails(b, &bad, MAX, GS_EGIT, "cannot read object");
	get_is(b, &good, "good", 4);
	gs_batch_free(b);
}

/* What gs_batch_each called back with. */
struct seen {
	size_t calls;
	size_t bytes;
	size_t missing;
	size_t stop_at;
	const char *want; /* one byte a blob; '-': missing */
};

static int
see(void *ctx, size_t i, struct gs_buf *b)
{
	struct seen *s = ctx;

	assert_int_equal(i, s->calls);
	s->calls++;
	if (s->want != NULL && b == NULL)
		assert_int_equal(s->want[i], '-');
	else if (s->want != NULL)
		assert_int_equal(s->want[i], b->p[0]);
	if (b == NULL)
		s->missing++;
	else
		s->bytes += b->n;
	return i == s->stop_at ? GS_ENOKEY : GS_OK;
}

static int
each(const struct gs_oid *ids, size_t nr, size_t max, struct seen *s)
{
	struct gs_err e = { "", "" };

	return gs_batch_each(NULL, true, ids, nr, max, see, s, &e);
}

static void
test_each_in_order(void **state)
{
	struct gs_oid id[6];
	struct seen s = { .stop_at = SIZE_MAX, .want = "a-b-c" };
	char big[4000];

	(void)state;
	box_sh("git init -q r; echo x >r/f; git -C r add f;"
	       "git -C r commit -qm 1");
	box_in("r");
	memset(big, 'c', sizeof(big));
	id[0] = blob("a", 1);
	id[1] = id[0];
	id[1].b[5] ^= 1;
	id[2] = blob("b", 1);
	id[3] = named("HEAD");
	id[4] = blob(big, sizeof(big));
	unit_ok(each(id, 5, MAX, &s), "each");
	assert_int_equal(s.calls, 5);
	assert_int_equal(s.missing, 2);
	assert_int_equal(s.bytes, 4002);
	s = (struct seen){ .stop_at = SIZE_MAX, .want = "a-b--" };
	unit_ok(each(id, 5, 3999, &s), "each with a limit");
	s = (struct seen){ .stop_at = 2 };
	unit_code(each(id, 5, MAX, &s), GS_ENOKEY, "fn fails");
	assert_int_equal(s.calls, 3);
	s = (struct seen){ .stop_at = 1 };
	unit_code(each(id, 5, MAX, &s), GS_ENOKEY, "fn fails on none");
	s = (struct seen){ .stop_at = SIZE_MAX };
	unit_ok(each(id, 0, MAX, &s), "none at all");
	assert_int_equal(s.calls, 0);
}

static int
swap_out(void *ctx, size_t i, struct gs_buf *b)
{
	gs_buf_swap(&((struct gs_buf *)ctx)[i], b);
	return GS_OK;
}

static void
test_each_may_swap(void **state)
{
	struct gs_buf got[2] = { GS_BUF_INIT, GS_BUF_INIT };
	struct gs_oid id[2];

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	id[0] = blob("first", 5);
	id[1] = blob("second", 6);
	unit_ok(gs_batch_each(NULL, false, id, 2, MAX, swap_out, got, NULL),
	    "each");
	assert_memory_equal(got[0].p, "first", 5);
	assert_memory_equal(got[1].p, "second", 6);
	gs_buf_clear(&got[0]);
	gs_buf_clear(&got[1]);
}

/* More questions than two pipes hold, and answers that are as long. */
static void
test_each_never_blocks(void **state)
{
	enum { MANY = 20000 };
	struct gs_oid *ids = calloc(MANY, sizeof(*ids)), small, large;
	struct seen s = { .stop_at = SIZE_MAX };
	uint8_t p[3 << 10];

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	unit_random(p, sizeof(p), 2);
	small = blob("s", 1);
	large = blob(p, sizeof(p));
	for (size_t i = 0; i < MANY; i++)
		ids[i] = i % 3 == 0 ? large : small;
	unit_ok(each(ids, MANY, MAX, &s), "each");
	assert_int_equal(s.calls, MANY);
	assert_int_equal(s.missing, 0);
	/* Dropping big ones costs a child each: still in order. */
	s = (struct seen){ .stop_at = SIZE_MAX };
	unit_ok(each(ids, MANY, 1, &s), "each");
	assert_int_equal(s.missing, (MANY + 2) / 3);
	free(ids);
}

static void
test_each_drops_big_ones(void **state)
{
	size_t n = 3 << 20;
	uint8_t *p = malloc(n);
	struct gs_oid id[5];
	struct seen s = { .stop_at = SIZE_MAX, .want = "a-b--" };

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	memset(p, 'X', n);
	id[0] = blob("a", 1);
	id[1] = id[3] = id[4] = blob(p, n);
	id[2] = blob("b", 1);
	unit_ok(each(id, 5, 1000, &s), "each");
	assert_int_equal(s.calls, 5);
	free(p);
}

static void
test_each_with_a_damaged_one(void **state)
{
	struct gs_oid id[3];
	struct seen s = { .stop_at = SIZE_MAX, .want = "g--" };

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	id[0] = blob("good", 4);
	id[1] = broken_blob();
	id[2] = blob("other", 5);
	unit_code(each(id, 3, MAX, &s), GS_EGIT, "damaged");
	assert_int_equal(s.calls, 1);
}

/* A partial clone of three files without their contents, but for f2. */
static void
partial(void)
{
	box_sh(
	    "git init -q r; cd r; git config uploadpack.allowFilter true;"
	    "git config uploadpack.allowAnySHA1InWant true;"
	    "for i in 1 2 3; do echo $i >f$i; done;"
	    "git add .; git commit -qm 1; cd ..;"
	    "git clone -q --no-checkout --filter=blob:none \"file://$PWD/r\" p;"
	    "cd p; git cat-file blob HEAD:f2 >/dev/null");
	box_in("p");
}

static void
test_partial_clone_is_left_alone(void **state)
{
	struct gs_oid one, two, none;
	struct gs_batch *b;
	char *before, *after;
	uint64_t size;

	(void)state;
	partial();
	one = named("HEAD:f1");
	two = named("HEAD:f2");
	none = one;
	none.b[3] ^= 1;
	before = box_out("git count-objects -v");
	b = batch(NULL, true);
	get_fails(b, &one, MAX, GS_ENOTFOUND, "partial clone");
	get_is(b, &two, "2\n", 2);
	get_fails(b, &one, MAX, GS_ENOTFOUND, "partial clone");
	get_fails(b, &none, MAX, GS_ENOTFOUND, "is not here");
	unit_code(gs_batch_size(b, &one, &size, NULL), GS_ENOTFOUND, "size");
	unit_ok(gs_batch_size(b, &two, &size, NULL), "size");
	after = box_out("git count-objects -v");
	assert_string_equal(before, after);
	gs_batch_free(b);
	/* Without that it is fetched. */
	b = batch(NULL, false);
	get_is(b, &one, "1\n", 2);
	gs_batch_free(b);
	free(before);
	free(after);
}

static void
test_each_in_a_partial_clone(void **state)
{
	struct gs_oid id[5];
	struct seen s = { .stop_at = SIZE_MAX, .want = "-2--2" };
	char *before, *after;

	(void)state;
	partial();
	id[0] = named("HEAD:f1");
	id[1] = id[4] = named("HEAD:f2");
	id[2] = named("HEAD:f3");
	id[3] = id[2];
	id[3].b[0] ^= 1;
	before = box_out("git count-objects -v");
	unit_ok(each(id, 5, MAX, &s), "each");
	assert_int_equal(s.calls, 5);
	s = (struct seen){ .stop_at = 2 };
	unit_code(each(id, 5, MAX, &s), GS_ENOKEY, "fn fails");
	after = box_out("git count-objects -v");
	assert_string_equal(before, after);
	free(before);
	free(after);
}

static void
test_each_fetches_at_once(void **state)
{
	struct gs_oid id[3];
	struct seen s = { .stop_at = SIZE_MAX, .want = "123" };
	char *before, *after;

	(void)state;
	partial();
	id[0] = named("HEAD:f1");
	id[1] = named("HEAD:f2");
	id[2] = named("HEAD:f3");
	before = box_out("git count-objects -v | sed -n 's/packs: //p'");
	unit_ok(gs_batch_each(NULL, false, id, 3, MAX, see, &s, NULL), "each");
	assert_int_equal(s.missing, 0);
	after = box_out("git count-objects -v | sed -n 's/packs: //p'");
	assert_int_equal(atoi(after), atoi(before) + 1);
	box_sh("! test -e .git/FETCH_HEAD");
	/* Out of reach now: those that are here do. */
	box_sh("mv ../r ../away");
	unit_ok(gs_absent_fetch(NULL, id, 3, NULL), "nothing lacks");
	s = (struct seen){ .stop_at = SIZE_MAX, .want = "123" };
	unit_ok(gs_batch_each(NULL, false, id, 3, MAX, see, &s, NULL), "each");
	free(before);
	free(after);
}

static void
test_fetch_that_fails(void **state)
{
	struct gs_oid id[2];
	struct seen s = { .stop_at = SIZE_MAX, .want = "-2" };
	struct gs_err e;

	(void)state;
	partial();
	id[0] = named("HEAD:f1");
	id[1] = named("HEAD:f2");
	box_sh("mv ../r ../away");
	unit_code(gs_absent_fetch(NULL, id, 2, &e), GS_EGIT, "fetch");
	assert_string_equal(e.what, "'git fetch' failed with exit code 128");
	unit_ok(gs_batch_each(NULL, false, id, 2, MAX, see, &s, NULL), "each");
	box_sh("git init -q ../whole");
	box_in("whole");
	unit_code(gs_absent_fetch(NULL, id, 2, &e), GS_ENOTFOUND, "whole");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_sha1),
		BOX_TEST(test_sha256),
		BOX_TEST(test_trees_by_name),
		BOX_TEST(test_never_asked),
		BOX_TEST(test_another_repository),
		BOX_TEST(test_child_ends_in_between),
		BOX_TEST(test_damaged_object),
		BOX_TEST(test_each_in_order),
		BOX_TEST(test_each_may_swap),
		BOX_TEST(test_each_never_blocks),
		BOX_TEST(test_each_drops_big_ones),
		BOX_TEST(test_each_with_a_damaged_one),
		BOX_TEST(test_partial_clone_is_left_alone),
		BOX_TEST(test_each_in_a_partial_clone),
		BOX_TEST(test_each_fetches_at_once),
		BOX_TEST(test_fetch_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
