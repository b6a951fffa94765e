#define _GNU_SOURCE /* F_GETPIPE_SZ */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sys.h"

static void
test_widen_pipe(void **state)
{
	int fd[2], null;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	gs_sys_widen_pipe(fd[1]);
#ifdef F_GETPIPE_SZ
	assert_true(fcntl(fd[0], F_GETPIPE_SZ) > 64 << 10);
#endif
	(void)close(fd[0]);
	(void)close(fd[1]);
	/* What is no pipe, and what is not open at all. */
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert_true(null >= 0);
	gs_sys_widen_pipe(null);
	assert_int_equal(write(null, "x", 1), 1);
	(void)close(null);
	gs_sys_widen_pipe(null);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widen_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
