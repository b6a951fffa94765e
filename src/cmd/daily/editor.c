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

/* The file that ${name} starts; NULL: there is none. */
static char *
find_program(const char *name)
{
	const char *p = getenv("PATH");
	char *real = NULL;

	if (strchr(name, '/') != NULL)
		return realpath(name, NULL);
	while (p != NULL && *p != '\0' && real == NULL) {
		size_t n = strcspn(p, ":");
		char *try = gs_asprintf("%.*s/%s", (int)n, p, name);

		if (try != NULL && access(try, X_OK) == 0)
			real = realpath(try, NULL);
		free(try);
		p += n + (p[n] == ':');
	}
	return real;
}

/* The program's own word: without what may stand before it, and quotes. */
static char *
first_word(const char *p)
{
	static const char *const before[] = { "exec", "command", "env" };
	char *word = NULL;
	bool more = true;

	while (more) {
		const char *quote;
		size_t n;

		p += strspn(p, " \t\n");
		quote = *p == '\'' ? "'" : *p == '"' ? "\"" : " \t\n";
		p += *quote != ' ';
		n = strcspn(p, quote);
		free(word);
		if ((word = gs_strndup(p, n)) == NULL)
			return NULL;
		more = *quote == ' ' && word[strcspn(word, "/=")] == '=';
		for (size_t i = 0; i < GS_NR(before); i++)
			more = more || strcmp(word, before[i]) == 0;
		p += n;
	}
	return word;
}

/* By its name, or by that of the file behind it: vi and Debian's editor are
 * links.  One that hands the file to a running vim takes no options. */
static bool
is_vim(const char *editor)
{
	char *word = first_word(editor), *real;
	bool yes;

	if (word == NULL)
		return false;
	real = find_program(word);
	yes = (is_vim_name(word) || (real != NULL && is_vim_name(real))) &&
	    strstr(editor, "--remote") == NULL;
	free(real);
	free(word);
	return yes;
}

/* With a shell's signs in it, or blanks, it is for the shell, as in Git. */
#define SHELL_SIGNS "|&;<>()$`\\\"' \t\n*?[#~=%"

static int
start(const struct gs_ctx *ctx, const char *editor, const char *const *env,
    const char *file, int *code, struct gs_err *e)
{
	const char *argv[16];
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
		/* A vimrc may have set viminfofile, which outdoes -i. */
		argv[n++] = "-c";
		argv[n++] = "silent! set viminfo=";
		argv[n++] = "-c";
		argv[n++] = "silent! set nobackup nowritebackup noundofile";
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
