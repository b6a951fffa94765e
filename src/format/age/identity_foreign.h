/*
 * identity_foreign: names for what is given as an identity and is none; for
 * this folder alone.  Every answer is the rest of a sentence that begins
 * with the identity's name, and holds no byte of what was read.
 */
#ifndef GS_FORMAT_AGE_IDENTITY_FOREIGN_H
#define GS_FORMAT_AGE_IDENTITY_FOREIGN_H

#include <stddef.h>

/** gs_identity_unreadable(p, n): what makes the whole text unreadable
 * (UTF-16, line ends spelled out, ...); NULL: nothing. */
const char *gs_identity_unreadable(const void *p, size_t n);

/** gs_identity_foreign(p, n): what the line is, trimmed, not a comment and
 * not an identity. */
const char *gs_identity_foreign(const void *p, size_t n);

/** gs_identity_missing(p, n): why a text of comments and blanks alone holds
 * no identity. */
const char *gs_identity_missing(const void *p, size_t n);

#endif
