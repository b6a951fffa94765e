#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fore.h"
#include "git/run.h"

#include "cmd/daily/editor.h"

static int
find(struct gs_buf *out, struct gs_err *e)
{
	static const char *const argv[] = { "var", "GIT_EDITOR", NULL };
	const struct gs_git_opt opt = { .err_out = true };
	const char *text;
	int code, r;

	if ((r = gs_git_code(&opt, argv, out, &code, e)) != GS_OK)
		return r;
	while (out->n > 0 && out->p[out->n - 1] == '\n')
		gs_buf_cut(out, out->n - 1);
	if ((text = gs_buf_str(out)) == NULL)
		return gs_no_memory(e);
	if (code == 0)
		return GS_OK;
	gs_git_words(text, e);
	gs_hint(e, "git config --global core.editor EDITOR");
	return GS_EGIT;
}

static bool
is_vim_name(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name == NULL ? path : name + 1;
	return strstr(name, "vim") != NULL || strcmp(name, "view") == 0;
}

/* Whether the program ${name} in PATH is one of vim's kind: vi often is. */
static bool
is_vim_in_path(const char *name)
{
	const char *p = getenv("PATH");
	bool yes = false, found = false;

	while (p != NULL && *p != '\0' && !found) {
		size_t n = strcspn(p, ":");
		char *try = gs_asprintf("%.*s/%s", (int)n, p, name), *real;

		if (try != NULL && access(try, X_OK) == 0 &&
		    (real = realpath(try, NULL)) != NULL) {
			found = true;
			yes = is_vim_name(real);
			free(real);
		}
		free(try);
		p += n + (p[n] == ':');
	}
	return yes;
}

/* Judged by the first word of the command. */
static bool
is_vim(const char *editor)
{
	char *word = gs_strndup(editor, strcspn(editor, " \t\n"));
	bool yes;

	if (word == NULL)
		return false;
	yes = is_vim_name(word) ||
	    (strcmp(word, "vi") == 0 && is_vim_in_path(word));
	free(word);
	return yes;
}

/* With a shell's signs in it, or blanks, it is for the shell, as in Git. */
#define SHELL_SIGNS "|&;<>()$`\\\"' \t\n*?[#~=%"

static int
start(const struct gs_ctx *ctx, const char *editor, const char *const *env,
    const char *file, int *code, struct gs_err *e)
{
	const char *argv[12];
	char *line = NULL;
	struct gs_fore f = { .argv = argv, .cwd = ctx->start, .env = env };
	size_t n = 0;
	int r;

	if (strcspn(editor, SHELL_SIGNS) != strlen(editor)) {
		if ((line = gs_asprintf("%s \"$@\"", editor)) == NULL)
			return gs_no_memory(e);
		argv[n++] = "sh";
		argv[n++] = "-c";
		argv[n++] = line;
	}
	argv[n++] = editor;
	if (is_vim(editor)) {
		argv[n++] = "-n";
		argv[n++] = "-i";
		argv[n++] = "NONE";
		argv[n++] = "-c";
		argv[n++] = "set noundofile nobackup nowritebackup";
	}
	argv[n++] = file;
	argv[n] = NULL;
	r = gs_fore_run(&f, code, e);
	free(line);
	return r;
}

int
gs_editor_run(const struct gs_ctx *ctx, const struct gs_memdir *dir,
    const char *file, int *code, struct gs_err *e)
{
	struct gs_buf editor = GS_BUF_INIT;
	char *tmp = gs_asprintf("TMPDIR=%s", dir->path);
	const char *env[] = { tmp, NULL };
	const char *text = NULL;
	int r = tmp == NULL ? gs_no_memory(e) : find(&editor, e);

	*code = 0;
	if (r == GS_OK && (text = gs_buf_str(&editor)) == NULL)
		r = gs_no_memory(e);
	/* Git's name for an editor that does nothing. */
	if (r == GS_OK && strcmp(text, ":") != 0) {
		gs_memdir_share(dir, true);
		r = start(ctx, text, env, file, code, e);
		gs_memdir_share(dir, false);
	}
	gs_buf_clear(&editor);
	free(tmp);
	return r;
}
