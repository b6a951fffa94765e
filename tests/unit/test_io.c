#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/io.h"

#define LEN ((size_t)3 << 20)

static uint8_t *bytes;

static int
setup(void **state)
{
	(void)state;
	if ((bytes = malloc(LEN)) != NULL)
		unit_random(bytes, LEN, 1);
	return bytes == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	free(bytes);
	return 0;
}

static void *
write_all(void *arg)
{
	int fd = *(int *)arg;

	unit_ok(gs_io_write(fd, bytes, LEN), "write");
	unit_ok(gs_io_close(fd), "close");
	return NULL;
}

/* Far more than a pipe holds: in many pieces, whether or not the other side
 * made the pipe non-blocking. */
static void
through_a_pipe(void **state)
{
	(void)state;
	for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK) {
		struct gs_buf b = GS_BUF_INIT;
		pthread_t t;
		int fd[2];

		assert_int_equal(pipe(fd), 0);
		assert_int_equal(fcntl(fd[0], F_SETFL, flags), 0);
		assert_int_equal(fcntl(fd[1], F_SETFL, flags), 0);
		assert_int_equal(
		    pthread_create(&t, NULL, write_all, &fd[1]), 0);
		unit_ok(gs_io_read(fd[0], LEN, &b), "read");
		assert_int_equal(pthread_join(t, NULL), 0);
		assert_int_equal(b.n, LEN);
		assert_memory_equal(b.p, bytes, LEN);
		(void)close(fd[0]);
		gs_buf_clear(&b);
	}
}

static void
limits(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	int fd[2];

	(void)state;
	for (size_t max = 9; max <= 11; max++) {
		assert_int_equal(pipe(fd), 0);
		unit_ok(gs_io_write(fd[1], "0123456789", 10), "write");
		unit_ok(gs_io_close(fd[1]), "close");
		gs_buf_reset(&b);
		unit_ok(gs_buf_adds(&b, "before"), "buffer");
		unit_code(gs_io_read(fd[0], max, &b),
		    max < 10 ? GS_ETOOBIG : GS_OK, "read");
		(void)close(fd[0]);
	}
	assert_string_equal(gs_buf_str(&b), "before0123456789");
	gs_buf_clear(&b);
}

static void
failures(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	unit_code(gs_io_write(fd[0], "x", 1), GS_EIO, "the reading end");
	assert_int_equal(errno, EBADF);
	unit_code(gs_io_read(fd[1], 1, &b), GS_EIO, "the writing end");
	(void)close(fd[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	unit_code(gs_io_write(fd[1], "x", 1), GS_EIO, "nobody reads");
	assert_int_equal(errno, EPIPE);
	(void)signal(SIGPIPE, SIG_DFL);
	unit_ok(gs_io_close(fd[1]), "close");
	unit_code(gs_io_close(fd[1]), GS_EIO, "close again");
	if ((fd[0] = open("/dev/full", O_WRONLY)) >= 0) {
		unit_code(gs_io_write(fd[0], "x", 1), GS_EIO, "a full disk");
		assert_int_equal(errno, ENOSPC);
		(void)close(fd[0]);
	}
	gs_buf_clear(&b);
}

static void
cloexec(void **state)
{
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(fcntl(fd[0], F_GETFD) & FD_CLOEXEC, 0);
	assert_int_equal(gs_io_cloexec(fd[0]), fd[0]);
	assert_int_equal(fcntl(fd[0], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(through_a_pipe),
		cmocka_unit_test(limits),
		cmocka_unit_test(failures),
		cmocka_unit_test(cloexec),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
