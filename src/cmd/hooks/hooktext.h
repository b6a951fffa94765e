/*
 * hooktext: the files of hooks/ as they were when the program was built
 * (scripts/embed-hooks), so that `install-hooks` needs none of them at hand.
 */
#ifndef GS_CMD_HOOKS_HOOKTEXT_H
#define GS_CMD_HOOKS_HOOKTEXT_H

#include <stddef.h>

struct gs_hooktext {
	const char *name; /* as Git calls the hook */
	const char *text;
};

/* By name; ended by one of NULLs. */
extern const struct gs_hooktext gs_hooktexts[];

#endif
