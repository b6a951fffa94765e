#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "base/err.h"

static GS_PRINTF(3, 0) void print_escaped(
    char *out, size_t out_len, const char *fmt, va_list ap)
{
	char raw[GS_ERR_WHAT_MAX];

	if (vsnprintf(raw, sizeof(raw), fmt, ap) < 0)
		raw[0] = '\0';
	gs_text_escape(raw, out, out_len);
}

int
gs_fail(struct gs_err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return code;
	va_start(ap, fmt);
	print_escaped(e->what, sizeof(e->what), fmt, ap);
	va_end(ap);
	e->hint[0] = '\0';
	return code;
}

int
gs_no_memory(struct gs_err *e)
{
	return gs_fail(e, GS_ENOMEM, "out of memory");
}

int
gs_fail_errno(struct gs_err *e, int code, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t n;

	if (e == NULL)
		return code;
	va_start(ap, fmt);
	print_escaped(e->what, sizeof(e->what), fmt, ap);
	va_end(ap);
	e->hint[0] = '\0';
	n = strlen(e->what);
	(void)snprintf(
	    e->what + n, sizeof(e->what) - n, ": %s", strerror(saved));
	return code;
}

void
gs_hint(struct gs_err *e, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return;
	va_start(ap, fmt);
	print_escaped(e->hint, sizeof(e->hint), fmt, ap);
	va_end(ap);
}

void
gs_say(const struct gs_report *report, enum gs_level level, const char *hint,
    const char *fmt, ...)
{
	char what[GS_ERR_WHAT_MAX];
	va_list ap;

	if (report == NULL || report->say == NULL)
		return;
	va_start(ap, fmt);
	print_escaped(what, sizeof(what), fmt, ap);
	va_end(ap);
	report->say(report->ctx, level, what, hint);
}

static const struct {
	int code;
	int exit;
	const char *text;
} codes[] = {
	{ GS_OK, 0, "done" },
	{ GS_EREFUSED, 1, "refused" },
	{ GS_EUSAGE, 2, "wrong usage" },
	{ GS_ENOKEY, 3, "no key" },
	{ GS_EDAMAGED, 4, "damaged" },
	{ GS_ENEWER, 4, "made by a newer git-seal" },
	{ GS_ETOOBIG, 4, "too big" },
	{ GS_ENOTFOUND, 5, "not found" },
	{ GS_EIO, 5, "input or output failed" },
	{ GS_ENOMEM, 5, "out of memory" },
	{ GS_EGIT, 5, "git failed" },
	{ GS_ECRYPTO, 5, "the cryptographic library failed" },
};

const char *
gs_strerror(int code)
{
	for (size_t i = 0; i < GS_NR(codes); i++) {
		if (codes[i].code == code)
			return codes[i].text;
	}
	return "unknown error";
}

int
gs_err_exit(int code)
{
	for (size_t i = 0; i < GS_NR(codes); i++) {
		if (codes[i].code == code)
			return codes[i].exit;
	}
	return 5;
}

void
gs_bug(const char *file, int line, const char *cond)
{
	fprintf(stderr, "git-seal: bug: %s:%d: %s\n", file, line, cond);
	abort();
}
