#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/proc.h"
#include "base/tty.h"
#include "base/wipe.h"
#include "cmd/front/say.h"
#include "format/passphrase.h"

#include "cmd/front/prompt.h"

#define FILE_MAX ((size_t)64 << 10)

static const char *
askpass(void)
{
	static const char *const names[] = { "GIT_ASKPASS", "SSH_ASKPASS" };

	for (size_t i = 0; i < GS_NR(names); i++) {
		const char *program = getenv(names[i]);

		if (program != NULL && program[0] != '\0')
			return program;
	}
	return NULL;
}

/* As Git has it: GIT_TERMINAL_PROMPT=0 keeps us away from the terminal. */
static bool
may_use_terminal(void)
{
	const char *value = getenv("GIT_TERMINAL_PROMPT");

	return value == NULL ||
	    (strcmp(value, "0") != 0 && strcmp(value, "false") != 0);
}

/* The first line that the program prints. */
static int
run_askpass(const char *program, const char *question, struct gs_buf *out,
    struct gs_err *e)
{
	const char *const argv[] = { program, question, NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_buf answer = GS_BUF_INIT;
	const uint8_t *end;
	size_t n;
	int code, r;

	r = gs_proc_run(&opt, NULL, 0, &answer, &code, e);
	if (r == GS_OK && code != 0)
		r = gs_fail(e, GS_ENOKEY, "'%s' gave no passphrase", program);
	if (r == GS_OK) {
		end = answer.n == 0 ? NULL : memchr(answer.p, '\n', answer.n);
		n = end == NULL ? answer.n : (size_t)(end - answer.p);
		if (n > 0 && answer.p[n - 1] == '\r')
			n--;
		if ((r = gs_buf_add(out, answer.p, n)) != GS_OK)
			r = gs_fail(e, r, "out of memory");
	}
	gs_buf_clear(&answer);
	return r;
}

static int
ask(const char *question, const char *what, struct gs_buf *out,
    struct gs_err *e)
{
	const char *program;
	int r = GS_ENOTFOUND;

	if (may_use_terminal())
		r = gs_tty_ask(question, out, e);
	if (r != GS_ENOTFOUND)
		return r;
	if ((program = askpass()) != NULL)
		return run_askpass(program, question, out, e);
	r = gs_fail(e, GS_ENOKEY,
	    "%s needs a passphrase, and there is no terminal to ask on", what);
	gs_hint(e, "GIT_ASKPASS or SSH_ASKPASS can name a program that asks");
	return r;
}

static int
ask_about(const char *fmt_front, const char *what, const char *back,
    struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf question = GS_BUF_INIT;
	const char *text;
	int r;

	r = gs_buf_addf(&question, "%s %s%s: ", fmt_front, what, back);
	text = gs_buf_str(&question);
	if (r != GS_OK || text == NULL)
		r = gs_no_memory(e);
	else
		r = ask(text, what, out, e);
	gs_buf_clear(&question);
	return r;
}

int
gs_prompt(const char *what, struct gs_buf *out, struct gs_err *e)
{
	return ask_about("Passphrase of", what, "", out, e);
}

/* Made by us, shown once. */
static int
make_one(const char *what, struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf text = GS_BUF_INIT;
	size_t from = out->n;
	const char *s;
	int r;

	if ((r = gs_passphrase_make(out)) == GS_OK &&
	    (r = gs_buf_addf(
		 &text, "The passphrase of %s, shown once: ", what)) == GS_OK &&
	    (r = gs_buf_add(&text, out->p + from, out->n - from)) == GS_OK)
		r = gs_buf_addc(&text, '\n');
	s = gs_buf_str(&text);
	if (r != GS_OK || s == NULL)
		r = gs_no_memory(e);
	else if (!may_use_terminal() || gs_tty_say(s) != GS_OK)
		gs_say_err(s, text.n);
	gs_buf_clear(&text);
	return r;
}

int
gs_prompt_new(const char *what, struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf again = GS_BUF_INIT;
	size_t from = out->n, n;
	int r;

	r = ask_about(
	    "New passphrase for", what, " (empty: make a strong one)", out, e);
	if (r != GS_OK)
		return r;
	if ((n = out->n - from) == 0)
		return make_one(what, out, e);
	r = ask_about("Again for", what, "", &again, e);
	if (r == GS_OK &&
	    (again.n != n || !gs_ct_eq(again.p, out->p + from, n)))
		r = gs_fail(e, GS_EUSAGE, "the two passphrases differ");
	if (r != GS_OK)
		gs_buf_cut(out, from);
	gs_buf_clear(&again);
	return r;
}

int
gs_prompt_file(const struct gs_ctx *ctx, const char *word, struct gs_buf *out,
    struct gs_err *e)
{
	char *path = gs_cmd_path(ctx, word);
	struct gs_buf text = GS_BUF_INIT;
	struct stat st;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = gs_file_read(path, FILE_MAX, &text, e)) != GS_OK)
		goto out;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) != 0)
		gs_warn(NULL, "others can read the passphrase in '%s'", word);
	if (text.n > 0 && text.p[text.n - 1] == '\n')
		gs_buf_cut(&text, text.n - 1);
	if (text.n > 0 && text.p[text.n - 1] == '\r')
		gs_buf_cut(&text, text.n - 1);
	if (text.n == 0 || memchr(text.p, '\n', text.n) != NULL)
		r = gs_fail(e, GS_EUSAGE,
		    "'%s' does not hold one line, the passphrase", word);
	else if ((r = gs_buf_add(out, text.p, text.n)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
out:
	gs_buf_clear(&text);
	free(path);
	return r;
}

static int
answer(void *ctx, const char *what, struct gs_buf *out, struct gs_err *e)
{
	const struct gs_buf *given = ctx;

	(void)what;
	if (gs_buf_add(out, given->p, given->n) != GS_OK)
		return gs_no_memory(e);
	return GS_OK;
}

static int
ask_user(void *ctx, const char *what, struct gs_buf *out, struct gs_err *e)
{
	(void)ctx;
	return gs_prompt(what, out, e);
}

struct gs_ask
gs_prompt_ask(const struct gs_buf *given)
{
	union { /* the struct has no const pointer */
		const struct gs_buf *in;
		void *out;
	} u = { given };

	if (given == NULL)
		return (struct gs_ask){ ask_user, NULL };
	return (struct gs_ask){ answer, u.out };
}
