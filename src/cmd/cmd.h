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
#define GS_CMD_SEALS                                                           \
	0x80u /* the repository was asked what seals (implies
			       KEYS; cmd/team/judge.h) */

/* Where the help lists a command; one without any stands with the last. */
#define GS_CMD_START 0x100u /* once a clone */
#define GS_CMD_DAILY 0x200u /* every day */
#define GS_CMD_LOOK 0x400u  /* looks, and changes nothing */
#define GS_CMD_SHARE 0x800u /* keys, and who has them */

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
	const char *help;  /* one line, no full stop; NULL: not shown */
	enum gs_opt_kind kind;
	size_t offset;
};

struct gs_ctx {
	const char *ring; /* -k NAME, or "default"; checked */
	bool ring_given;
	bool quiet, verbose, json, nul;
	struct gs_repo *repo; /* owned by main */
	struct gs_keys keys;
	const char *self;  /* argv[0] */
	const char *start; /* the folder the user stands in, absolute; NULL if
			      it is gone.  gs_repo_open leaves it. */
	struct gs_report report; /* prints warnings and hints to stderr */
	struct gs_err e;	 /* what main prints when run fails */
};

struct gs_cmd {
	const char *name;
	const char *args;    /* "[PATH...]", or "" */
	const char *summary; /* one line, no full stop, lower case */
	/* For -h and the man page: paragraphs on one line each (they are
	 * wrapped when shown), with "\n\n" between them; a line that begins
	 * with two blanks stands as it is. */
	const char *about;
	const char *example; /* lines for both, each "git seal ...", or NULL */
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

/* The options that main parses for every command, as its flags say; ended by
 * a zeroed one. */
struct gs_common {
	bool help, version, quiet, verbose, json, nul;
	const char *ring;
};
#define GS_COMMON_NR 7
extern const struct gs_opt gs_common_opts[GS_COMMON_NR + 1];

/** gs_common_of(cmd, out): those of gs_common_opts that ${cmd} takes; NULL:
 * those that may stand before the command. */
void
gs_common_of(const struct gs_cmd *cmd, struct gs_opt out[GS_COMMON_NR + 1]);

/** gs_cmd_find(name): the command, or NULL. */
const struct gs_cmd *gs_cmd_find(const char *name);

/** gs_cmd_unknown(word, e): GS_EUSAGE with the nearest command as hint. */
int gs_cmd_unknown(const char *word, struct gs_err *e);

/**
 * gs_cmd_path(ctx, word):
 * A file that the user named, as an absolute path (free): relative to where
 * he stands, not to where gs_repo_open went.  NULL when out of memory.
 */
char *gs_cmd_path(const struct gs_ctx *ctx, const char *word) GS_MUST_USE;

/**
 * gs_cmd_main(argc, argv):
 * Everything main does: dispatch, messages; returns the exit code.
 */
int gs_cmd_main(int argc, char **argv);

#endif
