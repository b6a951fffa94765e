#include <pthread.h>
#include <stdatomic.h>

#include "base/sys.h"

#include "base/par.h"

struct job {
	int (*fn)(void *ctx, size_t i, unsigned worker);
	void *ctx;
	size_t nr;
	atomic_size_t next;
	atomic_int failed;
};

struct worker {
	struct job *job;
	unsigned id;
};

static void *
work(void *arg)
{
	const struct worker *w = arg;
	struct job *j = w->job;
	int r, none = GS_OK;
	size_t i;

	while (atomic_load(&j->failed) == GS_OK &&
	    (i = atomic_fetch_add(&j->next, 1)) < j->nr) {
		if ((r = j->fn(j->ctx, i, w->id)) != GS_OK)
			(void)atomic_compare_exchange_strong(
			    &j->failed, &none, r);
	}
	return NULL;
}

int
gs_par_for(size_t nr, unsigned workers,
    int (*fn)(void *ctx, size_t i, unsigned worker), void *ctx)
{
	struct job j = { .fn = fn, .ctx = ctx, .nr = nr };
	struct worker w[GS_PAR_MAX];
	pthread_t t[GS_PAR_MAX];
	unsigned started = 1;

	atomic_init(&j.next, 0);
	atomic_init(&j.failed, GS_OK);
	if (workers == 0)
		workers = gs_sys_cpus();
	if (workers > GS_PAR_MAX)
		workers = GS_PAR_MAX;
	w[0] = (struct worker){ &j, 0 };
	/* Fewer threads than wished for only make it slower. */
	for (; started < workers && started < nr; started++) {
		w[started] = (struct worker){ &j, started };
		if (pthread_create(&t[started], NULL, work, &w[started]) != 0)
			break;
	}
	(void)work(&w[0]);
	for (unsigned i = 1; i < started; i++)
		(void)pthread_join(t[i], NULL);
	return atomic_load(&j.failed);
}
