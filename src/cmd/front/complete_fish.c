#include "cmd/front/complete.h"

/* fish's own completion of git asks for "git-seal ..." when it sees
 * "git seal ...". */
static const char head[] =
    "# fish completion for git-seal; made from its command table\n"
    "\n"
    "function __git_seal_needs_command\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -eq 1\n"
    "end\n"
    "\n"
    "function __git_seal_using\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -gt 1; and test $words[2] = $argv[1]\n"
    "end\n"
    "\n"
    "function __git_seal_rings\n"
    "    set -l dir (git rev-parse --git-common-dir 2>/dev/null); or return\n"
    "    command ls $dir/git-seal/keyrings 2>/dev/null\n"
    "end\n"
    "\n"
    "complete -c git-seal -f\n";

static int
put_text(const char *s, struct gs_buf *b)
{
	int r = gs_buf_addc(b, '\'');

	for (; *s != '\0' && r == GS_OK; s++) {
		if (*s == '\'' || *s == '\\')
			r = gs_buf_addc(b, '\\');
		if (r == GS_OK)
			r = gs_buf_addc(b, *s);
	}
	return r != GS_OK ? r : gs_buf_adds(b, "'\n");
}

/* Behind "complete -c git-seal -n '__git_seal_using NAME'". */
static int
put_option(const struct gs_opt *o, struct gs_buf *b)
{
	static const char *const values[] = {
		[GS_COMPLETE_NOTHING] = " -x",
		[GS_COMPLETE_FILE] = " -r -F",
		[GS_COMPLETE_REV] = " -x",
		[GS_COMPLETE_RING] = " -x -a '(__git_seal_rings)'",
		[GS_COMPLETE_COMMAND] = " -x",
	};
	int r = gs_buf_adds(b, "complete -c git-seal -n $when");

	if (r == GS_OK && o->letter != 0)
		r = gs_buf_addf(b, " -s %c", o->letter);
	if (r == GS_OK && o->name != NULL)
		r = gs_buf_addf(b, " -l %s", o->name);
	if (r == GS_OK && o->value != NULL && o->kind != GS_OPT_MAYBE)
		r = gs_buf_adds(b, values[gs_complete_value(o)]);
	if (r == GS_OK)
		r = gs_buf_adds(b, " -d ");
	return r != GS_OK ? r : put_text(o->help, b);
}

static int
put_words(const struct gs_cmd *c, struct gs_buf *b)
{
	int r = GS_OK;

	switch (gs_complete_words(c)) {
	case GS_COMPLETE_FILE:
	case GS_COMPLETE_REV:
		return gs_buf_adds(b, "complete -c git-seal -n $when -F\n");
	case GS_COMPLETE_COMMAND:
		for (const struct gs_cmd *const *o = gs_cmds; *o != NULL; o++) {
			if (r == GS_OK)
				r = gs_buf_addf(b,
				    "complete -c git-seal -n $when -a %s\n",
				    (*o)->name);
		}
		return r;
	case GS_COMPLETE_RING:
	case GS_COMPLETE_NOTHING:
		break;
	}
	return GS_OK;
}

static int
put_cmd(const struct gs_cmd *c, struct gs_buf *b)
{
	int r = GS_OK;

	if ((c->flags & GS_CMD_HIDDEN) == 0)
		r = gs_buf_addf(b,
		    "\ncomplete -c git-seal -n __git_seal_needs_command -a %s "
		    "-d ",
		    c->name);
	if (r == GS_OK && (c->flags & GS_CMD_HIDDEN) == 0)
		r = put_text(c->summary, b);
	if (r == GS_OK)
		r = gs_buf_addf(
		    b, "set -l when '__git_seal_using %s'\n", c->name);
	if (r == GS_OK)
		r = gs_complete_options(c, put_option, b);
	return r != GS_OK ? r : put_words(c, b);
}

int
gs_complete_fish(struct gs_buf *b)
{
	int r = gs_buf_adds(b, head);

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (r == GS_OK)
			r = put_cmd(*c, b);
	}
	return r;
}
