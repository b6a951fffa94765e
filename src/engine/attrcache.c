#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/attrsig.h"

#include "engine/attrcache.h"

struct gs_attr_list {
	struct gs_strs paths;
	struct gs_attrs *at; /* paths.nr of them */
	struct gs_map place; /* path -> its struct gs_attrs */
	struct gs_attr_sigs sigs;
};

struct gs_attr_cache {
	const struct gs_attr_list *list; /* borrowed, or NULL */
	struct gs_attr_asker *asker;	 /* NULL until the first question */
	struct gs_attr_sigs sigs;	 /* of the asker's folders */
};

static int
note(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	struct gs_attr_list *l = ctx;

	l->at[i] = *attrs;
	return gs_map_put(
	    &l->place, l->paths.v[i], strlen(l->paths.v[i]), &l->at[i]);
}

int
gs_attr_list_make(
    struct gs_strs *paths, struct gs_attr_list **out, struct gs_err *e)
{
	struct gs_attr_list *l = calloc(1, sizeof(*l));
	enum gs_attr_sig_answer answer;
	int r = GS_OK;

	*out = NULL;
	if (l == NULL) {
		gs_strs_clear(paths);
		return GS_ENOMEM;
	}
	l->paths = *paths;
	memset(paths, 0, sizeof(*paths));
	if (l->paths.nr != 0 &&
	    (l->at = calloc(l->paths.nr, sizeof(*l->at))) == NULL)
		r = GS_ENOMEM;
	for (size_t i = 0; i < l->paths.nr && r == GS_OK; i++)
		r = gs_attr_sigs_check(&l->sigs, l->paths.v[i], true, &answer);
	if (r == GS_OK)
		r = gs_attr_each(NULL, false, &l->paths, note, l, e);
	if (r != GS_OK) {
		gs_attr_list_free(l);
		return r;
	}
	*out = l;
	return GS_OK;
}

void
gs_attr_list_free(struct gs_attr_list *l)
{
	if (l == NULL)
		return;
	gs_map_clear(&l->place, NULL);
	gs_attr_sigs_clear(&l->sigs);
	gs_strs_clear(&l->paths);
	free(l->at);
	free(l);
}

size_t
gs_attr_list_index(const struct gs_attr_list *l, const char *path)
{
	const struct gs_attrs *a = gs_map_get(&l->place, path, strlen(path));

	return a == NULL ? SIZE_MAX : (size_t)(a - l->at);
}

size_t
gs_attr_list_nr(const struct gs_attr_list *l)
{
	return l->paths.nr;
}

const char *
gs_attr_list_path(const struct gs_attr_list *l, size_t i)
{
	return l->paths.v[i];
}

const struct gs_attrs *
gs_attr_list_at(const struct gs_attr_list *l, size_t i)
{
	return &l->at[i];
}

int
gs_attr_cache_new(struct gs_attr_cache **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? GS_ENOMEM : GS_OK;
}

static void
forget(struct gs_attr_cache *c)
{
	gs_attr_asker_free(c->asker);
	c->asker = NULL;
	gs_attr_sigs_clear(&c->sigs);
}

void
gs_attr_cache_free(struct gs_attr_cache *c)
{
	if (c == NULL)
		return;
	forget(c);
	free(c);
}

void
gs_attr_cache_use(struct gs_attr_cache *c, const struct gs_attr_list *l)
{
	c->list = l;
}

/* GS_ENOTFOUND: the list has no answer that still holds. */
static int
from_list(struct gs_attr_cache *c, const char *path, struct gs_attrs *out)
{
	/* Checking without adding leaves the list as it is. */
	struct gs_attr_list *l = (struct gs_attr_list *)(uintptr_t)c->list;
	enum gs_attr_sig_answer answer;
	size_t i;
	int r;

	if (l == NULL || (i = gs_attr_list_index(l, path)) == SIZE_MAX)
		return GS_ENOTFOUND;
	r = gs_attr_sigs_check(&l->sigs, path, false, &answer);
	if (r != GS_OK)
		return r;
	if (answer != GS_SIG_SAME) {
		c->list = NULL;
		return GS_ENOTFOUND;
	}
	*out = l->at[i];
	return GS_OK;
}

int
gs_attr_cache_get(struct gs_attr_cache *c, const char *path,
    struct gs_attrs *out, struct gs_err *e)
{
	enum gs_attr_sig_answer answer;
	int r;

	if ((r = from_list(c, path, out)) != GS_ENOTFOUND)
		return r;
	r = gs_attr_sigs_check(&c->sigs, path, true, &answer);
	if (r == GS_OK && answer == GS_SIG_CHANGED) {
		/* A check-attr child keeps what it has read: start anew. */
		forget(c);
		r = gs_attr_sigs_check(&c->sigs, path, true, &answer);
	}
	if (r == GS_OK && c->asker == NULL)
		r = gs_attr_asker_new(NULL, false, &c->asker);
	if (r != GS_OK)
		return gs_fail(e, r, "out of memory");
	return gs_attr_ask(c->asker, path, out, e);
}
