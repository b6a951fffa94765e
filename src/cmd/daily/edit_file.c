#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "repo/index.h"

#include "cmd/daily/edit_file.h"

/* FNV-1a: any name that two of git-seal agree on will do; where two paths
 * share one, the second waits for the first. */
static char *
lock_name(const struct gs_repo *repo, const char *path)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *path != '\0'; path++)
		h = (h ^ (uint8_t)*path) * 0x100000001b3u;
	return gs_asprintf(
	    "%s/git-seal/edit-%016llx", repo->git_dir, (unsigned long long)h);
}

/* The process that holds the lock, as it wrote itself; "" if it did not. */
static void
holder(const char *name, char *out, size_t n)
{
	char *path = gs_asprintf("%s.lock", name);
	struct gs_buf b = GS_BUF_INIT;

	out[0] = '\0';
	if (path != NULL && gs_file_read(path, 32, &b, NULL) == GS_OK &&
	    b.n > 0)
		(void)snprintf(out, n, " (process %.*s)",
		    (int)strspn((const char *)gs_buf_str(&b), "0123456789"),
		    (const char *)b.p);
	gs_buf_clear(&b);
	free(path);
}

static int
take_lock(struct gs_edit_file *f, struct gs_err *e)
{
	char *folder = gs_asprintf("%s/git-seal", f->ctx->repo->git_dir);
	char *name = lock_name(f->ctx->repo, f->path);
	char who[64], pid[32];
	int r;

	if (folder == NULL || name == NULL)
		r = gs_no_memory(e);
	else if ((r = gs_file_mkdirs(folder, 0700, e)) == GS_OK &&
	    (r = gs_lock_take(&f->lock, name, 0600, 0, e)) != GS_OK &&
	    errno == EEXIST) {
		holder(name, who, sizeof(who));
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' is being edited by another git seal edit%s", f->path,
		    who);
		gs_hint(e, "finish that one first");
	}
	if (r == GS_OK) {
		(void)snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
		(void)!gs_io_write(f->lock.fd, pid, strlen(pid));
	}
	free(folder);
	free(name);
	return r;
}

/* A folder on the way, ${path} up to the slash at ${n}, that is there. */
static int
check_folder(const char *path, int n, struct gs_err *e)
{
	char *folder = gs_strndup(path, (size_t)n);
	char *git = gs_asprintf("%.*s/.git", n, path);
	struct stat st;
	int r = GS_OK;

	if (folder == NULL || git == NULL) {
		r = gs_no_memory(e);
	} else if (lstat(folder, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			r = gs_fail_errno(
			    e, GS_EIO, "cannot look at '%s'", folder);
	} else if (!S_ISDIR(st.st_mode)) {
		r = gs_fail(e, GS_EUSAGE, "'%s' cannot be a file: '%s' is %s",
		    path, folder,
		    S_ISLNK(st.st_mode) ? "a symbolic link" : "no folder");
	} else if (lstat(git, &st) == 0) {
		r = gs_fail(e, GS_EUSAGE,
		    "'%s' lies in another repository, in '%s'", path, folder);
		gs_hint(e, "go there, and start git seal edit again");
	}
	free(folder);
	free(git);
	return r;
}

/* Whether Git could have a file there, before anybody has typed it. */
static int
check_way(const char *path, struct gs_err *e)
{
	const char *part = path, *end;
	int r = GS_OK;

	for (; r == GS_OK; part = end + 1) {
		end = part + strcspn(part, "/");
		if (end - part == 4 && strncasecmp(part, ".git", 4) == 0)
			r = gs_fail(e, GS_EUSAGE,
			    "'%s' is Git's own: no file of the repository",
			    path);
		if (*end == '\0')
			break;
		if (r == GS_OK)
			r = check_folder(path, (int)(end - path), e);
	}
	return r;
}

static int
read_index(struct gs_edit_file *f, struct gs_err *e)
{
	char *spec = gs_asprintf(":(top,literal)%s", f->path);
	const char *const specs[] = { spec, NULL };
	struct gs_entries l = { 0 };
	int r;

	if (spec == NULL)
		return gs_no_memory(e);
	r = gs_entries_of_index(NULL, specs, &l, e);
	if (r == GS_OK && l.nr > 0 && (l.v[0].mode & 0170000) != 0100000)
		r = gs_fail(e, GS_EUSAGE, "'%s' is not a file", f->path);
	else if (r == GS_OK && l.nr > 1)
		r = gs_fail(e, GS_EREFUSED, "'%s' is in conflict", f->path);
	else if (r == GS_OK && l.nr == 1 && strcmp(l.v[0].path, f->path) == 0) {
		f->exec = (l.v[0].mode & 0111) != 0;
		f->sparse = l.v[0].skip_worktree;
		r = gs_repo_blob(
		    f->ctx->repo, &l.v[0].id, GS_BUF_MAX, &f->raw, e);
	}
	gs_entries_clear(&l);
	free(spec);
	return r;
}

/* What lies in the working tree now. */
static int
look(struct gs_edit_file *f, struct gs_placer *placer, struct stat *st,
    struct gs_buf *b, bool *there, struct gs_err *e)
{
	int r = gs_placer_stat(placer, f->path, st);

	*there = r == GS_OK;
	if (r == GS_ENOTFOUND)
		return GS_OK;
	if (r == GS_OK && !S_ISREG(st->st_mode))
		return gs_fail(e, GS_EUSAGE, "'%s' is %s", f->path,
		    S_ISLNK(st->st_mode) ? "a symbolic link" : "not a file");
	if (r == GS_OK)
		r = gs_placer_read(placer, f->path, GS_BUF_MAX, b);
	if (r == GS_OK)
		return r;
	return r == GS_ENOMEM
	    ? gs_no_memory(e)
	    : gs_fail_errno(e, GS_EIO, "cannot read '%s'", f->path);
}

/* Nothing is held while the editor runs: other commands may want the tree. */
static int
open_place(struct gs_edit_file *f, struct gs_place *place,
    struct gs_placer *placer, struct gs_err *e)
{
	const struct gs_repo *repo = f->ctx->repo;
	int r = gs_place_open(place, repo->top, repo->git_dir, e);

	gs_placer_init(placer, place, 0);
	/* A change that Git must see: of now, not dated back. */
	(void)clock_gettime(CLOCK_REALTIME, &place->mtime);
	return r;
}

int
gs_edit_file_take(struct gs_edit_file *f, struct gs_ctx *ctx, const char *path,
    struct gs_err *e)
{
	struct gs_place place;
	struct gs_placer placer;
	int r;

	f->ctx = ctx;
	f->path = path;
	if ((r = check_way(path, e)) != GS_OK || (r = take_lock(f, e)) != GS_OK)
		return r;
	if ((r = open_place(f, &place, &placer, e)) == GS_OK)
		r = look(f, &placer, &f->was, &f->raw, &f->there, e);
	gs_placer_clear(&placer);
	gs_place_close(&place);
	if (r == GS_OK && f->there)
		f->exec = (f->was.st_mode & 0100) != 0;
	return r == GS_OK && !f->there ? read_index(f, e) : r;
}

/* Folders on the way to a new file; a link among them is refused. */
static int
make_folders(const char *path, struct gs_err *e)
{
	char *copy = gs_strdup(path), *slash;
	struct stat st;
	int r = GS_OK;

	if (copy == NULL)
		return gs_no_memory(e);
	for (slash = strchr(copy, '/'); r == GS_OK && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0777) != 0 &&
		    (errno != EEXIST || lstat(copy, &st) != 0 ||
			!S_ISDIR(st.st_mode)))
			r = gs_fail(
			    e, GS_EIO, "'%s' is in the way of a folder", copy);
		*slash = '/';
	}
	free(copy);
	return r;
}

static int
refuse_changed(const struct gs_edit_file *f, struct gs_err *e)
{
	return gs_fail(e, GS_EREFUSED,
	    "'%s' has been changed by somebody else meanwhile, and was left "
	    "alone",
	    f->path);
}

static int
replace(struct gs_edit_file *f, struct gs_placer *placer,
    const struct gs_buf *b, struct gs_err *e)
{
	struct gs_buf raw = GS_BUF_INIT;
	struct gs_stat now;
	struct stat st;
	bool there;
	int r = look(f, placer, &st, &raw, &there, e);

	if (r == GS_OK &&
	    (there != f->there ||
		(there &&
		    (raw.n != f->raw.n ||
			(raw.n > 0 && memcmp(raw.p, f->raw.p, raw.n) != 0)))))
		r = refuse_changed(f, e);
	/* The empty file first: content comes under the Git folder and by a
	 * rename, so a kill leaves nothing that `git add -A` would take. */
	if (r == GS_OK && !there && (r = make_folders(f->path, e)) == GS_OK &&
	    (r = gs_file_create(f->path, 0666, "", 0, e)) == GS_OK)
		r = gs_placer_stat(placer, f->path, &st);
	if (r == GS_OK)
		r = gs_placer_write(
		    placer, f->path, b->p, b->n, f->exec, &st, &now, e);
	gs_buf_clear(&raw);
	return r == GS_ENOTFOUND ? refuse_changed(f, e) : r;
}

int
gs_edit_file_put(
    struct gs_edit_file *f, const struct gs_buf *b, struct gs_err *e)
{
	struct gs_place place;
	struct gs_placer placer;
	mode_t old = umask((mode_t)gs_sys_umask());
	int r = open_place(f, &place, &placer, e);

	if (r == GS_OK)
		r = replace(f, &placer, b, e);
	gs_placer_clear(&placer);
	gs_place_close(&place);
	(void)umask(old);
	return r;
}

void
gs_edit_file_clear(struct gs_edit_file *f)
{
	gs_buf_clear(&f->raw);
	gs_lock_drop(&f->lock);
}
