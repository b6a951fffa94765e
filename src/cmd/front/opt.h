/*
 * opt: the command line's options, from tables.  Options and words may be
 * mixed; "--" ends the options.  Short flags cluster (-qv), values stand
 * behind (-kprod, --name=value) or next (-k prod, --name value).
 */
#ifndef GS_CMD_FRONT_OPT_H
#define GS_CMD_FRONT_OPT_H

#include "base/err.h"
#include "cmd/cmd.h"

/* A table and the struct that it fills. */
struct gs_opt_set {
	const struct gs_opt *opts; /* ended by a zeroed one; NULL: none */
	void *into;		   /* borrowed */
};

/**
 * gs_opt_parse(sets, nr, argc, argv, words, e):
 * Fill the structs of ${nr} tables, of which the first that knows an option
 * gets it, from the ${argc} words at ${argv}.  The words that are no options
 * are moved to the front of ${argv}; ${words} says how many they are.
 *
 * GS_OK; GS_EUSAGE with a hint that names the nearest option; GS_ENOMEM.
 */
int gs_opt_parse(const struct gs_opt_set *sets, size_t nr, int argc,
    char **argv, int *words, struct gs_err *e) GS_MUST_USE;

/** gs_opt_clear(set): free what gs_opt_parse put into GS_OPT_STRS. */
void gs_opt_clear(const struct gs_opt_set *set);

/** gs_opt_end(o): whether ${o} is the zeroed end of a table. */
bool gs_opt_end(const struct gs_opt *o);

#endif
