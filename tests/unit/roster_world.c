#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "roster_world.h"

static struct gs_gen letters[26];
static bool made[26];

const struct gs_gen *
world_gen(char letter)
{
	uint8_t secret[GS_GEN_SECRET_LEN];
	size_t i = (size_t)(letter - 'A');

	assert_in_range(i, 0, 25);
	if (!made[i]) {
		memset(secret, letter, sizeof(secret));
		assert_int_equal(
		    gs_gen_derive(1000 + i, secret, &letters[i]), GS_OK);
		made[i] = true;
	}
	return &letters[i];
}

static void
add_gens(const char *names, struct gs_gens *out)
{
	for (; names != NULL && *names != '\0'; names++)
		assert_int_equal(gs_gens_add(out, world_gen(*names)), GS_OK);
}

void
world_member(const char *word, struct gs_member *out)
{
	char recipient[] = "gpg:0000000000000000000000000000000000000000";
	char name[] = { word[0], '\0' };

	memset(recipient + 4, word[0] - 'a' + 'A', 40);
	assert_int_equal(
	    gs_member_make(name, recipient, NULL,
		strchr(word, '/') != NULL ? "a note" : NULL, out, NULL),
	    GS_OK);
	if (strchr(word, '+') != NULL) {
		assert_int_equal(gs_strs_add(&out->extra, "mustread"), GS_OK);
		assert_int_equal(gs_strs_add(&out->extra, "1"), GS_OK);
		out->newer = true;
	}
	assert_int_equal(
	    gs_member_sign(out, WORLD_KEYRING, world_gen(word[1])), GS_OK);
	if (strchr(word, '?') != NULL)
		out->tag[0] ^= 1;
}

static void
list(struct gs_generation *g, char letter)
{
	const char word[] = { letter, world_letter(g->id), '\0' };
	struct gs_member m;

	world_member(word, &m);
	assert_int_equal(gs_generation_add_member(g, m.id, m.tag), GS_OK);
	gs_member_clear(&m);
}

static void
revoke(struct gs_generation *g, char letter)
{
	const char word[] = { letter, 'A', '\0' };
	struct gs_member m = { .id = { 'x' } };

	if (letter != 'x')
		world_member(word, &m);
	assert_int_equal(gs_generation_add_revoked(g, m.id, word), GS_OK);
	gs_member_clear(&m);
}

/* What a word says beyond its parents; before signing. */
static void
dress(const char *word, struct gs_generation *g)
{
	const char *p;

	if ((p = strchr(word, '=')) != NULL) {
		while (*++p >= 'a' && *p <= 'f')
			list(g, *p);
	}
	if ((p = strchr(word, '*')) != NULL) {
		if (p[1] < 'a' || p[1] > 'f')
			revoke(g, 'x');
		while (*++p >= 'a' && *p <= 'f')
			revoke(g, *p);
	}
	if (strchr(word, '@') != NULL)
		g->fingerprint[0] ^= 1;
	g->closing = strchr(word, '^') != NULL;
	if (strchr(word, '/') != NULL)
		assert_int_equal(gs_generation_reason(g, "reworded"), GS_OK);
	if (strchr(word, '+') != NULL) {
		assert_int_equal(gs_strs_add(&g->extra, "mustread"), GS_OK);
		assert_int_equal(gs_strs_add(&g->extra, "1"), GS_OK);
		g->newer = true;
	}
}

/* After signing: what the writer did not know. */
static void
spoil(const char *word, struct gs_generation *g)
{
	const char *bad = strchr(word, '!');

	if (strchr(word, '?') != NULL)
		g->tag[0] ^= 1;
	for (size_t i = 0; bad != NULL && i < g->nr_parenttags; i++) {
		if (strchr(bad, world_letter(g->parenttag[i].id)) != NULL)
			g->parenttag[i].tag[0] ^= 1;
	}
}

void
world_file(const char *word, struct gs_generation *out)
{
	const struct gs_gen *gen = world_gen(word[0]);
	struct gs_gens parents = { 0 };

	assert_int_equal(gs_generation_make(gen, "Ada", out), GS_OK);
	for (const char *p = word + 2; word[1] == ':' && *p >= 'A' && *p <= 'Z';
	     p++) {
		assert_int_equal(
		    gs_generation_add_parent(out, world_gen(*p)->content.id),
		    GS_OK);
		assert_int_equal(gs_gens_add(&parents, world_gen(*p)), GS_OK);
	}
	dress(word, out);
	assert_int_equal(
	    gs_generation_sign(out, WORLD_KEYRING, gen, &parents), GS_OK);
	spoil(word, out);
	gs_gens_clear(&parents);
}

static void
add_word(struct world_chain *c, uint32_t set, const char *word)
{
	static const struct {
		char mark;
		int why;
	} unread[] = { { '2', GS_ENEWER }, { '~', GS_EDAMAGED },
		{ '-', GS_ENOTFOUND } };

	for (size_t i = 0; i < GS_NR(unread); i++) {
		if (strchr(word, unread[i].mark) == NULL)
			continue;
		assert_int_equal(
		    gs_chain_add_unread(c->chain, set,
			world_gen(word[0])->content.id, unread[i].why),
		    GS_OK);
		return;
	}
	assert_true(c->nr < WORLD_FILES);
	world_file(word, &c->file[c->nr]);
	assert_int_equal(
	    gs_chain_add_file(c->chain, set, &c->file[c->nr++]), GS_OK);
}

static void
add_set(struct world_chain *c, uint32_t set, const char *words)
{
	char copy[256], *save = NULL;

	if (words == NULL)
		return;
	assert_true(strlen(words) < sizeof(copy));
	strcpy(copy, words);
	for (char *w = strtok_r(copy, " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save))
		add_word(c, set, w);
}

void
world_build(const struct world *w, struct world_chain *out)
{
	struct gs_gens held = { 0 };

	memset(out, 0, sizeof(*out));
	assert_int_equal(gs_chain_new(WORLD_KEYRING, &out->chain), GS_OK);
	add_set(out, GS_CHAIN_TRUNK, w->trunk);
	add_set(out, GS_CHAIN_HEAD, w->head);
	add_set(out, GS_CHAIN_INDEX, w->index);
	add_set(out, GS_CHAIN_TREE, w->tree);
	add_set(out, GS_CHAIN_BEFORE, w->before);
	add_gens(w->held, &held);
	assert_int_equal(gs_chain_add_held(out->chain, &held), GS_OK);
	gs_gens_clear(&held);
	for (const char *p = w->opened; p != NULL && *p != '\0'; p++)
		assert_int_equal(
		    gs_chain_add_opened(out->chain, world_gen(*p)), GS_OK);
	assert_int_equal(
	    gs_chain_build(out->chain,
		w->floor == 0 ? NULL : world_gen(w->floor)->content.id),
	    GS_OK);
}

void
world_clear(struct world_chain *c)
{
	gs_chain_free(c->chain);
	for (size_t i = 0; i < c->nr; i++)
		gs_generation_clear(&c->file[i]);
	memset(c, 0, sizeof(*c));
}

size_t
world_find(const struct world_chain *c, char letter)
{
	return gs_chain_find(c->chain, world_gen(letter)->content.id);
}

char
world_letter(const uint8_t *id)
{
	for (char l = 'A'; l <= 'Z'; l++) {
		if (memcmp(world_gen(l)->content.id, id, GS_GEN_ID_LEN) == 0)
			return l;
	}
	return '?';
}

const char *
world_letters(const struct world_chain *c, const uint8_t *mark, char *out)
{
	size_t n = 0;

	for (char l = 'A'; l <= 'Z'; l++) {
		size_t at = world_find(c, l);

		if (at < gs_chain_nr(c->chain) && mark[at])
			out[n++] = l;
	}
	out[n] = '\0';
	return out;
}

const char *
world_states(const struct world_chain *c, char *out)
{
	size_t n = 0;

	out[0] = '\0';
	for (char l = 'A'; l <= 'Z'; l++) {
		size_t at = world_find(c, l);

		if (at >= gs_chain_nr(c->chain))
			continue;
		n += (size_t)sprintf(out + n, "%s%c=%c", n == 0 ? "" : " ", l,
		    "varufdn"[gs_chain_at(c->chain, at)->state]);
	}
	return out;
}
