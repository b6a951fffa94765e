#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "cmd/front/say.h"

#include "cmd/front/progress.h"

#define SECOND 1000000000u
#define AGAIN (SECOND / 10)

void
gs_progress_start(
    struct gs_progress *p, const char *title, size_t total, bool quiet)
{
	p->title = title;
	p->total = total;
	atomic_init(&p->done, 0);
	atomic_flag_clear(&p->busy);
	p->shown = false;
	p->on = !quiet && isatty(STDERR_FILENO) == 1;
	atomic_init(&p->next, p->on ? gs_sys_now_ns() + SECOND : 0);
}

static void
show(struct gs_progress *p, size_t done, const char *end)
{
	char line[160];
	int n;

	if (p->total > 0)
		n = snprintf(line, sizeof(line), "%s: %3zu%% (%zu/%zu)%s",
		    p->title, done * 100 / p->total, done, p->total, end);
	else
		n = snprintf(
		    line, sizeof(line), "%s: %zu%s", p->title, done, end);
	if (n > 0 && (size_t)n < sizeof(line))
		gs_say_err(line, (size_t)n);
	p->shown = true;
}

void
gs_progress_add(struct gs_progress *p, size_t n)
{
	size_t done = atomic_fetch_add(&p->done, n) + n;
	uint64_t now;

	if (!p->on || (now = gs_sys_now_ns()) < atomic_load(&p->next))
		return;
	if (atomic_flag_test_and_set(&p->busy))
		return;
	atomic_store(&p->next, now + AGAIN);
	show(p, done, "\r");
	atomic_flag_clear(&p->busy);
}

void
gs_progress_end(struct gs_progress *p, bool ok)
{
	if (p->on && p->shown)
		show(p, atomic_load(&p->done), ok ? ", done.\n" : "\n");
	p->on = false;
}
