#include <string.h>

#include "git/run.h"
#include "repo/config.h"

#include "repo/repo.h"

/* What `git config --unset-all` says where there is nothing to unset. */
#define NOT_SET 5

int
gs_repo_config(
    const struct gs_repo *r, const char *key, char **out, struct gs_err *e)
{
	const char *value;
	int rc;

	*out = NULL;
	if ((rc = gs_config_get(r->config, key, &value, e)) == GS_OK &&
	    value != NULL && (*out = gs_strdup(value)) == NULL)
		rc = gs_no_memory(e);
	return rc;
}

int
gs_repo_config_all(const struct gs_repo *r, const char *key,
    struct gs_strs *out, struct gs_err *e)
{
	return gs_config_all(r->config, key, out, e);
}

int
gs_repo_config_bool(const struct gs_repo *r, const char *key, bool fallback,
    bool *out, struct gs_err *e)
{
	return gs_config_bool(r->config, key, fallback, out, e);
}

int
gs_repo_config_set(const struct gs_repo *r, const char *key, const char *value,
    struct gs_err *e)
{
	const char *const set[] = { "config", "--local", "--replace-all", key,
		value, NULL };
	const char *const unset[] = { "config", "--local", "--unset-all", key,
		NULL };
	const char *const *argv = value != NULL ? set : unset;
	int rc, code;

	gs_config_forget(r->config);
	if ((rc = gs_git_code(NULL, argv, NULL, &code, e)) != GS_OK)
		return rc;
	if (code == 0 || (value == NULL && code == NOT_SET))
		return GS_OK;
	return gs_git_failed(argv, code, e);
}
