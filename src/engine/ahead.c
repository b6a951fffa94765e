#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "engine/filter.h"
#include "git/run.h"

#include "engine/ahead_made.h"

#include "engine/ahead.h"

/* Below 8 KiB, deflating is cheaper than finding the result again. */
#define FILE_MIN ((off_t)8 << 10)
#define FILE_MAX ((off_t)4 << 20)
#define SLOTS 16
#define WORKERS_MAX 3
#define START_AT 2
/* After so many results in vain, with fewer used: Git asks for others. */
#define VAIN_MAX 64

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_DONE };

struct slot {
	enum slot_state state;
	struct gs_ahead_made made;
};

/* Small files: sealed by the filter's own thread while it waits for Git, so
 * that what Git does meanwhile costs no time twice. */
#define SMALL_SLOTS 4

struct small {
	bool full[SMALL_SLOTS];
	struct gs_ahead_made made[SMALL_SLOTS];
	size_t asked; /* the place behind the last request */
	size_t next;  /* the first place that was not looked at */
	unsigned used, vain;
};

struct gs_ahead {
	const struct gs_keys *keys;
	int (*tracked)(void *ctx, const char *path, struct gs_strs *out);
	void *tracked_ctx;
	struct gs_strs paths; /* the scout's, once it runs */
	unsigned asked;
	bool started;
	_Atomic(struct gs_attr_list *) list; /* set once, by the scout */
	pthread_t scout;
	atomic_bool scout_ended;
	struct small small;
	bool threads_made_it; /* the last file that Git asked for */

	pthread_mutex_t mutex; /* guards all below */
	pthread_cond_t changed;
	bool quit;
	size_t next; /* the first place nobody has taken */
	unsigned used, vain;
	struct slot slot[SLOTS];
	pthread_t worker[WORKERS_MAX];
	unsigned workers;
};

int
gs_ahead_new(const struct gs_keys *keys, struct gs_ahead **out)
{
	struct gs_ahead *a = calloc(1, sizeof(*a));

	if ((*out = a) == NULL)
		return GS_ENOMEM;
	a->keys = keys;
	atomic_init(&a->list, NULL);
	atomic_init(&a->scout_ended, false);
	if (pthread_mutex_init(&a->mutex, NULL) != 0 ||
	    pthread_cond_init(&a->changed, NULL) != 0) {
		free(a);
		*out = NULL;
		return GS_ENOMEM;
	}
	return GS_OK;
}

void
gs_ahead_tracked(struct gs_ahead *a,
    int (*fn)(void *ctx, const char *path, struct gs_strs *out), void *ctx)
{
	a->tracked = fn;
	a->tracked_ctx = ctx;
}

static struct slot *
find_slot(struct gs_ahead *a, enum slot_state state)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (a->slot[i].state == state)
			return &a->slot[i];
	}
	return NULL;
}

static void *
work(void *arg)
{
	struct gs_ahead *a = arg;
	const struct gs_attr_list *l = atomic_load(&a->list);
	struct slot *s;

	(void)pthread_mutex_lock(&a->mutex);
	while (!a->quit && a->next < gs_attr_list_nr(l)) {
		bool made;

		if ((s = find_slot(a, SLOT_FREE)) == NULL) {
			(void)pthread_cond_wait(&a->changed, &a->mutex);
			continue;
		}
		s->state = SLOT_BUSY;
		s->made.at = a->next++;
		(void)pthread_mutex_unlock(&a->mutex);
		made = gs_ahead_make(&s->made, a->keys,
		    gs_attr_list_path(l, s->made.at),
		    gs_attr_list_at(l, s->made.at), FILE_MIN, FILE_MAX);
		(void)pthread_mutex_lock(&a->mutex);
		s->state = made ? SLOT_DONE : SLOT_FREE;
		(void)pthread_cond_broadcast(&a->changed);
	}
	(void)pthread_mutex_unlock(&a->mutex);
	return NULL;
}

/* The tree's files in the order of the index, in which Git asks. */
static int
candidates(struct gs_strs *out)
{
	static const char *const argv[] = { "ls-files", "-z", "--cached",
		"--others", "--exclude-standard", NULL };
	const struct gs_git_opt opt = { .quiet = true, .no_fetch = true };
	struct gs_buf raw = GS_BUF_INIT;
	const uint8_t *p, *nul;
	int r;

	r = gs_git(&opt, argv, &raw, NULL);
	for (p = raw.p; r == GS_OK && p != NULL && p < raw.p + raw.n;
	     p = nul + 1) {
		nul = memchr(p, '\0', (size_t)(raw.p + raw.n - p));
		if (nul == NULL)
			break;
		if (out->nr == 0 ||
		    strcmp(out->v[out->nr - 1], (const char *)p) != 0)
			r = gs_strs_addn(
			    out, (const char *)p, (size_t)(nul - p));
	}
	gs_buf_clear(&raw);
	if (r == GS_OK)
		gs_strs_sort(out);
	return r;
}

static void *
look_around(void *arg)
{
	struct gs_ahead *a = arg;
	struct gs_attr_list *l = NULL;

	if (a->paths.nr != 0 || candidates(&a->paths) == GS_OK)
		(void)!gs_attr_list_make(&a->paths, &l, NULL);
	gs_strs_clear(&a->paths);
	atomic_store(&a->list, l);
	atomic_store(&a->scout_ended, true);
	return NULL;
}

/* Git asks for what it tracks (status, commit -a) or for anything (add). */
static void
start_scout(struct gs_ahead *a, const char *path)
{
	if (a->tracked != NULL &&
	    a->tracked(a->tracked_ctx, path, &a->paths) != GS_OK)
		gs_strs_clear(&a->paths);
	a->started = pthread_create(&a->scout, NULL, look_around, a) == 0;
}

static void
start_workers(struct gs_ahead *a)
{
	unsigned n = gs_sys_cpus() - 1;

	if (n > WORKERS_MAX)
		n = WORKERS_MAX;
	while (a->workers < n &&
	    pthread_create(&a->worker[a->workers], NULL, work, a) == 0)
		a->workers++;
}

const struct gs_attr_list *
gs_ahead_asked(struct gs_ahead *a, const char *path)
{
	const struct gs_attr_list *l = atomic_load(&a->list);
	size_t at;

	if (++a->asked == START_AT)
		start_scout(a, path);
	if (l == NULL)
		return NULL;
	if (a->workers == 0 && !a->quit) {
		at = gs_attr_list_index(l, path);
		a->next = at == SIZE_MAX ? 0 : at + 1;
		start_workers(a);
		a->quit = a->workers == 0;
	}
	return l;
}

static void
forget(struct gs_ahead *a, struct slot *s)
{
	s->state = SLOT_FREE;
	a->vain++;
	if (a->vain > VAIN_MAX && a->vain > a->used)
		a->quit = true;
}

/* The slot for place ${at}, busy or done; what lies before it is over. */
static struct slot *
claim(struct gs_ahead *a, size_t at)
{
	struct slot *mine = NULL;

	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *s = &a->slot[i];

		if (s->state != SLOT_FREE && s->made.at == at)
			mine = s;
		else if (s->state == SLOT_DONE && s->made.at < at)
			forget(a, s);
	}
	if (a->next <= at)
		a->next = at + 1;
	return mine;
}

enum gs_pkt_work
gs_ahead_idle(void *ctx)
{
	struct gs_ahead *a = ctx;
	const struct gs_attr_list *l = atomic_load(&a->list);
	struct small *s = &a->small;
	size_t i = 0;

	if (a->threads_made_it)
		return GS_PKT_SLEEP;
	while (i < SMALL_SLOTS && s->full[i])
		i++;
	if (l == NULL || i == SMALL_SLOTS || s->asked == 0 ||
	    s->next >= gs_attr_list_nr(l) ||
	    (s->vain > VAIN_MAX && s->vain > s->used))
		return GS_PKT_NOTHING;
	s->made[i].at = s->next++;
	s->full[i] = gs_ahead_make(&s->made[i], a->keys,
	    gs_attr_list_path(l, s->made[i].at),
	    gs_attr_list_at(l, s->made[i].at), 1, FILE_MIN);
	return GS_PKT_WORKED;
}

/* The result for place ${at}; those before it were made in vain. */
static bool
take_small(struct small *s, size_t at, const struct gs_content_key *key,
    const struct gs_seal_opt *opt, struct gs_buf *b)
{
	bool hit = false;

	s->asked = at + 1;
	if (s->next <= at)
		s->next = at + 1;
	for (size_t i = 0; i < SMALL_SLOTS; i++) {
		if (!s->full[i] || s->made[i].at > at)
			continue;
		s->full[i] = false;
		if (s->made[i].at == at &&
		    gs_ahead_fits(&s->made[i], key, opt, b)) {
			gs_buf_swap(b, &s->made[i].sealed);
			hit = true;
			s->used++;
		} else {
			s->vain++;
		}
	}
	return hit;
}

int
gs_ahead_seal(void *ctx, const char *path, const struct gs_content_key *key,
    const struct gs_seal_opt *opt, struct gs_buf *b)
{
	struct gs_ahead *a = ctx;
	const struct gs_attr_list *l = atomic_load(&a->list);
	struct slot *s = NULL;
	bool hit = false;
	size_t at;

	a->threads_made_it = false;
	if (l == NULL || (at = gs_attr_list_index(l, path)) == SIZE_MAX)
		return gs_sealed_seal(key, opt, b);
	if (take_small(&a->small, at, key, opt, b))
		return GS_OK;
	if (a->workers == 0)
		return gs_sealed_seal(key, opt, b);
	(void)pthread_mutex_lock(&a->mutex);
	s = claim(a, at);
	a->threads_made_it = s != NULL;
	while (s != NULL && s->state == SLOT_BUSY && s->made.at == at)
		(void)pthread_cond_wait(&a->changed, &a->mutex);
	if (s != NULL && s->state == SLOT_DONE && s->made.at == at) {
		if ((hit = gs_ahead_fits(&s->made, key, opt, b))) {
			gs_buf_swap(b, &s->made.sealed);
			s->state = SLOT_FREE;
			a->used++;
		} else {
			forget(a, s);
		}
	}
	(void)pthread_cond_broadcast(&a->changed);
	(void)pthread_mutex_unlock(&a->mutex);
	return hit ? GS_OK : gs_sealed_seal(key, opt, b);
}

void
gs_ahead_free(struct gs_ahead *a)
{
	if (a == NULL)
		return;
	if (a->started && !atomic_load(&a->scout_ended)) {
		/* Git waits for us to end; the scout may be in a large tree. */
		(void)pthread_detach(a->scout);
		return;
	}
	if (a->started)
		(void)pthread_join(a->scout, NULL);
	(void)pthread_mutex_lock(&a->mutex);
	a->quit = true;
	(void)pthread_cond_broadcast(&a->changed);
	(void)pthread_mutex_unlock(&a->mutex);
	for (unsigned i = 0; i < a->workers; i++)
		(void)pthread_join(a->worker[i], NULL);
	for (size_t i = 0; i < SLOTS; i++) {
		gs_ahead_made_clear(&a->slot[i].made);
	}
	for (size_t i = 0; i < SMALL_SLOTS; i++)
		gs_ahead_made_clear(&a->small.made[i]);
	gs_attr_list_free(atomic_load(&a->list));
	(void)pthread_cond_destroy(&a->changed);
	(void)pthread_mutex_destroy(&a->mutex);
	free(a);
}
