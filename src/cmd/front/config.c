#include <stdlib.h>
#include <string.h>

#include "cmd/front/self.h"
#include "git/run.h"
#include "repo/config.h"

#include "cmd/front/config.h"

/* A line whose ${words} is NULL is set by hand below. */
static const struct line {
	const char *key;
	const char *words; /* behind the program's name; or the whole value */
	bool program;
	bool percent;	   /* Git replaces %f and the like in it */
	bool clone_only;   /* a user's other repositories are not ours */
	const char *needs; /* a command that must exist; or NULL */
} lines[] = {
	{ "filter.seal.process", "process", true, false, false, NULL },
	{ "filter.seal.clean", "clean -- %f", true, true, false, NULL },
	{ "filter.seal.smudge", "smudge -- %f", true, true, false, NULL },
	{ "filter.seal.required", "true", false, false, false, NULL },
	{ "diff.seal.textconv", "textconv --", true, false, false, NULL },
	{ "merge.seal.driver", "merge %O %A %B %L -- %P", true, true, false,
	    "merge" },
	{ "merge.renormalize", "false", false, false, true, NULL },
};

#define TEXTCONV "git-seal-textconv"
#define OURS                                                                   \
	"^(filter\\.seal\\.(process|clean|smudge|required)|"                   \
	"diff\\.seal\\.textconv|merge\\.seal\\.driver|merge\\.renormalize)$"

static const char *
flag_of(enum gs_cmd_config_scope scope)
{
	return scope == GS_CMD_CONFIG_CLONE ? "--local" : "--global";
}

static bool
applies(const struct line *l, enum gs_cmd_config_scope scope)
{
	if (l->clone_only && scope != GS_CMD_CONFIG_CLONE)
		return false;
	return l->needs == NULL || gs_cmd_find(l->needs) != NULL;
}

/* Git starts a command of one plain word without a shell, and textconv runs
 * once a blob: a link beside the program is that word. */
static int
textconv_value(const struct gs_ctx *ctx, struct gs_buf *out)
{
	struct gs_buf word = GS_BUF_INIT;
	const char *s;
	int r = gs_self_find(ctx, TEXTCONV, &word);

	if (r == GS_OK)
		r = (s = gs_buf_str(&word)) == NULL
		    ? GS_ENOMEM
		    : gs_self_quote(s, false, out);
	gs_buf_clear(&word);
	return r;
}

static int
value_of(const struct gs_ctx *ctx, const struct line *l, struct gs_buf *out)
{
	struct gs_buf self = GS_BUF_INIT;
	const char *s;
	int r;

	if (!l->program)
		return gs_buf_adds(out, l->words);
	if (strcmp(l->key, "diff.seal.textconv") == 0 &&
	    (r = textconv_value(ctx, out)) != GS_ENOTFOUND)
		return r;
	if ((r = gs_self_find(ctx, "git-seal", &self)) == GS_ENOTFOUND)
		r = gs_buf_adds(&self, "git-seal");
	if (r == GS_OK)
		r = (s = gs_buf_str(&self)) == NULL
		    ? GS_ENOMEM
		    : gs_self_quote(s, l->percent, out);
	if (r == GS_OK)
		r = gs_buf_addf(out, " %s", l->words);
	gs_buf_clear(&self);
	return r;
}

/* `git config`, with its complaint as ours. */
static int
git_config(
    const char *const *argv, int may, struct gs_buf *out, struct gs_err *e)
{
	const struct gs_git_opt opt = { .err_out = true };
	const char *text;
	int code, r;

	if ((r = gs_git_code(&opt, argv, out, &code, e)) != GS_OK)
		return r;
	if (code == 0 || code == may)
		return GS_OK;
	if ((text = gs_buf_str(out)) == NULL)
		return gs_no_memory(e);
	gs_git_words(text, e);
	return GS_EGIT;
}

static int
read_ours(enum gs_cmd_config_scope scope, struct gs_buf *out, struct gs_err *e)
{
	const char *const argv[] = { "config", flag_of(scope), "-z",
		"--get-regexp", OURS, NULL };
	int r = git_config(argv, 1, out, e);

	/* The user's file need not exist yet. */
	return r == GS_OK && gs_buf_str(out) == NULL ? gs_no_memory(e) : r;
}

/* How often ${key} stands in "key LF value NUL ...", and whether its only
 * value is ${value} (NULL: any). */
static size_t
count(const struct gs_buf *have, const char *key, const char *value, bool *same)
{
	const char *p = (const char *)have->p, *end = p + have->n;
	size_t nr = 0, n = strlen(key);

	*same = false;
	for (; p != NULL && p < end; p += strlen(p) + 1) {
		if (strncmp(p, key, n) != 0 || p[n] != '\n')
			continue;
		*same = ++nr == 1 &&
		    (value == NULL || strcmp(p + n + 1, value) == 0);
	}
	return nr;
}

static int
set(enum gs_cmd_config_scope scope, const char *key, const char *value,
    struct gs_err *e)
{
	const char *const argv[] = { "config", flag_of(scope), "--replace-all",
		key, value, NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r = git_config(argv, 0, &out, e);

	gs_buf_clear(&out);
	return r;
}

static int
unset(enum gs_cmd_config_scope scope, const char *key, struct gs_err *e)
{
	const char *const argv[] = { "config", flag_of(scope), "--unset-all",
		key, NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r = git_config(argv, 0, &out, e);

	gs_buf_clear(&out);
	return r;
}

static int
write_line(const struct gs_ctx *ctx, enum gs_cmd_config_scope scope,
    const struct line *l, const struct gs_buf *have, size_t *changed,
    struct gs_err *e)
{
	struct gs_buf value = GS_BUF_INIT;
	const char *text = NULL;
	bool same;
	int r;

	if ((r = value_of(ctx, l, &value)) != GS_OK ||
	    (text = gs_buf_str(&value)) == NULL) {
		r = gs_no_memory(e);
	} else {
		(void)count(have, l->key, text, &same);
		if (!same && (r = set(scope, l->key, text, e)) == GS_OK)
			++*changed;
	}
	gs_buf_clear(&value);
	return r;
}

int
gs_cmd_config_write(const struct gs_ctx *ctx, enum gs_cmd_config_scope scope,
    size_t *changed, struct gs_err *e)
{
	struct gs_buf have = GS_BUF_INIT;
	size_t nr = 0;
	int r = read_ours(scope, &have, e);

	for (size_t i = 0; i < GS_NR(lines) && r == GS_OK; i++) {
		if (applies(&lines[i], scope))
			r = write_line(ctx, scope, &lines[i], &have, &nr, e);
	}
	gs_buf_clear(&have);
	if (nr > 0 && ctx->repo != NULL)
		gs_config_forget(ctx->repo->config);
	if (changed != NULL)
		*changed = nr;
	return r;
}

int
gs_cmd_config_undo(
    enum gs_cmd_config_scope scope, size_t *changed, struct gs_err *e)
{
	struct gs_buf have = GS_BUF_INIT;
	bool same;
	int r = read_ours(scope, &have, e);

	*changed = 0;
	for (size_t i = 0; i < GS_NR(lines) && r == GS_OK; i++) {
		const struct line *l = &lines[i];

		if ((l->clone_only && scope != GS_CMD_CONFIG_CLONE) ||
		    count(&have, l->key, NULL, &same) == 0)
			continue;
		if ((r = unset(scope, l->key, e)) == GS_OK)
			++*changed;
	}
	gs_buf_clear(&have);
	return r;
}
