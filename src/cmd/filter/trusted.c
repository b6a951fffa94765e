#include <string.h>

#include "git/run.h"
#include "git/setting.h"
#include "git/url.h"

#include "cmd/filter/trusted.h"

#define KEY "seal.trust"

/* `git config`, whose exit codes 1 and 5 mean that there is nothing. */
static int
ask(const char *const *argv, struct gs_buf *out, bool *any, struct gs_err *e)
{
	const struct gs_git_opt opt = { .err_out = true };
	const char *text;
	int r, code;

	*any = false;
	if ((r = gs_git_code(&opt, argv, out, &code, e)) != GS_OK)
		return r;
	*any = code == 0;
	if (code == 0 || code == 1 || code == 5)
		return GS_OK;
	if ((text = gs_buf_str(out)) == NULL)
		return gs_no_memory(e);
	gs_git_words(text, e);
	return GS_EGIT;
}

/* "SCOPE NUL VALUE NUL" each; whatever stands there is ended by a NUL. */
static int
take(const struct gs_buf *b, struct gs_strs *out)
{
	const char *p = (const char *)b->p, *end = p + b->n;
	int r = GS_OK;

	while (r == GS_OK && p < end) {
		const char *value = p + strlen(p) + 1;

		if (value >= end)
			break;
		if (strcmp(p, "global") == 0 || strcmp(p, "system") == 0)
			r = gs_strs_add(out, value);
		p = value + strlen(value) + 1;
	}
	return r;
}

int
gs_trusted_list(const struct gs_dir *dir, struct gs_strs *out, struct gs_err *e)
{
	static const char *const argv[] = { "config", "--show-scope", "-z",
		"--get-all", KEY, NULL };
	struct gs_buf b = GS_BUF_INIT;
	bool any;
	int r;

	if (dir != NULL && !gs_setting_possible(dir, "trust"))
		return GS_OK;
	r = ask(argv, &b, &any, e);
	if (r == GS_OK && any &&
	    (gs_buf_str(&b) == NULL || take(&b, out) != GS_OK))
		r = gs_no_memory(e);
	gs_buf_clear(&b);
	return r;
}

bool
gs_trusted_covers(const struct gs_strs *prefixes, const char *url)
{
	struct gs_url u, p;
	bool yes = false;

	if (gs_url_parse(url, &u, NULL) != GS_OK)
		return false;
	for (size_t i = 0; !yes && i < prefixes->nr; i++) {
		if (gs_url_parse(prefixes->v[i], &p, NULL) != GS_OK)
			continue;
		yes = gs_url_covers(&p, &u);
		gs_url_clear(&p);
	}
	gs_url_clear(&u);
	return yes;
}

int
gs_trusted_add(const char *prefix, bool *changed, struct gs_err *e)
{
	const char *const argv[] = { "config", "--global", "--add", KEY, prefix,
		NULL };
	struct gs_strs have = { NULL, 0, 0 };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_url u;
	int r;

	*changed = false;
	if ((r = gs_url_parse(prefix, &u, e)) != GS_OK) {
		gs_hint(e,
		    "git seal setup --trust https://HOST/PATH, or HOST:PATH "
		    "for ssh, or the absolute path of a folder");
		return r;
	}
	gs_url_clear(&u);
	r = gs_trusted_list(NULL, &have, e);
	if (r == GS_OK && !gs_strs_has(&have, prefix))
		r = ask(argv, &b, changed, e);
	gs_strs_clear(&have);
	gs_buf_clear(&b);
	return r;
}

int
gs_trusted_remove(const char *prefix, bool *changed, struct gs_err *e)
{
	const char *const all[] = { "config", "--global", "--unset-all", KEY,
		NULL };
	const char *const one[] = { "config", "--global", "--fixed-value",
		"--unset-all", KEY, prefix, NULL };
	struct gs_buf b = GS_BUF_INIT;
	int r = ask(prefix == NULL ? all : one, &b, changed, e);

	gs_buf_clear(&b);
	return r;
}
