#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/wipe.h"
#include "format/foreign/gitcrypt.h"
#include "format/foreign/transcrypt.h"

#include "engine/private.h"

#include "engine/foreign.h"

#define WAIT_MS 20000

static const char head[] =
    "# Keys of other tools, kept by 'git seal import' to read old commits.\n";

bool
gs_foreign_is(const void *p, size_t n)
{
	return gs_gitcrypt_is(p, n) || gs_transcrypt_is(p, n);
}

static char *
path_of(const char *common_dir)
{
	return gs_asprintf("%s/git-seal/foreign", common_dir);
}

int
gs_foreign_load(const char *common_dir, struct gs_kepts *out, struct gs_err *e)
{
	char *path = path_of(common_dir);
	struct gs_private file = { path, NULL, true, GS_KEPT_TEXT_MAX, false };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = gs_private_read(&file, &b, e)) == GS_OK &&
	    (r = gs_kept_parse(b.p, b.n, out)) != GS_OK)
		r = gs_fail(e, r, "'%s': %s", path, gs_strerror(r));
	gs_buf_clear(&b);
	free(path);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
print(const struct gs_kepts *l, struct gs_buf *b)
{
	int r = gs_buf_adds(b, head);

	for (size_t i = 0; r == GS_OK && i < l->nr; i++)
		r = gs_kept_print(&l->v[i], b);
	return r;
}

static int
add(const char *common_dir, struct gs_lock *lock, const struct gs_kepts *more,
    struct gs_err *e)
{
	struct gs_kepts all = { NULL, 0 };
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_foreign_load(common_dir, &all, e);

	for (size_t i = 0; r == GS_OK && i < more->nr; i++)
		r = gs_kepts_add(&all, &more->v[i]);
	if (r == GS_OK && print(&all, &b) != GS_OK)
		r = gs_no_memory(e);
	if (r == GS_OK)
		r = gs_lock_commit(lock, b.p, b.n, e);
	gs_lock_drop(lock);
	gs_buf_clear(&b);
	gs_kepts_clear(&all);
	return r;
}

int
gs_foreign_keep(
    const char *common_dir, const struct gs_kepts *more, struct gs_err *e)
{
	char *folder = gs_asprintf("%s/git-seal", common_dir);
	char *path = path_of(common_dir);
	struct gs_lock lock;
	int r = GS_OK;

	if (folder == NULL || path == NULL)
		r = gs_no_memory(e);
	else if (more->nr > 0 &&
	    (r = gs_file_mkdirs(folder, 0700, e)) == GS_OK &&
	    (r = gs_lock_take(&lock, path, 0600, WAIT_MS, e)) == GS_OK)
		r = add(common_dir, &lock, more, e);
	free(folder);
	free(path);
	return r;
}

int
gs_foreign_remove(const char *common_dir, struct gs_err *e)
{
	char *path = path_of(common_dir);
	int r = GS_OK;

	if (path == NULL)
		return gs_no_memory(e);
	if (gs_file_exists(path)) {
		/* An empty one first: the old bytes are in no file any more,
		 * whatever a file system makes of unlinking. */
		r = gs_file_write(path, 0600, "", 0, e);
		if (r == GS_OK && unlink(path) != 0 && errno != ENOENT)
			r = gs_fail_errno(
			    e, GS_EIO, "cannot remove '%s'", path);
		if (r == GS_OK)
			r = gs_file_sync_dir(path, e);
	}
	free(path);
	return r;
}

static int
try_git_crypt(const struct gs_kept *k, struct gs_buf *b)
{
	struct gs_gitcrypt_key *key = gs_secret_new(sizeof(*key));
	int r;

	if (key == NULL)
		return GS_ENOMEM;
	r = gs_gitcrypt_key_parse(k->key.p, k->key.n, key);
	r = r == GS_OK ? gs_gitcrypt_open(key, b) : GS_ENOKEY;
	gs_secret_free(key);
	return r;
}

static bool
is_text(const uint8_t *p, size_t n)
{
	size_t k;

	for (; n > 0; p += k, n -= k) {
		if (p[0] == 0 || (k = gs_text_utf8_len(p, n)) == 0)
			return false;
	}
	return true;
}

/* A wrong password goes unnoticed once in 256 times; what comes out then is
 * noise. */
static int
try_transcrypt(const struct gs_kept *k, const char *path, struct gs_buf *b)
{
	struct gs_buf out = GS_BUF_INIT;
	bool proved;
	int r = gs_buf_add(&out, b->p, b->n);

	if (r == GS_OK)
		r = gs_transcrypt_open(&k->key, k->cipher, path, &out, &proved);
	if (r == GS_OK && !proved && !is_text(out.p, out.n))
		r = GS_ENOKEY;
	if (r == GS_OK)
		gs_buf_swap(b, &out);
	gs_buf_clear(&out);
	return r;
}

/* One layer, with the first key that fits. */
static int
open_once(const struct gs_kepts *keys, const char *path, struct gs_buf *b)
{
	bool crypt = gs_gitcrypt_is(b->p, b->n);
	int r = GS_ENOKEY;

	for (size_t i = 0; r == GS_ENOKEY && i < keys->nr; i++) {
		const struct gs_kept *k = &keys->v[i];

		if (crypt != (k->tool == GS_KEPT_GIT_CRYPT))
			continue;
		r = crypt ? try_git_crypt(k, b) : try_transcrypt(k, path, b);
		if (r != GS_OK && r != GS_ENOMEM && r != GS_ECRYPTO)
			r = GS_ENOKEY;
	}
	return r;
}

int
gs_foreign_open(const struct gs_kepts *keys, const char *path, struct gs_buf *b)
{
	int r = open_once(keys, path, b), k = r;

	/* Encrypted more than once: all of it is meant. */
	for (unsigned layers = 1; k == GS_OK &&
	     layers < GS_GITCRYPT_LAYERS_MAX && gs_gitcrypt_is(b->p, b->n);
	     layers++)
		k = open_once(keys, path, b);
	return r == GS_OK && k != GS_ENOKEY ? k : r;
}
