/*
 * foreign: the keys of other tools that a clone keeps after an import, in
 * COMMON/git-seal/foreign (0600), so that old commits stay readable; and
 * opening what those tools encrypted.  `lock` removes them as it removes the
 * keyrings.
 */
#ifndef GS_ENGINE_FOREIGN_H
#define GS_ENGINE_FOREIGN_H

#include "format/foreign/kept.h"

/** gs_foreign_is(p, n): whether the bytes are a blob that another tool
 * encrypted, as far as a few bytes tell. */
bool gs_foreign_is(const void *p, size_t n);

/** gs_foreign_load(common_dir, out, e): GS_OK, also where none are kept; a
 * file that others can read is refused. */
int gs_foreign_load(
    const char *common_dir, struct gs_kepts *out, struct gs_err *e) GS_MUST_USE;

/** gs_foreign_keep(common_dir, more, e): add ${more} to what is kept. */
int gs_foreign_keep(const char *common_dir, const struct gs_kepts *more,
    struct gs_err *e) GS_MUST_USE;

/** gs_foreign_remove(common_dir, e): forget them all. */
int gs_foreign_remove(const char *common_dir, struct gs_err *e) GS_MUST_USE;

/**
 * gs_foreign_open(keys, path, b):
 * ${b} holds bytes that gs_foreign_is.  GS_OK: it holds what the other tool
 * gives for them; GS_ENOKEY: none of ${keys} fits; GS_ENOMEM, GS_ECRYPTO.
 * ${b} is unchanged on failure.
 *
 *   path  the file's name in the repository; NULL: not known.  What
 *         transcrypt wrote counts if that proves it, or if it is text.
 */
int gs_foreign_open(const struct gs_kepts *keys, const char *path,
    struct gs_buf *b) GS_MUST_USE;

#endif
