/* The user's own gpg keyring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/team/gpg_run.h"

#include "cmd/team/gpg.h"

static int
list(const char *program, const char *what, const char *key,
    struct gs_gpg_keys *keys, struct gs_err *e)
{
	const char *const words[] = { "--with-colons", "--fixed-list-mode",
		"--with-fingerprint", what, key == NULL ? NULL : "--", key,
		NULL };
	const struct gs_gpg_run q = { .program = program, .words = words };
	struct gs_buf out = GS_BUF_INIT;
	int r, code;

	/* It exits 2 where it has no such key: the empty list says it. */
	if ((r = gs_gpg_run(&q, &out, &code, e)) == GS_OK &&
	    gs_gpg_keys_parse(out.p, out.n, keys) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&out);
	return r;
}

static int
none_or_many(const char *key, const struct gs_gpg_keys *keys, struct gs_err *e)
{
	int r;

	if (keys->nr == 0) {
		r = gs_fail(e, GS_EUSAGE,
		    "the gpg keyring has no public key '%s'", key);
		gs_hint(e, "gpg --import FILE, or gpg --recv-keys FINGERPRINT");
		return r;
	}
	r = gs_fail(e, GS_EUSAGE,
	    "the gpg keyring has %zu keys for '%s': %s, %s%s", keys->nr, key,
	    keys->v[0].fpr, keys->v[1].fpr, keys->nr > 2 ? ", ..." : "");
	gs_hint(e, "name the one you mean: gpg:FINGERPRINT");
	return r;
}

static int
judge(const struct gs_gpg_key *k, bool force, struct gs_err *e)
{
	time_t now = time(NULL);
	char why[128];
	int r;

	/* Of a revoked one no subkey counts. */
	if (!k->has_sub && k->validity != 'r')
		return gs_fail(e, GS_EUSAGE,
		    "the OpenPGP key %s has no subkey for encryption", k->fpr);
	if (gs_gpg_why_not(k, now > 0 ? (uint64_t)now : 0, why, sizeof(why))) {
		/* gpg never encrypts to a revoked one. */
		if (force && k->validity != 'r' && !k->disabled)
			return GS_OK;
		r = gs_fail(
		    e, GS_EREFUSED, "the OpenPGP key %s %s", k->fpr, why);
		gs_hint(e, "ask its owner for a new one%s",
		    k->validity == 'r' ? ""
				       : "; --force takes it all the same");
		return r;
	}
	if (force || strchr("ufm", k->validity) != NULL)
		return GS_OK;
	r = gs_fail(e, GS_EREFUSED,
	    "gpg is not sure whose the OpenPGP key %s is", k->fpr);
	gs_hint(e,
	    "compare the fingerprint with its owner, then gpg --lsign-key %s, "
	    "or --force",
	    k->fpr);
	return r;
}

/* Other people's signatures stay behind; but with them gpg leaves out subkeys
 * that have expired, and they may be all there is. */
static int
export_key(const char *program, const struct gs_gpg_key *k, struct gs_buf *asc,
    struct gs_err *e)
{
	const char *fpr = k->fpr;
	const char *const words[] = { "--quiet", "--armor",
		k->encrypts
		    ? "--export-options=export-minimal,no-export-attributes"
		    : "--export-options=no-export-attributes",
		"--export", "--", fpr, NULL };
	const struct gs_gpg_run q = { .program = program, .words = words };
	size_t start = asc->n;
	int r, code;

	if ((r = gs_gpg_run(&q, asc, &code, e)) != GS_OK)
		return r;
	if (code != 0 || asc->n == start)
		return gs_fail(e, GS_EIO,
		    "'%s' does not export the key %s (exit code %d)", program,
		    fpr, code);
	if (asc->n - start > GS_GPG_KEY_MAX)
		return gs_fail(
		    e, GS_ETOOBIG, "the OpenPGP key %s has over 64 KiB", fpr);
	return GS_OK;
}

int
gs_gpg_export(const struct gs_repo *repo, const char *key, bool force,
    char **recipient, struct gs_buf *asc, struct gs_err *e)
{
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	char *program = NULL;
	int r;

	*recipient = NULL;
	if ((r = gs_gpg_program(repo, &program, e)) == GS_OK)
		r = list(program, "--list-keys", key, &keys, e);
	if (r == GS_OK && keys.nr != 1)
		r = none_or_many(key, &keys, e);
	if (r == GS_OK && (r = judge(&keys.v[0], force, e)) == GS_OK)
		r = export_key(program, &keys.v[0], asc, e);
	if (r == GS_OK &&
	    (*recipient = gs_asprintf(GS_GPG_PREFIX "%s", keys.v[0].fpr)) ==
		NULL)
		r = gs_no_memory(e);
	gs_gpg_keys_clear(&keys);
	free(program);
	return r;
}

static bool
is_there(const struct gs_gpg_keys *keys, const char *recipient)
{
	size_t n = strlen(GS_GPG_PREFIX);

	if (strncmp(recipient, GS_GPG_PREFIX, n) != 0)
		return false;
	for (size_t i = 0; i < keys->nr; i++) {
		if (strcmp(keys->v[i].fpr, recipient + n) == 0)
			return true;
	}
	return false;
}

int
gs_gpg_mine(const struct gs_repo *repo, const struct gs_strs *recipients,
    struct gs_strs *mine, struct gs_err *e)
{
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	char *program = NULL;
	int r;

	if ((r = gs_gpg_program(repo, &program, e)) == GS_OK)
		r = list(program, "--list-secret-keys", NULL, &keys, e);
	for (size_t i = 0; r == GS_OK && i < recipients->nr; i++) {
		if (is_there(&keys, recipients->v[i]) &&
		    gs_strs_add(mine, recipients->v[i]) != GS_OK)
			r = gs_no_memory(e);
	}
	gs_gpg_keys_clear(&keys);
	free(program);
	return r;
}

static int
decrypt(const char *program, const struct gs_gpg_sealed *s, bool say,
    struct gs_buf *out, struct gs_err *e)
{
	static const char *const words[] = { "--quiet", "--decrypt", NULL };
	const struct gs_gpg_run q = { .program = program,
		.words = words,
		.in = s->p,
		.in_n = s->n,
		.say = say };
	/* gs_proc_talk makes room for 64 KiB before it reads the end. */
	struct gs_buf plain = { .max = 2 * GS_WRAP_FILE_MAX };
	int r, code;

	r = gs_gpg_run(&q, &plain, &code, e);
	if (r == GS_ETOOBIG || (r == GS_OK && (code != 0 || plain.n == 0)))
		r = gs_fail(e, GS_ENOKEY,
		    "gpg did not decrypt what was wrapped for %s",
		    s->recipient);
	if (r == GS_OK && gs_buf_add(out, plain.p, plain.n) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&plain);
	return r;
}

int
gs_gpg_decrypt(const struct gs_repo *repo, const struct gs_gpg_sealed *s,
    struct gs_buf *out, struct gs_err *e)
{
	char *program = NULL;
	int r;

	if ((r = gs_gpg_program(repo, &program, e)) == GS_OK)
		r = decrypt(program, s, false, out, e);
	free(program);
	return r;
}

int
gs_gpg_open(const struct gs_repo *repo, const struct gs_gpg_sealed *v,
    size_t nr, struct gs_buf *out, struct gs_err *e)
{
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	char *program = NULL;
	int r;

	if ((r = gs_gpg_program(repo, &program, e)) == GS_OK)
		r = list(program, "--list-secret-keys", NULL, &keys, e);
	if (r == GS_OK)
		r = gs_fail(e, GS_ENOKEY,
		    "the gpg keyring has none of the keys that it is wrapped "
		    "for");
	for (size_t i = 0; r == GS_ENOKEY && i < nr; i++) {
		if (is_there(&keys, v[i].recipient))
			r = decrypt(program, &v[i], true, out, e);
	}
	gs_gpg_keys_clear(&keys);
	free(program);
	return r;
}

static bool
is_same(const struct gs_team *t, const char *path, const struct gs_buf *asc)
{
	struct gs_buf old = GS_BUF_INIT;
	bool same;

	same = gs_team_read(t, path, GS_GPG_KEY_MAX, &old, NULL) == GS_OK &&
	    old.n == asc->n && memcmp(old.p, asc->p, old.n) == 0;
	gs_buf_clear(&old);
	return same;
}

int
gs_gpg_keep(struct gs_team *t, const char *id, struct gs_buf *asc, bool *added,
    struct gs_err *e)
{
	char path[64], hash[9];
	int r = GS_OK;

	*added = false;
	(void)snprintf(path, sizeof(path), "identities/%s.asc", id);
	if (is_same(t, path, asc))
		return GS_OK;
	if (gs_team_carries(t, path)) {
		if ((r = gs_team_short_hash(asc, hash)) != GS_OK)
			return gs_fail(e, r, "%s", gs_strerror(r));
		(void)snprintf(
		    path, sizeof(path), "identities/%s-%s.asc", id, hash);
		if (is_same(t, path, asc))
			return GS_OK;
	}
	gs_gpg_end(t); /* it was made without this key */
	*added = true;
	return gs_team_add(t, asc, "%s", path) == GS_OK ? GS_OK
							: gs_no_memory(e);
}
