#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/attrsig.h"

struct sig {
	bool there;
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime, ctime;
};

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool
same(const struct sig *a, const struct sig *b)
{
	return a->there == b->there && a->dev == b->dev && a->ino == b->ino &&
	    a->size == b->size && same_time(&a->mtime, &b->mtime) &&
	    same_time(&a->ctime, &b->ctime);
}

/* ${folder}: ${n} bytes at the start of a path, ended by '/' or empty. */
static void
look(const char *folder, size_t n, struct sig *out)
{
	static const char name[] = ".gitattributes";
	char path[4096];
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (n + sizeof(name) > sizeof(path))
		return; /* stat(2) would say ENAMETOOLONG */
	memcpy(path, folder, n);
	memcpy(path + n, name, sizeof(name));
	if (stat(path, &st) != 0)
		return;
	out->there = true;
	out->dev = st.st_dev;
	out->ino = st.st_ino;
	out->size = st.st_size;
	out->mtime = st.st_mtim;
	out->ctime = st.st_ctim;
}

static int
check_folder(struct gs_attr_sigs *s, const char *path, size_t n, bool add,
    enum gs_attr_sig_answer *answer)
{
	const struct sig *known = gs_map_get(&s->map, path, n);
	struct sig now, *copy;
	int r;

	look(path, n, &now);
	if (known != NULL) {
		if (!same(known, &now))
			*answer = GS_SIG_CHANGED;
		return GS_OK;
	}
	if (*answer == GS_SIG_SAME)
		*answer = GS_SIG_NEW;
	if (!add)
		return GS_OK;
	if ((copy = malloc(sizeof(*copy))) == NULL)
		return GS_ENOMEM;
	*copy = now;
	if ((r = gs_map_put(&s->map, path, n, copy)) != GS_OK)
		free(copy);
	return r;
}

int
gs_attr_sigs_check(struct gs_attr_sigs *s, const char *path, bool add,
    enum gs_attr_sig_answer *answer)
{
	size_t n = 0;
	const char *slash;
	int r;

	*answer = GS_SIG_SAME;
	for (;;) {
		if ((r = check_folder(s, path, n, add, answer)) != GS_OK ||
		    *answer == GS_SIG_CHANGED)
			return r;
		if ((slash = strchr(path + n, '/')) == NULL)
			return GS_OK;
		n = (size_t)(slash - path) + 1;
	}
}

void
gs_attr_sigs_clear(struct gs_attr_sigs *s)
{
	gs_map_clear(&s->map, free);
}
