#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/carrier.h"
#include "format/roster/generation.h"

#include "cmd/check/roster.h"

#include "cmd/check/set.h"

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u
#define TOP ".git-seal/"
#define FOLDER "/generations/"

const char *
gs_check_gen_path(const char *path, const char **ring, size_t *n)
{
	const char *slash, *id;

	if (strncmp(path, TOP, strlen(TOP)) != 0)
		return NULL;
	*ring = path + strlen(TOP);
	if ((slash = strchr(*ring, '/')) == NULL ||
	    strncmp(slash, FOLDER, strlen(FOLDER)) != 0)
		return NULL;
	*n = (size_t)(slash - *ring);
	id = slash + strlen(FOLDER);
	return gs_keyring_name_ok(*ring, *n) &&
		gs_generation_name_ok(id, strlen(id))
	    ? id
	    : NULL;
}

/* Git follows no link to a .gitattributes; of .git-seal/ "only exact-case
 * names of mode 100644 count". */
static bool
belongs(enum gs_check_kind kind, const char *path, uint32_t mode)
{
	const char *slash = strrchr(path, '/'), *ring;
	size_t n;

	if (kind == GS_CHECK_ATTRS)
		return (mode & MODE_TYPE) == MODE_FILE &&
		    strcmp(slash != NULL ? slash + 1 : path,
			".gitattributes") == 0;
	return mode == GS_MODE_FILE && gs_check_gen_path(path, &ring, &n);
}

static void
free_set(struct gs_check_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->nr; i++)
		free(set->v[i].path);
	free(set->v);
	gs_strs_clear(&set->want);
	gs_map_clear(&set->asked, NULL);
	free(set->attrs);
	gs_check_roster_free(set->roster);
	free(set);
}

void
gs_check_sets_clear(struct gs_check_sets *s)
{
	for (size_t i = 0; i < s->nr; i++)
		free_set(s->v[i]);
	free(s->v);
	gs_map_clear(&s->by_key, NULL);
	memset(s, 0, sizeof(*s));
}

static int
by_path(const void *a, const void *b)
{
	const struct gs_check_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

const struct gs_check_file *
gs_check_set_find(const struct gs_check_set *set, const char *path)
{
	size_t lo = 0, hi = set->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = strcmp(set->v[mid].path, path);

		if (d == 0)
			return &set->v[mid];
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static int
put(struct gs_check_set *set, const char *path, const struct gs_oid *id)
{
	struct gs_check_file *f = &set->v[set->nr];

	if ((f->path = gs_strdup(path)) == NULL)
		return GS_ENOMEM;
	f->id = *id;
	set->nr++;
	return GS_OK;
}

/* What says that two sets are the same. */
static int
make_key(const struct gs_check_set *set, struct gs_buf *key)
{
	int r = gs_buf_addc(key, (char)('0' + (int)set->kind));

	for (size_t i = 0; r == GS_OK && i < set->nr; i++) {
		const struct gs_check_file *f = &set->v[i];

		r = gs_buf_add(key, f->path, strlen(f->path) + 1);
		if (r == GS_OK)
			r = gs_buf_add(key, f->id.b, f->id.n);
	}
	return r;
}

static int
room(struct gs_check_sets *s)
{
	size_t cap = s->cap == 0 ? 16 : 2 * s->cap;
	struct gs_check_set **v;

	if (s->nr < s->cap)
		return GS_OK;
	v = realloc(s->v, cap * sizeof(struct gs_check_set *));
	if (v == NULL)
		return GS_ENOMEM;
	s->v = v;
	s->cap = cap;
	return GS_OK;
}

/* Take over ${set}; the one that is there already wins. */
static int
keep(struct gs_check_sets *s, struct gs_check_set *set,
    struct gs_check_set **out)
{
	struct gs_buf key = GS_BUF_INIT;
	int r;

	if (set->nr > 1)
		qsort(set->v, set->nr, sizeof(*set->v), by_path);
	if ((r = make_key(set, &key)) != GS_OK)
		goto out;
	*out = gs_map_get(&s->by_key, (const char *)key.p, key.n);
	if (*out == NULL && (r = room(s)) == GS_OK &&
	    (r = gs_map_put(&s->by_key, (const char *)key.p, key.n, set)) ==
		GS_OK) {
		*out = s->v[s->nr++] = set;
		set = NULL;
	}
out:
	free_set(set);
	gs_buf_clear(&key);
	return r;
}

static struct gs_check_set *
new_set(enum gs_check_kind kind, size_t room_for)
{
	struct gs_check_set *set = calloc(1, sizeof(*set));

	if (set == NULL ||
	    (set->v = calloc(room_for + 1, sizeof(*set->v))) == NULL) {
		free(set);
		return NULL;
	}
	set->kind = kind;
	return set;
}

/* Most files are neither, and that shows at one end of the path. */
static bool
may_belong(
    enum gs_check_kind kind, const struct gs_entry *en, const char *prefix)
{
	static const char name[] = ".gitattributes";
	const size_t n = sizeof(name) - 1;

	if (kind == GS_CHECK_ATTRS)
		return en->n >= n && memcmp(en->path + en->n - n, name, n) == 0;
	return prefix[0] != '\0' || strncmp(en->path, TOP, strlen(TOP)) == 0;
}

int
gs_check_set_of(struct gs_check_sets *s, enum gs_check_kind kind,
    const struct gs_entries *entries, const char *prefix,
    struct gs_check_set **out)
{
	struct gs_check_set *set = new_set(kind, entries->nr);
	int r = GS_OK;

	*out = NULL;
	if (set == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < entries->nr; i++) {
		const struct gs_entry *en = &entries->v[i];
		char *path;

		if (en->stage != 0 || !may_belong(kind, en, prefix))
			continue;
		if ((path = gs_asprintf("%s%s", prefix, en->path)) == NULL)
			r = GS_ENOMEM;
		else if (belongs(kind, path, en->mode))
			r = put(set, path, &en->id);
		free(path);
	}
	if (r == GS_OK)
		return keep(s, set, out);
	free_set(set);
	return r;
}

static bool
is_changed(const char *path, const struct gs_treediff_one *d, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (strcmp(d[i].path, path) == 0)
			return true;
	}
	return false;
}

static size_t
count(enum gs_check_kind kind, const struct gs_treediff_one *d, size_t nr)
{
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += belongs(kind, d[i].path, d[i].old_mode) ||
		    belongs(kind, d[i].path, d[i].new_mode);
	return found;
}

int
gs_check_set_change(struct gs_check_sets *s, struct gs_check_set *old,
    const struct gs_treediff_one *d, size_t nr, bool back,
    struct gs_check_set **out)
{
	size_t touched = count(old->kind, d, nr);
	struct gs_check_set *set;
	int r = GS_OK;

	*out = NULL;
	if (touched == 0) {
		*out = old;
		return GS_OK;
	}
	if ((set = new_set(old->kind, old->nr + touched)) == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < old->nr; i++) {
		if (!is_changed(old->v[i].path, d, nr))
			r = put(set, old->v[i].path, &old->v[i].id);
	}
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		uint32_t mode = back ? d[i].old_mode : d[i].new_mode;

		if (belongs(old->kind, d[i].path, mode))
			r = put(set, d[i].path, back ? &d[i].old : &d[i].new);
	}
	if (r == GS_OK)
		return keep(s, set, out);
	free_set(set);
	return r;
}
