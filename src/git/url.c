#define _GNU_SOURCE /* memrchr */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "git/url.h"

static const struct scheme {
	const char *name;
	unsigned port;
	bool host;
} schemes[] = {
	{ "https", 443, true },
	{ "http", 80, true },
	{ "ssh", 22, true },
	{ "git", 9418, true },
	{ "file", 0, false },
};

static int
bad(struct gs_err *e, const char *why)
{
	return gs_fail(e, GS_EUSAGE, "no URL that can be compared: %s", why);
}

/* What a server may decode to a dot, a slash, a backslash or nothing. */
static bool
hides(const char *s, size_t n)
{
	static const char *const codes[] = { "%2e", "%2f", "%5c", "%00" };

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\' || s[i] == '?' || s[i] == '#' ||
		    (unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return true;
		for (size_t k = 0; k < GS_NR(codes); k++) {
			if (n - i >= 3 && strncasecmp(s + i, codes[k], 3) == 0)
				return true;
		}
	}
	return false;
}

static int
read_path(const char *s, struct gs_url *out, struct gs_err *e)
{
	if (hides(s, strlen(s)))
		return bad(e, "its path hides characters, or has a query");
	while (*s != '\0') {
		size_t n = strcspn(s, "/");

		if ((n == 1 && s[0] == '.') ||
		    (n == 2 && s[0] == '.' && s[1] == '.'))
			return bad(e, "its path has a '.' or '..'");
		if (n > 0 && gs_strs_addn(&out->path, s, n) != GS_OK)
			return gs_no_memory(e);
		s += n;
		s += *s == '/';
	}
	return GS_OK;
}

/* Letters, digits, dots and dashes, or an IPv6 address in brackets. */
static int
read_host(const char *s, size_t n, struct gs_url *out, struct gs_err *e)
{
	bool six = n > 2 && s[0] == '[' && s[n - 1] == ']';

	if (n == 0)
		return bad(e, "it has no host");
	if (s[0] == '-' || s[0] == '.')
		return bad(e, "its host is odd");
	for (size_t i = six; i < n - six; i++) {
		unsigned char c = (unsigned char)s[i];

		if (!(six ? isxdigit(c) || c == ':' || c == '.'
			  : isalnum(c) || c == '-' || c == '.' || c == '_'))
			return bad(e, "its host is odd");
	}
	if ((out->host = gs_strndup(s, n)) == NULL)
		return gs_no_memory(e);
	for (char *c = out->host; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return GS_OK;
}

static int
read_port(const char *s, size_t n, struct gs_url *out, struct gs_err *e)
{
	unsigned port = 0;

	if (n == 0)
		return GS_OK; /* "host:/path": the scheme's own (RFC 3986) */
	for (size_t i = 0; i < n; i++) {
		if (i == 5 || s[i] < '0' || s[i] > '9')
			return bad(e, "its port is odd");
		port = port * 10 + (unsigned)(s[i] - '0');
	}
	if (port == 0 || port > 65535)
		return bad(e, "its port is odd");
	out->port = port;
	return GS_OK;
}

static int
read_user(const char *s, size_t n, struct gs_url *out, struct gs_err *e)
{
	if (strcmp(out->scheme, "ssh") != 0)
		return bad(e, "it holds a user name");
	if (memchr(s, ':', n) != NULL)
		return bad(e, "it holds a password");
	if (n == 0 || s[0] == '-' || memchr(s, '@', n) != NULL ||
	    memchr(s, '%', n) != NULL || hides(s, n))
		return bad(e, "its user name is odd");
	out->user = gs_strndup(s, n);
	return out->user != NULL ? GS_OK : gs_no_memory(e);
}

/* [USER@]HOST[:PORT] in ${n} bytes. */
static int
read_place(
    const char *s, size_t n, bool port, struct gs_url *out, struct gs_err *e)
{
	const char *at = memrchr(s, '@', n), *colon;
	size_t host;
	int r;

	if (at != NULL) {
		if ((r = read_user(s, (size_t)(at - s), out, e)) != GS_OK)
			return r;
		n -= (size_t)(at - s) + 1;
		s = at + 1;
	}
	host = n;
	colon = memrchr(s, ':', n);
	if (port && colon != NULL &&
	    memchr(colon, ']', n - (size_t)(colon - s)) == NULL) {
		host = (size_t)(colon - s);
		if ((r = read_port(colon + 1, n - host - 1, out, e)) != GS_OK)
			return r;
	}
	return read_host(s, host, out, e);
}

static int
take_scheme(const char *s, size_t n, struct gs_url *out, struct gs_err *e)
{
	for (size_t i = 0; i < GS_NR(schemes); i++) {
		if (strlen(schemes[i].name) != n ||
		    strncasecmp(schemes[i].name, s, n) != 0)
			continue;
		out->port = schemes[i].port;
		out->scheme = gs_strdup(schemes[i].name);
		return out->scheme != NULL ? GS_OK : gs_no_memory(e);
	}
	return bad(e, "it begins with none of https, ssh, http, git and file");
}

static int
read_url(const char *s, const char *sep, struct gs_url *out, struct gs_err *e)
{
	const char *place = sep + 3;
	size_t n = strcspn(place, "/");
	int r = take_scheme(s, (size_t)(sep - s), out, e);

	if (r != GS_OK)
		return r;
	if (strcmp(out->scheme, "file") != 0)
		r = read_place(place, n, true, out, e);
	else if (n != 0)
		r = bad(e, "a file has no host");
	else if ((out->host = gs_strdup("")) == NULL)
		r = gs_no_memory(e);
	return r == GS_OK ? read_path(place + n, out, e) : r;
}

/* Git's rule: what has a colon before the first slash is HOST:PATH. */
static int
read_short(const char *s, struct gs_url *out, struct gs_err *e)
{
	size_t n = strcspn(s, ":/");
	int r;

	if (s[0] == '/') {
		if ((r = take_scheme("file", 4, out, e)) != GS_OK)
			return r;
		if ((out->host = gs_strdup("")) == NULL)
			return gs_no_memory(e);
		return read_path(s, out, e);
	}
	if (s[n] != ':')
		return bad(e, "it is a relative path");
	if (s[n + 1] == ':')
		return bad(e, "it names a helper");
	if ((r = take_scheme("ssh", 3, out, e)) != GS_OK ||
	    (r = read_place(s, n, false, out, e)) != GS_OK)
		return r;
	return read_path(s + n + 1, out, e);
}

int
gs_url_parse(const char *s, struct gs_url *out, struct gs_err *e)
{
	struct gs_url u;
	const char *sep = strstr(s, "://");
	int r;

	memset(out, 0, sizeof(*out));
	memset(&u, 0, sizeof(u));
	if (sep != NULL && sep != s && strcspn(s, "/:@[") == (size_t)(sep - s))
		r = read_url(s, sep, &u, e);
	else
		r = read_short(s, &u, e);
	if (r == GS_OK)
		*out = u;
	else
		gs_url_clear(&u);
	return r;
}

void
gs_url_clear(struct gs_url *u)
{
	free(u->scheme);
	free(u->user);
	free(u->host);
	gs_strs_clear(&u->path);
	memset(u, 0, sizeof(*u));
}

static bool
same_user(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The length of a last component without ".git". */
static size_t
bare(const char *s)
{
	size_t n = strlen(s);

	return n > 4 && strcmp(s + n - 4, ".git") == 0 ? n - 4 : n;
}

static bool
same_last(const char *a, const char *b)
{
	size_t n = bare(a);

	return n == bare(b) && memcmp(a, b, n) == 0;
}

bool
gs_url_covers(const struct gs_url *prefix, const struct gs_url *u)
{
	size_t nr = prefix->path.nr;

	if (strcmp(prefix->scheme, u->scheme) != 0 ||
	    strcmp(prefix->host, u->host) != 0 || prefix->port != u->port ||
	    !same_user(prefix->user, u->user) || nr > u->path.nr)
		return false;
	for (size_t i = 0; i < nr; i++) {
		const char *a = prefix->path.v[i], *b = u->path.v[i];

		if (strcmp(a, b) != 0 &&
		    !(i + 1 == u->path.nr && same_last(a, b)))
			return false;
	}
	return true;
}
