/*
 * gpg_run: running gpg, and reading what it lists; for what speaks to gpg.
 */
#ifndef GS_CMD_TEAM_GPG_RUN_H
#define GS_CMD_TEAM_GPG_RUN_H

#include "base/proc.h"
#include "repo/repo.h"
#include "repo/scratch.h"

#define GS_GPG_FPR_MAX 64

/* A primary key, as `--with-colons` lists it (gnupg's doc/DETAILS). */
struct gs_gpg_key {
	char fpr[GS_GPG_FPR_MAX + 1]; /* upper case */
	char validity; /* 'u', 'f', 'm': valid; 'e' expired, 'r' revoked ... */
	bool encrypts; /* it, or a subkey, can be encrypted to today */
	bool disabled;
	uint64_t expires; /* Unix seconds; 0: never */
	/* Of the subkeys that encrypt and are not revoked the one that lasts
	 * longest. */
	bool has_sub;
	uint64_t sub_expires; /* 0: never */
};

struct gs_gpg_keys {
	struct gs_gpg_key *v; /* owned */
	size_t nr, cap;
};

/** gs_gpg_keys_parse(p, n, out): the primary keys, public or secret, that
 * stand in ${n} bytes of `--with-colons` output; what is no record that it
 * knows is passed over.  GS_OK or GS_ENOMEM. */
int
gs_gpg_keys_parse(const void *p, size_t n, struct gs_gpg_keys *out) GS_MUST_USE;
void gs_gpg_keys_clear(struct gs_gpg_keys *k);

/** gs_gpg_program(repo, out, e): config gpg.program, else "gpg" (free);
 * ${repo} may be NULL. */
int gs_gpg_program(
    const struct gs_repo *repo, char **out, struct gs_err *e) GS_MUST_USE;

/* One run of gpg. */
struct gs_gpg_run {
	const char *program;	  /* borrowed */
	const char *home;	  /* GNUPGHOME; NULL: the user's own */
	const char *const *words; /* NULL-ended, behind --batch --no-tty */
	const void *in;		  /* borrowed: standard input */
	size_t in_n;
	bool say; /* gpg's own messages show */
};

/** gs_gpg_run(q, out, code, e): standard output is appended to ${out}.
 * GS_OK, whatever ${code} became; GS_ENOTFOUND, GS_EIO, GS_ENOMEM. */
int gs_gpg_run(const struct gs_gpg_run *q, struct gs_buf *out, int *code,
    struct gs_err *e) GS_MUST_USE;

/** gs_gpg_home_drop(s): remove a folder that was a GNUPGHOME, with all that
 * gpg put there, and end its agents; one that was never made: nothing. */
void gs_gpg_home_drop(struct gs_scratch *s);

/** gs_gpg_why_not(k, now, out, n): why ${k} cannot be encrypted to, as words
 * behind "the key", in ${out}; false where it can. */
bool
gs_gpg_why_not(const struct gs_gpg_key *k, uint64_t now, char *out, size_t n);

#endif
