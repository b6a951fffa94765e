#include "box.h"

#include "engine/merge.h"
#include "faults.h"
#include "format/keyring.h"

/*
 * A path 'f' of the keyring 'default', which has three generations: ${old},
 * ${now}, which seals, and ${closed}; ${prod} is another keyring's, and
 * nobody has ${lost}.
 */
static struct gs_gen old_gen, now_gen, closed_gen, prod_gen, lost_gen;
static struct gs_keys keys;
static struct gs_attrs attrs;
static struct gs_filter filter;
static int sealing_fails;
static bool plain;

static int
ask_attrs(void *ctx, const char *path, struct gs_attrs *out, struct gs_err *e)
{
	(void)ctx;
	(void)path;
	(void)e;
	*out = attrs;
	return GS_OK;
}

static int
sealing(
    void *ctx, const char *ring, const struct gs_gen **gen, struct gs_err *e)
{
	(void)ctx;
	(void)ring;
	*gen = sealing_fails != GS_OK ? NULL : &now_gen;
	return sealing_fails != GS_OK ? gs_fail(e, sealing_fails, "a fork")
				      : GS_OK;
}

static int
standing(void *ctx, const char *ring, const uint8_t id[GS_GEN_ID_LEN],
    enum gs_standing *out, struct gs_err *e)
{
	(void)ctx;
	(void)ring;
	(void)e;
	*out = GS_STANDS_OPEN;
	if (memcmp(id, closed_gen.content.id, GS_GEN_ID_LEN) == 0)
		*out = GS_STANDS_CLOSED;
	if (memcmp(id, prod_gen.content.id, GS_GEN_ID_LEN) == 0)
		*out = GS_STANDS_APART;
	return GS_OK;
}

static const struct gs_world world = { .oid_len = 20, .attrs = ask_attrs };

static int
set_up(void **state)
{
	struct gs_gen *const gens[] = { &old_gen, &now_gen, &closed_gen,
		&prod_gen, &lost_gen };

	assert_int_equal(box_open(state), 0);
	for (size_t i = 0; i < NR(gens); i++)
		unit_ok(gs_gen_make(1000 + i, gens[i]), "generation");
	keys.v = calloc(2, sizeof(*keys.v));
	assert_non_null(keys.v);
	keys.nr = 2;
	strcpy(keys.v[0].name, "default");
	strcpy(keys.v[1].name, "prod");
	unit_ok(gs_gens_add(&keys.v[0].gens, &old_gen), "add");
	unit_ok(gs_gens_add(&keys.v[0].gens, &closed_gen), "add");
	unit_ok(gs_gens_add(&keys.v[0].gens, &now_gen), "add");
	unit_ok(gs_gens_add(&keys.v[1].gens, &prod_gen), "add");
	attrs = (struct gs_attrs){ .sealed = true,
		.keyring = "default",
		.keyring_ok = true,
		.compress = true,
		.pad_ok = true };
	memset(&filter, 0, sizeof(filter));
	filter.keys = &keys;
	filter.world = &world;
	filter.sealing = sealing;
	sealing_fails = GS_OK;
	return 0;
}

static int
tear_down(void **state)
{
	gs_keys_clear(&keys);
	return box_close(state);
}

/* "o:TEXT" is TEXT sealed by the generation that the letter stands for, "=:"
 * plain, "x:" damaged; "" is empty. */
static void
make(const char *spec, struct gs_buf *b)
{
	const struct gs_seal_opt opt = { attrs.compress, attrs.pad };
	const struct gs_gen *gen = NULL;

	if (spec[0] == '\0')
		return;
	switch (spec[0]) {
	case 'o':
		gen = &old_gen;
		break;
	case 'n':
	case 'x':
		gen = &now_gen;
		break;
	case 'c':
		gen = &closed_gen;
		break;
	case 'p':
		gen = &prod_gen;
		break;
	case 'l':
		gen = &lost_gen;
		break;
	default:
		break;
	}
	if (gen != NULL)
		unit_ok(gs_buf_add(
			    b, (uint8_t[GS_FILTER_ROOM]){ 0 }, GS_FILTER_ROOM),
		    "room");
	unit_ok(gs_buf_adds(b, spec + 2), "text");
	if (gen != NULL)
		unit_ok(gs_sealed_seal(&gen->content, &opt, b), "seal");
	if (spec[0] == 'x')
		b->p[b->n - 1] ^= 1;
}

static void
is_blob(const char *name, const struct gs_buf *b, const char *spec)
{
	struct gs_buf want = GS_BUF_INIT;

	make(spec, &want);
	if (b->n != want.n || (b->n != 0 && memcmp(b->p, want.p, b->n) != 0))
		fail_msg("%s: not what was wanted", name);
	gs_buf_clear(&want);
}

#define MARKS(a, b) "<<<<<<< ours\n" a "=======\n" b ">>>>>>> theirs\n"
#define OURS "ours"

static const struct row {
	const char *name, *base, *ours, *theirs;
	int code;
	bool conflict;
	const char *want; /* as make's, or OURS: it stays */
	const char *why;  /* NULL: nothing is said */
} rows[] = {
	{ "both edit", "o:1\n2\n3\n4\n5\n", "n:a\n2\n3\n4\n5\n",
	    "n:1\n2\n3\n4\nb\n", 0, false, "n:a\n2\n3\n4\nb\n", NULL },
	{ "both edit under old ones", "o:1\n2\n3\n4\n5\n", "o:a\n2\n3\n4\n5\n",
	    "o:1\n2\n3\n4\nb\n", 0, false, "n:a\n2\n3\n4\nb\n", NULL },
	{ "both edit the same line", "o:1\n", "o:2\n", "o:3\n", 0, true,
	    "n:" MARKS("2\n", "3\n"), NULL },
	{ "both edit to the same", "o:1\n", "o:2\n", "n:2\n", 0, false, "n:2\n",
	    NULL },
	{ "... both under an old one", "o:1\n", "o:2\n", "c:2\n", 0, false,
	    OURS, NULL },
	{ "theirs re-sealed only", "o:1\n", "o:2\n", "n:1\n", 0, false, "n:2\n",
	    NULL },
	{ "ours re-sealed only", "o:1\n", "n:1\n", "o:2\n", 0, false, "n:2\n",
	    NULL },
	{ "ours re-sealed only, theirs under what seals", "o:1\n", "o:1\n",
	    "n:2\n", 0, false, "n:2\n", NULL },
	{ "both re-sealed only", "c:1\n", "o:1\n", "n:1\n", 0, false, "n:1\n",
	    NULL },
	{ "the result is ours", "o:1\n", "n:2\n", "c:1\n", 0, false, OURS,
	    NULL },
	{ "no base", "", "n:1\n2\n", "n:1\n3\n", 0, true,
	    "n:1\n" MARKS("2\n", "3\n"), NULL },
	{ "theirs empties it", "o:1\n", "n:1\n", "", 0, false, "", NULL },
	{ "control bytes", "o:1\n", "n:2\n", "n:3\n\1", 0, true,
	    "n:" MARKS("2\n", "3\n\1\n"), NULL },
	{ "theirs plain", "o:1\n2\n", "n:1\n2\n", "=:1\n3\n", 0, true,
	    "n:1\n" MARKS("2\n", "3\n"), "theirs is plain" },
	{ "theirs plain, both edit elsewhere", "o:1\n2\n3\n", "n:a\n2\n3\n",
	    "=:1\n2\nb\n", 0, true, "n:" MARKS("a\n2\n3\n", "1\n2\nb\n"),
	    "theirs is plain" },
	{ "ours plain", "o:1\n2\n", "=:1\n3\n", "n:1\n2\n", 0, true,
	    "n:1\n" MARKS("3\n", "2\n"), "ours is plain" },
	{ "theirs plain as the base", "o:1\n", "o:2\n", "=:1\n", 0, false,
	    "n:2\n", NULL },
	{ "theirs plain as ours", "o:1\n", "n:2\n", "=:2\n", 0, false, OURS,
	    NULL },
	{ "ours plain as theirs", "o:1\n", "=:2\n", "o:2\n", 0, false, "o:2\n",
	    NULL },
	{ "a plain base, theirs sealed it", "=:1\n", "=:1\n", "o:2\n", 0, false,
	    "n:2\n", NULL },
	{ "theirs closed", "o:1\n", "o:1\n", "c:2\n", 0, true,
	    "n:" MARKS("1\n", "2\n"), "theirs was changed under a" },
	{ "ours closed", "o:1\n", "c:2\n", "n:1\n", 0, true,
	    "n:" MARKS("2\n", "1\n"), "ours was changed under a" },
	{ "both closed and the same", "o:1\n", "c:2\n", "=:2\n", 0, true, OURS,
	    "theirs is plain" },
	{ "theirs closed, as the base", "o:1\n", "o:2\n", "c:1\n", 0, false,
	    "n:2\n", NULL },
	{ "theirs of another keyring", "o:1\n", "o:1\n", "p:2\n", 0, true,
	    "n:" MARKS("1\n", "2\n"), "another keyring" },
	{ "a base that nobody can open", "l:1\n", "o:1\n2\n", "n:1\n3\n", 0,
	    true, "n:1\n" MARKS("2\n", "3\n"), NULL },
	{ "theirs lost", "o:1\n", "o:2\n", "l:3\n", GS_ENOKEY, true, OURS,
	    "no key for generation" },
	{ "ours lost", "o:1\n", "l:2\n", "o:3\n", GS_ENOKEY, true, OURS,
	    "no key for generation" },
	{ "theirs damaged", "o:1\n", "o:2\n", "x:3\n", GS_EDAMAGED, true, OURS,
	    "theirs is damaged" },
	{ "ours damaged", "o:1\n", "x:2\n", "o:3\n", GS_EDAMAGED, true, OURS,
	    "ours is damaged" },
	{ "equal blobs", "o:1\n", "l:2\n", "l:2\n", 0, false, OURS, NULL },
};

static void
merge(const struct row *t, const char *path)
{
	struct gs_buf b[GS_SIDES] = { GS_BUF_INIT, GS_BUF_INIT, GS_BUF_INIT };
	const struct gs_buf *const blob[GS_SIDES] = { &b[0], &b[1], &b[2] };
	const struct gs_merge m = { .f = &filter,
		.path = path,
		.marks = { 7, false, { "ours", "base", "theirs" } },
		.plain = plain,
		.standing = standing };
	struct gs_err e = { "", "" };
	struct gs_merged out;
	const char *said;
	int r;

	make(t->ours, &b[GS_OURS]);
	make(t->base, &b[GS_BASE]);
	make(t->theirs, &b[GS_THEIRS]);
	r = gs_merge_run(&m, blob, &out, &e);
	unit_code(r, t->code, t->name);
	said = r == GS_OK ? out.why.what : e.what;
	if (t->why == NULL ? said[0] != '\0' : strstr(said, t->why) == NULL)
		fail_msg("%s: it says '%s'", t->name, said);
	if (r == GS_OK &&
	    (out.conflict != t->conflict ||
		out.ours != (strcmp(t->want, OURS) == 0)))
		fail_msg("%s: conflict %d, ours %d", t->name, out.conflict,
		    out.ours);
	if (r == GS_OK && !out.ours)
		is_blob(t->name, &out.blob, t->want);
	else
		assert_int_equal(out.blob.n, 0);
	gs_merged_clear(&out);
	for (int k = 0; k < GS_SIDES; k++)
		gs_buf_clear(&b[k]);
}

static void
merged(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(rows); i++)
		merge(&rows[i], "f");
}

static void
by_variable(void **state)
{
	static const struct row t = { "env", "o:A=1\n", "o:A=1\nB=1\n",
		"o:A=1\nC=1\n", 0, false, "n:A=1\nB=1\nC=1\n", NULL };
	static const struct row doubt = { "env, theirs plain", "o:A=1\n",
		"o:A=1\nB=1\n", "=:A=1\nC=1\n", 0, true,
		"n:A=1\n" MARKS("B=1\n", "C=1\n"), "theirs is plain" };

	(void)state;
	merge(&t, "a/.env");
	merge(&doubt, "a/.env");
}

/* What nothing seals stays sealed as ours, and is a conflict. */
static void
nothing_seals(void **state)
{
	static const struct row t[] = {
		{ "both edit", "o:1\n2\n3\n", "o:a\n2\n3\n", "n:1\n2\nb\n", 0,
		    true, "o:a\n2\nb\n", "a fork" },
		{ "ours is the result", "o:1\n", "o:2\n", "n:1\n", 0, true,
		    OURS, "a fork" },
		{ "theirs is the result", "o:1\n", "o:1\n", "n:2\n", 0, true,
		    "o:2\n", "a fork" },
		{ "nobody edited", "c:1\n", "o:1\n", "n:1\n", 0, false, OURS,
		    NULL },
		{ "ours plain", "o:1\n", "=:2\n", "n:1\n", 0, true,
		    "n:" MARKS("2\n", "1\n"), "ours is plain" },
		{ "both plain", "o:1\n", "=:2\n", "=:3\n", 0, true, OURS,
		    "theirs is plain" },
	};

	(void)state;
	sealing_fails = GS_EREFUSED;
	for (size_t i = 0; i < NR(t); i++)
		merge(&t[i], "f");
}

static void
refused(void **state)
{
	static const struct row t = { "both edit", "o:1\n", "o:2\n", "o:3\n",
		GS_EREFUSED, true, OURS, "seal-pad" };
	struct row row = t;

	(void)state;
	attrs.pad_ok = false;
	merge(&row, "f");
	attrs.pad_ok = true;
	attrs.traps = GS_TRAP_TEXT;
	row.why = "the attribute text would";
	merge(&row, "f");
	attrs.traps = 0;
	attrs.keyring_ok = false;
	row.why = "seal-keyring";
	merge(&row, "f");
	attrs.keyring_ok = true;
	strcpy(attrs.keyring, "none");
	row.code = GS_ENOKEY;
	row.why = "not merged, locked: 'f' (keyring 'none')";
	merge(&row, "f");
	strcpy(attrs.keyring, "default");
	keys.locked_worktree = true;
	row.why = "not merged, locked: 'f' (keyring 'default')";
	merge(&row, "f");
	keys.locked_worktree = false;
}

/* Called for a path that is not sealed: plain in, plain out. */
static void
not_sealed(void **state)
{
	static const struct row all = { "plain", "=:1\n2\n3\n4\n5\n",
		"=:a\n2\n3\n4\n5\n", "=:1\n2\n3\n4\nb\n", 0, false,
		"=:a\n2\n3\n4\nb\n", NULL };
	static const struct row mixed = { "mixed", "=:1\n", "=:2\n", "o:3\n",
		GS_EREFUSED, true, OURS, "theirs is sealed" };

	(void)state;
	merge(&all, "sub/.gitattributes");
	merge(&mixed, "sub/.gitattributes");
	attrs.sealed = false;
	merge(&all, "f");
	merge(&mixed, "f");
	attrs.sealed = true;
	plain = true;
	merge(&all, "f");
	merge(&mixed, "f");
	plain = false;
}

struct blobs {
	struct gs_buf b[GS_SIDES];
};

static int
once(void *ctx)
{
	const struct blobs *in = ctx;
	const struct gs_buf *const blob[GS_SIDES] = { &in->b[GS_OURS],
		&in->b[GS_BASE], &in->b[GS_THEIRS] };
	const struct gs_merge m = { .f = &filter,
		.path = ".env",
		.marks = { 7, false, { "ours", "base", "theirs" } },
		.standing = standing };
	struct gs_merged out;
	int r = gs_merge_run(&m, blob, &out, NULL);

	if (r != GS_OK)
		assert_int_equal(out.blob.n, 0);
	gs_merged_clear(&out);
	return r;
}

static void
out_of_memory(void **state)
{
	struct blobs in;

	(void)state;
	memset(&in, 0, sizeof(in));
	make("o:A=1\n", &in.b[GS_BASE]);
	make("o:A=1\nB=1\n", &in.b[GS_OURS]);
	make("n:A=2\n", &in.b[GS_THEIRS]);
	faults_sweep("gs_merge_run", once, &in);
	for (int k = 0; k < GS_SIDES; k++)
		gs_buf_clear(&in.b[k]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(merged),
		TEST(by_variable),
		TEST(nothing_seals),
		TEST(refused),
		TEST(not_sealed),
		TEST(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
