/*
 * complete: completion for shells out of the command table.
 */
#ifndef GS_CMD_FRONT_COMPLETE_H
#define GS_CMD_FRONT_COMPLETE_H

#include "cmd/cmd.h"

/* What a word is completed with. */
enum gs_complete_what {
	GS_COMPLETE_NOTHING,
	GS_COMPLETE_FILE,
	GS_COMPLETE_REV,
	GS_COMPLETE_RING,
	GS_COMPLETE_COMMAND
};

/** gs_complete(shell, b, e): append the script for "bash", "zsh" or "fish";
 * GS_EUSAGE for another shell. */
int
gs_complete(const char *shell, struct gs_buf *b, struct gs_err *e) GS_MUST_USE;

int gs_complete_bash(struct gs_buf *b) GS_MUST_USE;
int gs_complete_zsh(struct gs_buf *b) GS_MUST_USE;
int gs_complete_fish(struct gs_buf *b) GS_MUST_USE;

/** gs_complete_words(cmd): what the words of ${cmd} are. */
enum gs_complete_what gs_complete_words(const struct gs_cmd *cmd);

/** gs_complete_value(o): what the value of ${o} is. */
enum gs_complete_what gs_complete_value(const struct gs_opt *o);

/* What gs_complete_options calls for each option. */
typedef int gs_complete_fn(const struct gs_opt *o, struct gs_buf *b);

/** gs_complete_options(cmd, fn, b): fn for each option that the help of
 * ${cmd} shows, its own first. */
int gs_complete_options(
    const struct gs_cmd *cmd, gs_complete_fn *fn, struct gs_buf *b) GS_MUST_USE;

#endif
