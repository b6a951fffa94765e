/*
 * box: a folder of its own for one test with the real git: nothing of the
 * user's or the system's settings, and no GIT_ variable, reaches into it.
 */
#ifndef GS_BOX_H
#define GS_BOX_H

#include "unit.h"

/** box_open(state), box_close(state): setup and teardown of a test; it
 * stands in the empty folder, which is also HOME. */
int box_open(void **state);
int box_close(void **state);

/** box_dir(void): the box's folder, absolute. */
const char *box_dir(void);

/** box_in(name): stand in $BOX/NAME ("" is the box). */
void box_in(const char *name);

/** box_sh(fmt, ...): run a script under `sh -eu`; the test fails with it. */
void box_sh(const char *fmt, ...) GS_PRINTF(1, 2);

/** box_out(fmt, ...): the same; what it prints, less the last line end,
 * freed by the caller. */
char *box_out(const char *fmt, ...) GS_PRINTF(1, 2);

/** box_is(want, fmt, ...): what it prints must be ${want}. */
void box_is(const char *want, const char *fmt, ...) GS_PRINTF(2, 3);

/** box_path(name): "BOX/NAME", freed by the caller. */
char *box_path(const char *name);

/** box_file(path, p, n): a file with these bytes. */
void box_file(const char *path, const void *p, size_t n);

/**
 * box_frail(command):
 * From now on, `git COMMAND` answers one line of its input and ends, as if
 * it had been killed in between.
 */
void box_frail(const char *command);

#define BOX_TEST(f) cmocka_unit_test_setup_teardown(f, box_open, box_close)

/* Names that programs stumble over; none is a folder of another. */
extern const char *const box_names[];
extern const size_t box_names_nr;

#endif
