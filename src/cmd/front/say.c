#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/text.h"

#include "cmd/front/say.h"

#define OUT_FULL ((size_t)64 << 10)

static struct gs_buf out;
static int out_failed; /* 0, or the first failure */
static int out_errno;

static void
fail(int r)
{
	if (out_failed == 0) {
		out_failed = r;
		out_errno = errno;
	}
}

static void
drain(void)
{
	if (out_failed == 0 && out.n > 0 &&
	    gs_io_write(STDOUT_FILENO, out.p, out.n) != GS_OK)
		fail(GS_EIO);
	gs_buf_reset(&out);
}

void
gs_out(const void *p, size_t n)
{
	int r;

	if (out_failed != 0)
		return;
	if (n >= OUT_FULL) {
		/* No second copy of something large. */
		drain();
		if (out_failed == 0 &&
		    gs_io_write(STDOUT_FILENO, p, n) != GS_OK)
			fail(GS_EIO);
		return;
	}
	if ((r = gs_buf_add(&out, p, n)) != GS_OK)
		fail(r);
	if (out.n >= OUT_FULL)
		drain();
}

void
gs_outs(const char *s)
{
	gs_out(s, strlen(s));
}

static GS_PRINTF(3, 0) void print_text(
    void (*put)(const char *s), bool escape, const char *fmt, va_list ap)
{
	char raw[GS_ERR_WHAT_MAX], clean[GS_ERR_WHAT_MAX];

	if (vsnprintf(raw, sizeof(raw), fmt, ap) < 0)
		return;
	if (escape)
		gs_text_escape(raw, clean, sizeof(clean));
	put(escape ? clean : raw);
}

void
gs_outf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_text(gs_outs, false, fmt, ap);
	va_end(ap);
}

void
gs_out_path(const char *p, size_t n)
{
	char *copy = gs_strndup(p, n), *clean;

	clean = malloc(4 * n + 5);
	if (copy == NULL || clean == NULL) {
		fail(GS_ENOMEM);
	} else {
		gs_text_escape(copy, clean, 4 * n + 5);
		gs_outs(clean);
	}
	free(copy);
	free(clean);
}

int
gs_out_flush(struct gs_err *e)
{
	drain();
	if (out_failed == GS_OK)
		return GS_OK;
	errno = out_errno;
	if (out_failed == GS_EIO)
		return gs_fail_errno(
		    e, GS_EIO, "cannot write to standard output");
	return gs_fail(e, out_failed, "cannot write to standard output: %s",
	    gs_strerror(out_failed));
}

void
gs_note(bool quiet, const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	print_text(gs_outs, true, fmt, ap);
	va_end(ap);
	gs_outs("\n");
}

void
gs_say_err(const char *p, size_t n)
{
	/* Nobody is left to tell if this fails. */
	(void)!gs_io_write(STDERR_FILENO, p, n);
}

/* One write a line, so that lines of several processes do not mix. */
static void
say_line(const char *kind, const char *text)
{
	char line[GS_ERR_WHAT_MAX + 32];
	int n;

	n = snprintf(line, sizeof(line), "git-seal: %s%s\n", kind, text);
	if (n > 0)
		gs_say_err(line,
		    (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static void
say(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	bool quiet = ctx != NULL;

	if (level != GS_WARNING && quiet)
		return;
	say_line(level == GS_WARNING ? "warning: "
		: level == GS_HINT   ? "hint: "
				     : "",
	    what);
	if (hint != NULL && hint[0] != '\0')
		say_line("hint: ", hint);
}

void
gs_warn(const char *hint, const char *fmt, ...)
{
	char raw[GS_ERR_WHAT_MAX], clean[GS_ERR_WHAT_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	gs_text_escape(raw, clean, sizeof(clean));
	say(NULL, GS_WARNING, clean, hint);
}

void
gs_say_error(const struct gs_err *e, int code)
{
	say_line("error: ", e->what[0] != '\0' ? e->what : gs_strerror(code));
	if (e->hint[0] != '\0')
		say_line("hint: ", e->hint);
}

struct gs_report
gs_say_report(bool quiet)
{
	static char yes; /* any address: only NULL or not is looked at */

	return (struct gs_report){ say, quiet ? &yes : NULL };
}

bool
gs_say_color(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || no[0] == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(fd) == 1;
}

void
gs_say_fds(void)
{
	/* The wrong way round: reading or writing still fails, as it should. */
	static const int how[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", how[fd]) < 0)
			return;
	}
}
