/*
 * cmd: the one command table and what every command is handed.  Help, man
 * pages, completion and dispatch all come from the table; a command is one
 * file that fills one struct gs_cmd.
 */
#ifndef GS_CMD_CMD_H
#define GS_CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "engine/keys.h"
#include "repo/repo.h"

/* What must be ready before a command runs. */
#define GS_CMD_REPO 0x01u   /* ctx->repo is open */
#define GS_CMD_KEYS 0x02u   /* ctx->keys is loaded (implies REPO) */
#define GS_CMD_TREE 0x04u   /* refuses in a bare repository (implies REPO) */
#define GS_CMD_HIDDEN 0x08u /* plumbing: only in the full list */
#define GS_CMD_JSON 0x10u   /* takes --json */
#define GS_CMD_NUL 0x20u    /* takes -z */
#define GS_CMD_RING 0x40u   /* takes -k NAME */

enum gs_opt_kind {
	GS_OPT_FLAG, /* bool */
	GS_OPT_STR,  /* const char *, borrowed from argv; the last wins */
	GS_OPT_STRS, /* struct gs_strs: may be given again */
	GS_OPT_MAYBE /* const char *: --name or --name=VALUE; "" without */
};

/* One option: parsed into the command's own struct at ${offset}. */
struct gs_opt {
	char letter;	   /* or 0 */
	const char *name;  /* without the dashes */
	const char *value; /* "FILE"; NULL for a flag */
	const char *help;  /* one line, no full stop */
	enum gs_opt_kind kind;
	size_t offset;
};

struct gs_ctx {
	const char *ring; /* -k NAME, or "default"; checked */
	bool ring_given;
	bool quiet, verbose, json, nul;
	struct gs_repo *repo; /* owned by main */
	struct gs_keys keys;
	struct gs_report report; /* prints warnings and hints to stderr */
	struct gs_err e;	 /* what main prints when run fails */
};

struct gs_cmd {
	const char *name;
	const char *args;    /* "[PATH...]", or "" */
	const char *summary; /* one line, no full stop, lower case */
	const char *about;   /* paragraphs for -h and the man page */
	const char *example; /* lines for both, or NULL */
	unsigned flags;
	const struct gs_opt *opts; /* ended by a zeroed one, or NULL */
	size_t args_size; /* bytes of the struct that opts point into */
	/* ${argv}: the ${argc} words that are no options.  Returns a gs_code
	 * with ctx->e filled, or GS_OK; GS_EREFUSED with an empty ctx->e
	 * means exit 1 without a message (findings are on stdout). */
	int (*run)(struct gs_ctx *ctx, void *args, int argc, char **argv);
};

/* All commands, in the order of the help text, NULL-ended (table.c). */
extern const struct gs_cmd *const gs_cmds[];

/**
 * gs_cmd_main(argc, argv):
 * Everything main does: dispatch, messages; returns the exit code.
 */
int gs_cmd_main(int argc, char **argv);

#endif
