#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "git/run.h"

#include "repo/trunk.h"

int
gs_trunk_branch(char **out, struct gs_err *e)
{
	static const char *const argv[] = { "symbolic-ref", "-q", "--short",
		"HEAD", NULL };
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_buf text = GS_BUF_INIT;
	int code, r;

	*out = NULL;
	r = gs_git_code(&opt, argv, &text, &code, e);
	if (r == GS_OK && code == 0 && text.n > 1 &&
	    (*out = gs_strndup((const char *)text.p, text.n - 1)) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&text);
	return r;
}

static int
list_remotes(struct gs_strs *out, struct gs_err *e)
{
	static const char *const argv[] = { "remote", NULL };
	struct gs_buf text = GS_BUF_INIT;
	const uint8_t *line;
	struct gs_cur c;
	size_t n;
	int r = gs_git(NULL, argv, &text, e);

	c = (struct gs_cur){ text.p, text.n };
	while (r == GS_OK && gs_cur_line(&c, &line, &n) == GS_OK) {
		if (gs_strs_addn(out, (const char *)line, n) != GS_OK)
			r = gs_no_memory(e);
	}
	gs_buf_clear(&text);
	return r;
}

static int
upstream_remote(
    const struct gs_repo *r, const char *branch, char **out, struct gs_err *e)
{
	char *key;
	int rc;

	*out = NULL;
	if (branch == NULL)
		return GS_OK;
	if ((key = gs_asprintf("branch.%s.remote", branch)) == NULL)
		return gs_no_memory(e);
	rc = gs_repo_config(r, key, out, e);
	free(key);
	return rc;
}

/* Of ${all}: the one that was recorded, the only one, the upstream's, or
 * origin. */
static int
choose_remote(const struct gs_repo *r, const char *recorded, const char *head,
    const struct gs_strs *all, char **out, struct gs_err *e)
{
	const char *found = NULL;
	char *upstream = NULL;
	int rc;

	*out = NULL;
	if (recorded != NULL) {
		found = recorded;
	} else if (all->nr == 1) {
		found = all->v[0];
	} else {
		if ((rc = upstream_remote(r, head, &upstream, e)) != GS_OK)
			return rc;
		if (upstream != NULL && gs_strs_has(all, upstream))
			found = upstream;
		else if (gs_strs_has(all, "origin"))
			found = "origin";
	}
	rc = GS_OK;
	if (found != NULL && (*out = gs_strdup(found)) == NULL)
		rc = gs_no_memory(e);
	free(upstream);
	return rc;
}

/* ${rev} becomes refs/remotes/REMOTE/NAME if there is such a ref. */
static int
try_ref(const struct gs_repo *r, const char *remote, const char *name,
    char **rev, struct gs_err *e)
{
	struct gs_oid id;
	char *ref;
	int rc;

	if (name == NULL)
		return GS_OK;
	if ((ref = gs_asprintf("refs/remotes/%s/%s", remote, name)) == NULL)
		return gs_no_memory(e);
	rc = gs_repo_rev(r, ref, &id, e);
	if (rc == GS_OK) {
		*rev = ref;
		return GS_OK;
	}
	free(ref);
	return rc == GS_ENOTFOUND ? GS_OK : rc;
}

static int
of_remote(const struct gs_repo *r, const char *remote, const char *branch,
    struct gs_trunk *t, struct gs_err *e)
{
	struct gs_strs all = { NULL, 0, 0 };
	char *head = NULL;
	int rc;

	if ((rc = gs_trunk_branch(&head, e)) == GS_OK &&
	    (rc = list_remotes(&all, e)) == GS_OK)
		rc = choose_remote(r, remote, head, &all, &t->remote, e);
	if (rc == GS_OK && t->remote != NULL) {
		rc = try_ref(r, t->remote, "HEAD", &t->rev, e);
		if (rc == GS_OK && t->rev == NULL)
			rc = try_ref(r, t->remote,
			    branch != NULL ? branch : head, &t->rev, e);
	}
	free(head);
	gs_strs_clear(&all);
	return rc;
}

static int
has_tracking_refs(bool *yes, struct gs_err *e)
{
	static const char *const argv[] = { "for-each-ref", "--count=1",
		"refs/remotes/", NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r = gs_git(NULL, argv, &out, e);

	*yes = out.n > 0;
	gs_buf_clear(&out);
	return r;
}

static int
of_bare(struct gs_trunk *t, struct gs_err *e)
{
	bool tracking;
	int r = has_tracking_refs(&tracking, e);

	if (r == GS_OK && !tracking && (t->rev = gs_strdup("HEAD")) == NULL)
		r = gs_no_memory(e);
	return r;
}

int
gs_trunk_find(const struct gs_repo *r, const char *remote, const char *branch,
    struct gs_trunk *out, struct gs_err *e)
{
	int rc;

	memset(out, 0, sizeof(*out));
	rc = gs_repo_config(r, "seal.trunk", &out->rev, e);
	if (rc == GS_OK && out->rev != NULL && out->rev[0] != '\0')
		return GS_OK;
	free(out->rev);
	out->rev = NULL;
	if (rc == GS_OK)
		rc = of_remote(r, remote, branch, out, e);
	if (rc == GS_OK && out->rev == NULL && r->bare)
		rc = of_bare(out, e);
	if (rc != GS_OK)
		gs_trunk_clear(out);
	return rc;
}

void
gs_trunk_clear(struct gs_trunk *t)
{
	free(t->rev);
	free(t->remote);
	memset(t, 0, sizeof(*t));
}
