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

/**
 * gs_import_list(im, x, take, e):
 * Call ${take} for each line of the tracked text file ${x}, without blanks at
 * its end, but not for an empty one; its failure stops and is returned.
 */
int gs_import_list(struct gs_import *im, const struct gs_entry *x,
    int (*take)(struct gs_import *im, const char *line, const char *list,
	struct gs_err *e),
    struct gs_err *e) GS_MUST_USE;

/** gs_import_gpg(im, f, b, e): an importer's open for a file that is an
 * OpenPGP message: ${b} gets what the user's gpg makes of it. */
int gs_import_gpg(struct gs_import *im, struct gs_import_file *f,
    struct gs_buf *b, struct gs_err *e) GS_MUST_USE;

/** gs_import_gpg_users(im, path, e): share with all whose keys stand in the
 * tracked gpg keyring ${path}; nothing where it is not tracked. */
int gs_import_gpg_users(
    struct gs_import *im, const char *path, struct gs_err *e) GS_MUST_USE;

#endif
