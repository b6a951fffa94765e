#include <stdlib.h>
#include <string.h>

#include "git/attr.h"
#include "git/batch.h"
#include "git/run.h"

#include "cmd/import/filtered.h"

/* The name of the key in "DRIVER" or "DRIVER-NAME"; NULL: neither. */
static const char *
key_of(const char *word, const char *driver)
{
	size_t n = strlen(driver);

	if (strncmp(word, driver, n) != 0)
		return NULL;
	if (word[n] == '\0')
		return word + n;
	return word[n] == '-' && word[n + 1] != '\0' ? word + n + 1 : NULL;
}

const char *
gs_import_key_ring(const struct gs_import *im, const char *key)
{
	if (key[0] == '\0')
		return gs_import_ring(im);
	return gs_keyring_name_ok(key, strlen(key)) ? key : NULL;
}

struct finding {
	struct gs_import *im;
	const struct gs_import_driver *d;
	const struct gs_entry **of; /* by path */
	/* Those under our own attribute: at the front of ${of} once they were
	 * asked for, and of each its keyring. */
	size_t nr_ours;
	struct gs_strs ring;
	struct gs_oid *id;
	struct gs_err *e;
};

static int
take_ours(struct finding *f, size_t i, const char *ring)
{
	if (f->of[i]->stage != 0) /* a conflict: its own business */
		return GS_OK;
	if (strcmp(ring, "unspecified") == 0 ||
	    !gs_keyring_name_ok(ring, strlen(ring)))
		ring = "default";
	f->of[f->nr_ours] = f->of[i];
	f->id[f->nr_ours++] = f->of[i]->id;
	return gs_strs_add(&f->ring, ring);
}

static int
look_at_ours(void *ctx, size_t i, struct gs_buf *b)
{
	struct finding *f = ctx;

	if (b == NULL || !f->d->is(b->p, b->n))
		return GS_OK;
	return gs_import_add(f->im, f->of[i], NULL, f->ring.v[i], NULL, f->e);
}

static int
take(void *ctx, size_t i, const char *const *values)
{
	struct finding *f = ctx;
	const char *key = key_of(values[0], f->d->name), *ring;
	const struct gs_entry *x = f->of[i];
	int r;

	if (strcmp(values[0], "seal") == 0)
		return take_ours(f, i, values[1]);
	if (key == NULL)
		return GS_OK;
	if ((ring = gs_import_key_ring(f->im, key)) == NULL)
		return gs_fail(f->e, GS_EREFUSED,
		    "the key '%s' of %s cannot be a keyring: a name has at "
		    "most %d letters, digits, '-' and '_', the first a letter "
		    "or a digit",
		    key, f->im->tool->name, GS_KEYRING_NAME_MAX);
	if ((r = f->d->have(f->im, key, x->path, f->e)) != GS_OK)
		return r;
	return gs_import_add(f->im, x, NULL, ring, NULL, f->e);
}

static int
find_files(
    struct gs_import *im, const struct gs_import_driver *d, struct gs_err *e)
{
	static const char *const names[] = { "filter", "seal-keyring" };
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_err own = { "", "" };
	struct finding f = { .im = im, .d = d, .e = &own };
	int r = GS_OK;

	f.of = calloc(im->index.nr + 1, sizeof(*f.of));
	f.id = calloc(im->index.nr + 1, sizeof(*f.id));
	if (f.of == NULL || f.id == NULL)
		r = GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		/* Git filters no links, and one conflict is one file. */
		if ((x->mode & 0170000) != 0100000 ||
		    (i > 0 && strcmp(x->path, x[-1].path) == 0))
			continue;
		f.of[paths.nr] = x;
		r = gs_strs_add(&paths, x->path);
	}
	if (r != GS_OK)
		r = gs_no_memory(e);
	else
		r = gs_attr_values(
		    NULL, true, names, GS_NR(names), &paths, take, &f, e);
	if (r == GS_OK)
		r = gs_batch_each(NULL, true, f.id, f.nr_ours, GS_BUF_MAX,
		    look_at_ours, &f, e);
	if (own.what[0] != '\0')
		*e = own;
	gs_strs_clear(&paths);
	gs_strs_clear(&f.ring);
	free(f.of);
	free(f.id);
	return r;
}

static bool
is_attributes(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, ".gitattributes") == 0;
}

static bool
speaks_of(const struct gs_buf *b, const char *driver)
{
	size_t k = strlen(driver);

	for (size_t i = 0; b->n >= k && i <= b->n - k; i++) {
		if (memcmp(b->p + i, driver, k) == 0)
			return true;
	}
	return false;
}

static int
edit(struct gs_import *im, const struct gs_entry *x, const char *driver,
    struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_import_edit *edit;
	int r;

	r = gs_repo_blob(im->ctx->repo, &x->id, GS_BUF_MAX, &b, e);
	if (r != GS_OK || !speaks_of(&b, driver)) {
		gs_buf_clear(&b);
		return r;
	}
	gs_buf_reset(&b);
	if ((r = gs_import_edit(im, x->path, &edit, e)) == GS_OK &&
	    gs_import_convert(edit->now.p, edit->now.n, driver,
		strchr(x->path, '/') == NULL, gs_import_ring(im), &b) != GS_OK)
		r = gs_no_memory(e);
	if (r == GS_OK)
		gs_buf_swap(&edit->now, &b);
	gs_buf_clear(&b);
	return r;
}

int
gs_import_filtered(
    struct gs_import *im, const struct gs_import_driver *d, struct gs_err *e)
{
	int r = find_files(im, d, e);

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (x->stage == 0 && is_attributes(x->path) &&
		    (d->ignore == NULL ||
			strncmp(x->path, d->ignore, strlen(d->ignore)) != 0))
			r = edit(im, x, d->name, e);
	}
	return r;
}

/* The section's name in "SECTION.SUBSECTION.NAME", if it is the driver's. */
static char *
section_of(const char *key, const char *driver)
{
	const char *sub = strchr(key, '.'), *end = strrchr(key, '.');
	char *section, *ours = NULL;

	if (sub == NULL || end <= sub)
		return NULL;
	section = gs_strndup(key, (size_t)(end - key));
	if (section != NULL &&
	    key_of(section + (sub - key) + 1, driver) != NULL)
		ours = section;
	else
		free(section);
	return ours;
}

int
gs_import_drop_config(const char *driver, struct gs_err *e)
{
	static const char *const list[] = { "config", "--local", "--null",
		"--name-only", "--get-regexp", "^(filter|diff|merge)\\.",
		NULL };
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	int r, code;

	/* Git ends with 1 where there is none. */
	r = gs_git_code(&opt, list, &b, &code, e);
	for (const char *p = (const char *)b.p, *end = p + b.n;
	     r == GS_OK && b.n > 0 && p < end; p += strlen(p) + 1) {
		char *section = section_of(p, driver);
		const char *const drop[] = { "config", "--local",
			"--remove-section", section, NULL };

		if (section != NULL) /* the second time it is gone */
			r = gs_git_code(&opt, drop, NULL, &code, e);
		free(section);
	}
	gs_buf_clear(&b);
	return r;
}
