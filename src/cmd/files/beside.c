#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "engine/trust.h"

#include "cmd/files/beside.h"

#define FILE_MAX GS_GENERATION_FILE_MAX
#define FILES_MAX ((size_t)65536)

/* The files of one folder on disk, named as Git would name their content. */
struct disk {
	char *top; /* owned: the folder that holds .git-seal */
	struct gs_carrier c;
	struct gs_strs paths; /* what was listed, by place */
	struct gs_oid *id;    /* owned */
	size_t cap;
};

static int
note(struct disk *d, const char *path, const struct gs_oid *id)
{
	if (d->paths.nr >= FILES_MAX)
		return GS_ETOOBIG;
	if (d->paths.nr == d->cap) {
		size_t cap = d->cap == 0 ? 64 : 2 * d->cap;
		struct gs_oid *v = realloc(d->id, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		d->id = v;
		d->cap = cap;
	}
	d->id[d->paths.nr] = *id;
	return gs_strs_add(&d->paths, path);
}

/* No link is followed, as none counts in a commit. */
static int
one(struct disk *d, const char *folder, const char *name, gs_carrier_fn *fn,
    void *arg)
{
	char *path = gs_asprintf("%s/%s", folder, name);
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid id = { { 0 }, 0 };
	struct stat st;
	int r = GS_OK;

	if (path == NULL)
		return GS_ENOMEM;
	if (lstat(path, &st) != 0 || name[0] == '.') {
		free(path);
		return GS_OK;
	}
	if (S_ISDIR(st.st_mode)) {
		r = fn(arg, name, GS_MODE_FOLDER, &id);
	} else if (S_ISREG(st.st_mode) &&
	    gs_file_read(path, FILE_MAX, &b, NULL) == GS_OK) {
		if ((r = gs_blob_id(20, b.p, b.n, &id)) == GS_OK &&
		    (r = note(d, path, &id)) == GS_OK)
			r = fn(arg, name, GS_MODE_FILE, &id);
	}
	gs_buf_clear(&b);
	free(path);
	return r;
}

static int
each(void *ctx, enum gs_where where, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e)
{
	struct disk *d = ctx;
	char *path;
	struct dirent *en;
	DIR *dir;
	int r = GS_OK;

	if (where != GS_WHERE_HEAD)
		return GS_ENOTFOUND;
	path = gs_asprintf(
	    "%s/.git-seal%s%s", d->top, folder[0] != '\0' ? "/" : "", folder);
	if (path == NULL)
		return gs_no_memory(e);
	dir = opendir(path);
	while (dir != NULL && r == GS_OK && (en = readdir(dir)) != NULL)
		r = one(d, path, en->d_name, fn, arg);
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	return r;
}

static int
blob(void *ctx, const struct gs_oid *id, size_t max, struct gs_buf *out,
    struct gs_err *e)
{
	const struct disk *d = ctx;

	for (size_t i = 0; i < d->paths.nr; i++) {
		if (gs_oid_eq(&d->id[i], id))
			return gs_file_read(d->paths.v[i], max, out, e);
	}
	return GS_ENOTFOUND;
}

/* The nearest folder at or above ${file}'s that has a .git-seal/. */
static int
find_top(const char *file, char **out)
{
	char *real = realpath(file, NULL), *slash;

	*out = NULL;
	while (real != NULL && (slash = strrchr(real, '/')) != NULL) {
		char *seal;
		bool there;

		*slash = '\0';
		if ((seal = gs_asprintf("%s/.git-seal", real)) == NULL) {
			free(real);
			return GS_ENOMEM;
		}
		there = gs_file_exists(seal);
		free(seal);
		if (there) {
			*out = real;
			return GS_OK;
		}
	}
	free(real);
	return GS_OK;
}

struct search {
	struct disk *d;
	const uint8_t *id;
	struct gs_identities *ids;
	const struct gs_ask *ask;
	struct gs_gens *out;
	struct gs_err *e;
	bool found;
};

static int
try_ring(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	static const struct gs_gens none = { NULL, 0, 0 };
	struct search *s = arg;
	const struct gs_gen *gen;
	struct gs_trust t;
	int r;

	(void)id;
	if (mode != GS_MODE_FOLDER || s->found ||
	    !gs_keyring_name_ok(name, strlen(name)))
		return GS_OK;
	if ((r = gs_trust_load(&s->d->c, name, &none, NULL, &t, s->e)) != GS_OK)
		return r;
	if (gs_chain_gen(t.chain, s->id) != NULL &&
	    (r = gs_trust_unwrap(&t, s->id, s->ids, s->ask, s->e)) == GS_OK &&
	    (gen = gs_trust_gen(&t, s->id)) != NULL) {
		s->found = true;
		r = gs_gens_add(s->out, gen);
	}
	gs_trust_clear(&t);
	return r == GS_ENOKEY ? GS_OK : r;
}

int
gs_beside_open(const char *file, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_gens *out,
    struct gs_err *e)
{
	struct disk d = { .c = { &d, each, blob } };
	struct gs_err why = { "", "" };
	struct search s = { &d, id, ids, ask, out, &why, false };
	int r;

	if ((r = find_top(file, &d.top)) != GS_OK)
		return gs_no_memory(e);
	if (d.top == NULL)
		return gs_fail(e, GS_ENOKEY,
		    "there is no .git-seal/ beside "
		    "'%s', in which a wrap for an identity would lie",
		    file);
	r = each(&d, GS_WHERE_HEAD, "", try_ring, &s, &why);
	if (r == GS_OK && !s.found)
		r = why.what[0] != '\0' ? GS_ENOKEY
					: gs_fail(&why, GS_ENOKEY,
					      "nothing in '%s/.git-seal' is "
					      "wrapped for the identity",
					      d.top);
	if (r != GS_OK && e != NULL)
		*e = why;
	free(d.top);
	free(d.id);
	gs_strs_clear(&d.paths);
	return r;
}
