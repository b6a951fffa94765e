#define _GNU_SOURCE /* environ */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "git/pipe.h"

#include "repo/history.h"

#define MERGE_HEAD_MAX ((size_t)64 << 10)

struct gs_history {
	char *dir;		/* owned, or NULL */
	char *merge_head;	/* owned: the file, once it was asked for */
	struct gs_pipe pipe;	/* cat-file --batch-check */
	struct gs_map held;	/* ID PATH -> something */
	struct gs_strs tips;	/* scratch: names of commits */
	struct gs_buf question; /* scratch: a line for each */
};

int
gs_history_new(const char *dir, struct gs_history **out)
{
	struct gs_history *h;

	*out = NULL;
	if ((h = calloc(1, sizeof(*h))) == NULL)
		return GS_ENOMEM;
	if (dir != NULL && (h->dir = gs_strdup(dir)) == NULL) {
		free(h);
		return GS_ENOMEM;
	}
	*out = h;
	return GS_OK;
}

void
gs_history_free(struct gs_history *h)
{
	if (h == NULL)
		return;
	(void)gs_pipe_close(&h->pipe);
	gs_map_clear(&h->held, NULL);
	gs_strs_clear(&h->tips);
	gs_buf_clear(&h->question);
	free(h->merge_head);
	free(h->dir);
	free(h);
}

static int
find_merge_head(struct gs_history *h, struct gs_err *e)
{
	static const char *const argv[] = { "rev-parse",
		"--path-format=absolute", "--git-path", "MERGE_HEAD", NULL };
	const struct gs_git_opt opt = { .dir = h->dir };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (h->merge_head != NULL)
		return GS_OK;
	if ((r = gs_git(&opt, argv, &b, e)) == GS_OK && b.n > 0) {
		h->merge_head = gs_strndup((const char *)b.p, b.n - 1);
		if (h->merge_head == NULL)
			r = gs_no_memory(e);
	}
	gs_buf_clear(&b);
	return r;
}

/* An octopus merge has a line for each side; the name alone is the first. */
static int
add_merge_heads(struct gs_history *h)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	if (h->merge_head == NULL ||
	    gs_file_read(h->merge_head, MERGE_HEAD_MAX, &b, NULL) != GS_OK)
		goto out;
	for (size_t at = 0, n; r == GS_OK && at < b.n; at += n + 1) {
		const uint8_t *lf = memchr(b.p + at, '\n', b.n - at);

		n = lf == NULL ? b.n - at : (size_t)(lf - b.p) - at;
		r = gs_strs_addn(&h->tips, (const char *)b.p + at, n);
	}
out:
	gs_buf_clear(&b);
	return r;
}

/* `git merge` tells its children what it merges by these alone. */
static int
add_git_heads(struct gs_history *h)
{
	static const char word[] = "GITHEAD_";
	int r = GS_OK;

	for (char **v = environ; r == GS_OK && *v != NULL; v++) {
		if (strncmp(*v, word, sizeof(word) - 1) == 0) {
			const char *id = *v + sizeof(word) - 1;

			r = gs_strs_addn(&h->tips, id, strcspn(id, "="));
		}
	}
	return r;
}

static int
gather_tips(struct gs_history *h, struct gs_err *e)
{
	static const char *const names[] = { "HEAD", "CHERRY_PICK_HEAD",
		"REVERT_HEAD", "REBASE_HEAD" };
	int r;

	gs_strs_clear(&h->tips);
	if ((r = find_merge_head(h, e)) != GS_OK)
		return r;
	for (size_t i = 0; r == GS_OK && i < GS_NR(names); i++)
		r = gs_strs_add(&h->tips, names[i]);
	if (r != GS_OK || (r = add_merge_heads(h)) != GS_OK ||
	    (r = add_git_heads(h)) != GS_OK)
		return gs_fail(e, r, "out of memory");
	return GS_OK;
}

static int
write_question(struct gs_history *h, const char *path)
{
	int r = GS_OK;

	gs_buf_cut(&h->question, 0);
	for (size_t i = 0; r == GS_OK && i < h->tips.nr; i++)
		r = gs_buf_addf(&h->question, "%s:%s\n", h->tips.v[i], path);
	return r;
}

/* "ID TYPE SIZE"; anything else is a no. */
static int
read_answers(struct gs_history *h, const struct gs_oid *id, bool *yes)
{
	struct gs_oid got;
	const uint8_t *line;
	size_t n, hex = 2 * (size_t)id->n;
	int r;

	for (size_t i = 0; i < h->tips.nr; i++) {
		if ((r = gs_pipe_field(&h->pipe, '\n', &line, &n)) != GS_OK)
			return r;
		if (n > hex && line[hex] == ' ' &&
		    gs_oid_parse((const char *)line, hex, &got) == GS_OK &&
		    gs_oid_eq(&got, id))
			*yes = true;
	}
	return GS_OK;
}

/* By a child each, which looks at no blob: for those that a line end or a
 * missing blob keeps from the common one. */
static int
ask_tips_singly(struct gs_history *h, const char *path, const struct gs_oid *id,
    bool *yes, struct gs_err *e)
{
	const struct gs_git_opt opt = { .dir = h->dir, .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid got;
	int r = GS_OK, code;

	for (size_t i = 0; r == GS_OK && !*yes && i < h->tips.nr; i++) {
		char *spec = gs_asprintf("%s:%s", h->tips.v[i], path);
		const char *const argv[] = { "rev-parse", "--verify", "--quiet",
			"--end-of-options", spec, NULL };

		if (spec == NULL)
			return gs_no_memory(e);
		r = gs_git_code(&opt, argv, &b, &code, e);
		if (r == GS_OK && code == 0 && b.n > 0 &&
		    gs_oid_parse((const char *)b.p, b.n - 1, &got) == GS_OK)
			*yes = gs_oid_eq(&got, id);
		gs_buf_reset(&b);
		free(spec);
	}
	gs_buf_clear(&b);
	return r;
}

/*
 * Ask the tips' trees.  In a partial clone the child may die of a blob that
 * is not here, and the answers behind that one are lost.
 */
static int
ask_tips(struct gs_history *h, const char *path, const struct gs_oid *id,
    bool *yes, struct gs_err *e)
{
	static const char *const argv[] = { "cat-file", "--batch-check", NULL };
	const struct gs_git_opt opt = {
		.dir = h->dir, .quiet = true, .no_fetch = true
	};
	bool fresh = false;
	int r;

	if (write_question(h, path) != GS_OK)
		return gs_no_memory(e);
	for (;;) {
		if (!h->pipe.open) {
			r = gs_pipe_open(&h->pipe, &opt, argv, e);
			if (r != GS_OK)
				return r;
			fresh = true;
		}
		gs_pipe_feed(&h->pipe, h->question.p, h->question.n, false);
		if ((r = read_answers(h, id, yes)) == GS_OK)
			return r;
		(void)gs_pipe_close(&h->pipe);
		if (r != GS_EIO)
			return gs_fail(e, r, "cannot ask for '%s': %s", path,
			    gs_strerror(r));
		if (*yes)
			return GS_OK;
		if (fresh)
			return ask_tips_singly(h, path, id, yes, e);
	}
}

/*
 * All refs.  --find-object looks at all sides of merges; -m: a blob counts
 * too that a merge itself made.
 */
static int
ask_log(struct gs_history *h, const char *path, const char *hex, bool *yes,
    struct gs_err *e)
{
	char find[sizeof("--find-object=") + GS_OID_HEX_MAX];
	const char *const argv[] = { "-c", "log.follow=false", "-c",
		"log.showSignature=false", "log", "-1", "--all", "-m",
		"--no-renames", "--no-patch", "--format=%H", find, "--", path,
		NULL };
	const struct gs_git_opt opt = {
		.dir = h->dir, .quiet = true, .no_fetch = true, .literal = true
	};
	struct gs_buf b = GS_BUF_INIT;
	int r, code;

	(void)snprintf(find, sizeof(find), "--find-object=%s", hex);
	if ((r = gs_git_code(&opt, argv, &b, &code, e)) == GS_OK)
		*yes = code == 0 && b.n > 0;
	gs_buf_clear(&b);
	return r;
}

int
gs_history_holds(struct gs_history *h, const char *path,
    const struct gs_oid *id, bool *yes, struct gs_err *e)
{
	char hex[GS_OID_HEX_MAX + 1];
	char *key;
	int r;

	*yes = false;
	if ((key = gs_asprintf("%s %s", gs_oid_print(id, hex), path)) == NULL)
		return gs_no_memory(e);
	if (gs_map_get(&h->held, key, strlen(key)) != NULL) {
		*yes = true;
		r = GS_OK;
		goto out;
	}
	if ((r = gather_tips(h, e)) != GS_OK)
		goto out;
	r = strchr(path, '\n') == NULL ? ask_tips(h, path, id, yes, e)
				       : ask_tips_singly(h, path, id, yes, e);
	if (r == GS_OK && !*yes)
		r = ask_log(h, path, hex, yes, e);
	/* Not to remember it costs only time. */
	if (r == GS_OK && *yes)
		(void)!gs_map_put(&h->held, key, strlen(key), h);
out:
	free(key);
	return r;
}
