#include <pthread.h>
#include <stdatomic.h>

#include "base/par.h"
#include "base/sys.h"
#include "git/batch.h"

#include "repo/fan.h"

/* Fewer are not worth a child. */
#define STRETCH_MIN 128

struct fan {
	const char *dir;
	const struct gs_oid *ids;
	size_t nr;
	unsigned stretches;
	int (*fn)(void *ctx, unsigned worker, size_t i, struct gs_buf *b,
	    struct gs_err *e);
	void *ctx;
	atomic_bool failed;
	pthread_mutex_t lock;
	struct gs_err *e; /* of the first that failed, as ${code} */
	int code;
};

struct stretch {
	struct fan *fan;
	unsigned worker;
	size_t from;
	struct gs_err e;
};

static int
one(void *ctx, size_t i, struct gs_buf *b)
{
	struct stretch *s = ctx;

	/* Somebody else has failed, and said why. */
	if (atomic_load(&s->fan->failed))
		return GS_EREFUSED;
	return s->fan->fn(s->fan->ctx, s->worker, s->from + i, b, &s->e);
}

static int
run_stretch(void *ctx, size_t i, unsigned thread)
{
	struct fan *f = ctx;
	size_t from = f->nr * i / f->stretches;
	size_t to = f->nr * (i + 1) / f->stretches;
	struct stretch s = { .fan = f, .worker = (unsigned)i, .from = from };
	int r;

	(void)thread;
	r = gs_batch_each(
	    f->dir, false, f->ids + from, to - from, SIZE_MAX, one, &s, &s.e);
	if (r == GS_OK)
		return r;
	(void)pthread_mutex_lock(&f->lock);
	if (!atomic_exchange(&f->failed, true)) {
		f->code = r;
		if (f->e != NULL)
			*f->e = s.e;
	}
	(void)pthread_mutex_unlock(&f->lock);
	return r;
}

int
gs_fan(const char *dir, const struct gs_oid *ids, size_t nr,
    int (*fn)(void *ctx, unsigned worker, size_t i, struct gs_buf *b,
	struct gs_err *e),
    void *ctx, struct gs_err *e)
{
	struct fan f = {
		.dir = dir, .ids = ids, .nr = nr, .fn = fn, .ctx = ctx, .e = e
	};
	size_t most = nr / STRETCH_MIN + 1;
	unsigned cpus = gs_sys_cpus();
	int r;

	if (nr == 0)
		return GS_OK;
	f.stretches = cpus < GS_FAN_MAX ? cpus : GS_FAN_MAX;
	if (most < f.stretches)
		f.stretches = (unsigned)most;
	atomic_init(&f.failed, false);
	if (pthread_mutex_init(&f.lock, NULL) != 0)
		return gs_fail(e, GS_ENOMEM, "out of memory");
	r = gs_par_for(f.stretches, f.stretches, run_stretch, &f);
	(void)pthread_mutex_destroy(&f.lock);
	return f.code != GS_OK ? f.code : r;
}
