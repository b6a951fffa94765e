#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/team/gpg_run.h"

#include "cmd/team/gpg.h"

/* A GNUPGHOME that holds one recipient's key and nothing else. */
struct gs_gpg_home {
	char *program;		  /* owned */
	struct gs_scratch folder; /* what gpg puts there goes with it */
	char id[GS_MEMBER_ID_HEX_LEN + 1];
	char time[48]; /* "--faked-system-time=...", or "" */
};

void
gs_gpg_end(struct gs_team *t)
{
	struct gs_gpg_home *h = t->gpg;

	if (h == NULL)
		return;
	t->gpg = NULL;
	gs_gpg_home_drop(&h->folder);
	free(h->program);
	free(h);
}

static int
run(const struct gs_gpg_home *h, const char *const *words,
    const struct gs_buf *in, struct gs_buf *out, int *code, struct gs_err *e)
{
	const struct gs_gpg_run q = { .program = h->program,
		.home = h->folder.path,
		.words = words,
		.in = in == NULL ? NULL : in->p,
		.in_n = in == NULL ? 0 : in->n };

	return gs_gpg_run(&q, out, code, e);
}

struct import {
	struct gs_team *t;
	const struct gs_gpg_home *h;
	bool any;
	struct gs_err *e;
};

/* ID.asc, or ID-8HEX.asc. */
static bool
is_key_of(const char *name, const char *id)
{
	size_t n = strlen(name);

	if (strncmp(name, id, GS_MEMBER_ID_HEX_LEN) != 0)
		return false;
	name += GS_MEMBER_ID_HEX_LEN;
	n -= GS_MEMBER_ID_HEX_LEN;
	return strcmp(name, ".asc") == 0 ||
	    (n == strlen("-01234567.asc") && name[0] == '-' &&
		strspn(name + 1, "0123456789abcdef") == 8 &&
		strcmp(name + 9, ".asc") == 0);
}

/* One that is damaged must not stand in the way of its renewed copy: what
 * counts is what gpg lists afterwards. */
static int
import_one(struct import *im, const char *name)
{
	static const char *const words[] = { "--quiet", "--no-autostart",
		"--import", NULL };
	struct gs_buf asc = GS_BUF_INIT, out = GS_BUF_INIT;
	char path[64];
	int r, code;

	if (!is_key_of(name, im->h->id))
		return GS_OK;
	(void)snprintf(path, sizeof(path), "identities/%.40s", name);
	im->any = true;
	r = gs_team_read(im->t, path, GS_GPG_KEY_MAX, &asc, im->e);
	if (r == GS_OK)
		r = run(im->h, words, &asc, &out, &code, im->e);
	gs_buf_clear(&asc);
	gs_buf_clear(&out);
	return r;
}

static int
import_entry(
    void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	(void)id;
	return mode == GS_MODE_FILE ? import_one(arg, name) : GS_OK;
}

/* From the index, and from what is to be staged with it. */
static int
import_all(struct import *im)
{
	char *folder =
	    gs_asprintf(".git-seal/%s/identities/", im->t->ctx->ring);
	int r;

	if (folder == NULL)
		return gs_no_memory(im->e);
	r = gs_team_each(im->t, "identities", import_entry, im, im->e);
	for (size_t i = 0; r == GS_OK && i < im->t->nr_files; i++) {
		const struct gs_team_file *f = &im->t->file[i];

		if (!f->removed &&
		    strncmp(f->path, folder, strlen(folder)) == 0)
			r = import_one(im, f->path + strlen(folder));
	}
	free(folder);
	return r;
}

static int
list(const struct gs_gpg_home *h, struct gs_gpg_keys *keys, struct gs_err *e)
{
	static const char *const words[] = { "--no-autostart",
		"--trust-model=always", "--with-colons", "--fixed-list-mode",
		"--with-fingerprint", "--list-keys", NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r, code;

	if ((r = run(h, words, NULL, &out, &code, e)) == GS_OK &&
	    gs_gpg_keys_parse(out.p, out.n, keys) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&out);
	return r;
}

/* The last second of the day on which gpg would have encrypted to it. */
static bool
go_back(struct gs_gpg_home *h, const struct gs_gpg_key *k)
{
	uint64_t end = k->expires;

	if (k->validity == 'r' || k->disabled || !k->has_sub)
		return false;
	if (k->sub_expires != 0 && (end == 0 || k->sub_expires < end))
		end = k->sub_expires;
	if (end == 0)
		return false;
	(void)snprintf(h->time, sizeof(h->time), "--faked-system-time=%llu!",
	    (unsigned long long)(end - 1));
	return true;
}

/* What was imported is R's key alone, and can be encrypted to. */
static int
judge(struct gs_gpg_home *h, const char *fpr, const struct gs_gpg_keys *keys,
    bool force, struct gs_err *e)
{
	time_t now = time(NULL);
	char why[128];

	for (size_t i = 0; i < keys->nr; i++) {
		if (strcmp(keys->v[i].fpr, fpr) != 0)
			return gs_fail(e, GS_ENOKEY,
			    "'identities/%s.asc' holds the OpenPGP key %s "
			    "instead of %s",
			    h->id, keys->v[i].fpr, fpr);
	}
	if (keys->nr == 0)
		return gs_fail(e, GS_ENOKEY,
		    "'identities/%s.asc' holds no OpenPGP key that gpg can "
		    "read",
		    h->id);
	if (!gs_gpg_why_not(
		&keys->v[0], now > 0 ? (uint64_t)now : 0, why, sizeof(why)) ||
	    (force && go_back(h, &keys->v[0])))
		return GS_OK;
	return gs_fail(e, GS_ENOKEY, "the OpenPGP key %s %s", fpr, why);
}

static int
fill_home(
    struct gs_team *t, struct gs_gpg_home *h, const char *fpr, struct gs_err *e)
{
	struct import im = { t, h, false, e };
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	int r;

	if ((r = gs_gpg_program(t->ctx->repo, &h->program, e)) != GS_OK ||
	    (r = gs_scratch_make(t->ctx->repo, &h->folder, e)) != GS_OK ||
	    (r = import_all(&im)) != GS_OK)
		return r;
	if (!im.any)
		return gs_fail(e, GS_ENOKEY,
		    "the repository lacks 'identities/%s.asc', the OpenPGP "
		    "key %s",
		    h->id, fpr);
	if ((r = list(h, &keys, e)) == GS_OK)
		r = judge(h, fpr, &keys, t->gpg_force, e);
	gs_gpg_keys_clear(&keys);
	return r;
}

static int
home_of(struct gs_team *t, const char *fpr, const char *id, struct gs_err *e)
{
	struct gs_gpg_home *h;
	int r;

	if (t->gpg != NULL && strcmp(t->gpg->id, id) == 0)
		return GS_OK;
	gs_gpg_end(t);
	if ((h = calloc(1, sizeof(*h))) == NULL)
		return gs_no_memory(e);
	(void)snprintf(h->id, sizeof(h->id), "%s", id);
	t->gpg = h;
	if ((r = fill_home(t, h, fpr, e)) != GS_OK)
		gs_gpg_end(t);
	return r;
}

static int
encrypt(const struct gs_gpg_home *h, const char *fpr, const struct gs_buf *line,
    struct gs_buf *out, struct gs_err *e)
{
	const char *const words[] = { "--quiet", "--no-autostart",
		"--trust-model=always", "--no-encrypt-to", "--armor",
		"--recipient", fpr,
		h->time[0] != '\0' ? h->time : "--no-throw-keyids", "--encrypt",
		NULL };
	size_t start = out->n;
	int r, code;

	r = run(h, words, line, out, &code, e);
	if (r == GS_OK && (code != 0 || out->n == start))
		r = gs_fail(e, GS_ENOKEY,
		    "'%s' does not encrypt to the OpenPGP key %s (exit code "
		    "%d)",
		    h->program, fpr, code);
	if (r != GS_OK)
		gs_buf_cut(out, start);
	return r;
}

int
gs_gpg_wrap(struct gs_team *t, const char *recipient, const char *id,
    const struct gs_buf *line, struct gs_buf *out, struct gs_err *e)
{
	const char *fpr = recipient + strlen(GS_GPG_PREFIX);
	int r = home_of(t, fpr, id, e);

	return r == GS_OK ? encrypt(t->gpg, fpr, line, out, e) : r;
}
