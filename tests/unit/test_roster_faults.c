#include "unit.h"

#include "faults.h"
#include "format/roster/members.h"
#include "format/roster/seals.h"
#include "roster_world.h"

/* Every allocation of the roster's code fails once: nothing leaks, nothing
 * that failed looks as if it had not. */

static const char *const words[] = { "A", "B:A*b=a", "C:A", "D:BC=a", "E?",
	"F:A+" };

static int
parse_generation(void *ctx)
{
	const struct gs_buf *b = ctx;
	struct gs_buf again = GS_BUF_INIT;
	struct gs_generation g;
	char name[GS_GEN_ID_HEX_LEN + 1];
	int r;

	gs_gen_id_print(world_gen('D')->content.id, name);
	r = gs_generation_parse(name, b->p, b->n, &g);
	if (r != GS_OK) {
		assert_null(g.by);
		return r;
	}
	if ((r = gs_generation_verify(&g, WORLD_KEYRING, world_gen('D'))) ==
	    GS_OK)
		r = gs_generation_print(&g, &again);
	gs_buf_clear(&again);
	gs_generation_clear(&g);
	return r;
}

static int
parse_member(void *ctx)
{
	const struct gs_buf *b = ctx;
	struct gs_buf again = GS_BUF_INIT;
	struct gs_member want, m;
	char name[GS_MEMBER_ID_HEX_LEN + 1];
	int r;

	r = gs_member_make("a", "gpg:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "2030-01-01", "note", &want, NULL);
	if (r != GS_OK) {
		assert_null(want.name);
		return r;
	}
	for (size_t i = 0; i < sizeof(want.id); i++)
		(void)snprintf(name + 2 * i, 3, "%02x", want.id[i]);
	r = gs_member_parse(name, b->p, b->n, &m);
	if (r == GS_OK)
		r = gs_member_sign(&m, WORLD_KEYRING, world_gen('A'));
	if (r == GS_OK)
		r = gs_member_verify(&m, WORLD_KEYRING, world_gen('A'));
	if (r == GS_OK)
		r = gs_member_print(&m, &again);
	gs_buf_clear(&again);
	gs_member_clear(&m);
	gs_member_clear(&want);
	return r;
}

static void
test_files(void **state)
{
	struct gs_buf generation = GS_BUF_INIT, member = GS_BUF_INIT;
	struct gs_generation g;
	struct gs_member m;

	(void)state;
	world_file("D:BC=a*b/", &g);
	unit_ok(gs_generation_print(&g, &generation), "generation");
	gs_generation_clear(&g);
	faults_sweep("generation", parse_generation, &generation);
	world_member("aA/", &m);
	unit_ok(gs_member_print(&m, &member), "member");
	gs_member_clear(&m);
	faults_sweep("member", parse_member, &member);
	gs_buf_clear(&generation);
	gs_buf_clear(&member);
}

struct all {
	struct gs_generation file[NR(words)];
	struct gs_gens held;
	struct gs_member member[2];
	struct gs_members_file folder[2];
};

static int
ask_members(struct gs_chain *c, struct all *a)
{
	size_t at[] = { gs_chain_find(c, world_gen('B')->content.id),
		gs_chain_find(c, world_gen('C')->content.id) };
	const struct gs_members_ask ask = { c, WORLD_KEYRING, at, NR(at), 0 };
	struct gs_members m;
	int r = gs_members_judge(&ask, a->folder, NR(a->folder), &m);

	if (r != GS_OK)
		assert_null(m.v);
	gs_members_clear(&m);
	return r;
}

static int
ask_chain(struct gs_chain *c, struct all *a)
{
	const struct gs_chain_gen *g;
	enum gs_seals_first why;
	struct gs_seals s;
	uint8_t mark[26];
	int r;

	if ((r = gs_chain_build(c, world_gen('A')->content.id)) != GS_OK ||
	    (r = gs_seals_now(c, &s, mark)) != GS_OK ||
	    (r = gs_seals_floor(c, &g)) != GS_OK ||
	    (r = gs_seals_closed(c, GS_CHAIN_TREE, mark)) != GS_OK ||
	    (r = gs_seals_keyfile(c, &a->held, &g)) != GS_OK ||
	    (r = gs_seals_first(c, true, NULL, 0, &g, &why)) != GS_OK ||
	    (r = gs_chain_needs(c, 3, mark)) != GS_OK)
		return r;
	return ask_members(c, a);
}

static int
judge(void *ctx)
{
	struct all *a = ctx;
	struct gs_chain *c;
	int r = gs_chain_new(WORLD_KEYRING, &c);

	for (size_t i = 0; r == GS_OK && i < NR(words); i++)
		r = gs_chain_add_file(
		    c, GS_CHAIN_TRUNK | GS_CHAIN_TREE, &a->file[i]);
	if (r == GS_OK)
		r = gs_chain_add_held(c, &a->held);
	if (r == GS_OK)
		r = gs_chain_add_opened(c, world_gen('D'));
	if (r == GS_OK)
		r = ask_chain(c, a);
	gs_chain_free(c);
	return r;
}

static void
test_chain(void **state)
{
	static struct all a;

	(void)state;
	for (size_t i = 0; i < NR(words); i++)
		world_file(words[i], &a.file[i]);
	for (const char *p = "ABCE"; *p != '\0'; p++)
		unit_ok(gs_gens_add(&a.held, world_gen(*p)), "held");
	world_member("aA", &a.member[0]);
	world_member("bB", &a.member[1]);
	for (size_t i = 0; i < NR(a.member); i++) {
		memcpy(a.folder[i].id, a.member[i].id, sizeof(a.folder[i].id));
		a.folder[i].member = &a.member[i];
	}
	faults_sweep("chain", judge, &a);
	for (size_t i = 0; i < NR(a.member); i++)
		gs_member_clear(&a.member[i]);
	for (size_t i = 0; i < NR(words); i++)
		gs_generation_clear(&a.file[i]);
	gs_gens_clear(&a.held);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_chain),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
