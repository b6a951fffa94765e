/*
 * grantee: the words behind `grant NAME`, read: public keys from the command
 * line, from files, from gpg, and keys that are made on the spot.
 */
#ifndef GS_CMD_TEAM_GRANTEE_H
#define GS_CMD_TEAM_GRANTEE_H

#include "cmd/team/team.h"

enum gs_grantee_kind {
	GS_GRANTEE_KEY,
	GS_GRANTEE_GPG,
	GS_GRANTEE_PASSPHRASE, /* made by gs_grantees_make */
	GS_GRANTEE_GENERATE    /* likewise */
};

/* All owned. */
struct gs_grantee {
	enum gs_grantee_kind kind;
	char *recipient;    /* R; NULL until made */
	struct gs_buf file; /* identities/ID.asc or ID.age, or empty */
	struct gs_buf text; /* the identity that is shown once, or empty */
};

/* A zeroed one is empty. */
struct gs_grantees {
	struct gs_grantee *v; /* owned */
	size_t nr, cap;
};

/**
 * gs_grantees_read(ctx, words, nr, force, out, e):
 * Read the words: `age1...`, an ssh public key line, a file of such lines
 * (`-`: standard input), `gpg:KEY`, `passphrase`, `generate`.  The same key
 * twice is one.  ${force}: gs_gpg_export's.
 *
 * In a file, lines of a kind that nobody can encrypt to (ECDSA, DSA, hardware
 * keys) are skipped with a warning where another line can be; anything else
 * that is no recipient is refused with its line.
 *
 * GS_OK; GS_EUSAGE; GS_EREFUSED (gpg's doubts); GS_ENOTFOUND, GS_EIO,
 * GS_ENOMEM, GS_ECRYPTO.
 */
int gs_grantees_read(const struct gs_ctx *ctx, char **words, size_t nr,
    bool force, struct gs_grantees *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_grantees_make(ctx, name, passphrase_file, l, e):
 * Make the identities for `passphrase` and `generate`.  The passphrase of
 * ${name} is asked for, or read from ${passphrase_file} (NULL: none).
 */
int gs_grantees_make(const struct gs_ctx *ctx, const char *name,
    const char *passphrase_file, struct gs_grantees *l,
    struct gs_err *e) GS_MUST_USE;

void gs_grantees_clear(struct gs_grantees *l);

#endif
