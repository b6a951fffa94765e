/*
 * sops: files of SOPS for the commands that show, edit and import: finding
 * the key, and the words for what cannot be opened.
 */
#ifndef GS_CMD_FILES_SOPS_H
#define GS_CMD_FILES_SOPS_H

#include "cmd/cmd.h"
#include "format/sops/sops.h"

/* What opens SOPS files, kept for one after the other. */
struct gs_sops_opener {
	struct gs_ctx *ctx;	   /* ctx->repo may be NULL */
	struct gs_identities *ids; /* borrowed; those typed, or empty */
	const struct gs_ask *ask;
	bool typed;  /* ${ids} were typed: look for no others */
	bool loaded; /* the others were added to ${ids} */
};

/**
 * gs_sops_key(o, name, s, key, e):
 * The data key of ${s}, from its age entries, then through gpg from its
 * OpenPGP entries, appended to ${key}.
 *
 *   name  the file's, for messages.
 *
 * GS_OK; GS_ENOKEY: nobody's here, or only SOPS could say it (key groups,
 * cloud services), by name; GS_EDAMAGED, GS_EUSAGE (an identity that cannot
 * be used), GS_EIO, GS_ENOMEM.
 */
int gs_sops_key(struct gs_sops_opener *o, const char *name,
    const struct gs_sops *s, struct gs_buf *key, struct gs_err *e) GS_MUST_USE;

/** gs_sops_failed(name, r, why, e): ${why} as a sentence about ${name}. */
int gs_sops_failed(
    const char *name, int r, const struct gs_err *why, struct gs_err *e);

/**
 * gs_sops_plain(o, name, b, e):
 * Where the bytes in ${b} are a SOPS file, put the plain document in their
 * place.  What is beyond us is handed to the program `sops` where that is
 * installed.  ${name} NULL: standard input, whose format the content tells.
 *
 * GS_OK; GS_ENOTFOUND: they are none, and stay (${e} is untouched); as
 * gs_sops_key and gs_sops_open.
 */
int gs_sops_plain(struct gs_sops_opener *o, const char *name, struct gs_buf *b,
    struct gs_err *e) GS_MUST_USE;

/* A SOPS file that is open, to be edited.  A zeroed one is none. */
struct gs_sops_file {
	struct gs_buf text; /* as it was; what ${s} points into */
	struct gs_sops s;
	struct gs_buf key;
};

/**
 * gs_sops_file_open(o, name, b, f, e):
 * As gs_sops_plain, but never through the program sops, and ${f} keeps what
 * gs_sops_file_seal needs.  On failure ${b} is as it was, and ${f} is empty.
 */
int gs_sops_file_open(struct gs_sops_opener *o, const char *name,
    struct gs_buf *b, struct gs_sops_file *f, struct gs_err *e) GS_MUST_USE;

/**
 * gs_sops_file_seal(f, name, plain, out, e):
 * Append to ${out} the SOPS file that holds the document ${plain}, under the
 * data key and for the recipients of ${f}, written now.  Where nothing
 * changed that is the old file, byte for byte.  As gs_sops_reseal: GS_EUSAGE
 * says what of ${plain} cannot be written, and the user may mend it.
 */
int gs_sops_file_seal(const struct gs_sops_file *f, const char *name,
    const struct gs_buf *plain, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

void gs_sops_file_clear(struct gs_sops_file *f);

#endif
