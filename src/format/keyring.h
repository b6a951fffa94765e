/*
 * keyring: the text of a keyring, one generation a line (spec section 3,
 * docs/format.md), and what is derived from a generation's secret.  Secrets
 * stand in memory of gs_secret_new only.
 */
#ifndef GS_FORMAT_KEYRING_H
#define GS_FORMAT_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "format/sealed.h"

#define GS_GEN_SECRET_LEN 64
#define GS_GEN_PAYLOAD_LEN 72 /* 8 bytes of time, then the secret */
#define GS_GEN_ID_HEX_LEN (2 * GS_GEN_ID_LEN)
#define GS_FINGERPRINT_LEN 32
#define GS_FINGERPRINT_GROUPED_LEN 79 /* 64 digits and 15 spaces */
#define GS_ROSTER_KEY_LEN 32
#define GS_KEYRING_NAME_MAX 64
#define GS_KEYRING_GENS_MAX 4096
#define GS_KEYRING_TEXT_MAX ((size_t)2 << 20)

/* One generation, everything derived from it included.  Secret. */
struct gs_gen {
	uint64_t created; /* Unix seconds: shown and sorted by, never judged */
	uint8_t secret[GS_GEN_SECRET_LEN];
	struct gs_content_key content; /* its id is the generation's id */
	uint8_t roster_key[GS_ROSTER_KEY_LEN];
	uint8_t fingerprint[GS_FINGERPRINT_LEN]; /* public */
};

/* A set of generations in the order of creation (oldest first), each id
 * once.  A zeroed one is empty. */
struct gs_gens {
	struct gs_gen *v; /* owned, of gs_secret_new; NULL when nr is 0 */
	size_t nr;
	size_t cap;
};

/** gs_gen_make(created, out): a new random generation.  GS_OK, GS_ECRYPTO. */
int gs_gen_make(uint64_t created, struct gs_gen *out) GS_MUST_USE;

/** gs_gen_derive(created, secret, out): fill ${out} from time and secret. */
int gs_gen_derive(uint64_t created, const uint8_t secret[GS_GEN_SECRET_LEN],
    struct gs_gen *out) GS_MUST_USE;

/** gs_gen_payload(gen, out): time and secret, as a keyring line carries them.
 * The caller wipes ${out}. */
void gs_gen_payload(const struct gs_gen *gen, uint8_t out[GS_GEN_PAYLOAD_LEN]);

/** gs_gen_id_print(id, out): 12 lower-case hex digits and NUL; ${out}. */
const char *gs_gen_id_print(
    const uint8_t id[GS_GEN_ID_LEN], char out[GS_GEN_ID_HEX_LEN + 1]);

/** gs_fingerprint_print(fp, grouped, out): 64 hex digits, in groups of 4
 * with single spaces where ${grouped}; ${out}. */
const char *gs_fingerprint_print(const uint8_t fp[GS_FINGERPRINT_LEN],
    bool grouped, char out[GS_FINGERPRINT_GROUPED_LEN + 1]);

/** gs_gens_add(g, gen): insert a copy in order.  GS_OK also where the very
 * same generation is there already; GS_EREFUSED where another has its id;
 * GS_ETOOBIG, GS_ENOMEM. */
int gs_gens_add(struct gs_gens *g, const struct gs_gen *gen) GS_MUST_USE;

/** gs_gens_find(g, id): borrowed, or NULL. */
const struct gs_gen *
gs_gens_find(const struct gs_gens *g, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_gens_newest(g): the newest (last), or NULL when empty. */
const struct gs_gen *gs_gens_newest(const struct gs_gens *g);

void gs_gens_clear(struct gs_gens *g);

/** gs_keyring_name_ok(s, n): [A-Za-z0-9][A-Za-z0-9_-]{0,63}. */
bool gs_keyring_name_ok(const char *s, size_t n);

/**
 * gs_keyring_parse(p, n, out, e):
 * Read keyring text as spec section 3 describes it: comments, blanks, CR,
 * BOM at the start, several lines on one, a missing last line end; UTF-16,
 * quotes around, a literal \n and a cut line are each named in ${e} as what
 * they are, without a byte of them.  Adds to ${out} what it reads; text
 * without any key is GS_EUSAGE ("holds no key").
 *
 * ${e}'s sentence lacks its subject, which the caller knows ("line 3: the
 * key is cut short", "holds no git-seal key"): put "'PATH': " before it.
 *
 * GS_OK, GS_EUSAGE (what stands there is not a keyring), GS_ETOOBIG,
 * GS_ENOMEM, GS_ECRYPTO, GS_EREFUSED (two generations with one id).
 * ${out} is unchanged on failure.
 */
int gs_keyring_parse(
    const void *p, size_t n, struct gs_gens *out, struct gs_err *e) GS_MUST_USE;

/** gs_keyring_print_gen(gen, b): append "GIT-SEAL-KEY-1..." and LF. */
int
gs_keyring_print_gen(const struct gs_gen *gen, struct gs_buf *b) GS_MUST_USE;

/** gs_keyring_print(name, g, b): append "# git-seal keyring: NAME" and a line
 * for each generation. */
int gs_keyring_print(
    const char *name, const struct gs_gens *g, struct gs_buf *b) GS_MUST_USE;

#endif
