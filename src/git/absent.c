#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "git/run.h"

#include "git/absent.h"

int
gs_absent_lines(const struct gs_oid *ids, size_t nr, const uint8_t *skip,
    struct gs_buf *out)
{
	char line[GS_OID_HEX_MAX + 1];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (skip != NULL && skip[i])
			continue;
		(void)gs_oid_print(&ids[i], line);
		line[2 * (size_t)ids[i].n] = '\n';
		r = gs_buf_add(out, line, 2 * (size_t)ids[i].n + 1);
	}
	return r;
}

static int
compare(const void *a, const void *b)
{
	const struct gs_oid *x = a, *y = b;

	return memcmp(x->b, y->b, GS_OID_MAX);
}

/* "ID", or "ID NAME" for what it found on the way. */
static int
parse(const struct gs_buf *text, struct gs_oid **out, size_t *nr)
{
	size_t cap = text->n / 40 + 1;
	const char *at = (const char *)text->p, *end = at + text->n;
	int r;

	*nr = 0;
	if ((*out = calloc(cap, sizeof(**out))) == NULL)
		return GS_ENOMEM;
	while (at < end && *nr < cap) {
		size_t n = strcspn(at, " \n");

		if ((r = gs_oid_parse(at, n, &(*out)[*nr])) != GS_OK)
			return r;
		(*nr)++;
		at += n + strcspn(at + n, "\n") + 1;
	}
	qsort(*out, *nr, sizeof(**out), compare);
	return GS_OK;
}

int
gs_absent_find(const char *dir, const struct gs_oid *ids, size_t nr,
    uint8_t *absent, struct gs_err *e)
{
	static const char *const argv[] = { "rev-list", "--objects",
		"--no-walk", "--ignore-missing", "--missing=allow-any",
		"--stdin", NULL };
	struct gs_git_opt opt = { .dir = dir, .quiet = true, .no_fetch = true };
	struct gs_buf ask = GS_BUF_INIT, text = GS_BUF_INIT;
	struct gs_oid *here = NULL;
	size_t here_nr = 0;
	int r;

	if ((r = gs_absent_lines(ids, nr, NULL, &ask)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	opt.in = ask.p;
	opt.in_n = ask.n;
	if ((r = gs_git(&opt, argv, &text, e)) != GS_OK)
		goto out;
	if (gs_buf_str(&text) == NULL ||
	    (r = parse(&text, &here, &here_nr)) != GS_OK) {
		r = gs_fail(e, GS_EGIT, "cannot read the list of objects");
		goto out;
	}
	for (size_t i = 0; i < nr; i++)
		absent[i] = bsearch(&ids[i], here, here_nr, sizeof(*here),
				compare) == NULL;
out:
	free(here);
	gs_buf_clear(&ask);
	gs_buf_clear(&text);
	return r;
}

/* The name within "remote.NAME.promisor", or the value of the other key. */
static char *
remote_of(const char *key, size_t n, const char *value)
{
	static const char head[] = "remote.", tail[] = ".promisor";
	size_t cut = sizeof(head) - 1 + sizeof(tail) - 1;

	if (strncmp(key, head, sizeof(head) - 1) != 0)
		return gs_strdup(value);
	return gs_strndup(key + sizeof(head) - 1, n > cut ? n - cut : 0);
}

int
gs_absent_remote(const char *dir, char **remote, struct gs_err *e)
{
	static const char *const argv[] = { "config", "-z", "--get-regexp",
		"^(extensions\\.partialclone|remote\\..*\\.promisor)$", NULL };
	const struct gs_git_opt opt = { .dir = dir, .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	const char *text;
	int r, code;

	*remote = NULL;
	if ((r = gs_git_code(&opt, argv, &b, &code, e)) != GS_OK || code != 0 ||
	    b.n == 0)
		goto out;
	if ((text = gs_buf_str(&b)) != NULL)
		*remote = remote_of(
		    text, strcspn(text, "\n"), text + strcspn(text, "\n") + 1);
	if (*remote == NULL)
		r = gs_no_memory(e);
out:
	gs_buf_clear(&b);
	return r;
}

static int
fetch_from(const char *dir, const char *remote, const struct gs_buf *lines,
    struct gs_err *e)
{
	/* The words of promisor-remote.c: what we have is no use to them. */
	const char *const argv[] = { "-c", "fetch.negotiationAlgorithm=noop",
		"fetch", remote, "--quiet", "--no-tags",
		"--no-write-fetch-head", "--recurse-submodules=no",
		"--filter=blob:none", "--stdin", NULL };
	const struct gs_git_opt opt = {
		.dir = dir, .in = lines->p, .in_n = lines->n
	};

	return gs_git(&opt, argv, NULL, e);
}

int
gs_absent_fetch(
    const char *dir, const struct gs_oid *ids, size_t nr, struct gs_err *e)
{
	struct gs_buf lines = GS_BUF_INIT;
	uint8_t *absent = calloc(nr + 1, 1);
	char *remote = NULL;
	int r;

	if (absent == NULL)
		return gs_no_memory(e);
	if ((r = gs_absent_find(dir, ids, nr, absent, e)) != GS_OK)
		goto out;
	for (size_t i = 0; i < nr; i++)
		absent[i] = !absent[i];
	if ((r = gs_absent_lines(ids, nr, absent, &lines)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	if (lines.n == 0 || (r = gs_absent_remote(dir, &remote, e)) != GS_OK)
		goto out;
	if (remote == NULL)
		r = gs_fail(e, GS_ENOTFOUND,
		    "objects are not here, and this is no partial clone");
	else
		r = fetch_from(dir, remote, &lines, e);
out:
	free(remote);
	free(absent);
	gs_buf_clear(&lines);
	return r;
}
