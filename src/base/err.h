/*
 * err: how failure travels.  A fallible function returns GS_OK or one of the
 * negative codes below; where it can say more it puts one sentence into a
 * struct gs_err.  Nothing here prints or exits, and no sentence ever holds a
 * secret or the content of a file.
 */
#ifndef GS_BASE_ERR_H
#define GS_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#define GS_MUST_USE __attribute__((warn_unused_result))
#define GS_PRINTF(a, b) __attribute__((format(printf, a, b)))
#define GS_NR(a) (sizeof(a) / sizeof((a)[0]))

enum gs_code {
	GS_OK = 0,
	GS_EREFUSED = -1,  /* done, and the answer is no: exit 1 */
	GS_EUSAGE = -2,	   /* the command line or a file the user wrote: 2 */
	GS_ENOKEY = -3,	   /* "not mine": try the next key; else exit 3 */
	GS_EDAMAGED = -4,  /* malformed, truncated or not authentic: exit 4 */
	GS_ENEWER = -5,	   /* a version or flag from the future: exit 4 */
	GS_ETOOBIG = -6,   /* over a limit that a setting raises: exit 4 */
	GS_ENOTFOUND = -7, /* no such file, object or entry: exit 5 */
	GS_EIO = -8,	   /* the system said no: exit 5 */
	GS_ENOMEM = -9,	   /* exit 5 */
	GS_EGIT = -10,	   /* a git command failed, no repository: exit 5 */
	GS_ECRYPTO = -11 /* libcrypto or zlib failed, never the data: exit 5 */
};

#define GS_ERR_WHAT_MAX 2048
#define GS_ERR_HINT_MAX 1024

struct gs_err {
	char what[GS_ERR_WHAT_MAX]; /* one sentence, no full stop; or "" */
	char hint[GS_ERR_HINT_MAX]; /* the command that mends it; or "" */
};

enum gs_level { GS_WARNING, GS_HINT, GS_NOTE, GS_ERROR };

/*
 * A way for lower floors to tell a person something without printing:
 * cmd hands in the function.  ${hint} may be NULL.
 */
struct gs_report {
	void (*say)(
	    void *ctx, enum gs_level level, const char *what, const char *hint);
	void *ctx; /* borrowed */
};

/**
 * gs_fail(e, code, fmt, ...):
 * Put the sentence ${fmt} into ${e} (NULL allowed), clear its hint, and
 * return ${code}, so that callers write "r = gs_fail(e, GS_EIO, ...)".
 * Control bytes of the result are escaped, since names come from
 * repositories.  A sentence that is too long is cut.
 */
int gs_fail(struct gs_err *e, int code, const char *fmt, ...) GS_PRINTF(3, 4);

/** gs_no_memory(e): gs_fail with GS_ENOMEM and "out of memory". */
int gs_no_memory(struct gs_err *e);

/**
 * gs_fail_errno(e, code, fmt, ...):
 * As gs_fail, with ": " and the text of the current errno behind it.
 */
int
gs_fail_errno(struct gs_err *e, int code, const char *fmt, ...) GS_PRINTF(3, 4);

/**
 * gs_hint(e, fmt, ...):
 * Set the hint of ${e} (NULL allowed), control bytes escaped.
 */
void gs_hint(struct gs_err *e, const char *fmt, ...) GS_PRINTF(2, 3);

/**
 * gs_say(report, level, hint, fmt, ...):
 * Hand one sentence to ${report} (NULL allowed: nothing happens), control
 * bytes escaped; ${hint} may be NULL.
 */
void gs_say(const struct gs_report *report, enum gs_level level,
    const char *hint, const char *fmt, ...) GS_PRINTF(4, 5);

/** gs_strerror(code): what ${code} means in a few words; never NULL. */
const char *gs_strerror(int code);

/** gs_err_exit(code): the exit code (0 to 5) that the spec gives ${code}. */
int gs_err_exit(int code);

/**
 * GS_BUG(cond):
 * Abort if the invariant-breaking ${cond} holds.
 */
#define GS_BUG(cond)                                                           \
	do {                                                                   \
		if (cond)                                                      \
			gs_bug(__FILE__, __LINE__, #cond);                     \
	} while (0)
void
gs_bug(const char *file, int line, const char *cond) __attribute__((noreturn));

#endif
