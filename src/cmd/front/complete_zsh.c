#include "cmd/front/complete.h"

/* compinit finds the file by its first line; Git's own completion calls
 * _git-seal for "git seal". */
static const char head[] =
    "#compdef git-seal\n"
    "#description keep files sealed in commits and readable in the tree\n"
    "# made from git-seal's command table\n"
    "\n"
    "__git_seal_rings()\n"
    "{\n"
    "\tlocal dir\n"
    "\tlocal -a rings\n"
    "\tdir=$(git rev-parse --git-common-dir 2>/dev/null) || return\n"
    "\trings=($dir/git-seal/keyrings/*(N:t))\n"
    "\tcompadd -a rings\n"
    "}\n"
    "\n"
    "_git-seal()\n"
    "{\n"
    "\tlocal curcontext=$curcontext state line ret=1\n"
    "\tlocal -A opt_args\n"
    "\tlocal -a commands\n"
    "\n"
    "\tcommands=(\n";

static const char middle[] =
    "\t)\n"
    "\t_arguments -C \\\n"
    "\t\t'(- *)'{-h,--help}'[show this help]' \\\n"
    "\t\t'(- *)--version[print the version]' \\\n"
    "\t\t'1: :->command' \\\n"
    "\t\t'*:: :->words' && ret=0\n"
    "\tcase $state in\n"
    "\tcommand)\n"
    "\t\t_describe -t commands 'git-seal command' commands && ret=0\n"
    "\t\t;;\n"
    "\twords)\n"
    "\t\tcurcontext=${curcontext%:*:*}:git-seal-$words[1]:\n"
    "\t\tcase $words[1] in\n";

static const char tail[] = "\t\tesac\n"
			   "\t\t;;\n"
			   "\tesac\n"
			   "\treturn ret\n"
			   "}\n"
			   "\n"
			   "_git-seal \"$@\"\n";

static const char *const actions[] = {
	[GS_COMPLETE_NOTHING] = " ",
	[GS_COMPLETE_FILE] = "_files",
	[GS_COMPLETE_REV] = "_files",
	[GS_COMPLETE_RING] = "__git_seal_rings",
	[GS_COMPLETE_COMMAND] =
	    "{_describe -t commands 'git-seal command' commands}",
};

/* Within single quotes and a description. */
static int
put_text(const char *s, struct gs_buf *b)
{
	int r = GS_OK;

	for (; *s != '\0' && r == GS_OK; s++) {
		if (*s == '\'')
			r = gs_buf_adds(b, "'\\''");
		else if (*s == '[' || *s == ']' || *s == ':' || *s == '\\')
			r = gs_buf_addf(b, "\\%c", *s);
		else
			r = gs_buf_addc(b, *s);
	}
	return r;
}

/* '(-k --keyring)'{-k+,--keyring=}'[text]:NAME:action' */
static int
put_option(const struct gs_opt *o, struct gs_buf *b)
{
	bool both = o->letter != 0 && o->name != NULL;
	bool maybe = o->kind == GS_OPT_MAYBE;
	const char *one = o->value == NULL || maybe ? "" : "+";
	const char *eq = o->value == NULL ? "" : maybe ? "=-" : "=";
	int r = gs_buf_adds(b, "\t\t\t\t");

	if (r == GS_OK && o->kind == GS_OPT_STRS)
		r = gs_buf_adds(b, "'*'");
	else if (r == GS_OK && both)
		r = gs_buf_addf(b, "'(-%c --%s)'", o->letter, o->name);
	if (r == GS_OK && both)
		r = gs_buf_addf(
		    b, "{-%c%s,--%s%s}'[", o->letter, one, o->name, eq);
	else if (r == GS_OK && o->name != NULL)
		r = gs_buf_addf(b, "'--%s%s[", o->name, eq);
	else if (r == GS_OK)
		r = gs_buf_addf(b, "'-%c%s[", o->letter, one);
	if (r == GS_OK)
		r = put_text(o->help, b);
	if (r == GS_OK)
		r = gs_buf_adds(b, "]");
	if (r == GS_OK && o->value != NULL)
		r = gs_buf_addf(b, "%s%s:%s", maybe ? "::" : ":", o->value,
		    actions[gs_complete_value(o)]);
	return r != GS_OK ? r : gs_buf_adds(b, "' \\\n");
}

static int
put_cmd(const struct gs_cmd *c, struct gs_buf *b)
{
	enum gs_complete_what what = gs_complete_words(c);
	int r = gs_buf_addf(b, "\t\t%s)\n\t\t\t_arguments -s \\\n", c->name);

	if (r == GS_OK)
		r = gs_complete_options(c, put_option, b);
	if (r == GS_OK && what == GS_COMPLETE_COMMAND)
		r = gs_buf_addf(b, "\t\t\t\t\"*: :%s\" \\\n", actions[what]);
	else if (r == GS_OK && what != GS_COMPLETE_NOTHING)
		r = gs_buf_addf(b, "\t\t\t\t'*: :%s' \\\n", actions[what]);
	return r != GS_OK ? r : gs_buf_adds(b, "\t\t\t\t&& ret=0\n\t\t\t;;\n");
}

static int
put_name(const struct gs_cmd *c, struct gs_buf *b)
{
	int r = gs_buf_addf(b, "\t\t'%s:", c->name);

	if (r == GS_OK)
		r = put_text(c->summary, b);
	return r != GS_OK ? r : gs_buf_adds(b, "'\n");
}

int
gs_complete_zsh(struct gs_buf *b)
{
	int r = gs_buf_adds(b, head);

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (r == GS_OK && ((*c)->flags & GS_CMD_HIDDEN) == 0)
			r = put_name(*c, b);
	}
	if (r == GS_OK)
		r = gs_buf_adds(b, middle);
	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (r == GS_OK)
			r = put_cmd(*c, b);
	}
	return r != GS_OK ? r : gs_buf_adds(b, tail);
}
