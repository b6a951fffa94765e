/*
 * Stands in for modules that are still being built, so that main links.  Last
 * in the archive and weak: the real ones win.  Goes when they are all there.
 */
#include "engine/keys.h"
#include "repo/repo.h"

#define WEAK __attribute__((weak))

WEAK int
gs_repo_open(struct gs_repo **out, struct gs_err *e)
{
	*out = NULL;
	return gs_fail(e, GS_EGIT, "repositories cannot be opened yet");
}

WEAK void
gs_repo_free(struct gs_repo *r)
{
	(void)r;
}

WEAK int
gs_keys_load(const char *common_dir, const char *git_dir, struct gs_keys *out,
    struct gs_err *e)
{
	(void)common_dir;
	(void)git_dir;
	(void)out;
	return gs_fail(e, GS_EIO, "keyrings cannot be read yet");
}

WEAK void
gs_keys_clear(struct gs_keys *k)
{
	(void)k;
}

WEAK bool
gs_keyring_name_ok(const char *s, size_t n)
{
	return s[0] != '\0' && n <= GS_KEYRING_NAME_MAX;
}
