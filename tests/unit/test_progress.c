#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/front/progress.h"

static int saved, out[2];

/* Standard error into a pipe, as if it were a terminal of long ago. */
static void
begin(struct gs_progress *p, size_t total, bool quiet)
{
	assert_int_equal(pipe(out), 0);
	saved = dup(STDERR_FILENO);
	assert_true(dup2(out[1], STDERR_FILENO) >= 0);
	gs_progress_start(p, "Sealing files", total, quiet);
	p->on = !quiet;
	atomic_store(&p->next, 0);
}

static void
printed(const char *want)
{
	char got[256];
	ssize_t n;

	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(saved);
	(void)close(out[1]);
	n = read(out[0], got, sizeof(got) - 1);
	(void)close(out[0]);
	assert_true(n >= 0);
	got[n] = '\0';
	assert_string_equal(got, want);
}

static void
test_shows(void **state)
{
	struct gs_progress p;

	(void)state;
	begin(&p, 4, false);
	gs_progress_add(&p, 1);
	gs_progress_add(&p, 1); /* too soon after the last */
	gs_progress_add(&p, 2);
	gs_progress_end(&p, true);
	gs_progress_end(&p, true);
	printed("Sealing files:  25% (1/4)\r"
		"Sealing files: 100% (4/4), done.\n");
}

static void
test_failed(void **state)
{
	struct gs_progress p;

	(void)state;
	begin(&p, 4, false);
	gs_progress_add(&p, 1);
	gs_progress_end(&p, false);
	printed("Sealing files:  25% (1/4)\rSealing files:  25% (1/4)\n");
}

static void
test_total_unknown(void **state)
{
	struct gs_progress p;

	(void)state;
	begin(&p, 0, false);
	gs_progress_add(&p, 7);
	gs_progress_end(&p, true);
	printed("Sealing files: 7\rSealing files: 7, done.\n");
}

/* Quick work, -q, and anything that is no terminal: not a byte. */
static void
test_silent(void **state)
{
	struct gs_progress p;

	(void)state;
	begin(&p, 4, true);
	gs_progress_add(&p, 4);
	gs_progress_end(&p, true);
	printed("");
	begin(&p, 4, false);
	gs_progress_start(&p, "Sealing files", 4, false);
	assert_false(p.on); /* a pipe */
	gs_progress_add(&p, 4);
	gs_progress_end(&p, true);
	printed("");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shows),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_total_unknown),
		cmocka_unit_test(test_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
