/* What .sops.yaml says should be encrypted, and is not. */
#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"
#include "codec/regex.h"
#include "codec/yaml.h"

#include "cmd/import/sops.h"

#define KEY "path_regex:"
#define CONFIG_MAX ((size_t)1 << 20)
#define NAMED_MAX 20

/*
 * The expression in a line "- path_regex: EXPR", NULL: none.  People use
 * anchors in this file, which our YAML reader refuses; one line it can read.
 */
static struct gs_regex *
regex_of(const char *line, size_t n)
{
	struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_buf text = GS_BUF_INIT;
	struct gs_regex *re = NULL;
	size_t k = 0;

	while (k < n && strchr(" \t-", line[k]) != NULL && line[k] != '\0')
		k++;
	if (n - k > strlen(KEY) && memcmp(line + k, KEY, strlen(KEY)) == 0 &&
	    gs_buf_add(&text, line + k, n - k) == GS_OK &&
	    gs_yaml_read(text.p, text.n, &ev, NULL) == GS_OK && ev.nr > 3 &&
	    ev.v[3].type == GS_EVENT_SCALAR &&
	    gs_regex_new((const char *)ev.text.p + ev.v[3].text, ev.v[3].n,
		&re) != GS_OK)
		re = NULL;
	gs_events_clear(&ev);
	gs_buf_clear(&text);
	return re;
}

/* The files below ${dir} that it names and that are not among ours. */
static int
find_plain(struct gs_import *im, const char *dir, size_t dir_n,
    const struct gs_regex *re, struct gs_strs *found)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];
		bool yes = false;

		if (gs_import_entry(im, x->path) == NULL ||
		    strncmp(x->path, dir, dir_n) != 0 ||
		    gs_sops_is_config(x->path) ||
		    gs_map_get(&im->at, x->path, strlen(x->path)) != NULL)
			continue;
		r = gs_regex_finds(
		    re, x->path + dir_n, strlen(x->path + dir_n), &yes);
		if (r == GS_OK && yes && !gs_strs_has(found, x->path) &&
		    found->nr <= NAMED_MAX)
			r = gs_strs_add(found, x->path);
	}
	return r;
}

static int
look_in(struct gs_import *im, const struct gs_entry *x, struct gs_strs *found,
    struct gs_err *e)
{
	const char *slash = strrchr(x->path, '/'), *p, *end, *lf;
	size_t dir_n = slash == NULL ? 0 : (size_t)(slash + 1 - x->path);
	struct gs_buf text = GS_BUF_INIT;
	struct gs_regex *re;
	int r;

	r = gs_repo_blob(im->ctx->repo, &x->id, CONFIG_MAX, &text, e);
	if (r == GS_ETOOBIG)
		r = GS_OK;
	p = (const char *)text.p;
	end = p + text.n;
	for (; r == GS_OK && p < end; p = lf < end ? lf + 1 : end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		lf = lf == NULL ? end : lf;
		if ((re = regex_of(p, (size_t)(lf - p))) != NULL &&
		    find_plain(im, x->path, dir_n, re, found) != GS_OK)
			r = gs_no_memory(e);
		gs_regex_free(re);
	}
	gs_buf_clear(&text);
	return r;
}

int
gs_sops_rules(struct gs_import *im, struct gs_err *e)
{
	struct gs_strs found = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (x->stage == 0 && gs_sops_is_config(x->path))
			r = look_in(im, x, &found, e);
	}
	for (size_t i = 0; r == GS_OK && i < found.nr && i < NAMED_MAX; i++)
		gs_warn(NULL,
		    "'%s' is named by a rule of .sops.yaml and not encrypted: "
		    "it stays plain",
		    found.v[i]);
	if (r == GS_OK && found.nr > NAMED_MAX)
		gs_warn(NULL, "... and more");
	if (r == GS_OK && found.nr > 0)
		gs_say(&im->ctx->report, GS_HINT, NULL,
		    "to seal such a file: git seal track PATH");
	gs_strs_clear(&found);
	return r;
}
