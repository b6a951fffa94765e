#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "cmd/daily/clonedir.h"

/* Behind scheme and user. */
static const char *
host_of(const char *url)
{
	const char *start = strstr(url, "://");
	const char *at;

	start = start == NULL ? url : start + 3;
	for (at = start; *at != '\0' && *at != '/'; at++) {
		if (*at == '@')
			start = at + 1;
	}
	return start;
}

static bool
ends(const char *start, const char *end, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(end - start) > n && strncmp(end - n, with, n) == 0;
}

static const char *
cut_end(const char *start, const char *end)
{
	while (
	    end > start && (end[-1] == '/' || isspace((unsigned char)end[-1])))
		end--;
	if (ends(start, end, "/.git")) {
		end -= 5;
		while (end > start && end[-1] == '/')
			end--;
	}
	return end;
}

/* A port where there is a host and nothing else. */
static const char *
cut_port(const char *start, const char *end)
{
	const char *p = end;

	for (const char *at = start; at < end; at++) {
		if (*at == '/')
			return end;
	}
	while (p > start && isdigit((unsigned char)p[-1]))
		p--;
	return p > start && p[-1] == ':' ? p - 1 : end;
}

/* Control bytes and blanks become one blank, and none at the ends. */
static void
tidy(char *name)
{
	char *to = name;
	bool blank = true;

	for (const char *p = name; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		bool is = c <= 0x20 || c == 0x7f;

		if (!is || !blank)
			*to++ = is ? ' ' : *p;
		blank = is;
	}
	while (to > name && to[-1] == ' ')
		to--;
	*to = '\0';
}

int
gs_clonedir(const char *url, bool bare, char **out, struct gs_err *e)
{
	const char *start = host_of(url), *p;
	const char *end = cut_end(start, start + strlen(start));
	int r;

	*out = NULL;
	end = cut_port(start, end);
	for (p = end; p > start && p[-1] != '/' && p[-1] != ':'; p--)
		;
	start = p;
	if (ends(start, end, ".git"))
		end -= 4;
	else if (ends(start, end, ".bundle"))
		end -= 7;
	*out = gs_asprintf(
	    "%.*s%s", (int)(end - start), start, bare ? ".git" : "");
	if (*out == NULL)
		return gs_no_memory(e);
	tidy(*out);
	if (start < end && (*out)[0] != '\0')
		return GS_OK;
	free(*out);
	*out = NULL;
	r = gs_fail(e, GS_EUSAGE, "no name for a folder comes out of the URL");
	gs_hint(e, "git seal clone URL DIR");
	return r;
}
