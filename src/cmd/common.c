#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"

#define AT(field) offsetof(struct gs_common, field)

/* clang-format off */
const struct gs_opt gs_common_opts[GS_COMMON_NR + 1] = {
	{ 'k', "keyring", "NAME", "the keyring, instead of 'default'",
	    GS_OPT_STR, AT(ring) },
	{ 0, "json", NULL, "print JSON, for programs",
	    GS_OPT_FLAG, AT(json) },
	{ 'z', "null", NULL, "end names with NUL, and do not escape them",
	    GS_OPT_FLAG, AT(nul) },
	{ 'q', "quiet", NULL, "say only what is wrong",
	    GS_OPT_FLAG, AT(quiet) },
	{ 'v', "verbose", NULL, "say more",
	    GS_OPT_FLAG, AT(verbose) },
	{ 'h', "help", NULL, "show this help",
	    GS_OPT_FLAG, AT(help) },
	{ 0, "version", NULL, "print the version",
	    GS_OPT_FLAG, AT(version) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

/* The flag that lets a command take the option; 0: every command. */
static unsigned
needs(const struct gs_opt *o)
{
	if (o->offset == AT(ring))
		return GS_CMD_RING;
	if (o->offset == AT(json))
		return GS_CMD_JSON;
	if (o->offset == AT(nul))
		return GS_CMD_NUL;
	return 0;
}

void
gs_common_of(const struct gs_cmd *cmd, struct gs_opt out[GS_COMMON_NR + 1])
{
	size_t nr = 0;

	for (size_t i = 0; i < GS_COMMON_NR; i++) {
		const struct gs_opt *o = &gs_common_opts[i];
		bool version = o->offset == AT(version);

		if (cmd == NULL ? version || o->letter == 'h'
				: !version && (~cmd->flags & needs(o)) == 0)
			out[nr++] = *o;
	}
	out[nr] = gs_common_opts[GS_COMMON_NR];
}

const struct gs_cmd *
gs_cmd_find(const char *name)
{
	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
	}
	return NULL;
}

char *
gs_cmd_path(const struct gs_ctx *ctx, const char *word)
{
	if (word[0] == '/' || ctx->start == NULL)
		return gs_strdup(word);
	return gs_asprintf("%s/%s", ctx->start, word);
}
