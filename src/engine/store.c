#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "base/text.h"

#include "engine/store.h"

static int
make_folders(const char *common_dir, struct gs_err *e)
{
	static const char *const names[] = { "keyrings", "state" };
	int r = GS_OK;

	for (size_t i = 0; i < GS_NR(names) && r == GS_OK; i++) {
		char *path = gs_keyring_path(common_dir, names[i], NULL);

		if (path == NULL)
			return gs_no_memory(e);
		r = gs_file_mkdirs(path, 0700, e);
		free(path);
	}
	return r;
}

/* The lines of ${more} that ${have} lacks, behind ${text}. */
static int
append(const struct gs_gens *more, const struct gs_gens *have, const char *name,
    struct gs_buf *text)
{
	int r = GS_OK;

	if (text->n == 0)
		return gs_keyring_print(name, more, text);
	if (text->p[text->n - 1] != '\n')
		r = gs_buf_addc(text, '\n');
	for (size_t i = 0; r == GS_OK && i < more->nr; i++) {
		if (gs_gens_find(have, more->v[i].content.id) == NULL)
			r = gs_keyring_print_gen(&more->v[i], text);
	}
	return r;
}

static int
merge(struct gs_gens *have, const struct gs_gens *more, size_t *added,
    const char *path, struct gs_err *e)
{
	size_t before = have->nr;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < more->nr; i++)
		r = gs_gens_add(have, &more->v[i]);
	*added = have->nr - before;
	if (r != GS_OK)
		r = gs_fail(e, r, "keyring '%s': %s", path,
		    r == GS_EREFUSED ? "holds another generation with an id "
				       "that was to be added"
				     : gs_strerror(r));
	return r;
}

/* Under the lock. */
static int
add_locked(struct gs_lock *lock, const char *path, const char *common_dir,
    const char *name, const struct gs_gens *gens, struct gs_err *e)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_gens before = { NULL, 0, 0 }, after = { NULL, 0, 0 };
	bool exposed = false;
	size_t added, same;
	int r;

	r = gs_keyring_read(common_dir, name, &text, &before, &exposed, e);
	if (r != GS_OK && r != GS_ENOTFOUND)
		goto out;
	if ((r = merge(&after, &before, &same, path, e)) != GS_OK ||
	    (r = merge(&after, gens, &added, path, e)) != GS_OK || added == 0)
		goto out;
	if ((r = append(gens, &before, name, &text)) != GS_OK)
		r = gs_fail(e, r, "keyring '%s': %s", path, gs_strerror(r));
	else
		r = gs_lock_commit(lock, text.p, text.n, e);
out:
	gs_gens_clear(&before);
	gs_gens_clear(&after);
	gs_buf_clear(&text);
	return r;
}

struct origin {
	const struct gs_gens *gens;
	enum gs_origin origin;
	const uint8_t *floor;
};

static int
note_origin(struct gs_state *s, void *ctx)
{
	const struct origin *o = ctx;
	const struct gs_gen *gen;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < o->gens->nr; i++)
		r = gs_state_note(s, o->gens->v[i].content.id, o->origin);
	if (r == GS_OK && o->floor != NULL && !s->has_floor &&
	    (gen = gs_gens_find(o->gens, o->floor)) != NULL)
		gs_state_floor(s, gen);
	return r;
}

int
gs_store_add(const char *common_dir, const char *name,
    const struct gs_gens *gens, enum gs_origin origin, const uint8_t *floor,
    struct gs_err *e)
{
	struct origin o = { gens, origin, floor };
	struct gs_lock lock;
	char *path = gs_keyring_path(common_dir, "keyrings", name);
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = make_folders(common_dir, e)) == GS_OK &&
	    (r = gs_lock_take(&lock, path, 0600, gs_state_wait(path), e)) ==
		GS_OK) {
		r = add_locked(&lock, path, common_dir, name, gens, e);
		gs_lock_drop(&lock);
	}
	/* A kill between the two leaves a key of which nothing is known: it
	 * counts as made here and never exported, the careful reading. */
	if (r == GS_OK)
		r = gs_state_change(common_dir, name, note_origin, &o, e);
	free(path);
	return r;
}

struct advance {
	const char *common_dir, *name;
	const struct gs_gens *gens;
	const uint8_t *from;
	const struct gs_gen *to;
};

static int
move_floor(struct gs_state *s, void *ctx)
{
	const struct advance *a = ctx;
	bool stale;
	int r = GS_OK;

	stale = a->from == NULL
	    ? s->has_floor
	    : !s->has_floor || memcmp(s->floor, a->from, GS_GEN_ID_LEN) != 0;
	for (size_t i = 0; r == GS_OK && i < a->gens->nr; i++)
		r = gs_state_note(s, a->gens->v[i].content.id, GS_ORIGIN_WRAP);
	if (r == GS_OK && !stale)
		gs_state_floor(s, a->to);
	return r;
}

static bool
is_locked(const char *common_dir)
{
	char *path = gs_asprintf("%s/git-seal/locked", common_dir);
	bool yes = path == NULL || gs_file_exists(path);

	free(path);
	return yes;
}

/* Under the lock of the keyring, which `lock` takes to remove it. */
static int
advance_locked(
    struct gs_lock *lock, const char *path, struct advance *a, struct gs_err *e)
{
	int r;

	if (is_locked(a->common_dir))
		return GS_OK;
	if (a->gens->nr != 0 &&
	    (r = add_locked(lock, path, a->common_dir, a->name, a->gens, e)) !=
		GS_OK)
		return r;
	return gs_state_try(a->common_dir, a->name, move_floor, a, e);
}

int
gs_store_advance(const char *common_dir, const char *name,
    const struct gs_gens *gens, const uint8_t *from, const struct gs_gen *to,
    struct gs_err *e)
{
	struct advance a = { common_dir, name, gens, from, to };
	char *path = gs_keyring_path(common_dir, "keyrings", name);
	struct gs_lock lock;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = make_folders(common_dir, e)) == GS_OK &&
	    (r = gs_lock_take(&lock, path, 0600, 0, e)) == GS_OK) {
		r = advance_locked(&lock, path, &a, e);
		gs_lock_drop(&lock);
	}
	free(path);
	return r;
}

/* Best effort: copying and journaling file systems keep old blocks. */
static void
overwrite(const char *path)
{
	static const uint8_t zeros[4096];
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	off_t left = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;

	if (left > 0 && lseek(fd, 0, SEEK_SET) == 0) {
		for (; left > 0; left -= (off_t)sizeof(zeros)) {
			if (gs_io_write(fd, zeros, sizeof(zeros)) != GS_OK)
				break;
		}
		(void)fsync(fd);
	}
	if (fd >= 0)
		(void)close(fd);
}

static int
destroy(const char *path, struct gs_err *e)
{
	if (!gs_file_exists(path))
		return GS_OK;
	overwrite(path);
	if (unlink(path) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot remove '%s'", path);
	return gs_file_sync_dir(path, e);
}

/* Renamed first: a kill half way must not leave a damaged keyring.  What an
 * earlier kill left under that name goes too. */
static int
remove_locked(const char *path, struct gs_err *e)
{
	char *gone = gs_asprintf("%s.gone", path);
	int r;

	if (gone == NULL)
		return gs_no_memory(e);
	if ((r = destroy(gone, e)) == GS_OK) {
		if (rename(path, gone) == 0)
			r = destroy(gone, e);
		else if (errno != ENOENT)
			r = gs_fail_errno(
			    e, GS_EIO, "cannot remove '%s'", path);
	}
	free(gone);
	return r;
}

int
gs_store_remove(const char *common_dir, const char *name, struct gs_err *e)
{
	char *path = gs_keyring_path(common_dir, "keyrings", name);
	struct gs_lock lock;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = make_folders(common_dir, e)) == GS_OK &&
	    (r = gs_lock_take(&lock, path, 0600, gs_state_wait(path), e)) ==
		GS_OK) {
		r = remove_locked(path, e);
		gs_lock_drop(&lock);
	}
	free(path);
	return r;
}

int
gs_store_lock(const char *common_dir, bool locked, struct gs_err *e)
{
	static const char text[] =
	    "# this clone was locked by 'git seal lock'; "
	    "'git seal unlock' opens it\n";
	char *path = gs_asprintf("%s/git-seal/locked", common_dir);
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if (locked) {
		if ((r = make_folders(common_dir, e)) == GS_OK)
			r = gs_file_write(
			    path, 0600, text, sizeof(text) - 1, e);
	} else if (unlink(path) == 0) {
		r = gs_file_sync_dir(path, e);
	} else {
		r = errno == ENOENT || errno == ENOTDIR
		    ? GS_OK
		    : gs_fail_errno(e, GS_EIO, "cannot remove '%s'", path);
	}
	free(path);
	return r;
}
