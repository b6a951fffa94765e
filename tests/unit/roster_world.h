/*
 * roster_world: small repositories for the tests of chain, seals and members,
 * written down in a line.  A generation is a letter; its secret follows from
 * the letter.  A file is a word:
 *
 *	R	a root		R:PQ	with the parents P and Q
 *	R:P*b	with a `revoked` line of the member b (none: of "x")
 *	R:P=ab	with `member` lines of a and b
 *	R:P^	with `closing = yes`
 *	R:P!P	whoever wrote it did not know P: its parenttag is wrong
 *	R@	with another fingerprint, properly signed
 *	R?	whoever wrote it did not know R: its tag is wrong
 *	R/	another wording (its `reason`), properly signed
 *	R+	with a "must" key
 *	R2	of version 2	R~	damaged		R-	the blob is absent
 *
 * A member is a letter from a to f, with one recipient.  A file is a word:
 *
 *	bP	tagged under P		bP?	... by someone who did not know P
 *	bP/	with a note		bP+	with a "must" key
 */
#ifndef GS_TESTS_UNIT_ROSTER_WORLD_H
#define GS_TESTS_UNIT_ROSTER_WORLD_H

#include "format/roster/chain.h"

#define WORLD_KEYRING "default"
#define WORLD_FILES 64

struct world {
	/* What each set carries: words with blanks between; NULL: nothing. */
	const char *trunk, *head, *index, *tree, *before;
	const char *held;   /* letters that the clone trusts */
	const char *opened; /* letters that a wrap opened */
	char floor;	    /* a letter, or 0 */
};

struct world_chain {
	struct gs_chain *chain;
	struct gs_generation file[WORLD_FILES];
	size_t nr;
};

/** world_gen(letter): the generation of that letter; kept until the end. */
const struct gs_gen *world_gen(char letter);

/** world_file(word, out): the file of that word, signed; fails the test. */
void world_file(const char *word, struct gs_generation *out);

/** world_member(word, out): the member file of that word. */
void world_member(const char *word, struct gs_member *out);

/** world_build(w, out): build the chain; fails the test where that fails. */
void world_build(const struct world *w, struct world_chain *out);
void world_clear(struct world_chain *c);

/** world_find(c, letter): its place in the chain. */
size_t world_find(const struct world_chain *c, char letter);

/** world_letter(id): whose id it is, or '?'. */
char world_letter(const uint8_t *id);

/** world_letters(c, mark, out): the letters of a set, sorted, as a string
 * (27 bytes of room). */
const char *
world_letters(const struct world_chain *c, const uint8_t *mark, char *out);

/** world_states(c, out): "P=v R=a ...", sorted (256 bytes of room): v valid,
 * a ahead, r a root nobody adopted, u unjoined, f forged, d damaged,
 * n newer. */
const char *world_states(const struct world_chain *c, char *out);

#endif
