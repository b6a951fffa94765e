#include <string.h>

#include "format/envline.h"

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_name(uint8_t c, bool first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	    (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
}

void
gs_envline_blanks(const uint8_t **p, size_t *n)
{
	while (*n > 0 && is_blank(**p)) {
		(*p)++;
		(*n)--;
	}
}

void
gs_envline_name(const uint8_t **p, size_t *n, size_t *name_n)
{
	static const char export[] = "export";
	const size_t len = sizeof(export) - 1;
	size_t k = 0;

	gs_envline_blanks(p, n);
	if (*n > len && memcmp(*p, export, len) == 0 && is_blank((*p)[len])) {
		*p += len;
		*n -= len;
		gs_envline_blanks(p, n);
	}
	while (k < *n && is_name((*p)[k], k == 0))
		k++;
	*name_n = k;
	while (k < *n && is_blank((*p)[k]))
		k++;
	if (k == *n || (*p)[k] != '=')
		*name_n = 0;
}

static bool
is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* Whether what a quote opens is closed on the line, as sh reads it.  A
 * comment behind it may hold any quote. */
static bool
quotes_close(const uint8_t *p, size_t n)
{
	uint8_t quote = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\\' && quote != '\'') {
			if (++i == n)
				return false;
		} else if (quote != 0) {
			if (p[i] == quote)
				quote = 0;
		} else if (is_quote(p[i])) {
			quote = p[i];
		} else if (p[i] == '#' && i > 0 && is_blank(p[i - 1])) {
			return true;
		}
	}
	return quote == 0;
}

/* Whether the value ends with its line.  A quote counts where it begins the
 * value: within one the dotenv libraries take it as it is, and so would most
 * people who write a password. */
static bool
is_whole(const uint8_t *p, size_t n)
{
	size_t slashes = 0;

	if (n > 0 && p[n - 1] == '\r')
		n--;
	gs_envline_blanks(&p, &n);
	if (n > 0 && is_quote(*p))
		return quotes_close(p, n);
	while (slashes < n && p[n - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 0;
}

int
gs_envline_next(struct gs_cur *c, struct gs_envline *line)
{
	const uint8_t *p, *equals;
	size_t n;
	int r;

	memset(line, 0, sizeof(*line));
	if ((r = gs_cur_line(c, &line->p, &line->n)) != GS_OK)
		return r;
	p = line->p;
	n = line->n;
	if (n > 0 && memchr(p, 0, n) != NULL)
		return GS_EDAMAGED;
	gs_envline_blanks(&p, &n);
	if (n == 0 || *p == '#')
		return GS_OK;
	gs_envline_name(&p, &n, &line->name_n);
	if (line->name_n == 0)
		return GS_EDAMAGED;
	line->name = p;
	equals = memchr(p, '=', n);
	GS_BUG(equals == NULL);
	n -= (size_t)(equals - p) + 1;
	return is_whole(equals + 1, n) ? GS_OK : GS_EDAMAGED;
}

bool
gs_envline_file(const char *path)
{
	static const char env[] = ".env";
	const size_t len = sizeof(env) - 1;
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t n = strlen(name);

	if (n >= len && strcmp(name + n - len, env) == 0)
		return true;
	return strncmp(name, env, len) == 0 && name[len] == '.' &&
	    name[len + 1] != '\0';
}
