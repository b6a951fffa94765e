/*
 * help: the command table as text for people.
 */
#ifndef GS_CMD_FRONT_HELP_H
#define GS_CMD_FRONT_HELP_H

#include "cmd/cmd.h"

/** gs_help_all(all, b): append every command with its summary; plumbing too
 * if ${all}. */
int gs_help_all(bool all, struct gs_buf *b) GS_MUST_USE;

/** gs_help_one(cmd, b): append what `git seal CMD -h` prints. */
int gs_help_one(const struct gs_cmd *cmd, struct gs_buf *b) GS_MUST_USE;

/** gs_help_wrap(s, n, indent, b): append a paragraph of one line, wrapped;
 * all lines but the first begin with ${indent} blanks. */
int gs_help_wrap(
    const char *s, size_t n, unsigned indent, struct gs_buf *b) GS_MUST_USE;

/* The groups of the help, in its order. */
struct gs_help_group {
	unsigned flag; /* GS_CMD_START ...; 0: the commands without any */
	const char *title;
};
#define GS_HELP_GROUPS 6
extern const struct gs_help_group gs_help_groups[GS_HELP_GROUPS];

/** gs_help_group(cmd): the flag of the group that lists ${cmd}. */
unsigned gs_help_group(const struct gs_cmd *cmd);

#endif
