#include <string.h>
#include <strings.h>

#include "git/judge.h"

#define PAD_MIN 16
#define PAD_MAX 65536

enum {
	FILTER,
	TEXT,
	CRLF,
	EOL,
	IDENT,
	ENCODING,
	KEYRING,
	COMPRESS,
	PAD,
	DIFF,
	MERGE
};

const char *const gs_judge_names[GS_JUDGE_NR] = {
	[FILTER] = "filter",
	[TEXT] = "text",
	[CRLF] = "crlf",
	[EOL] = "eol",
	[IDENT] = "ident",
	[ENCODING] = "working-tree-encoding",
	[KEYRING] = "seal-keyring",
	[COMPRESS] = "seal-compress",
	[PAD] = "seal-pad",
	[DIFF] = "diff",
	[MERGE] = "merge",
};

static bool
is(const char *value, const char *what)
{
	return strcmp(value, what) == 0;
}

/* Neither set nor given a value. */
static bool
is_off(const char *value)
{
	return is(value, "unset") || is(value, "unspecified");
}

enum text { SAYS_NOTHING, SAYS_TEXT, SAYS_BINARY, SAYS_AUTO };

static enum text
text_of(const char *value)
{
	if (is(value, "set") || is(value, "input"))
		return SAYS_TEXT;
	if (is(value, "unset"))
		return SAYS_BINARY;
	if (is(value, "auto"))
		return SAYS_AUTO;
	return SAYS_NOTHING;
}

/* Whether ${name} is one of iconv's names of UTF-8, as Git compares them. */
static bool
is_utf8(const char *name)
{
	return strcasecmp(name, "utf8") == 0 || strcasecmp(name, "utf-8") == 0;
}

static unsigned
traps_of(const char *const *v)
{
	enum text text = text_of(v[TEXT]);
	bool eol = is(v[EOL], "lf") || is(v[EOL], "crlf");
	unsigned traps = 0;

	if (text == SAYS_NOTHING)
		text = text_of(v[CRLF]);
	if (text == SAYS_TEXT)
		traps |= GS_TRAP_TEXT;
	if (eol && (text == SAYS_TEXT || text == SAYS_NOTHING))
		traps |= GS_TRAP_EOL;
	if (is(v[IDENT], "set"))
		traps |= GS_TRAP_IDENT;
	if (!is_off(v[ENCODING]) && v[ENCODING][0] != '\0' &&
	    !is_utf8(v[ENCODING]))
		traps |= GS_TRAP_ENCODING;
	return traps;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* [A-Za-z0-9][A-Za-z0-9_-]{0,63}; and not "set", which check-attr also
 * prints for the attribute without a value. */
static bool
is_ring(const char *value)
{
	size_t n = 0;

	if (!is_alnum(value[0]) || is(value, "set"))
		return false;
	while (is_alnum(value[n]) || value[n] == '_' || value[n] == '-')
		n++;
	return n <= GS_ATTR_KEYRING_MAX && value[n] == '\0';
}

static void
read_ring(const char *value, struct gs_attrs *out)
{
	size_t n;

	if (is_off(value))
		value = "default";
	out->keyring_ok = is_ring(value);
	n = strnlen(value, GS_ATTR_KEYRING_MAX);
	memcpy(out->keyring, value, n);
	out->keyring[n] = '\0';
}

static void
read_pad(const char *value, struct gs_attrs *out)
{
	uint32_t pad = 0;

	out->pad = 0;
	if ((out->pad_ok = is_off(value)) || *value == '0')
		return;
	for (; *value >= '0' && *value <= '9' && pad <= PAD_MAX; value++)
		pad = pad * 10 + (uint32_t)(*value - '0');
	if (*value != '\0' || pad < PAD_MIN || pad > PAD_MAX ||
	    (pad & (pad - 1)) != 0)
		return;
	out->pad = pad;
	out->pad_ok = true;
}

void
gs_judge(const char *const values[GS_JUDGE_NR], struct gs_attrs *out)
{
	memset(out, 0, sizeof(*out));
	out->sealed = is(values[FILTER], "seal");
	out->filtered = !out->sealed && !is_off(values[FILTER]) &&
	    !is(values[FILTER], "set");
	read_ring(values[KEYRING], out);
	out->compress = !is(values[COMPRESS], "unset");
	read_pad(values[PAD], out);
	out->traps = traps_of(values);
	out->diff = is(values[DIFF], "seal");
	out->merge = is(values[MERGE], "seal");
}

void
gs_judge_filter(const char *value, struct gs_attrs *out)
{
	static const char none[] = "unspecified";
	const char *const values[GS_JUDGE_NR] = { value, none, none, none, none,
		none, none, none, none, none, none };

	gs_judge(values, out);
}
