#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/roster/members.h"
#include "roster_world.h"

#define FILES 16

/* A folder members/, as words. */
struct folder {
	struct gs_member member[FILES];
	struct gs_members_file file[FILES];
	size_t nr;
};

static void
folder_read(const char *words, struct folder *out)
{
	char copy[128], *save = NULL;

	memset(out, 0, sizeof(*out));
	assert_true(strlen(words) < sizeof(copy));
	strcpy(copy, words);
	for (char *w = strtok_r(copy, " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save)) {
		struct gs_members_file *f = &out->file[out->nr];

		assert_true(out->nr < FILES);
		world_member(w, &out->member[out->nr]);
		memcpy(f->id, out->member[out->nr].id, sizeof(f->id));
		f->member = &out->member[out->nr++];
		if (strchr(w, '~') == NULL && strchr(w, '2') == NULL)
			continue;
		f->why = strchr(w, '2') != NULL ? GS_ENEWER : GS_EDAMAGED;
		f->member = NULL;
	}
}

static void
folder_clear(struct folder *f)
{
	for (size_t i = 0; i < f->nr; i++)
		gs_member_clear(&f->member[i]);
}

/*
 * ${want}: each member with c (counts), u (unproven), f (forged), d
 * (damaged) or n (newer), in upper case where the sealing generation lists
 * it; then "-b" for one removed without a rotation.
 */
static const struct {
	const char *name;
	struct world w;
	const char *sealing, *members, *want;
} cases[] = {
	{ "nobody", { .trunk = "A", .held = "A" }, "A", "", "" },
	{ "granted under the root", { .trunk = "A", .held = "A" }, "A", "aA bA",
	    "ac bc" },
	{ "listed by a rotation", { .trunk = "A B:A=ab", .held = "AB" }, "B",
	    "aA bA", "aC bC" },
	{ "listed and granted since", { .trunk = "A B:A=a", .held = "AB" }, "B",
	    "aA bB", "aC bc" },
	{ "not listed, but its tag is under an open one",
	    { .trunk = "A B:A", .held = "AB" }, "B", "aA", "ac" },
	{ "a merge brought one granted under what a revocation closed",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA cA", "aC cu" },
	{ "listed by a closing rotation: its old tag does not matter",
	    { .trunk = "A B:A^=a", .held = "AB" }, "B", "aA", "aC" },
	{ "confirmed after a revocation",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA cB", "aC cc" },
	{ "edited: the line no longer fits, the new tag does",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aB/", "aC" },
	{ "removed without a rotation", { .trunk = "A B:A=ab", .held = "AB" },
	    "B", "aA", "aC -b" },
	{ "revoked: gone by the rotation that says so",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA", "aC" },
	{ "the tag's generation does not open here",
	    { .trunk = "A B:A C:B=a", .held = "C" }, "C", "aC bB", "aC bu" },
	{ "listed, though the tag's generation does not open here",
	    { .trunk = "A B:A C:B=ab", .held = "C" }, "C", "aA bB", "aC bC" },
	{ "damaged and newer files", { .trunk = "A", .held = "A" }, "A",
	    "aA bA~ cA2", "ac bd cn" },
	{ "a must key, proven", { .trunk = "A", .held = "A" }, "A", "aA+",
	    "an" },
	{ "a damaged file of one that is listed",
	    { .trunk = "A B:A=ab", .held = "AB" }, "B", "aA bA~", "aC bd" },

	{ "attack: a forged member", { .trunk = "A B:A=a", .held = "AB" }, "B",
	    "aA bB?", "aC bf" },
	{ "attack: a forged must key", { .trunk = "A", .held = "A" }, "A",
	    "aA?+", "af" },
	{ "attack: a tag under a generation that nobody knows",
	    { .trunk = "A", .held = "A" }, "A", "aA bZ", "ac bf" },
	{ "attack: a tag under a planted root",
	    { .trunk = "A X", .held = "A", .opened = "X" }, "A", "aA bX",
	    "ac bf" },
	{ "attack: a leaver's member file put back",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA bA", "aC bu" },
	{ "attack: the same, a rotation later",
	    { .trunk = "A B:A*b=a C:B=a", .held = "ABC" }, "C", "aA bA",
	    "aC bu" },
	{ "attack: a leaver tags himself anew under what he knows",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA bA/", "aC bu" },
	{ "attack: a leaver tags himself under his own fork",
	    { .trunk = "A B:A*b=a L:A", .held = "AB", .opened = "L" }, "B",
	    "aA bL", "aC bu" },
	{ "attack: a listed member's file edited by who knows an old one",
	    { .trunk = "A B:A*b=a", .held = "AB" }, "B", "aA/", "aU" },
	{ "attack: the same without knowing any",
	    { .trunk = "A B:A=a", .held = "AB" }, "B", "aB/?", "aF" },

	{ "join: both sides count",
	    { .trunk = "A B:A=ac C:A=ad", .held = "ABC" }, "BC", "aA cB dC",
	    "aC cC dC" },
	{ "join: granted on one side only, not listed",
	    { .trunk = "A B:A^=a C:A^=a", .held = "ABC" }, "BC", "aA cB dC",
	    "aC cc dc" },
	{ "join: revoked on one side, listed on the other",
	    { .trunk = "A B:A*b=a C:A=ab", .held = "ABC" }, "BC", "aA bA",
	    "aC bU" },
	{ "join: the same, and the merge took the file away",
	    { .trunk = "A B:A*b=a C:A=ab", .held = "ABC" }, "BC", "aA", "aC" },
	{ "join: revoked before they parted, granted again",
	    { .trunk = "A B:A*b C:B=b D:B=b", .held = "ABCD" }, "CD", "bB",
	    "bC" },
	{ "join: revoked on one side some steps back",
	    { .trunk = "A B:A*b D:B C:A=b", .held = "ABCD" }, "DC", "bA",
	    "bU" },
	{ "join: lost on both sides without a rotation",
	    { .trunk = "A B:A=ab C:A=ab", .held = "ABC" }, "BC", "aA",
	    "aC -b" },
	{ "attack: join: a leaver's fork revokes others, and lists himself",
	    { .trunk = "A B:A*b=ac L:A*c=ab", .held = "ABL" }, "BL", "aA bA cA",
	    "aC bU cU" },
};

static const char *
describe(const struct gs_members *m, const struct folder *f, char out[64])
{
	size_t n = 0;

	for (char l = 'a'; l <= 'f'; l++) {
		const char word[] = { l, 'A', '\0' };
		struct gs_member one;

		world_member(word, &one);
		for (size_t i = 0; i < m->nr; i++) {
			char state = "cufdn"[m->v[i].state];

			if (memcmp(m->v[i].id, one.id, sizeof(one.id)) != 0)
				continue;
			if (m->v[i].listed && m->v[i].member != NULL)
				state = (char)(state - 'a' + 'A');
			n += (size_t)sprintf(
			    out + n, "%s%c%c", n == 0 ? "" : " ", l, state);
		}
		for (size_t i = 0; i < m->nr_removed; i++) {
			if (memcmp(m->removed[i], one.id, sizeof(one.id)) == 0)
				n += (size_t)sprintf(
				    out + n, "%s-%c", n == 0 ? "" : " ", l);
		}
		gs_member_clear(&one);
	}
	out[n] = '\0';
	assert_int_equal(m->nr, f->nr);
	return out;
}

static void
test_judge(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		struct gs_members_ask ask = { .keyring = WORLD_KEYRING };
		struct gs_members m;
		struct world_chain c;
		struct folder f;
		size_t sealing[4];
		char got[64];

		world_build(&cases[i].w, &c);
		folder_read(cases[i].members, &f);
		ask.chain = c.chain;
		ask.sealing = sealing;
		for (const char *p = cases[i].sealing; *p != '\0'; p++)
			sealing[ask.nr_sealing++] = world_find(&c, *p);
		assert_int_equal(
		    gs_members_judge(&ask, f.file, f.nr, &m), GS_OK);
		if (strcmp(describe(&m, &f, got), cases[i].want) != 0)
			fail_msg("%s: got %s", cases[i].name, got);
		gs_members_clear(&m);
		folder_clear(&f);
		world_clear(&c);
	}
}

static void
test_no_key(void **state)
{
	const struct world w = { .trunk = "A B:A", .held = "A" };
	struct gs_members_ask ask = { .keyring = WORLD_KEYRING,
		.nr_sealing = 1 };
	struct world_chain c;
	struct gs_members m;
	size_t at;

	(void)state;
	world_build(&w, &c);
	at = world_find(&c, 'B');
	ask.chain = c.chain;
	ask.sealing = &at;
	assert_int_equal(gs_members_judge(&ask, NULL, 0, &m), GS_ENOKEY);
	at = world_find(&c, 'A');
	assert_int_equal(
	    gs_members_judge(&ask, NULL, GS_MEMBERS_MAX + 1, &m), GS_ETOOBIG);
	world_clear(&c);
}

/* A member is all files with one name. */
static void
test_groups(void **state)
{
	static const struct {
		const char *name, *digits, *until;
	} files[] = { { "zoe", "1", NULL }, { "ada", "2", NULL },
		{ "zoe", "3", "2020-01-01" }, { "ada", "4", NULL },
		{ "ad", "5", NULL } };
	const struct world w = { .trunk = "A", .held = "A" };
	struct gs_members_ask ask = {
		.keyring = WORLD_KEYRING, .nr_sealing = 1, .now = 1600000000
	};
	struct gs_members_file file[GS_NR(files) + 1] = { 0 };
	struct gs_member member[GS_NR(files)];
	struct world_chain c;
	struct gs_members m;
	size_t at = 0;

	(void)state;
	world_build(&w, &c);
	ask.chain = c.chain;
	ask.sealing = &at;
	for (size_t i = 0; i < GS_NR(files); i++) {
		char r[] = "gpg:0000000000000000000000000000000000000000";

		memset(r + 4, files[i].digits[0], 40);
		assert_int_equal(gs_member_make(files[i].name, r,
				     files[i].until, NULL, &member[i], NULL),
		    GS_OK);
		assert_int_equal(
		    gs_member_sign(&member[i], WORLD_KEYRING, world_gen('A')),
		    GS_OK);
		memcpy(file[i + 1].id, member[i].id, sizeof(file[i].id));
		file[i + 1].member = &member[i];
	}
	file[0].why = GS_EDAMAGED;
	assert_int_equal(gs_members_judge(&ask, file, GS_NR(file), &m), GS_OK);
	assert_int_equal(gs_members_end(&m, 0), 1);
	assert_string_equal(m.v[0].member->name, "ad");
	assert_int_equal(gs_members_end(&m, 1), 3);
	assert_string_equal(m.v[1].member->name, "ada");
	assert_int_equal(gs_members_end(&m, 3), 5);
	assert_true(m.v[3].expired != m.v[4].expired);
	assert_int_equal(m.v[3].state, GS_MEMBERS_COUNTS);
	assert_int_equal(m.v[4].state, GS_MEMBERS_COUNTS);
	assert_int_equal(gs_members_end(&m, 5), 6);
	assert_null(m.v[5].member);
	gs_members_clear(&m);
	for (size_t i = 0; i < GS_NR(files); i++)
		gs_member_clear(&member[i]);
	world_clear(&c);
}

static void
test_parted(void **state)
{
	const struct world w = { .trunk = "A B:A*a C:B*b D:B*c E:D",
		.held = "ABCDE" };
	struct world_chain c;
	struct gs_map map = { 0 };
	struct gs_member m;
	size_t at[2];

	(void)state;
	world_build(&w, &c);
	at[0] = world_find(&c, 'C');
	at[1] = world_find(&c, 'E');
	assert_int_equal(gs_members_parted(c.chain, at, 2, &map), GS_OK);
	assert_int_equal(map.nr, 2);
	for (char l = 'a'; l <= 'c'; l++) {
		const char word[] = { l, 'A', '\0' };
		const char *name;

		world_member(word, &m);
		name = gs_map_get(&map, (const char *)m.id, sizeof(m.id));
		assert_true((name != NULL) == (l != 'a'));
		gs_member_clear(&m);
	}
	gs_map_clear(&map, NULL);
	/* One generation has not parted from itself. */
	assert_int_equal(gs_members_parted(c.chain, at, 1, &map), GS_OK);
	assert_int_equal(map.nr, 0);
	world_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_no_key),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_parted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
