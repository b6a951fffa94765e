/*
 * unit: what every unit test needs.  Included first, since cmocka wants its
 * own includes before it.
 */
#ifndef GS_UNIT_H
#define GS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

#define NR(a) (sizeof(a) / sizeof((a)[0]))

/** unit_hex(hex, out, room): the bytes that ${hex} spells; their number. */
size_t unit_hex(const char *hex, uint8_t *out, size_t room);

/** unit_random(p, n, seed), unit_text(p, n, seed): the same bytes for the
 * same ${seed}: noise, or words that compress as a source file does. */
void unit_random(void *p, size_t n, uint32_t seed);
void unit_text(void *p, size_t n, uint32_t seed);

/** unit_ok(r, what): fail, naming ${what}, where ${r} is not GS_OK. */
void unit_ok(int r, const char *what);

/** unit_code(r, want, what): fail where ${r} is not ${want}. */
void unit_code(int r, int want, const char *what);

/** unit_folder(void): a new empty folder for one test; unit_folder_done(path)
 * removes it with all that is in it, and frees the path. */
char *unit_folder(void);
void unit_folder_done(char *path);

/** unit_path(folder, name): "folder/name", freed by the caller. */
char *unit_path(const char *folder, const char *name);

/** unit_shared(name): the path of a third-party vector, freed by the caller;
 * NULL, with a line that says so, where this machine has none. */
char *unit_shared(const char *name);

/** unit_json(path, fn, ctx): call ${fn} with each string or number of a JSON
 * file and the last key before it, in the order of the file.  Knows as much
 * of JSON as the vectors use. */
void unit_json(const char *path,
    void (*fn)(void *ctx, const char *key, const char *value), void *ctx);

#endif
