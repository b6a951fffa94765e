/*
 * state: what a clone remembers of a keyring beside its secrets
 * (COMMON/git-seal/state/NAME, docs/format.md): the floor, the remote, and
 * for each generation where it came from and whether it was exported.  No
 * secret stands in it.  What this version does not know is kept.
 */
#ifndef GS_ENGINE_STATE_H
#define GS_ENGINE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "format/keyring.h"

/* Where a generation came from: decides what `lock` may destroy. */
enum gs_origin {
	GS_ORIGIN_MADE,	   /* init or rotate here */
	GS_ORIGIN_KEYFILE, /* a KEYFILE, GIT_SEAL_KEY or key command */
	GS_ORIGIN_WRAP	   /* opened from a wrap */
};

struct gs_state_gen {
	uint8_t id[GS_GEN_ID_LEN];
	enum gs_origin origin;
	bool exported;
};

struct gs_state {
	uint8_t floor[GS_GEN_ID_LEN];
	bool has_floor;
	/* The floor's fingerprint: after `lock` its id alone proves nothing. */
	uint8_t print[GS_FINGERPRINT_LEN];
	bool has_print;
	/* What `rotate --closing` made at a fork, to leave the others out: it
	 * stands for the floor wherever index, HEAD or trunk carry it. */
	uint8_t chosen[GS_GEN_ID_LEN];
	bool has_chosen;
	char *remote;		  /* owned, or NULL: not recorded yet */
	char *branch;		  /* owned, or NULL: what HEAD named at init */
	struct gs_state_gen *gen; /* owned */
	size_t nr;
	struct gs_buf rest; /* owned: lines that this version does not know */
};

/** gs_state_parse(p, n, out, e): GS_OK, GS_EDAMAGED (${e} names the line),
 * GS_ENEWER, GS_ENOMEM. */
int gs_state_parse(const void *p, size_t n, struct gs_state *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_state_print(s, b): append the text; GS_OK or GS_ENOMEM. */
int gs_state_print(const struct gs_state *s, struct gs_buf *b) GS_MUST_USE;

/** gs_state_load(common_dir, name, out, e): a missing file is an empty
 * state. */
int gs_state_load(const char *common_dir, const char *name,
    struct gs_state *out, struct gs_err *e) GS_MUST_USE;
void gs_state_clear(struct gs_state *s);

/** gs_state_gen(s, id): what is known of the generation, or NULL. */
const struct gs_state_gen *
gs_state_gen(const struct gs_state *s, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_state_floor(s, gen): ${gen} is the floor from now on. */
void gs_state_floor(struct gs_state *s, const struct gs_gen *gen);

/**
 * gs_state_note(s, id, origin):
 * Record where a generation came from.  One that was made here and is then
 * brought from elsewhere can be had again, so that wins; a KEYFILE wins over a
 * wrap, which may be taken away; the reverse changes nothing.  GS_OK or GS_ENOMEM.
 */
int gs_state_note(struct gs_state *s, const uint8_t id[GS_GEN_ID_LEN],
    enum gs_origin origin) GS_MUST_USE;

/**
 * gs_state_change(common_dir, name, change, ctx, e):
 * Read the state under state/NAME.lock, let change(s, ctx) edit it, and
 * replace the file if that made a difference.  The folders must exist.
 */
int gs_state_change(const char *common_dir, const char *name,
    int (*change)(struct gs_state *s, void *ctx), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/** gs_state_try: the same without waiting: GS_EIO where the lock is held. */
int gs_state_try(const char *common_dir, const char *name,
    int (*change)(struct gs_state *s, void *ctx), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/** gs_state_exported(common_dir, name, gens, e): record that ${gens} were
 * exported. */
int gs_state_exported(const char *common_dir, const char *name,
    const struct gs_gens *gens, struct gs_err *e) GS_MUST_USE;

/** gs_state_wait(path): how long, in milliseconds, to wait for PATH.lock:
 * not at all for one so old that its owner must be dead. */
unsigned gs_state_wait(const char *path);

#endif
