/*
 * head: what the metadata of a SOPS file says: which values are encrypted,
 * for whom its data key is wrapped, when it was written, and its MAC.
 * Nothing of it is authentic before the MAC was verified, and the list of
 * recipients never is.
 */
#ifndef GS_FORMAT_SOPS_HEAD_H
#define GS_FORMAT_SOPS_HEAD_H

#include "base/text.h"
#include "codec/regex.h"
#include "format/age/identity.h"
#include "format/sops/doc.h"
#include "format/sops/enc.h"

#define GS_SOPS_WRAPS_MAX 256 /* of one kind */

enum gs_sops_rule {
	GS_SOPS_UNENCRYPTED_SUFFIX,
	GS_SOPS_ENCRYPTED_SUFFIX,
	GS_SOPS_UNENCRYPTED_REGEX,
	GS_SOPS_ENCRYPTED_REGEX
};

/* The data key, wrapped for one recipient. */
struct gs_sops_wrap {
	char *who; /* owned: an age recipient, or an OpenPGP fingerprint */
	char *enc; /* owned: an armored age file or OpenPGP message */
};

struct gs_sops_wraps {
	struct gs_sops_wrap *v; /* owned */
	size_t nr;
};

/* A zeroed one is empty. */
struct gs_sops_head {
	char *modified; /* owned, as are all pointers here: lastmodified, in
			   the form that authenticates the MAC */
	const struct gs_sops_field *mac, *modified_at; /* borrowed: the doc's */
	unsigned version[3];
	enum gs_sops_rule rule;
	char *suffix;
	struct gs_regex *regex;
	bool mac_only_encrypted;
	struct gs_sops_wraps age, pgp;
	struct gs_strs others; /* "AWS KMS", ...: kinds we have no key for */
	const char *foreign;   /* why we cannot read the file though SOPS can,
				  behind "it "; NULL: we can; static */
};

/**
 * gs_sops_head_parse(d, out, e):
 * Read the metadata of ${d}, which must outlive ${out}.  GS_OK, also where
 * out->foreign says why the file is beyond us; GS_EDAMAGED with a sentence,
 * GS_ENOMEM.
 */
int gs_sops_head_parse(const struct gs_sops_doc *d, struct gs_sops_head *out,
    struct gs_err *e) GS_MUST_USE;

void gs_sops_head_clear(struct gs_sops_head *h);

/**
 * gs_sops_head_encrypts(h, d, out):
 * For each path of ${d} one byte in ${out}: 1 where the rule has its values
 * encrypted.  GS_OK, GS_ENOMEM.
 */
int gs_sops_head_encrypts(const struct gs_sops_head *h,
    const struct gs_sops_doc *d, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_sops_head_key(h, ids, ask, key, e):
 * The data key, out of the first age entry that one of ${ids} opens.
 * GS_OK; GS_ENOKEY: none, with the best reason; GS_EDAMAGED: an entry for
 * one of them is damaged; GS_ENOMEM, GS_ECRYPTO.  ${key} is appended to.
 */
int gs_sops_head_key(const struct gs_sops_head *h, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_buf *key, struct gs_err *e) GS_MUST_USE;

#endif
