/* git-secret: PATH.secret, a gpg message to all in .gitsecret/keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/import/beside.h"

static const char *
setting(const char *name, const char *fallback)
{
	const char *v = getenv(name);

	return v != NULL && v[0] != '\0' ? v : fallback;
}

static int
no_file(const char *path, const char *list, struct gs_err *e)
{
	int r = gs_fail(e, GS_EREFUSED,
	    "'%s' stands in '%s' and is not tracked", path, list);

	gs_hint(e, "git secret hide, and commit; or git secret remove");
	return r;
}

/* "PATH:SHA-256", the hash may be missing. */
static int
take_line(
    struct gs_import *im, const char *line, const char *list, struct gs_err *e)
{
	const char *ext = setting("SECRETS_EXTENSION", ".secret");
	const struct gs_entry *x;
	char *path, *from, *colon;
	int r;

	path = gs_strdup(line);
	if (path != NULL && (colon = strrchr(path, ':')) != NULL)
		*colon = '\0';
	from = path == NULL ? NULL : gs_asprintf("%s%s", path, ext);
	if (from == NULL)
		r = gs_no_memory(e);
	else if ((x = gs_import_entry(im, from)) == NULL)
		r = no_file(from, list, e);
	else
		r = gs_import_beside(im, x, path, e);
	free(path);
	free(from);
	return r;
}

static int
find_in(struct gs_import *im, const char *dir, struct gs_err *e)
{
	char *list = gs_asprintf("%s/paths/mapping.cfg", dir);
	char *keys = gs_asprintf("%s/keys/pubring.kbx", dir);
	char *old = gs_asprintf("%s/keys/pubring.gpg", dir);
	char *folder = gs_asprintf("%s/", dir);
	char *seed = gs_asprintf("%s/keys/random_seed", dir);
	const struct gs_entry *x;
	int r = GS_OK;

	if (list == NULL || keys == NULL || old == NULL || folder == NULL ||
	    seed == NULL)
		r = gs_no_memory(e);
	else if ((x = gs_import_entry(im, list)) != NULL &&
	    (r = gs_import_list(im, x, take_line, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, keys, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, old, e)) == GS_OK &&
	    (r = gs_import_folder_gone(im, folder, e)) == GS_OK &&
	    (r = gs_import_unignore(im, seed, e)) == GS_OK)
		r = gs_import_unignore(im, "!*.secret", e);
	free(list);
	free(keys);
	free(old);
	free(folder);
	free(seed);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	return find_in(im, setting("SECRETS_DIR", ".gitsecret"), e);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What gpg has made in its home there, and Git never tracked. */
static int
finish(struct gs_import *im, struct gs_err *e)
{
	static const char *const made[] = { "keys/random_seed",
		"keys/S.gpg-agent", "keys/S.gpg-agent.browser",
		"keys/S.gpg-agent.extra", "keys/S.gpg-agent.ssh",
		"keys/private-keys-v1.d", "keys", "paths", "" };
	const char *dir = setting("SECRETS_DIR", ".gitsecret");
	char *keys = gs_asprintf("%s/keys", dir);

	(void)im;
	if (keys == NULL)
		return gs_no_memory(e);
	if (!is_folder(dir) || !is_folder(keys)) {
		free(keys);
		return GS_OK;
	}
	free(keys);
	for (size_t i = 0; i < GS_NR(made); i++) {
		char *path = gs_asprintf("%s/%s", dir, made[i]);

		if (path == NULL)
			return gs_no_memory(e);
		/* A folder goes only if it is empty. */
		(void)remove(path);
		free(path);
	}
	return GS_OK;
}

const struct gs_importer gs_import_git_secret = {
	.name = "git-secret",
	.args = "",
	.help = "with your gpg keyring",
	.find = find,
	.open = gs_import_gpg,
	.finish = finish,
};
