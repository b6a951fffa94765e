#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/par.h"
#include "base/sys.h"
#include "git/batch.h"

#include "repo/fan.h"

/* Fewer are not worth a child. */
#define STRETCH_MIN 128

struct job {
	const char *dir;
	const struct gs_oid *ids;
	size_t nr;
	unsigned stretches;
	const struct gs_fan *fan;
	atomic_bool failed;
	pthread_mutex_t lock; /* over what follows */
	struct gs_err *e;     /* of the first that failed, as ${code} */
	int code;
	struct gs_oid *absent_ids; /* owned: those that are not here */
	size_t *absent;		   /* owned: their places in ${ids} */
	size_t nr_absent;
};

struct stretch {
	struct job *job;
	unsigned worker;
	size_t from;
	bool last; /* what is absent now is absent */
	struct gs_err e;
};

static size_t
place(const struct stretch *s, size_t i)
{
	return s->last ? s->job->absent[i] : s->from + i;
}

static int
note_absent(struct job *j, size_t i)
{
	int r = GS_OK;

	(void)pthread_mutex_lock(&j->lock);
	if (j->absent == NULL) {
		j->absent = calloc(j->nr, sizeof(*j->absent));
		j->absent_ids = calloc(j->nr, sizeof(*j->absent_ids));
	}
	if (j->absent == NULL || j->absent_ids == NULL) {
		r = GS_ENOMEM;
	} else {
		j->absent_ids[j->nr_absent] = j->ids[i];
		j->absent[j->nr_absent++] = i;
	}
	(void)pthread_mutex_unlock(&j->lock);
	return r;
}

static int
some(void *ctx, size_t i, struct gs_buf *b, size_t n)
{
	struct stretch *s = ctx;

	return s->job->fan->more(
	    s->job->fan->ctx, s->worker, place(s, i), b, n);
}

static int
one(void *ctx, size_t i, struct gs_buf *b)
{
	struct stretch *s = ctx;
	size_t at = place(s, i);

	/* Somebody else has failed, and said why. */
	if (atomic_load(&s->job->failed)) {
		if (s->job->fan->more != NULL)
			(void)some(s, i, NULL, 0);
		return GS_EREFUSED;
	}
	if (b == NULL && !s->last)
		return note_absent(s->job, at);
	return s->job->fan->blob(s->job->fan->ctx, s->worker, at, b, &s->e);
}

static int
run(struct stretch *s, const struct gs_oid *ids, size_t nr)
{
	struct job *j = s->job;
	int r = gs_batch_live(j->dir, !s->last, ids, nr, SIZE_MAX, one,
	    j->fan->more != NULL ? some : NULL, s, &s->e);

	if (r == GS_OK)
		return r;
	(void)pthread_mutex_lock(&j->lock);
	if (!atomic_exchange(&j->failed, true)) {
		j->code = r;
		if (j->e != NULL)
			*j->e = s->e;
	}
	(void)pthread_mutex_unlock(&j->lock);
	return r;
}

static int
run_stretch(void *ctx, size_t i, unsigned thread)
{
	struct job *j = ctx;
	size_t from = j->nr * i / j->stretches;
	size_t to = j->nr * (i + 1) / j->stretches;
	struct stretch s = { .job = j, .worker = (unsigned)i, .from = from };

	(void)thread;
	return run(&s, j->ids + from, to - from);
}

int
gs_fan_out(const char *dir, const struct gs_oid *ids, size_t nr,
    const struct gs_fan *fan, struct gs_err *e)
{
	struct job j = { .dir = dir, .ids = ids, .nr = nr, .fan = fan, .e = e };
	struct stretch last = { .job = &j, .last = true };
	size_t most = nr / STRETCH_MIN + 1;
	unsigned cpus = gs_sys_cpus();
	int r;

	if (nr == 0)
		return GS_OK;
	j.stretches = cpus < GS_FAN_MAX ? cpus : GS_FAN_MAX;
	if (most < j.stretches)
		j.stretches = (unsigned)most;
	atomic_init(&j.failed, false);
	if (pthread_mutex_init(&j.lock, NULL) != 0)
		return gs_no_memory(e);
	r = gs_par_for(j.stretches, j.stretches, run_stretch, &j);
	if (r == GS_OK && j.nr_absent > 0)
		r = run(&last, j.absent_ids, j.nr_absent);
	(void)pthread_mutex_destroy(&j.lock);
	free(j.absent);
	free(j.absent_ids);
	return j.code != GS_OK ? j.code : r;
}
