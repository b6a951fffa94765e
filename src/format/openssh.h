/*
 * openssh: private keys in OpenSSH's own format (PROTOCOL.key of OpenSSH),
 * which libcrypto does not read.  The public half stands outside of what a
 * passphrase protects.
 */
#ifndef GS_FORMAT_OPENSSH_H
#define GS_FORMAT_OPENSSH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/cur.h"
#include "crypto/keypair.h"
#include "crypto/sshcipher.h"

/* More would take minutes; ssh-keygen makes 16 or 24 unless told. */
#define GS_OPENSSH_ROUNDS_MAX 100000

/* The outer part of a key file.  A zeroed one is empty. */
struct gs_openssh {
	struct gs_buf raw;		   /* decoded; perhaps secret */
	const struct gs_sshcipher *cipher; /* NULL: no passphrase */
	size_t block;	    /* the private part is padded to it */
	struct gs_cur salt; /* these point into raw */
	uint32_t rounds;
	struct gs_cur blob; /* the public key in wire form */
	struct gs_cur priv;
	struct gs_cur tag;
};

/** gs_openssh_is(p, n): whether the text holds the line that begins one. */
bool gs_openssh_is(const void *p, size_t n);

/**
 * gs_openssh_parse(p, n, out, e):
 * Read the text of a key file, all but what is encrypted.  Blanks and CR
 * between its lines do not matter.
 *
 * GS_OK; GS_EUSAGE with a sentence (a cipher, derivation or number of keys
 * that we do not take, damaged text); GS_ENOMEM.
 */
int gs_openssh_parse(const void *p, size_t n, struct gs_openssh *out,
    struct gs_err *e) GS_MUST_USE;

void gs_openssh_clear(struct gs_openssh *k);

/**
 * gs_openssh_open(k, pass, out):
 * Take out the private half, which must belong to the public one.
 *
 *   k     consumed: its private part is decrypted in place; clear it.
 *   pass  NULL: there is none; not looked at where k->cipher is NULL.
 *
 * GS_OK; GS_ENOKEY: wrong passphrase; GS_EDAMAGED; GS_EUSAGE: a kind of key
 * or size that is not taken; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_openssh_open(struct gs_openssh *k, const struct gs_buf *pass,
    struct gs_keypair *out) GS_MUST_USE;

#endif
