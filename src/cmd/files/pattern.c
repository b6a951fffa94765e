#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "repo/attrfile.h"
#include "repo/index.h"

#include "cmd/files/pattern.h"

enum kind { NOTHING, A_FILE, A_FOLDER };

/* What the index has at ${path}, where the working tree has nothing. */
static int
look_in_index(const char *path, enum kind *out, struct gs_err *e)
{
	char *spec = gs_asprintf(":(top,literal)%s", path);
	const char *const specs[] = { spec, NULL };
	struct gs_entries l = { NULL, 0, 0, GS_BUF_INIT };
	int r;

	if (spec == NULL)
		return gs_no_memory(e);
	if ((r = gs_entries_of_index(NULL, specs, &l, e)) == GS_OK && l.nr > 0)
		*out = strcmp(l.v[0].path, path) == 0 ? A_FILE : A_FOLDER;
	gs_entries_clear(&l);
	free(spec);
	return r;
}

/* What the user calls ${path} (below top). */
static int
look(const char *path, enum kind *out, struct gs_err *e)
{
	struct stat st;

	*out = NOTHING;
	if (path[0] == '\0') {
		*out = A_FOLDER;
		return GS_OK;
	}
	if (lstat(path, &st) == 0) {
		*out = S_ISDIR(st.st_mode) ? A_FOLDER : A_FILE;
		return GS_OK;
	}
	return look_in_index(path, out, e);
}

/* ${path} (below top) as seen from the current folder, or NULL. */
static const char *
below_prefix(const struct gs_ctx *ctx, const char *path)
{
	size_t n = strlen(ctx->repo->prefix);

	if (strncmp(path, ctx->repo->prefix, n) == 0)
		return path + n;
	/* The folder itself, without its slash. */
	if (n > 0 && strlen(path) == n - 1 &&
	    strncmp(path, ctx->repo->prefix, n - 1) == 0)
		return "";
	return NULL;
}

/* The pattern for a name that exists.  One that says its folder stays tied
 * to it; a bare name is meant wherever it turns up, as in Git. */
static int
from_name(const char *name, bool anchored, enum kind kind, struct gs_buf *out)
{
	int r = GS_OK;

	if (kind == A_FOLDER && name[0] == '\0')
		return gs_buf_adds(out, "**");
	if (anchored)
		r = gs_buf_addc(out, '/');
	if (r == GS_OK)
		r = gs_attrfile_pattern(name, true, out);
	if (r == GS_OK && kind == A_FOLDER)
		r = gs_buf_adds(out, "/**");
	return r;
}

/* A pattern in the user's own words. */
static int
from_pattern(const char *word, struct gs_buf *out, struct gs_err *e)
{
	size_t n = strlen(word);
	int r;

	if (word[0] == '!') {
		r = gs_fail(e, GS_EUSAGE,
		    "'%s': Git ignores patterns that begin with '!'", word);
		gs_hint(e,
		    "write '%s -sealed' into .gitattributes to leave files "
		    "out; '\\!' begins a name with '!'",
		    word + 1);
		return r;
	}
	if (strncmp(word, "../", 3) == 0 || strstr(word, "/../") != NULL ||
	    strcmp(word, "..") == 0) {
		r = gs_fail(
		    e, GS_EUSAGE, "'%s' is outside the current folder", word);
		gs_hint(e, "go to the folder that it begins in");
		return r;
	}
	while (word[0] == '.' && word[1] == '/') {
		word += 2;
		n -= 2;
	}
	if (n == 0 || strcmp(word, "/") == 0)
		return gs_fail(
		    e, GS_EUSAGE, "an empty pattern matches nothing");
	if ((r = gs_attrfile_pattern(word, false, out)) == GS_OK &&
	    word[n - 1] == '/')
		r = gs_buf_adds(out, "**");
	return r == GS_OK ? r : gs_no_memory(e);
}

static int
take_text(struct gs_buf *b, struct gs_pattern *out, struct gs_err *e)
{
	out->text = b->n == 0 ? NULL : gs_strndup((const char *)b->p, b->n);
	return out->text == NULL ? gs_no_memory(e) : GS_OK;
}

/* A name of something that exists, ${path} below top. */
static int
read_name(const struct gs_ctx *ctx, const char *path, enum kind kind,
    struct gs_pattern *out, struct gs_err *e)
{
	const char *name = below_prefix(ctx, path);
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (name == NULL) {
		r = gs_fail(e, GS_EUSAGE, "'%s' is outside the current folder",
		    out->word);
		gs_hint(e, "go to its folder, or to the top");
		return r;
	}
	if (from_name(name, false, kind, &b) != GS_OK)
		r = gs_no_memory(e);
	else
		r = take_text(&b, out, e);
	gs_buf_clear(&b);
	out->folder = kind == A_FOLDER;
	if (r == GS_OK && kind == A_FILE &&
	    (out->path = gs_strdup(path)) == NULL)
		r = gs_no_memory(e);
	return r;
}

/* "/x" as Git's attributes have it: x in this very folder. */
static int
read_anchored(const struct gs_ctx *ctx, struct gs_pattern *out, bool *done,
    struct gs_err *e)
{
	const char *name = out->word + strspn(out->word, "/");
	char *path = gs_asprintf("%s%s", ctx->repo->prefix, name);
	struct gs_buf b = GS_BUF_INIT;
	enum kind kind = NOTHING;
	int r = GS_OK;

	*done = false;
	if (path == NULL)
		return gs_no_memory(e);
	for (size_t n = strlen(path); n > 1 && path[n - 1] == '/';)
		path[--n] = '\0';
	if (name[0] != '\0')
		r = look(path, &kind, e);
	if (r != GS_OK || kind == NOTHING) {
		free(path);
		return r;
	}
	*done = true;
	out->folder = kind == A_FOLDER;
	if (from_name(path + strlen(ctx->repo->prefix), true, kind, &b) !=
	    GS_OK)
		r = gs_no_memory(e);
	else
		r = take_text(&b, out, e);
	gs_buf_clear(&b);
	if (kind == A_FILE)
		out->path = path;
	else
		free(path);
	return r;
}

int
gs_pattern_read(const struct gs_ctx *ctx, const char *word,
    struct gs_pattern *out, struct gs_err *e)
{
	struct gs_buf path = GS_BUF_INIT, b = GS_BUF_INIT;
	enum kind kind = NOTHING;
	const char *p;
	bool done = false;
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	out->word = word;
	if (word[0] == '\0')
		return gs_fail(
		    e, GS_EUSAGE, "an empty pattern matches nothing");
	if (gs_repo_path(ctx->repo, word, &path, NULL) == GS_OK) {
		if ((p = gs_buf_str(&path)) == NULL)
			r = gs_no_memory(e);
		else if ((r = look(p, &kind, e)) == GS_OK && kind != NOTHING)
			r = read_name(ctx, p, kind, out, e);
	}
	if (r == GS_OK && kind == NOTHING && word[0] == '/')
		r = read_anchored(ctx, out, &done, e);
	if (r == GS_OK && kind == NOTHING && !done &&
	    (r = from_pattern(word, &b, e)) == GS_OK)
		r = take_text(&b, out, e);
	gs_buf_clear(&path);
	gs_buf_clear(&b);
	if (r != GS_OK)
		gs_pattern_clear(out);
	return r;
}

void
gs_pattern_clear(struct gs_pattern *p)
{
	free(p->text);
	free(p->path);
	memset(p, 0, sizeof(*p));
}
