#define _XOPEN_SOURCE 700 /* nftw */

#include "unit.h"

#include <ftw.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "codec/hex.h"

size_t
unit_hex(const char *hex, uint8_t *out, size_t room)
{
	size_t n = strlen(hex);

	if (n / 2 > room || gs_hex_parse(hex, n, out) != GS_OK)
		fail_msg("no hex of at most %zu bytes: %s", room, hex);
	return n / 2;
}

static uint32_t
next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

void
unit_random(void *p, size_t n, uint32_t seed)
{
	uint32_t state = seed * 2654435761u + 1;
	uint8_t *b = p;

	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)(next(&state) >> 11);
}

void
unit_text(void *p, size_t n, uint32_t seed)
{
	static const char *const words[] = { "if", "return", "(size_t)n",
		"buffer", "->", "\n\t", "key", "= NULL;", "0x1f", "while",
		"static int", "{\n", "}\n", "/* why */", "open", "seal" };
	uint32_t state = seed * 2654435761u + 1;
	char *c = p;

	while (n > 0) {
		const char *w = words[next(&state) >> 7 & 15];
		size_t k = strlen(w) < n ? strlen(w) : n;

		memcpy(c, w, k);
		c += k;
		n -= k;
		if (n > 0) {
			*c++ = next(&state) >> 9 & 7 ? ' ' : '_';
			n--;
		}
	}
}

void
unit_code(int r, int want, const char *what)
{
	if (r != want)
		fail_msg("%s: got %d (%s), want %d (%s)", what, r,
		    gs_strerror(r), want, gs_strerror(want));
}

void
unit_ok(int r, const char *what)
{
	unit_code(r, GS_OK, what);
}

char *
unit_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = gs_asprintf(
	    "%s/gs-unit-XXXXXX", tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");

	if (path == NULL || mkdtemp(path) == NULL)
		fail_msg("cannot make a folder for the test");
	return path;
}

static int
drop(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
unit_folder_done(char *path)
{
	(void)nftw(path, drop, 16, FTW_DEPTH | FTW_PHYS);
	free(path);
}

char *
unit_path(const char *folder, const char *name)
{
	char *path = gs_asprintf("%s/%s", folder, name);

	if (path == NULL)
		fail_msg("out of memory");
	return path;
}

char *
unit_shared(const char *name)
{
	const char *const roots[] = { getenv("GS_SHARED"), "../shared",
		"/work/shared" };

	for (size_t i = 0; i < NR(roots); i++) {
		char *path;

		if (roots[i] == NULL)
			continue;
		path = gs_asprintf("%s/vectors/%s", roots[i], name);
		if (path != NULL && gs_file_exists(path))
			return path;
		free(path);
	}
	printf("skipped: no %s here (GS_SHARED tells where)\n", name);
	return NULL;
}

/* The string behind the quotation mark at ${c}, unescaped in place; returns
 * what stands behind its end. */
static char *
json_string(char *c, char **out)
{
	char *to = ++c;

	*out = to;
	while (*c != '"' && *c != '\0') {
		if (*c == '\\')
			c++;
		*to++ = *c++;
	}
	c += *c == '"';
	*to = '\0';
	return c;
}

void
unit_json(const char *path,
    void (*fn)(void *ctx, const char *key, const char *value), void *ctx)
{
	struct gs_buf text = GS_BUF_INIT;
	char key[64] = "", *c, *s;
	size_t n;

	unit_ok(gs_file_read(path, (size_t)64 << 20, &text, NULL), path);
	unit_ok(gs_buf_addc(&text, '\0'), path);
	for (c = (char *)text.p; *c != '\0';) {
		if (*c == '"') {
			c = json_string(c, &s);
			if (*c == ':')
				(void)snprintf(key, sizeof(key), "%s", s);
			else
				fn(ctx, key, s);
		} else if (*c == '-' || (*c >= '0' && *c <= '9')) {
			char number[32];

			n = strspn(c, "-+.eE0123456789");
			(void)snprintf(
			    number, sizeof(number), "%.*s", (int)n, c);
			fn(ctx, key, number);
			c += n;
		} else {
			c++;
		}
	}
	gs_buf_clear(&text);
}
