/*
 * help: the command table as text for people.
 */
#ifndef GS_CMD_HELP_H
#define GS_CMD_HELP_H

#include "cmd/cmd.h"

/** gs_help_all(all, b): append every command with its summary; plumbing too
 * if ${all}. */
int gs_help_all(bool all, struct gs_buf *b) GS_MUST_USE;

/** gs_help_one(cmd, b): append what `git seal CMD -h` prints. */
int gs_help_one(const struct gs_cmd *cmd, struct gs_buf *b) GS_MUST_USE;

#endif
