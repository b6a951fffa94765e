/*
 * member: the file .git-seal/KEYRING/members/ID (spec section 4), one a
 * recipient.  A member is all files that bear one name.  It never counts by
 * being there: its tag, or the sealing generation's member line, is the
 * proof (members.h).
 */
#ifndef GS_FORMAT_ROSTER_MEMBER_H
#define GS_FORMAT_ROSTER_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"
#include "format/keyring.h"
#include "format/roster/tag.h"

#define GS_MEMBER_FILE_MAX ((size_t)64 << 10)
#define GS_MEMBER_ID_LEN 8
#define GS_MEMBER_ID_HEX_LEN (2 * GS_MEMBER_ID_LEN)

/* Pointers are owned.  A zeroed one is empty. */
struct gs_member {
	uint8_t id[GS_MEMBER_ID_LEN]; /* made from ${recipient} */
	char *name;
	char *recipient;	    /* R, canonical */
	char *until;		    /* YYYY-MM-DD, or NULL */
	uint64_t until_end;	    /* when that day is over; 0: no until */
	char *note;		    /* NULL: none */
	uint8_t gen[GS_GEN_ID_LEN]; /* whose roster key made the tag */
	uint8_t tag[GS_TAG_LEN];
	struct gs_strs extra; /* key, value, key, value: not understood */
	bool newer;	      /* it holds a "must" key that we do not know */
};

/**
 * gs_member_make(name, recipient, until, note, out, e):
 * A member file, not signed yet.  ${recipient} is canonical (see
 * gs_member_recipient_ok); ${until} and ${note} may be NULL.  GS_OK;
 * GS_EUSAGE with a sentence about what does not fit; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_member_make(const char *name, const char *recipient, const char *until,
    const char *note, struct gs_member *out, struct gs_err *e) GS_MUST_USE;

/** gs_member_sign(m, keyring, gen): make its tag under ${gen}. */
int gs_member_sign(struct gs_member *m, const char *keyring,
    const struct gs_gen *gen) GS_MUST_USE;

/** gs_member_print(m, b): append the file's bytes.  GS_EUSAGE if a value
 * does not fit, GS_ETOOBIG over 64 KiB. */
int gs_member_print(const struct gs_member *m, struct gs_buf *b) GS_MUST_USE;

/**
 * gs_member_parse(name, p, n, out):
 * Read the file called ${name} (the path's last component).  Checks syntax,
 * order, shape, that R is canonical and that ${name} is its ID; no tag yet.
 * GS_OK; GS_EDAMAGED; GS_ENEWER; GS_ETOOBIG; GS_ENOMEM, GS_ECRYPTO.
 * ${out} is empty on failure.
 */
int gs_member_parse(const char *name, const void *p, size_t n,
    struct gs_member *out) GS_MUST_USE;
void gs_member_clear(struct gs_member *m);

/**
 * gs_member_tag(m, keyring, gen, out):
 * The tag that this file has under ${gen}: what a `member` line of that
 * generation holds.
 */
int gs_member_tag(const struct gs_member *m, const char *keyring,
    const struct gs_gen *gen, uint8_t out[GS_TAG_LEN]) GS_MUST_USE;

/**
 * gs_member_verify(m, keyring, gen):
 * Whether the file's own tag was made by someone who knew ${gen}.  GS_OK;
 * GS_EDAMAGED: forged; GS_ENOTFOUND: it is under another generation;
 * GS_ENOMEM, GS_ECRYPTO.
 */
int gs_member_verify(const struct gs_member *m, const char *keyring,
    const struct gs_gen *gen) GS_MUST_USE;

/** gs_member_expired(m, now): whether ${until} is over at Unix time
 * ${now}: no new wraps; old ones open. */
bool gs_member_expired(const struct gs_member *m, uint64_t now);

/**
 * gs_member_recipient_ok(s):
 * Whether ${s} is R in its one canonical form: `age1...` in lower case,
 * `ssh-ed25519 BASE64` or `ssh-rsa BASE64` (padded, no comment), `gpg:` and
 * a full fingerprint, 40 or 64 digits in upper case.
 */
bool gs_member_recipient_ok(const char *s);

/** gs_member_name_ok(s, n): 16 lower-case hex digits. */
bool gs_member_name_ok(const char *s, size_t n);

#endif
