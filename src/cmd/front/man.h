/*
 * man: manual pages out of the command table, in mdoc(7).
 */
#ifndef GS_CMD_FRONT_MAN_H
#define GS_CMD_FRONT_MAN_H

#include "cmd/cmd.h"

/** gs_man_one(cmd, b): append the page git-seal-CMD(1). */
int gs_man_one(const struct gs_cmd *cmd, struct gs_buf *b) GS_MUST_USE;

/** gs_man_list(b): append the list of all commands, for git-seal(1). */
int gs_man_list(struct gs_buf *b) GS_MUST_USE;

#endif
