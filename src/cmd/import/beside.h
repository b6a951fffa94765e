/*
 * beside: for tools that keep an encrypted file beside the plain one, which
 * Git ignores: PATH.secret, PATH.gpg, PATH.age.
 */
#ifndef GS_CMD_IMPORT_BESIDE_H
#define GS_CMD_IMPORT_BESIDE_H

#include "cmd/import/import.h"

/** gs_import_beside(im, entry, path, e): ${entry} becomes ${path}, sealed by
 * a line of its own; the lines of the top-level .gitignore that name it go. */
int gs_import_beside(struct gs_import *im, const struct gs_entry *entry,
    const char *path, struct gs_err *e) GS_MUST_USE;

/** gs_import_unignore(im, line, e): lines of the top-level .gitignore that
 * are exactly ${line} go. */
int gs_import_unignore(
    struct gs_import *im, const char *line, struct gs_err *e) GS_MUST_USE;

/** gs_import_folder_gone(im, folder, e): everything tracked below ${folder}
 * (with its slash) goes. */
int gs_import_folder_gone(
    struct gs_import *im, const char *folder, struct gs_err *e) GS_MUST_USE;

/** gs_import_gpg(im, path, b, e): ${b} holds an OpenPGP message, and then
 * what the user's gpg makes of it.  ${path} names it. */
int gs_import_gpg(struct gs_import *im, const char *path, struct gs_buf *b,
    struct gs_err *e) GS_MUST_USE;

/** gs_import_gpg_users(im, path, e): share with all whose keys stand in the
 * tracked gpg keyring ${path}; nothing where it is not tracked. */
int gs_import_gpg_users(
    struct gs_import *im, const char *path, struct gs_err *e) GS_MUST_USE;

#endif
