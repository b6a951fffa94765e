#include "unit.h"

#include "engine/verdict.h"

#define ROOM GS_SEALED_HEADER_LEN

/* Two keyrings: "default" with an old and a new generation, "prod" with one;
 * and a generation that nobody has. */
struct world {
	struct gs_keys keys;
	struct gs_gen old, new, prod, strange;
};

static void
gen(struct gs_gen *g, uint64_t created, uint8_t fill)
{
	uint8_t secret[GS_GEN_SECRET_LEN];

	memset(secret, fill, sizeof(secret));
	unit_ok(gs_gen_derive(created, secret, g), "derive");
}

static void
hold(struct world *w, const char *ring, const struct gs_gen *g)
{
	struct gs_gens gens = { NULL, 0, 0 };

	unit_ok(gs_gens_add(&gens, g), "add");
	unit_ok(gs_keys_add(&w->keys, ring, &gens, NULL), "hold");
	gs_gens_clear(&gens);
}

static struct world *
make(void)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	gen(&w->old, 1, 'o');
	gen(&w->new, 2, 'n');
	gen(&w->prod, 3, 'p');
	gen(&w->strange, 4, 's');
	hold(w, "default", &w->old);
	hold(w, "default", &w->new);
	hold(w, "prod", &w->prod);
	return w;
}

static void
drop(struct world *w)
{
	gs_keys_clear(&w->keys);
	free(w);
}

static void
sealed(const struct gs_gen *g, struct gs_buf *b)
{
	static const struct gs_seal_opt opt = { false, 0 };
	static const uint8_t room[ROOM] = { 0 };

	unit_ok(gs_buf_add(b, room, ROOM), "room");
	unit_ok(gs_buf_adds(b, "A=1\n"), "text");
	unit_ok(gs_sealed_seal(&g->content, &opt, b), "seal");
}

/* What a blob of ${g} is at a path of the keyring ${ring}. */
static enum gs_verdict
look(const struct world *w, const struct gs_gen *g, const char *ring)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_judged j;

	sealed(g, &b);
	gs_verdict_look(&w->keys, ring, b.p, b.n, &j);
	assert_true(j.has_id);
	assert_memory_equal(j.id, g->content.id, GS_GEN_ID_LEN);
	gs_buf_clear(&b);
	return j.verdict;
}

static void
test_generations(void **state)
{
	struct world *w = make();

	(void)state;
	assert_int_equal(look(w, &w->new, "default"), GS_VERDICT_SEALED);
	assert_int_equal(look(w, &w->old, "default"), GS_VERDICT_OLD);
	assert_int_equal(look(w, &w->prod, "prod"), GS_VERDICT_SEALED);
	assert_int_equal(look(w, &w->prod, "default"), GS_VERDICT_OTHER_RING);
	assert_int_equal(look(w, &w->new, "prod"), GS_VERDICT_OTHER_RING);
	assert_int_equal(
	    look(w, &w->strange, "default"), GS_VERDICT_UNKNOWN_KEY);
	assert_int_equal(look(w, &w->strange, "none"), GS_VERDICT_LOCKED);
	/* Without its own keyring a path is locked, but the blob's owner is
	 * known all the same. */
	assert_int_equal(look(w, &w->new, "none"), GS_VERDICT_OTHER_RING);
	drop(w);
}

static void
test_locked(void **state)
{
	struct world *w = make();

	(void)state;
	w->keys.locked_worktree = true;
	assert_int_equal(look(w, &w->new, "default"), GS_VERDICT_LOCKED);
	assert_int_equal(look(w, &w->strange, "default"), GS_VERDICT_LOCKED);
	gs_keys_clear(&w->keys);
	w->keys.locked = true;
	assert_int_equal(look(w, &w->new, "default"), GS_VERDICT_LOCKED);
	drop(w);
}

static const struct {
	const char *name;
	const char *bytes;
	size_t n;
	enum gs_verdict want;
} shapes[] = {
	{ "nothing", "", 0, GS_VERDICT_EMPTY },
	{ "text", "A=1\n", 4, GS_VERDICT_PLAIN },
	{ "seven bytes of the magic", "\0GITSEA", 7, GS_VERDICT_PLAIN },
	{ "the magic alone", "\0GITSEAL", 8, GS_VERDICT_DAMAGED },
	{ "version 2", "\0GITSEAL\2\0", 10, GS_VERDICT_NEWER },
	{ "the chunked flag", "\0GITSEAL\1\2", 10, GS_VERDICT_NEWER },
	{ "a header without a body", "\0GITSEAL\1\0aaaaaaiiiiiiiiiiiiiiii", 32,
	    GS_VERDICT_DAMAGED },
	{ "a byte of body", "\0GITSEAL\1\0aaaaaaiiiiiiiiiiiiiiiib", 33,
	    GS_VERDICT_UNKNOWN_KEY },
};

static void
test_shapes(void **state)
{
	struct world *w = make();
	struct gs_judged j;

	(void)state;
	for (size_t i = 0; i < NR(shapes); i++) {
		gs_verdict_look(
		    &w->keys, "default", shapes[i].bytes, shapes[i].n, &j);
		if (j.verdict != shapes[i].want)
			fail_msg("%s: %s", shapes[i].name,
			    gs_verdict_name(j.verdict));
		assert_int_equal(gs_verdict_sealed(j.verdict),
		    shapes[i].want != GS_VERDICT_EMPTY &&
			shapes[i].want != GS_VERDICT_PLAIN);
	}
	drop(w);
}

static void
test_open(void **state)
{
	struct world *w = make();
	struct gs_buf b = GS_BUF_INIT;
	struct gs_judged j;
	size_t off;

	(void)state;
	sealed(&w->old, &b);
	gs_verdict_look(&w->keys, "default", b.p, b.n, &j);
	unit_ok(gs_verdict_open(&j, UINT64_MAX, &b, &off), "open");
	assert_int_equal(j.verdict, GS_VERDICT_OLD);
	assert_int_equal(b.n - off, 4);
	assert_memory_equal(b.p + off, "A=1\n", 4);
	gs_buf_reset(&b);
	sealed(&w->old, &b);
	gs_verdict_look(&w->keys, "default", b.p, b.n, &j);
	b.p[b.n - 1] ^= 1;
	unit_ok(gs_verdict_open(&j, UINT64_MAX, &b, &off), "open damage");
	assert_int_equal(j.verdict, GS_VERDICT_DAMAGED);
	assert_int_equal(b.n, 0);
	gs_buf_clear(&b);
	drop(w);
}

static void
test_names(void **state)
{
	(void)state;
	for (int v = 0; v < GS_VERDICT_NR; v++) {
		const char *name = gs_verdict_name((enum gs_verdict)v);

		assert_non_null(name);
		assert_true(strlen(name) > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
