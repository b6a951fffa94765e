/*
 * envline: the lines of an env file (KEY=value, as `sh` and the dotenv
 * libraries read them).  It tells names from the rest and never looks at
 * what a value means.
 */
#ifndef GS_FORMAT_ENVLINE_H
#define GS_FORMAT_ENVLINE_H

#include <stdbool.h>

#include "base/cur.h"

struct gs_envline {
	const uint8_t *p; /* borrowed: the line, without its LF */
	size_t n;
	const uint8_t *name; /* within it */
	size_t name_n;	     /* 0: a blank line or a comment */
};

/**
 * gs_envline_next(c, line):
 * Take one line.  GS_OK; GS_ENOTFOUND: nothing is left.  GS_EDAMAGED: it
 * cannot be told by itself what the line is: neither blank nor a comment nor
 * an assignment, a value that goes on in the next line, or one with a NUL.
 */
int gs_envline_next(struct gs_cur *c, struct gs_envline *line) GS_MUST_USE;

/** gs_envline_blanks(p, n): move over blanks, tabs and CRs. */
void gs_envline_blanks(const uint8_t **p, size_t *n);

/**
 * gs_envline_name(p, n, name_n):
 * Move ${p} and ${n} from the begin of a line to the name that it assigns
 * to (behind blanks and `export`); ${name_n} is 0 where it does not.
 */
void gs_envline_name(const uint8_t **p, size_t *n, size_t *name_n);

/** gs_envline_file(path): whether the last part of ${path} is that of an env
 * file: ".env", "*.env" or ".env.*". */
bool gs_envline_file(const char *path);

#endif
