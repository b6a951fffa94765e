#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "git/run.h"

#include "cmd/team/roster_log.h"

void
gs_roster_log_clear(struct gs_roster_log *l)
{
	for (size_t i = 0; i < l->nr; i++) {
		free(l->v[i].author);
		free(l->v[i].path);
	}
	free(l->v);
	memset(l, 0, sizeof(*l));
}

/* "COMMIT TIME AUTHOR" */
struct commit {
	const char *hash, *author;
	size_t hash_n;
	uint64_t time;
};

static int
parse_commit(const char *s, struct commit *c)
{
	char *end;

	c->hash = s;
	c->hash_n = strcspn(s, " ");
	if (c->hash_n > GS_OID_HEX_MAX || s[c->hash_n] != ' ')
		return GS_EDAMAGED;
	c->time = (uint64_t)strtoull(s + c->hash_n + 1, &end, 10);
	if (*end != ' ')
		return GS_EDAMAGED;
	c->author = end + 1;
	return GS_OK;
}

/* ":OLDMODE NEWMODE OLD NEW S" */
static int
parse_meta(const char *s, struct gs_roster_event *ev)
{
	const char *field[5];
	size_t nr = 0;

	if (*s == '\n') /* between a commit and its first file */
		s++;
	if (*s++ != ':')
		return GS_EDAMAGED;
	for (; nr < GS_NR(field); nr++) {
		field[nr] = s;
		s += strcspn(s, " ");
		s += *s == ' ' ? 1 : 0;
	}
	ev->how = field[4][0];
	if (ev->how == '\0')
		return GS_EDAMAGED;
	if (ev->how == 'D')
		field[3] = field[2];
	return gs_oid_parse(field[3], strcspn(field[3], " "), &ev->blob);
}

static int
add(struct gs_roster_log *l, const struct commit *c,
    const struct gs_roster_event *ev, const char *path)
{
	size_t cap = l->cap == 0 ? 64 : 2 * l->cap;
	struct gs_roster_event *v;

	if (l->nr == l->cap) {
		if ((v = realloc(l->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	v = &l->v[l->nr++];
	*v = *ev;
	memcpy(v->commit, c->hash, c->hash_n);
	v->time = c->time;
	v->author = gs_strdup(c->author);
	v->path = gs_strdup(path);
	return v->author == NULL || v->path == NULL ? GS_ENOMEM : GS_OK;
}

/* Words that end with NUL: \1 and a commit, or a change and its path. */
static int
parse(struct gs_buf *b, const char *folder, struct gs_roster_log *out)
{
	struct commit c = { NULL, NULL, 0, 0 };
	size_t skip = strlen(folder);
	const char *p, *end, *path;
	int r = GS_OK;

	if ((p = gs_buf_str(b)) == NULL)
		return GS_ENOMEM;
	for (end = p + b->n; r == GS_OK && p < end; p += strlen(p) + 1) {
		struct gs_roster_event ev = { 0 };

		if (*p == '\1') {
			r = parse_commit(p + 1, &c);
			continue;
		}
		path = p + strlen(p) + 1;
		if (c.hash == NULL || path >= end ||
		    (r = parse_meta(p, &ev)) != GS_OK)
			return r != GS_OK ? r : GS_EDAMAGED;
		if (strncmp(path, folder, skip) == 0)
			r = add(out, &c, &ev, path + skip);
		p = path;
	}
	return r;
}

int
gs_roster_log_read(const struct gs_team *t, bool generations,
    struct gs_roster_log *out, struct gs_err *e)
{
	char *folder = gs_asprintf(".git-seal/%s/", t->ctx->ring);
	char *members =
	    gs_asprintf(":(top,literal).git-seal/%s/members", t->ctx->ring);
	char *gens =
	    gs_asprintf(":(top,literal).git-seal/%s/generations", t->ctx->ring);
	const char *const argv[] = { "log", "-z", "--raw", "--no-abbrev",
		"--no-renames", "--full-history", "--format=%x01%H %at %an",
		"HEAD", "--", members, generations ? gens : NULL, NULL };
	const struct gs_git_opt opt = { .quiet = true, .no_fetch = true };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid head;
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	if (folder == NULL || members == NULL || gens == NULL)
		r = gs_no_memory(e);
	else if (gs_repo_rev(t->ctx->repo, "HEAD", &head, NULL) == GS_OK)
		r = gs_git(&opt, argv, &b, e);
	if (r == GS_OK && (r = parse(&b, folder, out)) != GS_OK)
		r = r == GS_ENOMEM ? gs_no_memory(e)
				   : gs_fail(e, GS_EGIT,
					 "'git log' said what nobody expected");
	if (r != GS_OK)
		gs_roster_log_clear(out);
	gs_buf_clear(&b);
	free(folder);
	free(members);
	free(gens);
	return r;
}

const struct gs_roster_event *
gs_roster_log_since(const struct gs_roster_log *l, const char *path)
{
	for (size_t i = 0; i < l->nr; i++) {
		if (l->v[i].how == 'A' && strcmp(l->v[i].path, path) == 0)
			return &l->v[i];
	}
	return NULL;
}

const char *
gs_roster_day(uint64_t at, char out[16])
{
	time_t t = (time_t)at;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 16, "%Y-%m-%d", &tm) == 0)
		(void)memcpy(out, "?", 2);
	return out;
}
