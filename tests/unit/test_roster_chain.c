#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "roster_world.h"

/* What each file is worth, seen from a clone. */
static const struct {
	const char *name;
	struct world w;
	const char *want;
} cases[] = {
	{ "the root that the clone made", { .trunk = "A", .held = "A" },
	    "A=v" },
	{ "a rotation that a wrap opened",
	    { .trunk = "A B:A", .held = "A", .opened = "B" }, "A=v B=v" },
	{ "a rotation that no wrap opens", { .trunk = "A B:A", .held = "A" },
	    "A=v B=a" },
	{ "two steps further",
	    { .trunk = "A B:A C:B", .held = "A", .opened = "BC" },
	    "A=v B=v C=v" },
	{ "a child of one that is ahead: no edge to check",
	    { .trunk = "A B:A C:B", .held = "A", .opened = "C" },
	    "A=v B=a C=u" },
	{ "a join of a known and an unknown side",
	    { .trunk = "A B:A C:AB", .held = "A", .opened = "C" },
	    "A=v B=a C=v" },
	{ "ancestors of what is held, its root included",
	    { .trunk = "A B:A C:B", .held = "C", .opened = "AB" },
	    "A=v B=v C=v" },
	{ "ancestors that do not open (granted from now on)",
	    { .trunk = "A B:A C:B", .held = "C" }, "A=r B=u C=v" },
	{ "the other parent of a join, joined by it",
	    { .trunk = "A B:A C:A D:BC", .held = "C", .opened = "BD" },
	    "A=r B=v C=v D=v" },
	{ "held without any file", { .held = "A" }, "A=v" },
	{ "an absent blob", { .trunk = "A B-", .held = "A" }, "A=v B=a" },
	{ "an absent blob of what is held", { .trunk = "A-", .held = "A" },
	    "A=v" },
	{ "absent in one set, there in another",
	    { .trunk = "A B-", .index = "A B:A", .held = "A", .opened = "B" },
	    "A=v B=v" },
	{ "a damaged file", { .trunk = "A B~", .held = "A" }, "A=v B=d" },
	{ "damaged here, right there",
	    { .trunk = "A B~", .index = "A B:A", .held = "A", .opened = "B" },
	    "A=v B=v" },
	{ "a version from the future", { .trunk = "A B2", .held = "A" },
	    "A=v B=n" },
	{ "a must key, proven",
	    { .trunk = "A B:A+", .held = "A", .opened = "B" }, "A=v B=n" },
	{ "a must key of one that is ahead", { .trunk = "A B:A+", .held = "A" },
	    "A=v B=n" },
	{ "a must key that nothing proves",
	    { .trunk = "A B:A!A+", .held = "A" }, "A=v B=f" },
	{ "a must key in a planted root", { .trunk = "A B+", .held = "A" },
	    "A=v B=r" },

	{ "attack: a planted root",
	    { .trunk = "A X", .held = "A", .opened = "X" }, "A=v X=r" },
	{ "attack: a planted root and its child",
	    { .trunk = "A X Y:X", .held = "A", .opened = "XY" },
	    "A=v X=r Y=u" },
	{ "attack: a planted root joined by one who knows A",
	    { .trunk = "A X Y:AX", .held = "A", .opened = "XY" },
	    "A=v X=r Y=v" },
	{ "attack: own tag forged",
	    { .trunk = "A B:A?", .held = "A", .opened = "B" }, "A=v B=f" },
	{ "attack: parenttag forged, openable",
	    { .trunk = "A B:A!A", .held = "A", .opened = "B" }, "A=v B=f" },
	{ "attack: parenttag forged, not openable",
	    { .trunk = "A B:A!A", .held = "A" }, "A=v B=f" },
	{ "attack: a forged join of the newest",
	    { .trunk = "A B:A* L:AB!B", .held = "AB", .opened = "L" },
	    "A=v B=v L=f" },
	{ "attack: the same, seen where the newest does not open",
	    { .trunk = "A B:A* L:AB!B", .held = "A", .opened = "L" },
	    "A=v B=a L=v" },
	{ "attack: a child of a forged join",
	    { .trunk = "A B:A* L:AB!B M:L", .held = "AB", .opened = "LM" },
	    "A=v B=v L=f M=u" },
	{ "attack: an edge cannot launder a forged parent",
	    { .trunk = "A L:A!A M:LA", .held = "A", .opened = "LM" },
	    "A=v L=f M=v" },
	{ "attack: the held root's file with a wrong tag",
	    { .trunk = "A? B:A", .held = "A", .opened = "B" }, "A=v B=v" },
	{ "attack: another fingerprint under the same id, not openable",
	    { .trunk = "A B:A@", .held = "A" }, "A=v B=a" },
	{ "attack: the same where the generation itself is known",
	    { .trunk = "A B:A@", .held = "AB" }, "A=v B=v" },
	{ "attack: the same, in the index, a forged edge in the trunk",
	    { .trunk = "A B:A!A",
		.index = "A B:A@",
		.held = "A",
		.opened = "B" },
	    "A=v B=f" },
	{ "attack: a forged file among the ancestors of what is held",
	    { .trunk = "A L:A!A X:AL", .held = "AX", .opened = "L" },
	    "A=v L=f X=v" },
	{ "attack: a circle off what is known",
	    { .trunk = "A X:Y Y:X", .held = "A", .opened = "XY" },
	    "A=v X=u Y=u" },
	{ "attack: a circle made by one who knows A",
	    { .trunk = "A X:AY Y:X", .held = "A", .opened = "XY" },
	    "A=v X=v Y=v" },
	{ "attack: A's own file put into a circle",
	    { .trunk = "A:X X:A", .held = "A", .opened = "X" }, "A=v X=v" },
};

static void
test_states(void **state)
{
	struct world_chain c;
	char got[256];

	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		world_build(&cases[i].w, &c);
		if (strcmp(world_states(&c, got), cases[i].want) != 0)
			fail_msg("%s: got %s", cases[i].name, got);
		/* Asking again changes nothing. */
		assert_int_equal(gs_chain_build(c.chain, NULL), GS_OK);
		if (strcmp(world_states(&c, got), cases[i].want) != 0)
			fail_msg("%s: again: got %s", cases[i].name, got);
		world_clear(&c);
	}
}

/* Which of several files with one name counts, and where. */
static const struct {
	const char *name;
	struct world w;
	char letter;
	uint32_t sets, bad;
} carried[] = {
	{ "the same in two sets", { .trunk = "A", .index = "A", .held = "A" },
	    'A', GS_CHAIN_TRUNK | GS_CHAIN_INDEX, 0 },
	{ "reworded by one who knows it: the trunk's counts",
	    { .trunk = "A", .index = "A/", .held = "A" }, 'A', GS_CHAIN_TRUNK,
	    GS_CHAIN_INDEX },
	{ "damaged in the trunk: the index's counts",
	    { .trunk = "A~", .index = "A", .held = "A" }, 'A', GS_CHAIN_INDEX,
	    GS_CHAIN_TRUNK },
	{ "forged in the trunk: the index's counts",
	    { .trunk = "A?", .index = "A", .held = "A" }, 'A', GS_CHAIN_INDEX,
	    GS_CHAIN_TRUNK },
	{ "a forged edge in the trunk: the index's counts, ahead as it is",
	    { .trunk = "A B:A!A", .index = "A B:A", .held = "A" }, 'B',
	    GS_CHAIN_INDEX, GS_CHAIN_TRUNK },
	{ "absent in the trunk, read from HEAD: both carry it",
	    { .trunk = "A-", .head = "A", .held = "A" }, 'A',
	    GS_CHAIN_TRUNK | GS_CHAIN_HEAD, 0 },
	{ "nothing but a forged one", { .trunk = "A? ", .held = "A" }, 'A', 0,
	    GS_CHAIN_TRUNK },
};

static void
test_carried(void **state)
{
	struct world_chain c;

	(void)state;
	for (size_t i = 0; i < GS_NR(carried); i++) {
		const struct gs_chain_gen *g;

		world_build(&carried[i].w, &c);
		g = gs_chain_at(c.chain, world_find(&c, carried[i].letter));
		if (g->sets != carried[i].sets || g->bad != carried[i].bad)
			fail_msg("%s: sets %x, bad %x", carried[i].name,
			    g->sets, g->bad);
		world_clear(&c);
	}
}

/* What a generation leaves open. */
static const struct {
	const char *name, *files;
	char x;
	const char *ancestors, *descendants, *open;
} walks[] = {
	{ "a root alone", "A", 'A', "A", "A", "A" },
	{ "nothing closes", "A B:A C:B", 'C', "ABC", "C", "ABC" },
	{ "nothing closes, seen from the middle", "A B:A C:B", 'B', "AB", "BC",
	    "ABC" },
	{ "a revocation closes what was before", "A B:A*", 'B', "AB", "B",
	    "B" },
	{ "seen from before the revocation", "A B:A*", 'A', "A", "AB", "AB" },
	{ "rotations after a revocation", "A B:A* C:B D:C", 'D', "ABCD", "D",
	    "BCD" },
	{ "the last of two revocations", "A B:A* C:B D:C* E:D", 'E', "ABCDE",
	    "E", "DE" },
	{ "closing = yes", "A B:A^ C:B", 'C', "ABC", "C", "BC" },
	{ "a closing root", "A^ B:A", 'B', "AB", "B", "AB" },
	{ "a fork: the other side stays open", "A B:A C:A", 'C', "AC", "C",
	    "ABC" },
	{ "a fork: a revocation closes the other side", "A B:A C:A*", 'C', "AC",
	    "C", "C" },
	{ "a join closes both sides", "A B:A C:A D:BC", 'D', "ABCD", "D", "D" },
	{ "after a join", "A B:A C:A* D:BC E:D", 'E', "ABCDE", "E", "DE" },
	{ "the leaver's child of what was closed", "A B:A* L:A", 'B', "AB", "B",
	    "B" },
};

static void
expect(const struct world_chain *c, const char *name, const char *what,
    const uint8_t *mark, const char *want)
{
	char got[32];

	if (strcmp(world_letters(c, mark, got), want) != 0)
		fail_msg("%s: %s: got %s", name, what, got);
}

static void
test_walks(void **state)
{
	struct world w = { .held = "ABCDEL" };
	struct world_chain c;

	(void)state;
	for (size_t i = 0; i < GS_NR(walks); i++) {
		uint8_t mark[26];
		size_t x;

		w.trunk = walks[i].files;
		world_build(&w, &c);
		x = world_find(&c, walks[i].x);
		assert_int_equal(gs_chain_ancestors(c.chain, x, mark), GS_OK);
		expect(
		    &c, walks[i].name, "ancestors", mark, walks[i].ancestors);
		assert_int_equal(gs_chain_descendants(c.chain, x, mark), GS_OK);
		expect(&c, walks[i].name, "descendants", mark,
		    walks[i].descendants);
		assert_int_equal(gs_chain_open(c.chain, x, mark), GS_OK);
		expect(&c, walks[i].name, "open", mark, walks[i].open);
		world_clear(&c);
	}
}

static void
test_is_ancestor(void **state)
{
	static const struct {
		char a, b;
		bool yes;
	} pairs[] = { { 'A', 'C', true }, { 'A', 'A', true },
		{ 'C', 'A', false }, { 'C', 'D', false }, { 'X', 'A', false },
		{ 'A', 'X', false } };
	const struct world w = { .trunk = "A B:A C:B D:A", .held = "ABCD" };
	struct world_chain c;

	(void)state;
	world_build(&w, &c);
	for (size_t i = 0; i < GS_NR(pairs); i++) {
		if (gs_chain_is_ancestor(c.chain,
			world_gen(pairs[i].a)->content.id,
			world_gen(pairs[i].b)->content.id) != pairs[i].yes)
			fail_msg("%c to %c", pairs[i].a, pairs[i].b);
	}
	world_clear(&c);
}

static void
test_needs(void **state)
{
	static const struct {
		struct world w;
		char x;
		const char *want;
	} all[] = {
		{ { .trunk = "A B:A C:B D:C", .held = "A" }, 'D', "BCD" },
		{ { .trunk = "A B:A C:B D:C", .held = "A", .opened = "D" }, 'D',
		    "BC" },
		{ { .trunk = "A B:A C:B D:C", .held = "A", .opened = "BC" },
		    'D', "D" },
		{ { .trunk = "A B:A C:B D:AC", .held = "A", .opened = "D" },
		    'D', "" },
		{ { .trunk = "A B:A", .held = "AB" }, 'B', "" },
		{ { .trunk = "A X Y:X", .held = "A", .opened = "Y" }, 'Y',
		    "X" },
		{ { .trunk = "A X:Y Y:X", .held = "A" }, 'X', "XY" },
		{ { .trunk = "A B-", .held = "A" }, 'B', "B" },
	};

	(void)state;
	for (size_t i = 0; i < GS_NR(all); i++) {
		struct world_chain c;
		uint8_t mark[26];

		world_build(&all[i].w, &c);
		assert_int_equal(
		    gs_chain_needs(c.chain, world_find(&c, all[i].x), mark),
		    GS_OK);
		expect(&c, all[i].w.trunk, "needs", mark, all[i].want);
		world_clear(&c);
	}
}

/* What the chain handed out stays where it is, whatever is added later. */
static void
test_stays(void **state)
{
	const struct world w = { .trunk = "A B:A", .held = "A", .opened = "B" };
	struct world_chain c;
	const struct gs_gen *a, *b;
	struct gs_gens more = { 0 };

	(void)state;
	world_build(&w, &c);
	a = gs_chain_gen(c.chain, world_gen('A')->content.id)->key;
	b = gs_chain_gen(c.chain, world_gen('B')->content.id)->key;
	for (char l = 'C'; l <= 'Z'; l++)
		assert_int_equal(gs_gens_add(&more, world_gen(l)), GS_OK);
	assert_int_equal(gs_chain_add_held(c.chain, &more), GS_OK);
	assert_int_equal(gs_chain_build(c.chain, NULL), GS_OK);
	assert_ptr_equal(
	    gs_chain_gen(c.chain, world_gen('A')->content.id)->key, a);
	assert_ptr_equal(
	    gs_chain_gen(c.chain, world_gen('B')->content.id)->key, b);
	assert_memory_equal(a->secret, world_gen('A')->secret, 64);
	assert_memory_equal(b->secret, world_gen('B')->secret, 64);
	gs_gens_clear(&more);
	world_clear(&c);
}

static void
test_one_id(void **state)
{
	const struct world w = { .trunk = "A", .held = "A" };
	struct gs_gens other = { 0 };
	struct gs_gen gen = *world_gen('A');
	struct world_chain c;

	(void)state;
	gen.fingerprint[0] ^= 1;
	world_build(&w, &c);
	assert_int_equal(gs_gens_add(&other, &gen), GS_OK);
	assert_int_equal(gs_chain_add_held(c.chain, &other), GS_EREFUSED);
	gs_gens_clear(&other);
	world_clear(&c);
}

/* Loose ends and vanished files need no key. */
static void
test_keyless(void **state)
{
	static const struct {
		const char *files, *want;
	} loose[] = { { "A", "A" }, { "A B:A C:B", "C" }, { "A B:A C:A", "BC" },
		{ "A B:A C:A D:BC", "D" }, { "A X", "AX" },
		{ "A B:A L:AB!B", "L" }, { "A:B B:A", "" } };
	struct world_chain c;
	uint8_t mark[26];

	(void)state;
	for (size_t i = 0; i < GS_NR(loose); i++) {
		const struct world w = { .tree = loose[i].files,
			.trunk = "A B:A C:AB" };

		world_build(&w, &c);
		assert_int_equal(
		    gs_chain_loose(c.chain, GS_CHAIN_TREE, mark), GS_OK);
		expect(&c, loose[i].files, "loose", mark, loose[i].want);
		world_clear(&c);
	}
}

static void
test_vanished(void **state)
{
	const struct world w = {
		.trunk = "A B:A C:B", .before = "A B:A D:B", .tree = "A C:B"
	};
	struct world_chain c;

	(void)state;
	world_build(&w, &c);
	for (char l = 'A'; l <= 'D'; l++) {
		const struct gs_chain_gen *g =
		    gs_chain_at(c.chain, world_find(&c, l));

		if (gs_chain_vanished(g, GS_CHAIN_BEFORE, GS_CHAIN_TREE) !=
		    (l == 'B'))
			fail_msg("%c", l);
	}
	world_clear(&c);
}

/* A wrap counts only where a file has its id and its fingerprint. */
static void
test_opened(void **state)
{
	const struct world w = { .trunk = "A B:A" };
	struct gs_gen other = *world_gen('B');
	struct world_chain c;

	(void)state;
	world_build(&w, &c);
	assert_int_equal(
	    gs_chain_add_opened(c.chain, world_gen('C')), GS_ENOKEY);
	other.fingerprint[0] ^= 1; /* "wrong fingerprint, same id" */
	assert_int_equal(gs_chain_add_opened(c.chain, &other), GS_ENOKEY);
	assert_int_equal(gs_chain_add_opened(c.chain, world_gen('B')), GS_OK);
	assert_int_equal(gs_chain_add_opened(c.chain, world_gen('B')), GS_OK);
	world_clear(&c);
}

static void
test_floor(void **state)
{
	struct world w = {
		.trunk = "A B:A", .held = "A", .opened = "B", .floor = 'A'
	};
	struct world_chain c;

	(void)state;
	world_build(&w, &c);
	assert_int_equal(gs_chain_floor(c.chain), world_find(&c, 'A'));
	world_clear(&c);
	w.floor = 'B'; /* opened, but not trusted */
	world_build(&w, &c);
	assert_int_equal(gs_chain_floor(c.chain), gs_chain_nr(c.chain));
	world_clear(&c);
}

/* 4,096 generations, the most there may be, in one chain and in one fan. */
static void
big(bool fan)
{
	static struct gs_generation file[GS_GENERATIONS_MAX + 1];
	uint8_t *mark = calloc(GS_GENERATIONS_MAX, 1);
	struct gs_gens gens = { 0 };
	struct gs_chain *c;

	assert_non_null(mark);
	assert_int_equal(gs_chain_new("default", &c), GS_OK);
	for (size_t i = 0; i <= GS_GENERATIONS_MAX; i++) {
		uint8_t secret[GS_GEN_SECRET_LEN] = { (uint8_t)i,
			(uint8_t)(i >> 8) };
		struct gs_gen gen;
		int r;

		assert_int_equal(gs_gen_derive(i, secret, &gen), GS_OK);
		assert_int_equal(
		    gs_generation_make(&gen, "x", &file[i]), GS_OK);
		if (i < GS_GENERATIONS_MAX)
			assert_int_equal(gs_gens_add(&gens, &gen), GS_OK);
		if (i > 0)
			assert_int_equal(
			    gs_generation_add_parent(
				&file[i], gens.v[fan ? 0 : i - 1].content.id),
			    GS_OK);
		assert_int_equal(
		    gs_generation_sign(&file[i], "default", &gen, &gens),
		    GS_OK);
		r = gs_chain_add_file(c, GS_CHAIN_TRUNK, &file[i]);
		assert_int_equal(
		    r, i < GS_GENERATIONS_MAX ? GS_OK : GS_ETOOBIG);
	}
	assert_int_equal(gs_chain_add_held(c, &gens), GS_OK);
	assert_int_equal(gs_chain_build(c, gens.v[0].content.id), GS_OK);
	assert_int_equal(
	    gs_chain_ancestors(c, GS_GENERATIONS_MAX - 1, mark), GS_OK);
	assert_int_equal(mark[1], !fan);
	assert_int_equal(gs_chain_open(c, 0, mark), GS_OK);
	assert_int_equal(mark[GS_GENERATIONS_MAX - 1], 1);
	gs_chain_free(c);
	gs_gens_clear(&gens);
	for (size_t i = 0; i <= GS_GENERATIONS_MAX; i++)
		gs_generation_clear(&file[i]);
	free(mark);
}

static void
test_long_chain(void **state)
{
	(void)state;
	big(false);
}

static void
test_wide_fan(void **state)
{
	(void)state;
	big(true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_carried),
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_is_ancestor),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_one_id),
		cmocka_unit_test(test_keyless),
		cmocka_unit_test(test_vanished),
		cmocka_unit_test(test_opened),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_wide_fan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
