#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "git/run.h"

#include "repo/config.h"

struct gs_config {
	char *dir; /* owned, or NULL */
	bool read;
	struct gs_buf text; /* KEY LF VALUE NUL, or KEY NUL without a value */
};

int
gs_config_new(const char *dir, struct gs_config **out)
{
	struct gs_config *c;

	*out = NULL;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return GS_ENOMEM;
	if (dir != NULL && (c->dir = gs_strdup(dir)) == NULL) {
		free(c);
		return GS_ENOMEM;
	}
	*out = c;
	return GS_OK;
}

void
gs_config_forget(struct gs_config *c)
{
	gs_buf_clear(&c->text);
	c->read = false;
}

void
gs_config_free(struct gs_config *c)
{
	if (c == NULL)
		return;
	gs_config_forget(c);
	free(c->dir);
	free(c);
}

static int
load(struct gs_config *c, struct gs_err *e)
{
	static const char *const argv[] = { "config", "--list", "-z", NULL };
	const struct gs_git_opt opt = { .dir = c->dir };
	int r;

	if (c->read)
		return GS_OK;
	if ((r = gs_git(&opt, argv, &c->text, e)) == GS_OK && c->text.n > 0 &&
	    c->text.p[c->text.n - 1] != '\0')
		r = gs_fail(e, GS_EGIT, "'git config --list' was cut short");
	if (r != GS_OK)
		gs_buf_clear(&c->text);
	else
		c->read = true;
	return r;
}

/*
 * The next value of ${key} behind ${at} (NULL: the first).  Some hundred
 * entries at most, some dozen questions: a list is fast enough.
 */
static const char *
next(const struct gs_config *c, const char *key, const char *at)
{
	const char *end = (const char *)c->text.p + c->text.n;
	size_t n = strlen(key);

	at = at == NULL ? (const char *)c->text.p : at + strlen(at) + 1;
	for (; at < end; at += strlen(at) + 1) {
		if (strncmp(at, key, n) == 0 &&
		    (at[n] == '\n' || at[n] == '\0'))
			return at;
	}
	return NULL;
}

static const char *
last(const struct gs_config *c, const char *key)
{
	const char *found = NULL, *at = NULL;

	while ((at = next(c, key, at)) != NULL)
		found = at;
	return found;
}

/* The value within an entry; NULL where it has none. */
static const char *
value_of(const char *entry, const char *key)
{
	const char *at = entry + strlen(key);

	return *at == '\n' ? at + 1 : NULL;
}

int
gs_config_get(
    struct gs_config *c, const char *key, const char **value, struct gs_err *e)
{
	const char *entry;
	int r;

	*value = NULL;
	if ((r = load(c, e)) != GS_OK)
		return r;
	if ((entry = last(c, key)) != NULL) {
		*value = value_of(entry, key);
		if (*value == NULL)
			*value = "";
	}
	return GS_OK;
}

int
gs_config_all(
    struct gs_config *c, const char *key, struct gs_strs *out, struct gs_err *e)
{
	const char *at = NULL;
	int r;

	if ((r = load(c, e)) != GS_OK)
		return r;
	while ((at = next(c, key, at)) != NULL) {
		const char *value = value_of(at, key);

		if (gs_strs_add(out, value != NULL ? value : "") != GS_OK)
			return gs_no_memory(e);
	}
	return GS_OK;
}

/* An integer as Git takes it, with k, m or g behind: whether it is not 0. */
static bool
parse_int(const char *value, bool *out)
{
	char *end;
	long long v = strtoll(value, &end, 0);

	if (end == value)
		return false;
	if (*end != '\0' && strchr("kKmMgG", *end) != NULL)
		end++;
	*out = v != 0;
	return *end == '\0';
}

static bool
parse_bool(const char *value, bool *out)
{
	static const char *const yes[] = { "true", "yes", "on" };
	static const char *const no[] = { "false", "no", "off", "" };

	for (size_t i = 0; i < GS_NR(yes); i++) {
		if (strcasecmp(value, yes[i]) == 0) {
			*out = true;
			return true;
		}
	}
	for (size_t i = 0; i < GS_NR(no); i++) {
		if (strcasecmp(value, no[i]) == 0) {
			*out = false;
			return true;
		}
	}
	return parse_int(value, out);
}

int
gs_config_bool(struct gs_config *c, const char *key, bool fallback, bool *out,
    struct gs_err *e)
{
	const char *entry, *value;
	int r;

	*out = fallback;
	if ((r = load(c, e)) != GS_OK || (entry = last(c, key)) == NULL)
		return r;
	if ((value = value_of(entry, key)) == NULL) {
		*out = true;
		return GS_OK;
	}
	if (parse_bool(value, out))
		return GS_OK;
	*out = fallback;
	r = gs_fail(e, GS_EUSAGE, "'%s' is neither true nor false: config '%s'",
	    value, key);
	gs_hint(e, "git config --show-origin --get %s", key);
	return r;
}
