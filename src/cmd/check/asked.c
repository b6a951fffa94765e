#include <stdlib.h>
#include <string.h>

#include "git/run.h"
#include "repo/scratch.h"

#include "cmd/check/asked.h"

/* A question is known by its number, counted from 1: answers come later. */
int
gs_check_ask(struct gs_check_set *set, const char *path)
{
	void **at = gs_map_at(&set->asked, path, strlen(path));

	if (at == NULL)
		return GS_ENOMEM;
	if (*at != NULL)
		return GS_OK;
	*at = (void *)(uintptr_t)(set->want.nr + 1);
	return gs_strs_add(&set->want, path);
}

const struct gs_attrs *
gs_check_attrs(const struct gs_check_set *set, const char *path)
{
	size_t nr = (uintptr_t)gs_map_get(&set->asked, path, strlen(path));

	GS_BUG(nr == 0);
	return &set->attrs[nr - 1];
}

/* An index of the set's files alone. */
static int
write_index(const struct gs_check_set *set, const char *index, struct gs_err *e)
{
	static const char *const argv[] = { "-c", "core.splitIndex=false", "-c",
		"core.fsmonitor=false", "update-index", "-z", "--index-info",
		NULL };
	char *var = gs_asprintf("GIT_INDEX_FILE=%s", index);
	const char *const env[] = { var, NULL };
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_buf in = GS_BUF_INIT;
	struct gs_git_opt opt = { .env = env };
	int r = var != NULL ? GS_OK : GS_ENOMEM;

	for (size_t i = 0; r == GS_OK && i < set->nr; i++)
		r = gs_buf_addf(&in, "100644 %s 0\t%s%c",
		    gs_oid_print(&set->v[i].id, hex), set->v[i].path, '\0');
	opt.in = in.p;
	opt.in_n = in.n;
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_git(&opt, argv, NULL, e);
	gs_buf_clear(&in);
	free(var);
	return r;
}

static int
take(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	struct gs_check_set *set = ctx;

	set->attrs[i] = *attrs;
	return GS_OK;
}

static int
answer(const struct gs_repo *repo, struct gs_scratch *s,
    struct gs_check_set *set, struct gs_err *e)
{
	bool no_tree = repo->top == NULL;
	char *index;
	int r = GS_OK;

	if (set->index != NULL) /* there is one already */
		return gs_attr_all_in(
		    set->index, no_tree, &set->want, take, set, e);
	if (s->path == NULL && (r = gs_scratch_make(repo, s, e)) != GS_OK)
		return r;
	index = gs_asprintf("%s/%zu", s->path, s->made.nr);
	if (index == NULL ||
	    gs_strs_add(&s->made, strrchr(index, '/') + 1) != GS_OK)
		r = gs_no_memory(e);
	if (r == GS_OK && set->nr > 0)
		r = write_index(set, index, e);
	if (r == GS_OK)
		r = gs_attr_all_in(index, no_tree, &set->want, take, set, e);
	free(index);
	return r;
}

int
gs_check_answer(
    const struct gs_repo *repo, struct gs_check_sets *sets, struct gs_err *e)
{
	struct gs_scratch s = { NULL, { NULL, 0, 0 } };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < sets->nr; i++) {
		struct gs_check_set *set = sets->v[i];

		if (set->want.nr == 0)
			continue;
		set->attrs = calloc(set->want.nr, sizeof(*set->attrs));
		r = set->attrs != NULL ? answer(repo, &s, set, e)
				       : gs_no_memory(e);
	}
	gs_scratch_drop(&s);
	return r;
}
