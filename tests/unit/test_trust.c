#include "unit.h"

#include "engine/trust.h"
#include "format/age/age.h"
#include "roster_world.h"

#define ENTRIES 64

/* A repository in memory: what stands where, each entry a blob of its own. */
struct entry {
	enum gs_where where;
	char folder[96], name[64];
	struct gs_buf bytes;
};

static struct entry entries[ENTRIES];
static size_t nr_entries;
static struct gs_identities ids;
static struct gs_recipient me;

static struct entry *
put(enum gs_where where, const char *folder, const char *name)
{
	struct entry *en = &entries[nr_entries++];

	assert_true(nr_entries <= ENTRIES);
	en->where = where;
	(void)snprintf(en->folder, sizeof(en->folder), "%s", folder);
	(void)snprintf(en->name, sizeof(en->name), "%s", name);
	return en;
}

static void
forget(void)
{
	for (size_t i = 0; i < nr_entries; i++)
		gs_buf_clear(&entries[i].bytes);
	nr_entries = 0;
}

static int
each(void *ctx, enum gs_where where, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e)
{
	struct gs_oid id = { { 0 }, 20 };
	int r = GS_OK;

	(void)ctx;
	(void)e;
	for (size_t i = 0; i < nr_entries && r == GS_OK; i++) {
		if (entries[i].where != where ||
		    strcmp(entries[i].folder, folder) != 0)
			continue;
		id.b[0] = (uint8_t)i;
		r = fn(arg, entries[i].name, GS_MODE_FILE, &id);
	}
	return r;
}

static int
blob(void *ctx, const struct gs_oid *id, size_t max, struct gs_buf *out,
    struct gs_err *e)
{
	const struct gs_buf *b = &entries[id->b[0]].bytes;

	(void)ctx;
	(void)e;
	return b->n > max ? GS_ETOOBIG : gs_buf_add(out, b->p, b->n);
}

static const struct gs_carrier carrier = { NULL, each, blob };

/* The generation files of ${words}, and wraps to us of those in ${wrapped}. */
static void
carry(enum gs_where where, const char *words, const char *wrapped)
{
	char copy[128], *save = NULL, id[GS_GEN_ID_HEX_LEN + 1];
	struct gs_generation g;

	assert_true(strlen(words) < sizeof(copy));
	strcpy(copy, words);
	for (char *w = strtok_r(copy, " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save)) {
		world_file(w, &g);
		gs_gen_id_print(g.id, id);
		unit_ok(
		    gs_generation_print(&g,
			&put(where, WORLD_KEYRING "/generations", id)->bytes),
		    w);
		gs_generation_clear(&g);
	}
	for (; *wrapped != '\0'; wrapped++) {
		char name[GS_RECIPIENT_ID_HEX_LEN + 16], folder[64];
		const struct gs_gen *gen = world_gen(*wrapped);
		struct gs_buf line = GS_BUF_INIT;

		(void)snprintf(folder, sizeof(folder),
		    WORLD_KEYRING "/wraps/%s",
		    gs_gen_id_print(gen->content.id, id));
		unit_ok(gs_recipient_id_hex(me.text, name), "ID");
		strcat(name, "-00000000.age");
		unit_ok(gs_keyring_print_gen(gen, &line), "line");
		unit_ok(gs_age_seal(&me, 1, line.p, line.n,
			    &put(where, folder, name)->bytes, NULL),
		    "wrap");
		gs_buf_clear(&line);
	}
}

/*
 * Opening one generation in a clone with the floor A: a letter of what trunk
 * and tree carry, and what is open afterwards.
 */
static const struct {
	const char *name, *trunk, *tree, *wrapped, *held;
	char open;
	int want;
	bool sees; /* gs_trust_gen gives it */
} cases[] = {
	{ "what is held", "A", "", "", "A", 'A', GS_OK, true },
	{ "the next rotation", "A B:A", "", "B", "A", 'B', GS_OK, true },
	{ "no wrap for us", "A B:A", "", "", "A", 'B', GS_ENOKEY, false },
	{ "two steps: the one between is opened for its edge", "A B:A C:B", "",
	    "BC", "A", 'C', GS_OK, true },
	{ "four steps", "A B:A C:B D:C E:D", "", "BCDE", "A", 'E', GS_OK,
	    true },
	{ "the one between does not open", "A B:A C:B", "", "C", "A", 'C',
	    GS_ENOKEY, false },
	{ "a join, one side of it unknown", "A B:A C:A D:BC", "", "BD", "A",
	    'D', GS_OK, true },
	{ "from the commit being checked out", "A", "A B:A", "B", "A", 'B',
	    GS_OK, true },
	{ "no floor yet: it opens, whatever it is", "A X", "", "X", "", 'X',
	    GS_OK, true },
	{ "attack: a planted root does not open what came with it", "A", "X",
	    "X", "A", 'X', GS_ENOKEY, false },
	{ "attack: nor does its child", "A", "X Y:X", "XY", "A", 'Y', GS_ENOKEY,
	    false },
	{ "attack: a forged join", "A B:A*", "L:AB!B", "BL", "AB", 'L',
	    GS_ENOKEY, false },
	{ "attack: a file with a forged tag", "A B:A?", "", "B", "A", 'B',
	    GS_ENOKEY, false },
};

static void
test_unwrap(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_gens held = { 0 };
		struct gs_trust t;
		struct gs_err e = { "", "" };
		const uint8_t *id = world_gen(cases[i].open)->content.id;
		int r;

		carry(GS_WHERE_TRUNK, cases[i].trunk, "");
		carry(GS_WHERE_TREE, cases[i].tree, cases[i].wrapped);
		for (const char *p = cases[i].held; *p != '\0'; p++)
			unit_ok(gs_gens_add(&held, world_gen(*p)), "held");
		unit_ok(
		    gs_trust_load(&carrier, WORLD_KEYRING, &held, NULL, &t, &e),
		    cases[i].name);
		unit_ok(gs_trust_add_tree(&t, &e), cases[i].name);
		r = gs_trust_unwrap(&t, id, &ids, NULL, &e);
		if (r != cases[i].want ||
		    (gs_trust_gen(&t, id) != NULL) != cases[i].sees)
			fail_msg("%s: got %d (%s)", cases[i].name, r, e.what);
		if (r != GS_OK && e.what[0] == '\0')
			fail_msg("%s: no reason", cases[i].name);
		gs_trust_clear(&t);
		gs_gens_clear(&held);
		forget();
	}
}

/* What a checked-out commit brings opens, and does not seal. */
static void
test_tree_does_not_seal(void **state)
{
	struct gs_gens held = { 0 };
	const struct gs_gen *gen;
	struct gs_trust t;

	(void)state;
	carry(GS_WHERE_TRUNK, "A", "");
	carry(GS_WHERE_TREE, "A B:A", "B");
	unit_ok(gs_gens_add(&held, world_gen('A')), "held");
	unit_ok(gs_trust_load(&carrier, WORLD_KEYRING, &held, NULL, &t, NULL),
	    "load");
	unit_ok(gs_trust_add_tree(&t, NULL), "tree");
	unit_ok(gs_trust_unwrap_all(&t, &ids, NULL, NULL), "unwrap");
	assert_non_null(gs_trust_gen(&t, world_gen('B')->content.id));
	unit_ok(gs_trust_sealing(&t, &gen, NULL), "sealing");
	assert_int_equal(world_letter(gen->content.id), 'A');
	gs_trust_clear(&t);
	gs_gens_clear(&held);
	forget();
}

static int
setup(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_identity_make(0, &text, &me), "identity");
	unit_ok(gs_identities_parse(&ids, "me", text.p, text.n, NULL), "parse");
	gs_buf_clear(&text);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	gs_identities_clear(&ids);
	gs_recipient_clear(&me);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unwrap),
		cmocka_unit_test(test_tree_does_not_seal),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
