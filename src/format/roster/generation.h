/*
 * generation: the file .git-seal/KEYRING/generations/ID (spec section 4).
 * It says who a generation is, which generations it came from, which members
 * it was made for and whom it revoked.  Nothing in it counts before its tag
 * verified, or, for those who cannot open the generation, a parent's tag.
 */
#ifndef GS_FORMAT_ROSTER_GENERATION_H
#define GS_FORMAT_ROSTER_GENERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"
#include "format/keyring.h"
#include "format/roster/member.h"
#include "format/roster/tag.h"

#define GS_GENERATION_FILE_MAX ((size_t)2 << 20)
#define GS_GENERATIONS_MAX 4096
#define GS_MEMBERS_MAX 10000

struct gs_generation_member {
	uint8_t id[GS_MEMBER_ID_LEN];
	uint8_t tag[GS_TAG_LEN]; /* of its file, under this generation */
};

struct gs_generation_revoked {
	uint8_t id[GS_MEMBER_ID_LEN];
	char *name;
};

struct gs_generation_parent {
	uint8_t id[GS_GEN_ID_LEN];
	uint8_t tag[GS_TAG_LEN]; /* only in ${parenttag} */
};

/* Pointers are owned.  A zeroed one is empty. */
struct gs_generation {
	uint8_t id[GS_GEN_ID_LEN];
	uint8_t fingerprint[GS_FINGERPRINT_LEN];
	uint64_t created;
	char *by;
	char *reason; /* NULL: none */
	struct gs_generation_parent *parent;
	size_t nr_parents;
	bool closing; /* the line itself; see gs_generation_closes */
	struct gs_generation_member *member;
	size_t nr_members;
	struct gs_generation_revoked *revoked;
	size_t nr_revoked;
	struct gs_generation_parent *parenttag;
	size_t nr_parenttags;
	uint8_t tag[GS_TAG_LEN];
	struct gs_strs extra; /* key, value, key, value: kept, not understood */
	bool newer;	      /* it holds a "must" key that we do not know */
};

/**
 * gs_generation_make(gen, by, out):
 * The file of ${gen} as a root: id, fingerprint and time, made by ${by}
 * (user.name; what does not fit is left out).  Add to it with the functions
 * below, then sign it.
 */
int gs_generation_make(const struct gs_gen *gen, const char *by,
    struct gs_generation *out) GS_MUST_USE;

/** gs_generation_reason(g, reason): GS_EUSAGE where it does not fit. */
int
gs_generation_reason(struct gs_generation *g, const char *reason) GS_MUST_USE;

/* One more line each; none may be there already (GS_EUSAGE).  ${name} must
 * fit (GS_EUSAGE). */
int gs_generation_add_parent(
    struct gs_generation *g, const uint8_t id[GS_GEN_ID_LEN]) GS_MUST_USE;
int gs_generation_add_member(struct gs_generation *g,
    const uint8_t id[GS_MEMBER_ID_LEN],
    const uint8_t tag[GS_TAG_LEN]) GS_MUST_USE;
int gs_generation_add_revoked(struct gs_generation *g,
    const uint8_t id[GS_MEMBER_ID_LEN], const char *name) GS_MUST_USE;

/**
 * gs_generation_sign(g, keyring, gen, parents):
 * Make the tag under ${gen} and a parenttag under each parent, which are
 * looked up in ${parents} (NULL for a root).  GS_OK; GS_ENOKEY if a parent
 * is not there; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_generation_sign(struct gs_generation *g, const char *keyring,
    const struct gs_gen *gen, const struct gs_gens *parents) GS_MUST_USE;

/** gs_generation_print(g, b): append the file's bytes.  GS_EUSAGE if a value
 * does not fit, GS_ETOOBIG over 2 MiB. */
int gs_generation_print(
    const struct gs_generation *g, struct gs_buf *b) GS_MUST_USE;

/**
 * gs_generation_parse(name, p, n, out):
 * Read the file called ${name} (the path's last component).  Checks syntax,
 * order, shape, that the id is ${name}, and one parenttag for each parent;
 * no tag yet.  GS_OK; GS_EDAMAGED; GS_ENEWER; GS_ETOOBIG over a limit;
 * GS_ENOMEM.  ${out} is empty on failure.
 */
int gs_generation_parse(const char *name, const void *p, size_t n,
    struct gs_generation *out) GS_MUST_USE;
void gs_generation_clear(struct gs_generation *g);

/**
 * gs_generation_verify(g, keyring, gen):
 * Whether ${g} is the file of ${gen}, written by someone who knew it: id,
 * fingerprint, time and tag.  GS_OK; GS_EDAMAGED: forged; GS_ENEWER: it is,
 * but a newer git-seal must read it; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_generation_verify(const struct gs_generation *g, const char *keyring,
    const struct gs_gen *gen) GS_MUST_USE;

/**
 * gs_generation_verify_edge(g, keyring, parent):
 * Whether whoever wrote ${g} knew ${parent}: the edge parent->g.  GS_OK;
 * GS_EDAMAGED: the parenttag is forged; GS_ENOTFOUND: ${g} does not name
 * ${parent}; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_generation_verify_edge(const struct gs_generation *g,
    const char *keyring, const struct gs_gen *parent) GS_MUST_USE;

/** gs_generation_tag_input(g, keyring, b): append what its tag and its
 * parenttags are made over (tag.h). */
int gs_generation_tag_input(const struct gs_generation *g, const char *keyring,
    struct gs_buf *b) GS_MUST_USE;

/** gs_generation_closes(g): it has `revoked` lines, `closing = yes`, or
 * several parents. */
bool gs_generation_closes(const struct gs_generation *g);

/** gs_generation_member(g, id): the member line of ${id}, or NULL. */
const struct gs_generation_member *gs_generation_member(
    const struct gs_generation *g, const uint8_t id[GS_MEMBER_ID_LEN]);

/** gs_generation_same(a, b): whether two files say the same, byte for byte
 * but for line ends. */
bool gs_generation_same(
    const struct gs_generation *a, const struct gs_generation *b);

/** gs_generation_name_ok(s, n): 12 lower-case hex digits. */
bool gs_generation_name_ok(const char *s, size_t n);

#endif
