#include <stdio.h>
#include <string.h>

#include "cmd/front/opt.h"

#include "cmd/front/help.h"

#define WIDTH 78
#define HELP_AT 29 /* the column where the help of an option begins */
#define GROUPS                                                                 \
	(GS_CMD_START | GS_CMD_DAILY | GS_CMD_LOOK | GS_CMD_SHARE |            \
	    GS_CMD_HIDDEN)

const struct gs_help_group gs_help_groups[GS_HELP_GROUPS] = {
	{ GS_CMD_START, "to begin" },
	{ GS_CMD_DAILY, "every day" },
	{ GS_CMD_LOOK, "to look" },
	{ GS_CMD_SHARE, "keys, and who has them" },
	{ 0, "about git-seal" },
	{ GS_CMD_HIDDEN, "plumbing, for Git and for scripts" },
};

/* Plumbing stands with plumbing, whatever else it is. */
unsigned
gs_help_group(const struct gs_cmd *c)
{
	unsigned g = c->flags & GROUPS;

	return (g & GS_CMD_HIDDEN) != 0 ? GS_CMD_HIDDEN : g;
}

static int
list_group(unsigned flag, const char *title, struct gs_buf *b)
{
	bool any = false;
	int r = GS_OK;

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (gs_help_group(*c) != flag || r != GS_OK)
			continue;
		if (!any)
			r = gs_buf_addf(b, "\n%s\n", title);
		any = true;
		if (r == GS_OK)
			r = gs_buf_addf(
			    b, "    %-13s %s\n", (*c)->name, (*c)->summary);
	}
	return r;
}

int
gs_help_all(bool all, struct gs_buf *b)
{
	int r;

	r = gs_buf_adds(b,
	    "usage: git seal COMMAND [OPTION...] [ARG...]\n\n"
	    "Keeps chosen files encrypted in every commit, and "
	    "readable in the working tree\nof those who have "
	    "the key.\n");
	for (size_t i = 0; i < GS_HELP_GROUPS && r == GS_OK; i++) {
		if (gs_help_groups[i].flag != GS_CMD_HIDDEN || all)
			r = list_group(
			    gs_help_groups[i].flag, gs_help_groups[i].title, b);
	}
	if (r == GS_OK)
		r = gs_buf_addf(b,
		    "\n'git seal help COMMAND' explains one%s.\n",
		    all ? "" : ", 'git seal help --all' lists plumbing too");
	return r;
}

static int
put_blanks(unsigned n, struct gs_buf *b)
{
	return n == 0 ? GS_OK : gs_buf_addf(b, "%*s", (int)n, "");
}

int
gs_help_wrap(const char *s, size_t n, unsigned indent, struct gs_buf *b)
{
	size_t column = indent, w;
	bool begun = false;
	int r = GS_OK;

	while (n > 0 && r == GS_OK) {
		for (w = 0; w < n && s[w] != ' '; w++)
			;
		if (begun && column + 1 + w > WIDTH) {
			if ((r = gs_buf_addc(b, '\n')) == GS_OK)
				r = put_blanks(indent, b);
			column = indent;
		} else if (begun) {
			r = gs_buf_addc(b, ' ');
			column++;
		}
		if (r == GS_OK)
			r = gs_buf_add(b, s, w);
		column += w;
		begun = true;
		for (s += w, n -= w; n > 0 && *s == ' '; s++)
			n--;
	}
	return r != GS_OK ? r : gs_buf_addc(b, '\n');
}

static int
put_about(const char *about, struct gs_buf *b)
{
	int r = GS_OK;

	while (*about != '\0' && r == GS_OK) {
		size_t n = strcspn(about, "\n");

		if (strncmp(about, "  ", 2) == 0) {
			if ((r = gs_buf_add(b, about, n)) == GS_OK)
				r = gs_buf_addc(b, '\n');
		} else {
			r = gs_help_wrap(about, n, 0, b);
		}
		about += n + (about[n] == '\n');
	}
	return r;
}

static int
put_option(const struct gs_opt *o, struct gs_buf *b)
{
	char left[64], value[32] = "";
	bool both = o->letter != 0 && o->name != NULL;
	int r;

	if (o->value != NULL)
		(void)snprintf(value, sizeof(value), "%s%s%s",
		    o->kind == GS_OPT_MAYBE ? "[=" : " ", o->value,
		    o->kind == GS_OPT_MAYBE ? "]" : "");
	if (o->letter == 0)
		(void)snprintf(
		    left, sizeof(left), "    --%s%s", o->name, value);
	else
		(void)snprintf(left, sizeof(left), "-%c%s%s%s", o->letter,
		    both ? ", --" : "", both ? o->name : "", value);
	if (strlen(left) <= HELP_AT - 5)
		r = gs_buf_addf(b, "    %-*s ", HELP_AT - 5, left);
	else
		r = gs_buf_addf(b, "    %s\n%*s", left, HELP_AT, "");
	return r != GS_OK ? r
			  : gs_help_wrap(o->help, strlen(o->help), HELP_AT, b);
}

static int
put_options(const struct gs_opt *o, struct gs_buf *b)
{
	int r = GS_OK;

	for (; o != NULL && !gs_opt_end(o) && r == GS_OK; o++) {
		if (o->help != NULL)
			r = put_option(o, b);
	}
	return r;
}

static int
put_example(const char *s, struct gs_buf *b)
{
	int r = gs_buf_adds(b, "\nexample\n");

	while (*s != '\0' && r == GS_OK) {
		size_t n = strcspn(s, "\n");

		r = gs_buf_addf(b, "    %.*s\n", (int)n, s);
		s += n + (s[n] == '\n');
	}
	return r;
}

int
gs_help_one(const struct gs_cmd *c, struct gs_buf *b)
{
	struct gs_opt common[GS_COMMON_NR + 1];
	int r;

	gs_common_of(c, common);
	r = gs_buf_addf(b, "usage: git seal %s [OPTION...]%s%s\n\n", c->name,
	    c->args[0] != '\0' ? " " : "", c->args);
	if (r == GS_OK)
		r = put_about(c->about, b);
	if (r == GS_OK)
		r = gs_buf_adds(b, "\noptions\n");
	if (r == GS_OK)
		r = put_options(c->opts, b);
	if (r == GS_OK)
		r = put_options(common, b);
	if (r == GS_OK && c->example != NULL)
		r = put_example(c->example, b);
	return r;
}
