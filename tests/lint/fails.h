/*
 * fails: put before every file that an analyzer reads.  Analyzers see one file
 * at a time; this tells them what base/err.h promises in words: that gs_fail
 * returns the code it is given, and gs_no_memory its own.
 */
#ifndef GS_FAILS_H
#define GS_FAILS_H

#include "base/err.h"

#define gs_fail(e, code, ...) ((void)(gs_fail)(e, code, __VA_ARGS__), (code))
#define gs_fail_errno(e, code, ...)                                            \
	((void)(gs_fail_errno)(e, code, __VA_ARGS__), (code))
#define gs_no_memory(e) ((void)(gs_no_memory)(e), (int)GS_ENOMEM)

#endif
