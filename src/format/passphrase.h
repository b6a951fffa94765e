/*
 * passphrase: a strong one, for those who leave the choice to us.
 */
#ifndef GS_FORMAT_PASSPHRASE_H
#define GS_FORMAT_PASSPHRASE_H

#include "base/buf.h"

/**
 * gs_passphrase_make(out):
 * Append a random passphrase of 130 bits: groups of lower-case letters and
 * digits, none of them easily taken for another, with '-' between.  GS_OK,
 * GS_ENOMEM, GS_ECRYPTO; ${out} is unchanged on failure.
 */
int gs_passphrase_make(struct gs_buf *out) GS_MUST_USE;

#endif
