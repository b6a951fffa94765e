/*
 * say: the only place that writes to standard output and standard error.
 * Data goes to standard output through a buffer that is wiped when it is
 * emptied, and whose failure (a full disk, a closed descriptor) no command
 * can overlook: gs_cmd_main flushes it and exits 5.
 */
#ifndef GS_CMD_FRONT_SAY_H
#define GS_CMD_FRONT_SAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/**
 * gs_out(p, n), gs_outs(s), gs_outf(fmt, ...):
 * Data for standard output, buffered.  After a failure they do nothing;
 * gs_out_flush tells.  Bytes go out as they are: names that came from a
 * repository are escaped by the caller, unless -z or --json asks for them.
 */
void gs_out(const void *p, size_t n);
void gs_outs(const char *s);
void gs_outf(const char *fmt, ...) GS_PRINTF(1, 2);

/** gs_out_path(p, n): a name, control bytes escaped, no line end. */
void gs_out_path(const char *p, size_t n);

/** gs_out_flush(e): write what is buffered.  GS_OK, or GS_EIO. */
int gs_out_flush(struct gs_err *e) GS_MUST_USE;

/**
 * gs_note(quiet, fmt, ...):
 * What was done, for a person, on standard output, with a line end; nothing
 * if ${quiet}.  Control bytes are escaped.
 */
void gs_note(bool quiet, const char *fmt, ...) GS_PRINTF(2, 3);

/** gs_warn(hint, fmt, ...): a warning, and a hint (or NULL), on stderr. */
void gs_warn(const char *hint, const char *fmt, ...) GS_PRINTF(2, 3);

/** gs_say_error(e, code): the error that ends a command, on stderr. */
void gs_say_error(const struct gs_err *e, int code);

/** gs_say_err(p, n): other text for stderr (help after wrong usage). */
void gs_say_err(const char *p, size_t n);

/** gs_say_report(quiet): the struct that lower floors report through; with
 * ${quiet} notes and hints are dropped, warnings are not. */
struct gs_report gs_say_report(bool quiet);

/** gs_say_color(fd): whether ${fd} is a terminal that takes colors, and
 * NO_COLOR is not set. */
bool gs_say_color(int fd);

/** gs_say_fds(void): fill standard descriptors that are closed, so that no
 * file opened later takes their place and gets our output. */
void gs_say_fds(void);

#endif
