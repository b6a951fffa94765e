#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hash.h"

#include "engine/filter.h"

/*
 * A repository of one path, 'f', in memory: what its index holds by stage,
 * what objects there are, what history has.
 */
struct fake {
	struct gs_attrs attrs;
	struct gs_buf object[8];
	size_t objects;
	struct gs_oid staged[4];
	struct gs_oid history;
	unsigned asked_blob;
};

static struct fake fake;
static struct gs_keys keys;
static struct gs_gen old_gen, new_gen, prod_gen, lost_gen;
static struct gs_filter filter;
static struct gs_buf said;

static int
attrs(void *ctx, const char *path, struct gs_attrs *out, struct gs_err *e)
{
	(void)ctx;
	(void)path;
	(void)e;
	*out = fake.attrs;
	return GS_OK;
}

static int
staged(void *ctx, const char *path, struct gs_oid id[4], struct gs_err *e)
{
	(void)ctx;
	(void)path;
	(void)e;
	memcpy(id, fake.staged, sizeof(fake.staged));
	return GS_OK;
}

static struct gs_buf *
object(const struct gs_oid *id)
{
	for (size_t i = 0; i < fake.objects; i++) {
		struct gs_oid have;

		assert_int_equal(
		    gs_blob_id(20, fake.object[i].p, fake.object[i].n, &have),
		    GS_OK);
		if (gs_oid_eq(&have, id))
			return &fake.object[i];
	}
	return NULL;
}

static int
blob(void *ctx, const struct gs_oid *id, struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf *b = object(id);

	(void)ctx;
	(void)e;
	fake.asked_blob++;
	return b == NULL ? GS_ENOTFOUND : gs_buf_add(out, b->p, b->n);
}

static int
has(void *ctx, const struct gs_oid *id, bool *yes, struct gs_err *e)
{
	(void)ctx;
	(void)e;
	*yes = object(id) != NULL;
	return GS_OK;
}

static int
in_history(void *ctx, const char *path, const struct gs_oid *id, bool *yes,
    struct gs_err *e)
{
	(void)ctx;
	(void)path;
	(void)e;
	*yes = gs_oid_eq(id, &fake.history);
	return GS_OK;
}

static void
say(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	(void)ctx;
	(void)level;
	(void)hint;
	assert_int_equal(gs_buf_adds(&said, what), GS_OK);
	assert_int_equal(gs_buf_addc(&said, '\n'), GS_OK);
}

static const struct gs_world world = { .oid_len = 20,
	.attrs = attrs,
	.staged = staged,
	.blob = blob,
	.has = has,
	.in_history = in_history };
static const struct gs_report report = { say, NULL };

static void
ring(struct gs_keyring *k, const char *name, const struct gs_gen *a,
    const struct gs_gen *b)
{
	memset(k, 0, sizeof(*k));
	strcpy(k->name, name);
	if (a != NULL)
		assert_int_equal(gs_gens_add(&k->gens, a), GS_OK);
	if (b != NULL)
		assert_int_equal(gs_gens_add(&k->gens, b), GS_OK);
}

static int
set_up(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	fake.attrs = (struct gs_attrs){ .sealed = true,
		.keyring = "default",
		.keyring_ok = true,
		.compress = true,
		.pad_ok = true };
	keys.v = calloc(2, sizeof(*keys.v));
	assert_non_null(keys.v);
	keys.nr = 2;
	keys.locked = keys.locked_worktree = false;
	ring(&keys.v[0], "default", &old_gen, &new_gen);
	ring(&keys.v[1], "prod", &prod_gen, NULL);
	filter = (struct gs_filter){
		.keys = &keys, .world = &world, .report = &report
	};
	gs_buf_clear(&said);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys.nr; i++)
		gs_gens_clear(&keys.v[i].gens);
	free(keys.v);
	memset(&keys, 0, sizeof(keys));
	for (size_t i = 0; i < GS_NR(fake.object); i++)
		gs_buf_clear(&fake.object[i]);
	gs_buf_clear(&said);
	return 0;
}

static int
make_gens(void **state)
{
	uint8_t s[GS_GEN_SECRET_LEN];

	(void)state;
	struct {
		struct gs_gen *g;
		uint8_t fill;
	} all[] = { { &old_gen, 1 }, { &new_gen, 2 }, { &prod_gen, 3 },
		{ &lost_gen, 4 } };
	for (size_t i = 0; i < GS_NR(all); i++) {
		memset(s, all[i].fill, sizeof(s));
		if (gs_gen_derive(1000 + i, s, all[i].g) != GS_OK)
			return -1;
	}
	return 0;
}

static struct gs_oid
add_object(const void *p, size_t n)
{
	struct gs_buf *b = &fake.object[fake.objects++];
	struct gs_oid id;

	assert_true(fake.objects <= GS_NR(fake.object));
	assert_int_equal(gs_buf_add(b, p, n), GS_OK);
	assert_int_equal(gs_blob_id(20, p, n, &id), GS_OK);
	return id;
}

static void
seal_to(const struct gs_gen *g, const char *plain, bool compress,
    struct gs_buf *out)
{
	static const uint8_t room[GS_FILTER_ROOM];
	const struct gs_seal_opt opt = { compress, 0 };

	assert_int_equal(gs_buf_add(out, room, sizeof(room)), GS_OK);
	assert_int_equal(gs_buf_adds(out, plain), GS_OK);
	assert_int_equal(gs_sealed_seal(&g->content, &opt, out), GS_OK);
}

static struct gs_oid
add_sealed(const struct gs_gen *g, const char *plain)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid id;

	seal_to(g, plain, true, &b);
	id = add_object(b.p, b.n);
	gs_buf_clear(&b);
	return id;
}

static int
clean(const void *p, size_t n, struct gs_buf *out, struct gs_err *e)
{
	static const uint8_t room[GS_FILTER_ROOM];
	size_t off = 0;
	int r;

	memset(e, 0, sizeof(*e));
	gs_buf_clear(out);
	assert_int_equal(gs_buf_add(out, room, sizeof(room)), GS_OK);
	assert_int_equal(gs_buf_add(out, p, n), GS_OK);
	r = gs_filter_clean(&filter, "f", out, &off, e);
	if (r == GS_OK) {
		memmove(out->p, out->p + off, out->n - off);
		out->n -= off;
	} else {
		assert_string_not_equal(e->what, "");
	}
	return r;
}

/* What clean makes of ${plain} is the object ${want}. */
static void
expect_id(const char *plain, const struct gs_oid *want)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_oid id;
	struct gs_err e;

	assert_int_equal(clean(plain, strlen(plain), &out, &e), GS_OK);
	assert_int_equal(gs_blob_id(20, out.p, out.n, &id), GS_OK);
	assert_true(gs_oid_eq(&id, want));
	gs_buf_clear(&out);
}

/* What clean makes of ${plain} is sealed under ${g} and opens to it. */
static void
expect_sealed(const char *plain, const struct gs_gen *g)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;
	size_t off;

	assert_int_equal(clean(plain, strlen(plain), &out, &e), GS_OK);
	assert_true(gs_sealed_is(out.p, out.n));
	assert_int_equal(
	    gs_sealed_open(&g->content, GS_SEALED_INFLATE_MAX, &out, &off),
	    GS_OK);
	assert_int_equal(out.n - off, strlen(plain));
	assert_memory_equal(out.p + off, plain, strlen(plain));
	gs_buf_clear(&out);
}

static void
expect_refused(const char *plain, int code)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;

	assert_int_equal(clean(plain, strlen(plain), &out, &e), code);
	assert_string_not_equal(e.hint, "");
	gs_buf_clear(&out);
}

static void
new_content_is_sealed(void **state)
{
	(void)state;
	expect_sealed("hello\n", &new_gen);
	strcpy(fake.attrs.keyring, "prod");
	expect_sealed("hello\n", &prod_gen);
	assert_int_equal(said.n, 0);
}

static void
empty_stays_empty(void **state)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	assert_int_equal(clean("", 0, &out, &e), GS_OK);
	assert_int_equal(out.n, 0);
	keys.locked = true;
	assert_int_equal(clean("", 0, &out, &e), GS_OK);
	assert_int_equal(out.n, 0);
	gs_buf_clear(&out);
}

static void
unchanged_keeps_its_blob(void **state)
{
	static const char text[] = "unchanged\n";

	(void)state;
	fake.staged[0] = add_sealed(&new_gen, text);
	expect_id(text, &fake.staged[0]);
	/* Equal names are enough: nothing was read or opened. */
	assert_int_equal(fake.asked_blob, 0);
	fake.staged[0] = add_sealed(&old_gen, text);
	expect_id(text, &fake.staged[0]);
	/* ... whatever its keyring. */
	fake.staged[0] = add_sealed(&prod_gen, text);
	expect_id(text, &fake.staged[0]);
	expect_sealed("changed\n", &new_gen);
}

/* Another zlib, or none: the blob is not what we would write. */
static void
other_compression_keeps_its_blob(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	char text[4096];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	seal_to(&new_gen, text, false, &b);
	fake.staged[0] = add_object(b.p, b.n);
	gs_buf_clear(&b);
	expect_id(text, &fake.staged[0]);
	text[7] = 'b';
	expect_sealed(text, &new_gen);
}

static void
conflict_keeps_either_side(void **state)
{
	(void)state;
	fake.staged[1] = add_sealed(&old_gen, "base\n");
	fake.staged[2] = add_sealed(&old_gen, "ours\n");
	fake.staged[3] = add_sealed(&old_gen, "theirs\n");
	expect_id("ours\n", &fake.staged[2]);
	expect_id("theirs\n", &fake.staged[3]);
	expect_id("base\n", &fake.staged[1]);
	expect_sealed("both\n", &new_gen);
}

static void
plain_of_history_passes(void **state)
{
	static const char text[] = "was plain\n";

	(void)state;
	fake.staged[0] = add_object(text, strlen(text));
	/* Only the index has it: a client without filters put it there. */
	expect_sealed(text, &new_gen);
	fake.history = fake.staged[0];
	expect_id(text, &fake.staged[0]);
	assert_non_null(strstr(gs_buf_str(&said), "stays plain"));
	expect_sealed("was plain, and changed\n", &new_gen);
	keys.locked = true;
	expect_id(text, &fake.staged[0]);
	expect_refused("was plain, and changed\n", GS_ENOKEY);
}

static void
locked_stores_nothing_new(void **state)
{
	(void)state;
	fake.staged[0] = add_sealed(&old_gen, "old\n");
	strcpy(fake.attrs.keyring, "missing");
	/* It opens, since the blob's keyring is here. */
	expect_id("old\n", &fake.staged[0]);
	expect_refused("new\n", GS_ENOKEY);
	strcpy(fake.attrs.keyring, "default");
	keys.locked = true;
	expect_refused("old\n", GS_ENOKEY);
	keys.locked = false;
	keys.locked_worktree = true;
	expect_refused("new\n", GS_ENOKEY);
}

static void
sealed_bytes_pass_if_they_are_ours(void **state)
{
	struct gs_buf b = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	seal_to(&old_gen, "text\n", true, &b);
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_OK);
	assert_int_equal(out.n, b.n);
	assert_memory_equal(out.p, b.p, b.n);
	/* Locked: only what the repository has. */
	keys.locked = true;
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_ENOKEY);
	fake.staged[0] = add_object(b.p, b.n);
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_OK);
	fake.staged[0].n = 0;
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_OK);
	/* A line appended to a sealed file. */
	assert_int_equal(gs_buf_adds(&b, "export A=1\n"), GS_OK);
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_ENOKEY);
	keys.locked = false;
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_EDAMAGED);
	assert_string_not_equal(e.hint, "");
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

static void
foreign_sealed_bytes_need_an_object(void **state)
{
	struct gs_buf b = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	seal_to(&lost_gen, "text\n", true, &b);
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_EDAMAGED);
	(void)add_object(b.p, b.n);
	assert_int_equal(clean(b.p, b.n, &out, &e), GS_OK);
	assert_int_equal(out.n, b.n);
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

static void
traps_refuse_new_content(void **state)
{
	static const unsigned traps[] = { GS_TRAP_TEXT, GS_TRAP_EOL,
		GS_TRAP_IDENT, GS_TRAP_ENCODING };

	(void)state;
	for (size_t i = 0; i < GS_NR(traps); i++) {
		fake.attrs.traps = traps[i];
		expect_refused("new\n", GS_EREFUSED);
	}
	fake.attrs.traps = 0;
	fake.attrs.pad_ok = false;
	expect_refused("new\n", GS_EREFUSED);
	fake.attrs.pad_ok = true;
	fake.attrs.keyring_ok = false;
	expect_refused("new\n", GS_EREFUSED);
}

static void
own_key_is_told(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	assert_int_equal(gs_buf_adds(&text, "notes\n"), GS_OK);
	assert_int_equal(gs_keyring_print_gen(&old_gen, &text), GS_OK);
	expect_sealed(gs_buf_str(&text), &new_gen);
	assert_non_null(strstr(gs_buf_str(&said), "its own keyring"));
	gs_buf_clear(&said);
	gs_buf_clear(&text);
	assert_int_equal(gs_keyring_print_gen(&prod_gen, &text), GS_OK);
	expect_sealed(gs_buf_str(&text), &new_gen);
	assert_int_equal(said.n, 0);
	gs_buf_clear(&text);
}

static const struct {
	const char *path;
	bool never;
} names[] = {
	{ ".gitattributes", true },
	{ "a/.gitattributes", true },
	{ "a/.gitignore", true },
	{ ".gitmodules", true },
	{ "a/b/.mailmap", true },
	{ ".git-seal/default/members/x", true },
	{ "a/.git-seal/x", false },
	{ "x.gitattributes", false },
	{ ".gitattributes/x", false },
};

static void
some_are_never_sealed(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(names); i++) {
		if (gs_filter_never(names[i].path) != names[i].never)
			fail_msg("%s", names[i].path);
	}
}

static int
smudge(const void *p, size_t n, const struct gs_oid *id, struct gs_buf *out)
{
	struct gs_filter_meta meta = { { { 0 }, 0 }, { { 0 }, 0 } };
	struct gs_err e = { "", "" };
	size_t off = 0;
	int r;

	gs_buf_clear(out);
	assert_int_equal(gs_buf_add(out, p, n), GS_OK);
	if (id != NULL)
		meta.blob = *id;
	r = gs_filter_smudge(&filter, "f", &meta, out, &off, &e);
	if (r == GS_OK && out->n != 0) {
		memmove(out->p, out->p + off, out->n - off);
		out->n -= off;
	} else if (r != GS_OK) {
		assert_string_not_equal(e.what, "");
	}
	return r;
}

static void
smudge_opens(void **state)
{
	struct gs_buf b = GS_BUF_INIT, out = GS_BUF_INIT;

	(void)state;
	seal_to(&prod_gen, "secret\n", true, &b);
	assert_int_equal(smudge(b.p, b.n, NULL, &out), GS_OK);
	assert_int_equal(out.n, 7);
	assert_memory_equal(out.p, "secret\n", 7);
	keys.locked = true;
	assert_int_equal(smudge(b.p, b.n, NULL, &out), GS_OK);
	assert_int_equal(out.n, b.n);
	assert_memory_equal(out.p, b.p, b.n);
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

/* git-crypt wrote 0 bytes for a plain blob shorter than its header. */
static void
smudge_passes_plain_of_every_length(void **state)
{
	struct gs_buf out = GS_BUF_INIT;
	char text[65];

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		memset(text, 'p', sizeof(text));
		assert_int_equal(smudge(text, n, NULL, &out), GS_OK);
		assert_int_equal(out.n, n);
		if (n != 0)
			assert_memory_equal(out.p, text, n);
	}
	/* One warning, however many files. */
	assert_non_null(strstr(gs_buf_str(&said), "plain in the repository"));
	assert_ptr_equal(
	    strchr((const char *)said.p, '\n'), said.p + said.n - 1);
	gs_filter_finish(&filter);
	assert_non_null(strstr(gs_buf_str(&said), "and 63 more files"));
	gs_buf_clear(&out);
}

static const struct {
	const char *name;
	enum gs_strict strict;
	int damaged, unknown; /* what smudge returns */
} stricts[] = {
	{ "none", GS_STRICT_NONE, GS_OK, GS_OK },
	{ "damage", GS_STRICT_DAMAGE, GS_EDAMAGED, GS_OK },
	{ "all", GS_STRICT_ALL, GS_EDAMAGED, GS_ENOKEY },
};

static void
smudge_never_hands_out_what_is_not_authentic(void **state)
{
	struct gs_buf b = GS_BUF_INIT, u = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_oid id;

	(void)state;
	seal_to(&new_gen, "secret\n", true, &b);
	b.p[b.n - 1] ^= 1;
	seal_to(&lost_gen, "secret\n", true, &u);
	id = add_object(b.p, b.n);
	for (size_t i = 0; i < GS_NR(stricts); i++) {
		const struct gs_oid *ids[] = { NULL, &id };

		filter.strict = stricts[i].strict;
		for (size_t k = 0; k < 2; k++) {
			assert_int_equal(
			    smudge(b.p, b.n, ids[k], &out), stricts[i].damaged);
			if (stricts[i].damaged != GS_OK)
				continue;
			assert_int_equal(out.n, b.n);
			assert_memory_equal(out.p, b.p, b.n);
		}
		assert_int_equal(
		    smudge(u.p, u.n, NULL, &out), stricts[i].unknown);
		if (stricts[i].unknown == GS_OK)
			assert_memory_equal(out.p, u.p, u.n);
	}
	gs_buf_clear(&b);
	gs_buf_clear(&u);
	gs_buf_clear(&out);
}

static void
smudge_bounds_what_it_inflates(void **state)
{
	struct gs_buf b = GS_BUF_INIT, out = GS_BUF_INIT;
	char text[8192];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	seal_to(&new_gen, text, true, &b);
	filter.max_size = sizeof(text) - 2;
	assert_int_equal(smudge(b.p, b.n, NULL, &out), GS_OK);
	assert_int_equal(out.n, b.n);
	assert_non_null(strstr(gs_buf_str(&said), "seal.maxSize"));
	filter.max_size = sizeof(text) - 1;
	assert_int_equal(smudge(b.p, b.n, NULL, &out), GS_OK);
	assert_int_equal(out.n, sizeof(text) - 1);
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(new_content_is_sealed),
		CASE(empty_stays_empty),
		CASE(unchanged_keeps_its_blob),
		CASE(other_compression_keeps_its_blob),
		CASE(conflict_keeps_either_side),
		CASE(plain_of_history_passes),
		CASE(locked_stores_nothing_new),
		CASE(sealed_bytes_pass_if_they_are_ours),
		CASE(foreign_sealed_bytes_need_an_object),
		CASE(traps_refuse_new_content),
		CASE(own_key_is_told),
		CASE(some_are_never_sealed),
		CASE(smudge_opens),
		CASE(smudge_passes_plain_of_every_length),
		CASE(smudge_never_hands_out_what_is_not_authentic),
		CASE(smudge_bounds_what_it_inflates),
	};

	return cmocka_run_group_tests(tests, make_gens, NULL);
}
