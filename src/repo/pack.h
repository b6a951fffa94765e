/*
 * pack: a pack stream of blobs in memory (gitformat-pack, version 2), as
 * `git index-pack --stdin` and `git unpack-objects` read it.
 */
#ifndef GS_REPO_PACK_H
#define GS_REPO_PACK_H

#include "base/buf.h"

/** gs_pack_begin(pack): the header; ${pack} must be empty. */
int gs_pack_begin(struct gs_buf *pack) GS_MUST_USE;

/**
 * gs_pack_blob(pack, p, n, dense):
 * One blob.  ${dense}: its bytes are as good as random, so that they are
 * stored as they are; others are deflated where that helps.  On failure
 * ${pack} is as it was.
 */
int gs_pack_blob(
    struct gs_buf *pack, const void *p, size_t n, bool dense) GS_MUST_USE;

/** gs_pack_end(pack, nr, oid_len): write the number of blobs into the header
 * and the checksum behind the last one.  GS_OK, GS_ENOMEM, GS_ECRYPTO. */
int gs_pack_end(struct gs_buf *pack, uint32_t nr, size_t oid_len) GS_MUST_USE;

#endif
