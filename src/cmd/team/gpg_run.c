#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cur.h"
#include "base/text.h"
#include "git/run.h"

#include "cmd/team/gpg_run.h"

/* Fields of a record, counted from 0 (doc/DETAILS counts from 1). */
enum { TYPE, VALIDITY, EXPIRES = 6, USER_ID = 9, CAPS = 11, FIELDS };

struct record {
	char v[FIELDS][GS_GPG_FPR_MAX + 1];
};

static void
split(const uint8_t *line, size_t n, struct record *r)
{
	size_t field = 0, k = 0;

	memset(r, 0, sizeof(*r));
	for (size_t i = 0; i < n && field < FIELDS; i++) {
		if (line[i] == ':') {
			field++;
			k = 0;
		} else if (k < GS_GPG_FPR_MAX) {
			r->v[field][k++] = (char)line[i];
		}
	}
}

/* Seconds, or, from old versions, an ISO date: that one is never judged. */
static uint64_t
seconds(const char *s)
{
	return strchr(s, 'T') != NULL ? 0 : (uint64_t)strtoull(s, NULL, 10);
}

static int
add_key(struct gs_gpg_keys *k, const struct record *r)
{
	size_t cap = k->cap == 0 ? 4 : 2 * k->cap;
	struct gs_gpg_key *v = k->v;

	if (k->nr == k->cap) {
		if ((v = realloc(k->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		k->v = v;
		k->cap = cap;
	}
	GS_BUG(v == NULL);
	v += k->nr++;
	memset(v, 0, sizeof(*v));
	v->validity = r->v[VALIDITY][0];
	v->expires = seconds(r->v[EXPIRES]);
	v->encrypts = strchr(r->v[CAPS], 'E') != NULL;
	v->disabled = strchr(r->v[CAPS], 'D') != NULL || v->validity == 'd';
	return GS_OK;
}

/* A subkey, or the primary key itself, which may encrypt as well. */
static void
note_sub(struct gs_gpg_key *k, const struct record *r)
{
	uint64_t expires = seconds(r->v[EXPIRES]);

	if (strchr(r->v[CAPS], 'e') == NULL || r->v[VALIDITY][0] == 'r')
		return;
	if (!k->has_sub || expires == 0 ||
	    (k->sub_expires != 0 && expires > k->sub_expires))
		k->sub_expires = expires;
	k->has_sub = true;
}

int
gs_gpg_keys_parse(const void *p, size_t n, struct gs_gpg_keys *out)
{
	struct gs_cur c = { p, n };
	const uint8_t *line;
	bool sub = false;
	struct record r;
	size_t len;
	int k = GS_OK;

	while (k == GS_OK && gs_cur_line(&c, &line, &len) == GS_OK) {
		const char *type = r.v[TYPE];
		struct gs_gpg_key *last =
		    out->nr == 0 ? NULL : &out->v[out->nr - 1];

		split(line, len, &r);
		if (strcmp(type, "pub") == 0 || strcmp(type, "sec") == 0) {
			sub = false;
			if ((k = add_key(out, &r)) == GS_OK)
				note_sub(&out->v[out->nr - 1], &r);
		} else if (strcmp(type, "sub") == 0 ||
		    strcmp(type, "ssb") == 0) {
			sub = true;
			if (last != NULL)
				note_sub(last, &r);
		} else if (strcmp(type, "fpr") == 0 && last != NULL && !sub &&
		    last->fpr[0] == '\0') {
			for (size_t i = 0; r.v[USER_ID][i] != '\0'; i++)
				last->fpr[i] = (char)toupper(
				    (unsigned char)r.v[USER_ID][i]);
		}
	}
	return k;
}

void
gs_gpg_keys_clear(struct gs_gpg_keys *k)
{
	free(k->v);
	memset(k, 0, sizeof(*k));
}

/* Outside of any repository. */
static int
user_setting(const char *key, char **out, struct gs_err *e)
{
	const char *const argv[] = { "config", "--get", key, NULL };
	struct gs_buf text = GS_BUF_INIT;
	int r, code;

	*out = NULL;
	r = gs_git_code(NULL, argv, &text, &code, e);
	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (r == GS_OK && code == 0 && text.n > 0 &&
	    (*out = gs_strndup((const char *)text.p, text.n)) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&text);
	return r;
}

int
gs_gpg_program(const struct gs_repo *repo, char **out, struct gs_err *e)
{
	int r = repo != NULL ? gs_repo_config(repo, "gpg.program", out, e)
			     : user_setting("gpg.program", out, e);

	if (r != GS_OK)
		return r;
	if (*out != NULL && (*out)[0] != '\0')
		return GS_OK;
	free(*out);
	if ((*out = gs_strdup("gpg")) == NULL)
		return gs_no_memory(e);
	return GS_OK;
}

/* Its pinentry asks on the user's terminal, which it cannot find itself when
 * its standard input is a pipe. */
static char *
tty_variable(void)
{
	const char *name = NULL;

	if (getenv("GPG_TTY") != NULL)
		return gs_strdup("LC_ALL=C");
	for (int fd = 0; fd < 3 && name == NULL; fd++)
		name = ttyname(fd);
	return name == NULL ? gs_strdup("LC_ALL=C")
			    : gs_asprintf("GPG_TTY=%s", name);
}

int
gs_gpg_run(
    const struct gs_gpg_run *q, struct gs_buf *out, int *code, struct gs_err *e)
{
	char *tty = tty_variable();
	char *home =
	    q->home == NULL ? NULL : gs_asprintf("GNUPGHOME=%s", q->home);
	const char *const env[] = { "LC_ALL=C", tty, home, NULL };
	const char *argv[32] = { q->program, "--batch", "--no-tty" };
	const struct gs_proc_opt opt = { .argv = argv,
		.env = env,
		.err = q->say ? GS_PROC_ERR_KEEP : GS_PROC_ERR_DROP };
	size_t n = 3;
	int r;

	for (size_t i = 0; q->words[i] != NULL; i++) {
		GS_BUG(n + 1 >= GS_NR(argv));
		argv[n++] = q->words[i];
	}
	if (tty == NULL || (q->home != NULL && home == NULL))
		r = gs_no_memory(e);
	else
		r = gs_proc_run(&opt, q->in, q->in_n, out, code, e);
	if (r == GS_ENOTFOUND)
		gs_hint(e,
		    "install GnuPG, or name it with: git config gpg.program");
	free(tty);
	free(home);
	return r;
}

static void
print_day(uint64_t at, char out[16])
{
	time_t t = (time_t)at;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 16, "%Y-%m-%d", &tm) == 0)
		out[0] = '\0';
}

bool
gs_gpg_why_not(const struct gs_gpg_key *k, uint64_t now, char *out, size_t n)
{
	char day[16] = "";

	if (k->expires != 0)
		print_day(k->expires, day);
	if (k->validity == 'r')
		(void)snprintf(out, n, "is revoked");
	else if (k->validity == 'e' || (k->expires != 0 && k->expires <= now))
		(void)snprintf(
		    out, n, "expired%s%s", day[0] != '\0' ? " on " : "", day);
	else if (k->disabled)
		(void)snprintf(out, n, "is disabled");
	else if (k->validity == 'i')
		(void)snprintf(out, n, "is invalid");
	else if (k->encrypts)
		return false;
	else if (k->has_sub)
		(void)snprintf(
		    out, n, "has no subkey for encryption that is still valid");
	else
		(void)snprintf(out, n, "has no subkey for encryption");
	return true;
}

/* Everything below the folder ${at}/${name}; gpg makes one level. */
static void
remove_below(int at, const char *name, int depth)
{
	int fd =
	    openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;

	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, d->d_name, 0) == 0 || depth == 0)
			continue;
		remove_below(fd, d->d_name, depth - 1);
		(void)unlinkat(fd, d->d_name, AT_REMOVEDIR);
	}
	(void)closedir(dir);
}

/* Nothing that we ask for starts an agent, but a version of gpg may. */
static void
kill_agents(const char *home)
{
	static const char *const words[] = { "gpgconf", "--kill", "all", NULL };
	char *variable = gs_asprintf("GNUPGHOME=%s", home);
	const char *const env[] = { variable, NULL };
	const struct gs_proc_opt opt = {
		.argv = words, .env = env, .err = GS_PROC_ERR_DROP
	};

	if (variable != NULL)
		(void)!gs_proc_run(&opt, NULL, 0, NULL, NULL, NULL);
	free(variable);
}

void
gs_gpg_home_drop(struct gs_scratch *s)
{
	if (s->path == NULL)
		return;
	kill_agents(s->path);
	remove_below(AT_FDCWD, s->path, 2);
	gs_scratch_drop(s);
}
