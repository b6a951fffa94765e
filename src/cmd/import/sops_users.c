/* Whom SOPS files are encrypted to, and what to call them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"
#include "cmd/team/gpg.h"
#include "format/age/recipient.h"

#include "cmd/import/sops.h"

#define NAME_MAX_LEN 40

static int
once(struct gs_strs *l, const char *s, struct gs_err *e)
{
	if (gs_strs_has(l, s))
		return GS_OK;
	return gs_strs_add(l, s) == GS_OK ? GS_OK : gs_no_memory(e);
}

static int
note_age(struct gs_sops_run *run, const char *who, struct gs_err *e)
{
	struct gs_recipient pub;
	int r = gs_recipient_parse(who, strlen(who), &pub, NULL);

	if (r == GS_ENOMEM)
		return gs_no_memory(e);
	if (r != GS_OK)
		return once(&run->other,
		    strncmp(who, "age1pq1", 7) == 0
			? "a post-quantum age key"
			: "an age key of a plugin or another kind",
		    e);
	r = once(&run->who, pub.text, e);
	gs_recipient_clear(&pub);
	return r;
}

/* A full fingerprint; SOPS takes shorter names, which could be anybody's. */
static int
note_pgp(struct gs_sops_run *run, const char *fp, struct gs_err *e)
{
	size_t n = strlen(fp);
	char *word;
	int r;

	if (n != 40 || strspn(fp, "0123456789ABCDEFabcdef") != n)
		return once(&run->other, "an OpenPGP key by a short name", e);
	if ((word = gs_asprintf(GS_GPG_PREFIX "%s", fp)) == NULL)
		return gs_no_memory(e);
	r = once(&run->who, word, e);
	free(word);
	return r;
}

int
gs_sops_note(struct gs_sops_run *run, const struct gs_sops *s, struct gs_err *e)
{
	const struct gs_sops_head *h = &s->head;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < h->age.nr; i++) {
		if (h->age.v[i].who != NULL)
			r = note_age(run, h->age.v[i].who, e);
	}
	for (size_t i = 0; r == GS_OK && i < h->pgp.nr; i++) {
		if (h->pgp.v[i].who != NULL)
			r = note_pgp(run, h->pgp.v[i].who, e);
	}
	for (size_t i = 0; r == GS_OK && i < h->others.nr; i++)
		r = once(&run->other, h->others.v[i], e);
	return r;
}

static size_t
word_at(const char *p, size_t n)
{
	size_t k = 0;

	while (k < n && p[k] > ' ' && p[k] < 0x7f &&
	    strchr(",'\"[]{}", p[k]) == NULL)
		k++;
	return k;
}

/* A word of .sops.yaml that is a recipient; ${n} bytes stand from there on. */
static int
note_word(struct gs_sops_run *run, const char *p, size_t n, struct gs_err *e)
{
	size_t k = word_at(p, n), key;
	char *word;
	int r = GS_OK;

	if (k == 40 && strspn(p, "0123456789ABCDEF") >= k)
		key = k;
	else if (k > 50 && memcmp(p, "age1", 4) == 0)
		key = k;
	else if ((k == 11 && memcmp(p, "ssh-ed25519", k) == 0) ||
	    (k == 7 && memcmp(p, "ssh-rsa", k) == 0))
		key = k + 1 + (n > k ? word_at(p + k + 1, n - k - 1) : 0);
	else
		return GS_OK;
	if ((word = gs_strndup(p, key < n ? key : n)) == NULL)
		return gs_no_memory(e);
	r = k == 40 ? note_pgp(run, word, e) : note_age(run, word, e);
	free(word);
	return r;
}

/* Those that only .sops.yaml names: new files would be for them, too. */
static int
note_config(struct gs_sops_run *run, struct gs_err *e)
{
	const char *p = gs_buf_str(&run->config);
	size_t n = run->config.n, k;
	int r = GS_OK;

	if (p == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < n; i += k == 0 ? 1 : k) {
		k = word_at(p + i, n - i);
		if (k > 0)
			r = note_word(run, p + i, n - i, e);
	}
	return r;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* The word behind ${sign} in the line [from, to): an anchor, a comment. */
static char *
word_behind(const char *from, const char *to, char sign)
{
	const char *at = memchr(from, sign, (size_t)(to - from));
	size_t n = 0;

	if (at == NULL)
		return NULL;
	for (at++; at < to && (*at == ' ' || *at == '@'); at++)
		;
	while (at + n < to && is_name(at[n]) && n < NAME_MAX_LEN)
		n++;
	/* It will stand in a command: no option, no hidden name. */
	return n == 0 || *at == '-' || *at == '.' ? NULL : gs_strndup(at, n);
}

/* "- &alice age1...", or "age1... # alice": how people write .sops.yaml. */
static char *
name_in(const struct gs_buf *config, const char *key)
{
	const char *p = (const char *)config->p, *end = p + config->n;
	size_t n = strlen(key);
	char *name = NULL;

	while (name == NULL && p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *to = lf == NULL ? end : lf, *at;

		for (at = p; (size_t)(to - at) >= n; at++) {
			if (memcmp(at, key, n) != 0)
				continue;
			if ((name = word_behind(p, at, '&')) == NULL)
				name = word_behind(at + n, to, '#');
			break;
		}
		p = lf == NULL ? end : lf + 1;
	}
	return name;
}

static int
name_one(struct gs_sops_run *run, size_t i, struct gs_err *e)
{
	const char *who = run->who.v[i];
	const char *key = strncmp(who, GS_GPG_PREFIX, 4) == 0 ? who + 4 : who;
	char *name = run->config.n == 0 ? NULL : name_in(&run->config, key);
	int r;

	if (name == NULL || gs_strs_has(&run->name, name)) {
		free(name);
		name = gs_asprintf("sops-%zu", i + 1);
	}
	if (name == NULL)
		return gs_no_memory(e);
	r = gs_strs_add(&run->name, name);
	free(name);
	return r == GS_OK ? r : gs_no_memory(e);
}

int
gs_sops_users(struct gs_import *im, struct gs_err *e)
{
	struct gs_sops_run *run = im->own;
	int r = run->config.n == 0 ? GS_OK : note_config(run, e);

	for (size_t i = 0; r == GS_OK && i < run->who.nr; i++) {
		r = name_one(run, i, e);
		if (r == GS_OK && im->args->grant)
			r = gs_import_share(
			    im, NULL, run->name.v[i], run->who.v[i], e);
	}
	if (r == GS_OK && im->args->dry_run)
		gs_sops_propose(im);
	return r;
}

void
gs_sops_propose(const struct gs_import *im)
{
	const struct gs_sops_run *run = im->own;
	bool quiet = im->ctx->quiet;

	if (!im->args->grant && run->who.nr > 0) {
		gs_note(quiet,
		    "the SOPS files and .sops.yaml name these recipients, and "
		    "nothing proves it; grant those you know (or all, with "
		    "--grant):");
		for (size_t i = 0; i < run->who.nr; i++)
			gs_note(quiet,
			    strchr(run->who.v[i], ' ') != NULL
				? "  git seal grant %s '%s'"
				: "  git seal grant %s %s",
			    run->name.v[i], run->who.v[i]);
	}
	for (size_t i = 0; i < run->other.nr; i++)
		gs_note(quiet,
		    "they are encrypted to %s, too: who opens them so needs a "
		    "key of another kind",
		    run->other.v[i]);
}
