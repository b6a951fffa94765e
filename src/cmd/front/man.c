#include <ctype.h>
#include <string.h>

#include "base/cur.h"
#include "cmd/front/help.h"
#include "cmd/front/opt.h"

#include "cmd/front/man.h"

/* When the texts were last looked over. */
#define DATE "November 25, 2026"

/* A line of text: nothing in it is a request or an escape. */
static int
put_text(const char *s, size_t n, struct gs_buf *b)
{
	int r = GS_OK;

	if (n > 0 && (s[0] == '.' || s[0] == '\''))
		r = gs_buf_adds(b, "\\&");
	for (size_t i = 0; i < n && r == GS_OK; i++) {
		if (s[i] == '\\')
			r = gs_buf_adds(b, "\\e");
		else if (s[i] == '-')
			r = gs_buf_adds(b, "\\-");
		else
			r = gs_buf_addc(b, s[i]);
	}
	return r != GS_OK ? r : gs_buf_addc(b, '\n');
}

static int
put_upper(const char *s, struct gs_buf *b)
{
	int r = GS_OK;

	for (; *s != '\0' && r == GS_OK; s++)
		r = gs_buf_addc(b, (char)toupper((unsigned char)*s));
	return r;
}

static int
put_sentence(const char *s, size_t n, struct gs_buf *b)
{
	struct gs_buf lines = GS_BUF_INIT;
	struct gs_cur c;
	const uint8_t *line;
	size_t len;
	int r = gs_help_wrap(s, n, 0, &lines);

	c = (struct gs_cur){ lines.p, lines.n };
	while (r == GS_OK && gs_cur_line(&c, &line, &len) == GS_OK)
		r = put_text((const char *)line, len, b);
	gs_buf_clear(&lines);
	return r;
}

/* Each sentence begins a line, as mdoc wants it; a paragraph is one line of
 * ours. */
static int
put_paragraph(const char *s, size_t n, struct gs_buf *b)
{
	size_t at = 0;
	int r = GS_OK;

	for (size_t i = 0; i + 1 < n && r == GS_OK; i++) {
		if (s[i] != '.' || s[i + 1] != ' ')
			continue;
		r = put_sentence(s + at, i + 1 - at, b);
		at = i + 2;
	}
	return r != GS_OK ? r : put_sentence(s + at, n - at, b);
}

static int
put_about(const char *s, struct gs_buf *b)
{
	bool literal = false;
	int r = GS_OK;

	while (*s != '\0' && r == GS_OK) {
		size_t n = strcspn(s, "\n");
		bool code = strncmp(s, "  ", 2) == 0;

		if (code != literal)
			r = gs_buf_adds(b,
			    code ? ".Bd -literal -offset indent\n" : ".Ed\n");
		literal = code;
		if (r == GS_OK && n == 0)
			r = gs_buf_adds(b, s[1] == ' ' ? "" : ".Pp\n");
		else if (r == GS_OK)
			r = code ? put_text(s + 2, n - 2, b)
				 : put_paragraph(s, n, b);
		s += n + (s[n] == '\n');
	}
	return r == GS_OK && literal ? gs_buf_adds(b, ".Ed\n") : r;
}

/* ".It Fl k Ar NAME , Fl -keyring Ns = Ns Ar NAME" */
static int
put_option(const struct gs_opt *o, struct gs_buf *b)
{
	const char *value = o->value != NULL ? o->value : "";
	int r = gs_buf_adds(b, ".It");

	if (r == GS_OK && o->letter != 0)
		r = gs_buf_addf(b, " Fl %c%s%s%s", o->letter,
		    o->value != NULL ? " Ar " : "", value,
		    o->name != NULL ? " ," : "");
	if (r == GS_OK && o->name != NULL)
		r = gs_buf_addf(b, " Fl -%s", o->name);
	if (r == GS_OK && o->name != NULL && o->value != NULL)
		r = gs_buf_addf(b,
		    o->kind == GS_OPT_MAYBE ? " Ns Op = Ns Ar %s"
					    : " Ns = Ns Ar %s",
		    value);
	if (r == GS_OK)
		r = gs_buf_addc(b, '\n');
	return r != GS_OK ? r : put_text(o->help, strlen(o->help), b);
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
	int r = gs_buf_adds(b, ".Sh EXAMPLES\n.Bd -literal -offset indent\n");

	while (*s != '\0' && r == GS_OK) {
		size_t n = strcspn(s, "\n");

		r = put_text(s, n, b);
		s += n + (s[n] == '\n');
	}
	return r != GS_OK ? r : gs_buf_adds(b, ".Ed\n");
}

static int
put_head(const struct gs_cmd *c, struct gs_buf *b)
{
	int r = gs_buf_adds(b, ".Dd " DATE "\n.Dt GIT-SEAL-");

	if (r == GS_OK)
		r = put_upper(c->name, b);
	if (r == GS_OK)
		r = gs_buf_addf(b,
		    " 1\n.Os\n.Sh NAME\n"
		    ".Nm git-seal-%s\n.Nd ",
		    c->name);
	if (r == GS_OK)
		r = put_text(c->summary, strlen(c->summary), b);
	if (r == GS_OK)
		r = gs_buf_addf(b,
		    ".Sh SYNOPSIS\n.Nm git seal %s\n.Op Ar option ...\n",
		    c->name);
	if (r == GS_OK && c->args[0] != '\0')
		r = put_text(c->args, strlen(c->args), b);
	return r != GS_OK ? r : gs_buf_adds(b, ".Sh DESCRIPTION\n");
}

int
gs_man_one(const struct gs_cmd *c, struct gs_buf *b)
{
	struct gs_opt common[GS_COMMON_NR + 1];
	int r;

	gs_common_of(c, common);
	if ((r = put_head(c, b)) == GS_OK)
		r = put_about(c->about, b);
	if (r == GS_OK)
		r = gs_buf_adds(b, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
	if (r == GS_OK)
		r = put_options(c->opts, b);
	if (r == GS_OK)
		r = put_options(common, b);
	if (r == GS_OK)
		r = gs_buf_adds(b,
		    ".El\n.Sh EXIT STATUS\nSee\n"
		    ".Xr git-seal 1 .\n");
	if (r == GS_OK && c->example != NULL)
		r = put_example(c->example, b);
	return r != GS_OK ? r
			  : gs_buf_adds(b, ".Sh SEE ALSO\n.Xr git-seal 1\n");
}

static int
put_group(const struct gs_help_group *g, struct gs_buf *b)
{
	bool any = false;
	int r = GS_OK;

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++) {
		if (gs_help_group(*c) != g->flag || r != GS_OK)
			continue;
		if (!any) {
			r = gs_buf_addf(b, ".Ss %c%s\n.Bl -tag -width Ds\n",
			    toupper((unsigned char)g->title[0]), g->title + 1);
			any = true;
		}
		if (r == GS_OK)
			r = gs_buf_addf(
			    b, ".It Xr git-seal-%s 1\n", (*c)->name);
		if (r == GS_OK)
			r = put_text((*c)->summary, strlen((*c)->summary), b);
	}
	return r == GS_OK && any ? gs_buf_adds(b, ".El\n") : r;
}

int
gs_man_list(struct gs_buf *b)
{
	int r = GS_OK;

	for (size_t i = 0; i < GS_HELP_GROUPS && r == GS_OK; i++)
		r = put_group(&gs_help_groups[i], b);
	return r;
}
