/*
 * tty: a question on the terminal of the user, whatever standard input and
 * output are.  A signal on the way leaves the terminal as it was found.
 */
#ifndef GS_BASE_TTY_H
#define GS_BASE_TTY_H

#include "base/buf.h"

#define GS_TTY_ANSWER_MAX 4096 /* bytes */

/**
 * gs_tty_ask(question, out, e):
 * Show ${question} on /dev/tty and append the line that is typed, without
 * echo and without its LF, to ${out}.  Stopped (SIGTSTP) and continued, it
 * asks again; a signal that ends the program ends it with the terminal
 * restored.  Not for two threads at once.
 *
 * GS_OK; GS_ENOTFOUND: there is no terminal; GS_ENOKEY: end of file instead
 * of an answer; GS_ETOOBIG; GS_EIO, GS_ENOMEM.
 */
int gs_tty_ask(
    const char *question, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_tty_line(question, out, e): the same for what may be seen. */
int gs_tty_line(
    const char *question, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_tty_say(text): show ${text} on /dev/tty.  GS_OK, GS_ENOTFOUND, GS_EIO. */
int gs_tty_say(const char *text) GS_MUST_USE;

#endif
