#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "format/roster/seals.h"
#include "roster_world.h"

/*
 * What seals, and where the floor goes.  ${seals}: a letter, "fork",
 * "ahead X", "newer X" or "none".
 */
static const struct {
	const char *name;
	struct world w;
	const char *seals;
	char floor;
} cases[] = {
	{ "one generation",
	    { .trunk = "A", .index = "A", .held = "A", .floor = 'A' }, "A",
	    'A' },
	{ "no floor yet", { .trunk = "A", .held = "A" }, "none", 0 },
	{ "no files anywhere: the floor itself (an orphan branch)",
	    { .held = "A", .floor = 'A' }, "A", 'A' },
	{ "an older branch without a trunk",
	    { .head = "A", .index = "A", .held = "AB", .floor = 'B' }, "B",
	    'B' },
	{ "a rotation made here seals; the floor waits for the trunk",
	    { .trunk = "A",
		.head = "A",
		.index = "A B:A",
		.held = "AB",
		.floor = 'A' },
	    "B", 'A' },
	{ "the same, reset away: it is simply gone",
	    { .trunk = "A",
		.head = "A",
		.index = "A",
		.held = "AB",
		.floor = 'A' },
	    "A", 'A' },
	{ "committed on a branch",
	    { .trunk = "A",
		.head = "A B:A",
		.index = "A B:A",
		.held = "AB",
		.floor = 'A' },
	    "B", 'A' },
	{ "merged into the trunk: the floor moves",
	    { .trunk = "A B:A",
		.index = "A B:A",
		.held = "A",
		.opened = "B",
		.floor = 'A' },
	    "B", 'B' },
	{ "the trunk is ahead of the index: its tip seals",
	    { .trunk = "A B:A",
		.head = "A",
		.index = "A",
		.held = "A",
		.opened = "B",
		.floor = 'A' },
	    "B", 'B' },
	{ "what only a commit under judgment carries does not seal",
	    { .trunk = "A", .tree = "A B:A", .held = "AB", .floor = 'A' }, "A",
	    'A' },
	{ "a must key in the floor's file, which only that commit carries",
	    { .tree = "A+", .held = "A", .floor = 'A' }, "newer A", 'A' },
	{ "the same, where the trunk carries an older one that is open",
	    { .trunk = "A", .tree = "B:A+", .held = "AB", .floor = 'B' },
	    "newer B", 'B' },
	{ "the floor moves along edges only: not to the other side of a fork",
	    { .trunk = "A C:A",
		.held = "AB",
		.opened = "C",
		.tree = "B:A",
		.floor = 'B' },
	    "C", 'B' },
	{ "several steps at once",
	    { .trunk = "A B:A C:B*",
		.index = "A",
		.held = "A",
		.opened = "BC",
		.floor = 'A' },
	    "C", 'C' },
	{ "a branch older than the floor, with a trunk",
	    { .trunk = "A B:A* C:B",
		.head = "A",
		.index = "A",
		.held = "ABC",
		.floor = 'C' },
	    "C", 'C' },
	{ "never back: the trunk was rolled back",
	    { .trunk = "A",
		.head = "A",
		.index = "A",
		.held = "AB",
		.floor = 'B' },
	    "B", 'B' },
	{ "a fork: two rotations on two branches",
	    { .trunk = "A B:A C:A", .held = "A", .opened = "BC", .floor = 'A' },
	    "fork", 'A' },
	{ "a fork between trunk and index",
	    { .trunk = "A B:A",
		.index = "A C:A",
		.held = "A",
		.opened = "BC",
		.floor = 'A' },
	    "fork", 'A' },
	{ "a join ends the fork",
	    { .trunk = "A B:A C:A D:BC",
		.held = "A",
		.opened = "BCD",
		.floor = 'A' },
	    "D", 'D' },
	{ "`rotate --closing` ends it too: one side's child closes the other",
	    { .trunk = "A B:A C:A D:B^",
		.held = "AB",
		.opened = "CD",
		.floor = 'B' },
	    "fork", 'B' },
	{ "... once the floor is there",
	    { .trunk = "A B:A C:A D:B^",
		.held = "ABD",
		.opened = "C",
		.floor = 'D' },
	    "D", 'D' },
	{ "a tip that this clone cannot open",
	    { .trunk = "A B:A", .index = "A B:A", .held = "A", .floor = 'A' },
	    "ahead B", 'A' },
	{ "an absent blob", { .trunk = "A B-", .held = "A", .floor = 'A' },
	    "ahead B", 'A' },
	{ "an absent blob that the floor's ancestor names",
	    { .trunk = "A- B:A", .held = "B", .floor = 'B' }, "B", 'B' },
	{ "an absent blob in the trunk of what the index has",
	    { .trunk = "A B-",
		.index = "A B:A",
		.held = "A",
		.opened = "B",
		.floor = 'A' },
	    "B", 'B' },
	{ "a version from the future",
	    { .trunk = "A B2", .held = "A", .floor = 'A' }, "newer B", 'A' },
	{ "a must key",
	    { .trunk = "A B:A+", .held = "A", .opened = "B", .floor = 'A' },
	    "newer B", 'A' },
	{ "a must key in the floor itself",
	    { .trunk = "A+", .held = "A", .floor = 'A' }, "newer A", 'A' },
	{ "a must key in what the floor closed",
	    { .trunk = "A L:A+ B:A*", .held = "AB", .floor = 'B' }, "B", 'B' },
	{ "a damaged file does not stop the others",
	    { .trunk = "A B~", .held = "A", .floor = 'A' }, "A", 'A' },
	{ "limit: the file of a middle generation is gone",
	    { .trunk = "A C:B", .held = "AB", .opened = "C", .floor = 'A' },
	    "A", 'A' },

	{ "attack: a leaver's generation beside the one that revoked him, "
	  "with a later time",
	    { .trunk = "A B:A* L:A",
		.index = "A B:A* L:A",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the same, before the clone saw the revocation",
	    { .trunk = "A B:A* L:A",
		.held = "A",
		.opened = "BL",
		.floor = 'A' },
	    "fork", 'A' },
	{ "attack: a forged join names the newest without knowing it",
	    { .trunk = "A B:A* L:AB!B",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the same, where the newest does not open",
	    { .trunk = "A B:A* L:AB!B",
		.held = "A",
		.opened = "L",
		.floor = 'A' },
	    "fork", 'A' },
	{ "attack: a leaver revokes himself in his fork",
	    { .trunk = "A B:A* L:A*",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the same, before the clone saw the revocation",
	    { .trunk = "A B:A* L:A*",
		.held = "A",
		.opened = "BL",
		.floor = 'A' },
	    "fork", 'A' },
	{ "attack: a root planted after the first unlock",
	    { .trunk = "A X", .held = "A", .opened = "X", .floor = 'A' }, "A",
	    'A' },
	{ "attack: a planted chain that replaced the old files",
	    { .trunk = "X Y:X",
		.index = "X Y:X",
		.held = "A",
		.opened = "XY",
		.floor = 'A' },
	    "A", 'A' },
	{ "attack: downgrade of a clone that cannot open the newest",
	    { .trunk = "A B:A*", .index = "A B:A*", .held = "A", .floor = 'A' },
	    "ahead B", 'A' },
	{ "attack: the newest's file garbled in the trunk, right in HEAD",
	    { .trunk = "A B:A!A",
		.head = "A B:A*",
		.index = "A",
		.held = "A",
		.floor = 'A' },
	    "ahead B", 'A' },
	{ "attack: a pull request's generation by one who knows nothing",
	    { .trunk = "A",
		.head = "A X:A!A",
		.index = "A X:A!A",
		.held = "A",
		.opened = "X",
		.floor = 'A' },
	    "A", 'A' },
	{ "attack: a pull request's generation by a leaver",
	    { .trunk = "A B:A*",
		.head = "A B:A* L:A",
		.index = "A B:A* L:A",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the same and then an orphan branch or stash -u",
	    { .trunk = "A B:A*", .held = "AB", .opened = "", .floor = 'B' },
	    "B", 'B' },
	{ "attack: a branch older than .git-seal/ and the trunk's fork",
	    { .trunk = "A B:A* L:A",
		.head = "",
		.index = "",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: a circle by one who knows the floor",
	    { .trunk = "A X:AY Y:X",
		.held = "A",
		.opened = "XY",
		.floor = 'A' },
	    "fork", 'A' },
	{ "attack: a circle by a leaver, off the floor",
	    { .trunk = "A B:A* X:AY Y:X",
		.held = "AB",
		.opened = "XY",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the root's file reworded to descend from a leaver's",
	    { .trunk = "A:L L:A B:A*",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "B", 'B' },
	{ "attack: the revocation reworded without its revoked lines",
	    { .trunk = "A B:A?", .head = "A B:A*", .held = "AB", .floor = 'B' },
	    "B", 'B' },
};

static const char *
describe(const struct gs_seals *s, char out[16])
{
	char l = s->gen == NULL ? '-' : world_letter(s->gen->id);

	switch (s->what) {
	case GS_SEALS_ONE:
		(void)snprintf(out, 16, "%c", l);
		break;
	case GS_SEALS_NO_FLOOR:
		(void)snprintf(out, 16, "none");
		break;
	case GS_SEALS_FORK:
		(void)snprintf(out, 16, "fork");
		break;
	case GS_SEALS_AHEAD:
		(void)snprintf(out, 16, "ahead %c", l);
		break;
	case GS_SEALS_NEWER:
		(void)snprintf(out, 16, "newer %c", l);
		break;
	default:
		fail_msg("state %d", s->what);
	}
	return out;
}

static void
test_now(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		const struct gs_chain_gen *floor;
		struct world_chain c;
		struct gs_seals s;
		char got[16], at;

		world_build(&cases[i].w, &c);
		assert_int_equal(gs_seals_now(c.chain, &s, NULL), GS_OK);
		if (strcmp(describe(&s, got), cases[i].seals) != 0)
			fail_msg("%s: seals: got %s", cases[i].name, got);
		assert_int_equal(gs_seals_floor(c.chain, &floor), GS_OK);
		at = floor == NULL ? '\0' : world_letter(floor->id);
		if (at != cases[i].floor)
			fail_msg("%s: floor: got %c", cases[i].name, at);
		world_clear(&c);
	}
}

static void
test_tips(void **state)
{
	const struct world w = { .trunk = "A B:A C:A X",
		.held = "A",
		.opened = "BCX",
		.floor = 'A' };
	struct world_chain c;
	struct gs_seals s;
	uint8_t tips[26];
	char got[32];

	(void)state;
	world_build(&w, &c);
	assert_int_equal(gs_seals_now(c.chain, &s, tips), GS_OK);
	assert_string_equal(world_letters(&c, tips, got), "BC");
	world_clear(&c);
}

/* What a tree's own tips closed. */
static const struct {
	const char *name;
	struct world w;
	const char *closed;
} trees[] = {
	{ "everything is open", { .tree = "A B:A", .held = "AB", .floor = 'B' },
	    "" },
	{ "a revocation closes the old one",
	    { .tree = "A B:A*", .held = "AB", .floor = 'B' }, "A" },
	{ "an older tag stays usable",
	    { .trunk = "A B:A*", .tree = "A", .held = "AB", .floor = 'B' },
	    "" },
	{ "an older release branch, two revocations back",
	    { .trunk = "A B:A* C:B*",
		.tree = "A B:A*",
		.held = "ABC",
		.floor = 'C' },
	    "A" },
	{ "a tree that carries none of ours is judged by the floor",
	    { .trunk = "A B:A*", .tree = "", .held = "AB", .floor = 'B' },
	    "A" },
	{ "a fork in the tree: what one side closed is refused",
	    { .tree = "A B:A* C:A", .held = "A", .opened = "BC", .floor = 'A' },
	    "AC" },
	{ "a tip that does not open closes too",
	    { .tree = "A B:A*", .held = "A", .floor = 'A' }, "A" },
	{ "attack: a blob under a leaver's generation",
	    { .tree = "A B:A* L:A", .held = "AB", .opened = "L", .floor = 'B' },
	    "AL" },
	{ "limit: a tree from before the revocation is judged as it stood",
	    { .trunk = "A B:A*",
		.tree = "A L:A*",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "" },
	{ "attack: a planted root in the tree",
	    { .tree = "A X", .held = "A", .opened = "X", .floor = 'A' }, "X" },
	{ "attack: nothing but a planted root in the tree",
	    { .trunk = "A",
		.tree = "X",
		.held = "A",
		.opened = "X",
		.floor = 'A' },
	    "X" },
	{ "attack: a forged join in the tree",
	    { .tree = "A B:A* L:AB!B",
		.held = "AB",
		.opened = "L",
		.floor = 'B' },
	    "AL" },
};

static void
test_closed(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(trees); i++) {
		struct world_chain c;
		uint8_t mark[26];
		char got[32];

		world_build(&trees[i].w, &c);
		assert_int_equal(
		    gs_seals_closed(c.chain, GS_CHAIN_TREE, mark), GS_OK);
		if (strcmp(world_letters(&c, mark, got), trees[i].closed) != 0)
			fail_msg("%s: got %s", trees[i].name, got);
		world_clear(&c);
	}
}

static void
test_closed_without_floor(void **state)
{
	const struct world w = { .tree = "A", .held = "A" };
	struct world_chain c;
	uint8_t mark[26];

	(void)state;
	world_build(&w, &c);
	assert_int_equal(
	    gs_seals_closed(c.chain, GS_CHAIN_TREE, mark), GS_ENOKEY);
	world_clear(&c);
}

/* Which of a KEYFILE's lines becomes the floor. */
static const struct {
	const char *name;
	struct world w; /* its lines among ${held} */
	const char *lines;
	char want; /* 0: none */
} keyfiles[] = {
	{ "one line", { .trunk = "A", .held = "A" }, "A", 'A' },
	{ "the tip by edges, whatever its time",
	    { .trunk = "B A:B", .held = "AB" }, "AB", 'A' },
	{ "no edge tells: the newest line", { .held = "ABC" }, "ABC", 'C' },
	{ "several tips: the newest of them",
	    { .trunk = "A B:A C:A", .held = "ABC" }, "ABC", 'C' },
	{ "a path through what the file lacks",
	    { .trunk = "B C:B A:C", .held = "ABC" }, "AB", 'A' },
	{ "the floor is an ancestor: it moves",
	    { .trunk = "A B:A", .held = "AB", .floor = 'A' }, "B", 'B' },
	{ "an older KEYFILE moves nothing",
	    { .trunk = "A B:A", .held = "AB", .floor = 'B' }, "A", 0 },
	{ "another branch of the family moves nothing",
	    { .trunk = "A B:A C:A", .held = "ABC", .floor = 'B' }, "AC", 0 },
};

static void
test_keyfile(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(keyfiles); i++) {
		const struct gs_chain_gen *tip;
		struct gs_gens lines = { 0 };
		struct world_chain c;
		char got;

		for (const char *p = keyfiles[i].lines; *p != '\0'; p++)
			assert_int_equal(
			    gs_gens_add(&lines, world_gen(*p)), GS_OK);
		world_build(&keyfiles[i].w, &c);
		assert_int_equal(
		    gs_seals_keyfile(c.chain, &lines, &tip), GS_OK);
		got = tip == NULL ? '\0' : world_letter(tip->id);
		if (got != keyfiles[i].want)
			fail_msg("%s: got %c", keyfiles[i].name, got);
		world_clear(&c);
		gs_gens_clear(&lines);
	}
}

/* The first unlock.  ${blobs}: letters of the tree's sealed blobs. */
static const struct {
	const char *name;
	struct world w;
	bool trunk;
	const char *blobs;
	enum gs_seals_first why;
	char tip;
} firsts[] = {
	{ "one root", { .trunk = "A", .head = "A", .opened = "A" }, true, "A",
	    GS_SEALS_ADOPT, 'A' },
	{ "no trunk at all", { .head = "A B:A", .opened = "AB" }, false, "AB",
	    GS_SEALS_ADOPT, 'B' },
	{ "a chain, all of it opened",
	    { .trunk = "A B:A* C:B", .head = "A B:A* C:B", .opened = "ABC" },
	    true, "AC", GS_SEALS_ADOPT, 'C' },
	{ "a fork that was joined",
	    { .trunk = "A B:A C:A D:BC", .opened = "ABCD" }, true, "",
	    GS_SEALS_ADOPT, 'D' },
	{ "HEAD is behind the trunk",
	    { .trunk = "A B:A", .head = "A", .opened = "AB" }, true, "A",
	    GS_SEALS_ADOPT, 'B' },
	{ "no generation file", { .held = "" }, true, "", GS_SEALS_NOTHING, 0 },
	{ "granted from now on: no edge to check",
	    { .trunk = "A B:A", .opened = "B" }, true, "B", GS_SEALS_UNCHAINED,
	    0 },
	{ "the tip does not open", { .trunk = "A B:A", .opened = "A" }, true,
	    "A", GS_SEALS_CLOSED_TIP, 0 },
	{ "nothing opens", { .trunk = "A" }, true, "A", GS_SEALS_CLOSED_TIP,
	    0 },
	{ "one in the middle does not open",
	    { .trunk = "A B:A C:B", .opened = "AC" }, true, "",
	    GS_SEALS_UNCHAINED, 0 },
	{ "two tips", { .trunk = "A B:A C:A", .opened = "ABC" }, true, "",
	    GS_SEALS_TIPS, 0 },
	{ "the tip is on a branch only",
	    { .trunk = "A", .head = "A B:A", .opened = "AB" }, true, "",
	    GS_SEALS_OFF_TRUNK, 0 },
	{ "the trunk carries nothing", { .head = "A", .opened = "A" }, true, "",
	    GS_SEALS_OFF_TRUNK, 0 },
	{ "a must key", { .trunk = "A B:A+", .opened = "AB" }, true, "",
	    GS_SEALS_BAD, 0 },
	{ "an absent blob", { .trunk = "A B-", .opened = "A" }, true, "",
	    GS_SEALS_BAD, 0 },
	{ "a damaged file", { .trunk = "A B~", .opened = "A" }, true, "",
	    GS_SEALS_BAD, 0 },
	{ "a blob of a generation that nobody knows",
	    { .trunk = "A", .opened = "A" }, true, "AZ", GS_SEALS_BLOBS, 0 },

	{ "attack: a root planted beside the right one",
	    { .trunk = "A X", .opened = "AX" }, true, "A", GS_SEALS_ROOTS, 0 },
	{ "attack: the same, and only the planted one opens",
	    { .trunk = "A X", .opened = "X" }, true, "A", GS_SEALS_ROOTS, 0 },
	{ "attack: a root planted in place of all, blobs left",
	    { .trunk = "X", .opened = "X" }, true, "A", GS_SEALS_BLOBS, 0 },
	{ "attack: a planted root on a branch only",
	    { .trunk = "A", .head = "A X", .opened = "AX" }, true, "A",
	    GS_SEALS_ROOTS, 0 },
	{ "attack: a leaver's generation beside the revocation",
	    { .trunk = "A B:A* L:A", .opened = "ABL" }, true, "A",
	    GS_SEALS_TIPS, 0 },
	{ "attack: the same, the revocation's wraps deleted",
	    { .trunk = "A B:A* L:A", .opened = "AL" }, true, "A", GS_SEALS_TIPS,
	    0 },
	{ "attack: a forged join",
	    { .trunk = "A B:A* L:AB!B", .opened = "ABL" }, true, "A",
	    GS_SEALS_BAD, 0 },
	{ "attack: a forged join, the revocation's wraps deleted",
	    { .trunk = "A B:A* L:AB!B", .opened = "AL" }, true, "A",
	    GS_SEALS_TIPS, 0 },
	{ "attack: a forged tip over an honest chain",
	    { .trunk = "A B:A B:A?", .opened = "AB" }, true, "A", GS_SEALS_BAD,
	    0 },
	{ "attack: a circle hides the tip",
	    { .trunk = "A X:AY Y:X", .opened = "AXY" }, true, "A",
	    GS_SEALS_TIPS, 0 },
};

static void
test_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(firsts); i++) {
		const struct gs_chain_gen *tip;
		uint8_t ids[26 * GS_GEN_ID_LEN];
		const char *blobs = firsts[i].blobs;
		enum gs_seals_first why;
		struct world_chain c;
		char got;

		for (size_t k = 0; blobs[k] != '\0'; k++)
			memcpy(ids + k * GS_GEN_ID_LEN,
			    world_gen(blobs[k])->content.id, GS_GEN_ID_LEN);
		world_build(&firsts[i].w, &c);
		assert_int_equal(gs_seals_first(c.chain, firsts[i].trunk, ids,
				     strlen(blobs), &tip, &why),
		    GS_OK);
		got = tip == NULL ? '\0' : world_letter(tip->id);
		if (why != firsts[i].why || got != firsts[i].tip)
			fail_msg(
			    "%s: got %d, tip %c", firsts[i].name, why, got);
		world_clear(&c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_tips),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_closed_without_floor),
		cmocka_unit_test(test_keyfile),
		cmocka_unit_test(test_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
