#define _GNU_SOURCE /* environ */

#include "box.h"

#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "base/text.h"

static char *folder;
static char *old_path;

const char *const box_names[] = {
	" lead and trail ",
	"$HOME",
	"--all",
	"-dash",
	":(glob)x",
	":!top",
	"\"quoted\"",
	"*",
	"a=b",
	"[ab]",
	"back\\slash",
	"line\nend",
	"lone \xff byte",
	"sub/line\nend\n",
	"tab\there",
	"umlaut \xc3\xa4",
};
const size_t box_names_nr = NR(box_names);

static void
clear_git_variables(void)
{
	for (char **v = environ; *v != NULL;) {
		char *name;

		if (strncmp(*v, "GIT", 3) != 0) {
			v++;
			continue;
		}
		name = gs_strndup(*v, strcspn(*v, "="));
		(void)unsetenv(name);
		free(name);
		v = environ;
	}
}

int
box_open(void **state)
{
	static const char config[] =
	    "[user]\n\tname = Ada\n\temail = ada@example.org\n"
	    "[init]\n\tdefaultBranch = main\n"
	    "[protocol \"file\"]\n\tallow = always\n"
	    "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
	    "[advice]\n\tdetachedHead = false\n";
	char *path;

	(void)state;
	folder = unit_folder();
	path = realpath(folder, NULL);
	free(folder);
	folder = path;
	old_path = gs_strdup(getenv("PATH"));
	clear_git_variables();
	path = box_path(".gitconfig");
	box_file(path, config, sizeof(config) - 1);
	(void)setenv("HOME", folder, 1);
	(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", path, 1);
	(void)setenv("GIT_CEILING_DIRECTORIES", folder, 1);
	(void)unsetenv("XDG_CONFIG_HOME");
	free(path);
	box_in("");
	return 0;
}

int
box_close(void **state)
{
	(void)state;
	clear_git_variables();
	(void)setenv("PATH", old_path, 1);
	free(old_path);
	if (chdir("/") != 0)
		return -1;
	unit_folder_done(folder);
	folder = NULL;
	return 0;
}

const char *
box_dir(void)
{
	return folder;
}

char *
box_path(const char *name)
{
	return unit_path(folder, name);
}

void
box_in(const char *name)
{
	char *path = box_path(name);

	if (chdir(path) != 0)
		fail_msg("cannot go to '%s'", path);
	free(path);
}

void
box_file(const char *path, const void *p, size_t n)
{
	unit_ok(gs_file_write(path, 0644, p, n, NULL), path);
}

static char *GS_PRINTF(1, 0) run(const char *fmt, va_list ap)
{
	char script[8192];
	const char *const argv[] = { "sh", "-euc", script, NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;
	char *text;
	int code;

	if (vsnprintf(script, sizeof(script), fmt, ap) >= (int)sizeof(script))
		fail_msg("the script is too long");
	if (gs_proc_run(&opt, NULL, 0, &out, &code, &e) != GS_OK)
		fail_msg("%s", e.what);
	if (code != 0)
		fail_msg("exit code %d: %s", code, script);
	if (out.n > 0 && out.p[out.n - 1] == '\n')
		out.n--;
	text = gs_strdup(gs_buf_str(&out));
	gs_buf_clear(&out);
	return text;
}

void
box_sh(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	free(run(fmt, ap));
	va_end(ap);
}

char *
box_out(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = run(fmt, ap);
	va_end(ap);
	return text;
}

void
box_is(const char *want, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = run(fmt, ap);
	va_end(ap);
	if (strcmp(text, want) != 0)
		fail_msg("'%s' prints '%s', not '%s'", fmt, text, want);
	free(text);
}

void
box_frail(const char *command)
{
	char *path = gs_asprintf("%s/frail:%s", folder, old_path);

	/* dd takes what one write brought: one question, if it is alone. */
	box_sh(
	    "real=$(command -v git); mkdir -p \"$HOME/frail\";"
	    "cat >\"$HOME/frail/git\" <<-END\n"
	    "#!/bin/sh\n"
	    "case \" \\$* \" in\n"
	    "*' %s '*) dd bs=64k count=1 2>/dev/null | exec $real \"\\$@\" ;;\n"
	    "*) exec $real \"\\$@\" ;;\n"
	    "esac\n"
	    "END\n"
	    "chmod +x \"$HOME/frail/git\"",
	    command);
	(void)setenv("PATH", path, 1);
	free(path);
}
