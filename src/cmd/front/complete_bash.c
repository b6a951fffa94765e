#include "cmd/front/complete.h"

/*
 * Loaded by name: bash-completion looks for "git-seal" when that is typed,
 * and Git's own completion does when "git seal" is; it then calls _git_seal.
 */
static const char head[] =
    "# bash completion for git-seal; made from its command table\n"
    "\n"
    "__git_seal_rings()\n"
    "{\n"
    "\tlocal dir\n"
    "\tdir=$(git rev-parse --git-common-dir 2>/dev/null) || return\n"
    "\tcommand ls \"$dir/git-seal/keyrings\" 2>/dev/null\n"
    "}\n"
    "\n"
    "__git_seal_reply()\n"
    "{\n"
    "\tlocal IFS=$' \\t\\n'\n"
    "\tCOMPREPLY=($(compgen -W \"$1\" -- \"$2\"))\n"
    "}\n"
    "\n"
    "__git_seal_files()\n"
    "{\n"
    "\tlocal IFS=$'\\n'\n"
    "\tcompopt -o filenames 2>/dev/null\n"
    "\tCOMPREPLY=($(compgen -f -- \"$1\"))\n"
    "}\n"
    "\n"
    "__git_seal_revs()\n"
    "{\n"
    "\tif declare -F __git_complete_revlist_file >/dev/null; then\n"
    "\t\t__git_complete_revlist_file\n"
    "\telse\n"
    "\t\t__git_seal_files \"$1\"\n"
    "\tfi\n"
    "}\n"
    "\n"
    "_git_seal()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "\tlocal i=1 cmd= opts= values= files= rings= what=\n"
    "\n"
    "\t# \"git -C dir seal ...\" and \"git-seal ...\"\n"
    "\tif [[ ${COMP_WORDS[0]##*/} != git-seal ]]; then\n"
    "\t\twhile ((i < COMP_CWORD)) && [[ ${COMP_WORDS[i]} != seal ]]; do\n"
    "\t\t\t((i++))\n"
    "\t\tdone\n"
    "\t\t((i++))\n"
    "\tfi\n"
    "\t((i < COMP_CWORD)) && cmd=${COMP_WORDS[i]}\n";

static const char tail[] =
    "\tesac\n"
    "\tif [[ $prev == -* && \" $rings \" == *\" $prev \"* ]]; then\n"
    "\t\twhat=rings\n"
    "\telif [[ $prev == -* && \" $files \" == *\" $prev \"* ]]; then\n"
    "\t\twhat=files\n"
    "\telif [[ $prev == -* && \" $values \" == *\" $prev \"* ]]; then\n"
    "\t\treturn\n"
    "\telif [[ $cur == -* && $cmd ]]; then\n"
    "\t\twhat=opts\n"
    "\tfi\n"
    "\tcase $what in\n"
    "\trings) __git_seal_reply \"$(__git_seal_rings)\" \"$cur\" ;;\n"
    "\tfiles) __git_seal_files \"$cur\" ;;\n"
    "\trevs) __git_seal_revs \"$cur\" ;;\n"
    "\topts) __git_seal_reply \"$opts\" \"$cur\" ;;\n"
    "\tcommands) __git_seal_reply \"$commands\" \"$cur\" ;;\n"
    "\tesac\n"
    "}\n"
    "\n"
    "complete -o bashdefault -F _git_seal git-seal 2>/dev/null ||\n"
    "\tcomplete -F _git_seal git-seal\n";

static int
put_name(const struct gs_opt *o, struct gs_buf *b)
{
	int r = GS_OK;

	if (o->letter != 0)
		r = gs_buf_addf(b, " -%c", o->letter);
	if (r == GS_OK && o->name != NULL)
		r = gs_buf_addf(b, " --%s", o->name);
	return r;
}

static int
put_value(const struct gs_opt *o, struct gs_buf *b)
{
	return o->value != NULL && o->kind != GS_OPT_MAYBE ? put_name(o, b)
							   : GS_OK;
}

static int
put_file(const struct gs_opt *o, struct gs_buf *b)
{
	return gs_complete_value(o) == GS_COMPLETE_FILE ? put_name(o, b)
							: GS_OK;
}

static int
put_ring(const struct gs_opt *o, struct gs_buf *b)
{
	return gs_complete_value(o) == GS_COMPLETE_RING ? put_name(o, b)
							: GS_OK;
}

static int
put_list(const struct gs_cmd *c, const char *var, gs_complete_fn *fn,
    struct gs_buf *b)
{
	size_t from = b->n;
	int r = gs_buf_addf(b, "\t\t%s='", var);
	size_t empty = b->n;

	if (r == GS_OK)
		r = gs_complete_options(c, fn, b);
	if (b->n == empty) {
		gs_buf_cut(b, from);
		return r;
	}
	return r != GS_OK ? r : gs_buf_adds(b, " '\n");
}

static int
put_cmd(const struct gs_cmd *c, struct gs_buf *b)
{
	static const char *const words[] = {
		[GS_COMPLETE_NOTHING] = "",
		[GS_COMPLETE_FILE] = "\t\twhat=files\n",
		[GS_COMPLETE_REV] = "\t\twhat=revs\n",
		[GS_COMPLETE_RING] = "\t\twhat=rings\n",
		[GS_COMPLETE_COMMAND] = "\t\twhat=commands\n",
	};
	int r = gs_buf_addf(b, "\t%s)\n", c->name);

	if (r == GS_OK)
		r = put_list(c, "opts", put_name, b);
	if (r == GS_OK)
		r = put_list(c, "values", put_value, b);
	if (r == GS_OK)
		r = put_list(c, "files", put_file, b);
	if (r == GS_OK)
		r = put_list(c, "rings", put_ring, b);
	if (r == GS_OK)
		r = gs_buf_adds(b, words[gs_complete_words(c)]);
	return r != GS_OK ? r : gs_buf_adds(b, "\t\t;;\n");
}

static int
put_commands(struct gs_buf *b)
{
	int r = gs_buf_adds(b, "\tlocal commands='");

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (r == GS_OK && ((*c)->flags & GS_CMD_HIDDEN) == 0)
			r = gs_buf_addf(b, "%s ", (*c)->name);
	}
	return r != GS_OK ? r
			  : gs_buf_adds(b,
				"'\n\tcase $cmd in\n"
				"\t'') what=commands ;;\n");
}

int
gs_complete_bash(struct gs_buf *b)
{
	int r = gs_buf_adds(b, head);

	if (r == GS_OK)
		r = put_commands(b);
	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (r == GS_OK)
			r = put_cmd(*c, b);
	}
	return r != GS_OK ? r : gs_buf_adds(b, tail);
}
