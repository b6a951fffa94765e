#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/filter_say.h"

#include "engine/filter.h"

static bool
is_name(const char *name, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(name, *list) == 0)
			return true;
	}
	return false;
}

bool
gs_filter_never(const char *path)
{
	static const char *const names[] = { ".gitattributes", ".gitignore",
		".gitmodules", ".mailmap", NULL };
	const char *slash = strrchr(path, '/');

	return strncmp(path, ".git-seal/", strlen(".git-seal/")) == 0 ||
	    is_name(slash == NULL ? path : slash + 1, names);
}

const char *
gs_trap_names(unsigned traps, char *out, size_t out_len)
{
	static const struct {
		unsigned bit;
		const char *name;
	} t[] = {
		{ GS_TRAP_TEXT, "text" },
		{ GS_TRAP_EOL, "eol" },
		{ GS_TRAP_IDENT, "ident" },
		{ GS_TRAP_ENCODING, "working-tree-encoding" },
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < GS_NR(t); i++) {
		int k;

		if ((traps & t[i].bit) == 0)
			continue;
		k = snprintf(out + n, out_len - n, "%s%s", n == 0 ? "" : ", ",
		    t[i].name);
		if (k < 0 || (size_t)k >= out_len - n)
			break;
		n += (size_t)k;
	}
	return out;
}

void
gs_filter_say(struct gs_filter *f, enum gs_cause cause, const char *hint,
    const char *fmt, ...)
{
	char what[GS_ERR_WHAT_MAX];
	va_list ap;

	if (f->met[cause]++ != 0)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	gs_say(f->report, GS_WARNING, hint, "%s", what);
}

void
gs_filter_finish(struct gs_filter *f)
{
	static const char *const more[GS_CAUSE_NR] = {
		[GS_CAUSE_NEVER] = "never sealed",
		[GS_CAUSE_PLAIN_KEPT] = "plain, as history has them",
		[GS_CAUSE_OWN_KEY] = "with a key of their own keyring",
		[GS_CAUSE_PLAIN_BLOB] = "plain in the repository",
		[GS_CAUSE_UNKNOWN_KEY] = "no key here",
		[GS_CAUSE_DAMAGED] = "damaged",
		[GS_CAUSE_NEWER] = "sealed by a newer git-seal",
		[GS_CAUSE_TOO_BIG] = "over seal.maxSize",
	};

	for (size_t i = 0; i < GS_CAUSE_NR; i++) {
		if (f->met[i] > 1)
			gs_say(f->report, GS_WARNING, NULL,
			    "and %lu more file%s: %s", f->met[i] - 1,
			    f->met[i] == 2 ? "" : "s", more[i]);
		f->met[i] = 0;
	}
}
