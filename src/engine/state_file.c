#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/keys.h"

#include "engine/state.h"

#define STATE_MAX ((size_t)1 << 20)
#define WAIT_MS 20000
#define STALE_S 120

static int
load(const char *path, struct gs_state *out, struct gs_err *e)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_err why = { "", "" };
	int r;

	memset(out, 0, sizeof(*out));
	r = gs_file_read(path, STATE_MAX, &text, &why);
	if (r == GS_ENOTFOUND)
		r = GS_OK; /* and nothing to say */
	else if (r != GS_OK && e != NULL)
		*e = why;
	else if (r == GS_OK &&
	    (r = gs_state_parse(text.p, text.n, out, &why)) != GS_OK)
		r = gs_fail(e, r, "'%s': %s", path, why.what);
	gs_buf_clear(&text);
	return r;
}

int
gs_state_load(const char *common_dir, const char *name, struct gs_state *out,
    struct gs_err *e)
{
	char *path = gs_keyring_path(common_dir, "state", name);
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = load(path, out, e);
	free(path);
	return r;
}

unsigned
gs_state_wait(const char *path)
{
	char *lock = gs_asprintf("%s.lock", path);
	unsigned wait = WAIT_MS;
	struct stat st;

	/* Nobody holds one for minutes: a kill left it behind. */
	if (lock != NULL && stat(lock, &st) == 0 &&
	    time(NULL) - st.st_mtime > STALE_S)
		wait = 0;
	free(lock);
	return wait;
}

/* Under the lock: read, edit, print, and replace what differs. */
static int
change_locked(struct gs_lock *lock, const char *path,
    int (*change)(struct gs_state *s, void *ctx), void *ctx, struct gs_err *e)
{
	struct gs_buf before = GS_BUF_INIT, after = GS_BUF_INIT;
	struct gs_state s;
	int r;

	if ((r = load(path, &s, e)) != GS_OK)
		goto out;
	if ((r = gs_state_print(&s, &before)) != GS_OK ||
	    (r = change(&s, ctx)) != GS_OK ||
	    (r = gs_state_print(&s, &after)) != GS_OK) {
		r = gs_fail(e, r, "cannot record the state in '%s': %s", path,
		    gs_strerror(r));
		goto out;
	}
	if (before.n != after.n || memcmp(before.p, after.p, after.n) != 0)
		r = gs_lock_commit(lock, after.p, after.n, e);
out:
	gs_state_clear(&s);
	gs_buf_clear(&before);
	gs_buf_clear(&after);
	return r;
}

static int
change_file(const char *common_dir, const char *name, bool wait,
    int (*change)(struct gs_state *s, void *ctx), void *ctx, struct gs_err *e)
{
	char *path = gs_keyring_path(common_dir, "state", name);
	struct gs_lock lock;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = gs_lock_take(&lock, path, 0600, wait ? gs_state_wait(path) : 0, e);
	if (r == GS_OK) {
		r = change_locked(&lock, path, change, ctx, e);
		gs_lock_drop(&lock);
	}
	free(path);
	return r;
}

int
gs_state_change(const char *common_dir, const char *name,
    int (*change)(struct gs_state *s, void *ctx), void *ctx, struct gs_err *e)
{
	return change_file(common_dir, name, true, change, ctx, e);
}

int
gs_state_try(const char *common_dir, const char *name,
    int (*change)(struct gs_state *s, void *ctx), void *ctx, struct gs_err *e)
{
	return change_file(common_dir, name, false, change, ctx, e);
}

static int
mark_exported(struct gs_state *s, void *ctx)
{
	const struct gs_gens *gens = ctx;
	int r;

	for (size_t i = 0; i < gens->nr; i++) {
		const uint8_t *id = gens->v[i].content.id;

		r = gs_state_note(s, id, GS_ORIGIN_MADE);
		if (r != GS_OK)
			return r;
		for (size_t j = 0; j < s->nr; j++) {
			if (memcmp(s->gen[j].id, id, GS_GEN_ID_LEN) == 0)
				s->gen[j].exported = true;
		}
	}
	return GS_OK;
}

int
gs_state_exported(const char *common_dir, const char *name,
    const struct gs_gens *gens, struct gs_err *e)
{
	/* mark_exported only reads them. */
	return gs_state_change(
	    common_dir, name, mark_exported, (void *)(uintptr_t)gens, e);
}
