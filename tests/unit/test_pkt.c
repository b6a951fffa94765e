#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"

#include "git/pkt.h"

/* A pipe that holds ${n} bytes and is closed for writing. */
static int
pipe_with(const void *p, size_t n)
{
	int fd[2];

	assert_int_equal(pipe(fd), 0);
	assert_int_equal(gs_io_write(fd[1], p, n), GS_OK);
	assert_int_equal(close(fd[1]), 0);
	return fd[0];
}

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *name;
	const char *in;
	size_t n;
	int want;
	enum gs_pkt_kind kind;
	const char *data;
} reads[] = {
	{ "nothing", BYTES(""), GS_OK, GS_PKT_EOF, "" },
	{ "flush", BYTES("0000"), GS_OK, GS_PKT_FLUSH, "" },
	{ "one byte", BYTES("0005a"), GS_OK, GS_PKT_DATA, "a" },
	{ "upper case", BYTES("000Eversion=2\n"), GS_OK, GS_PKT_DATA,
	    "version=2\n" },
	{ "empty data", BYTES("0004"), GS_OK, GS_PKT_DATA, "" },
	{ "length 1", BYTES("0001"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "length 3", BYTES("0003"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "no digits", BYTES("zzzz"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "a sign", BYTES("+005a"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "cut length", BYTES("00"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "cut data", BYTES("0009abc"), GS_EDAMAGED, GS_PKT_DATA, "" },
	{ "too long", BYTES("fff1"), GS_EDAMAGED, GS_PKT_DATA, "" },
};

static void
reads_one_packet(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(reads); i++) {
		int fd = pipe_with(reads[i].in, reads[i].n);
		enum gs_pkt_kind kind = GS_PKT_DATA;
		struct gs_pkt_in in;
		const uint8_t *p;
		size_t n;
		int r;

		assert_int_equal(gs_pkt_in_init(&in, fd), GS_OK);
		r = gs_pkt_read(&in, &kind, &p, &n);
		if (r != reads[i].want ||
		    (r == GS_OK &&
			(kind != reads[i].kind || n != strlen(reads[i].data) ||
			    (n != 0 && memcmp(p, reads[i].data, n) != 0))))
			fail_msg("%s: got %d, kind %d, %zu bytes",
			    reads[i].name, r, (int)kind, n);
		gs_pkt_in_clear(&in);
		(void)close(fd);
	}
}

static const struct {
	const char *name;
	const char *in;
	size_t n;
	int want;
	const char *line;
} lines[] = {
	{ "plain", BYTES("pathname=a"), GS_OK, "pathname=a" },
	{ "one line end", BYTES("pathname=a\n"), GS_OK, "pathname=a" },
	{ "a name that ends in one", BYTES("pathname=a\n\n"), GS_OK,
	    "pathname=a\n" },
	{ "a line end within", BYTES("a\nb\n"), GS_OK, "a\nb" },
	{ "a NUL", BYTES("a\0b"), GS_EDAMAGED, "" },
	{ "too long", BYTES("0123456789abcdef"), GS_EDAMAGED, "" },
};

static void
strips_one_line_end(void **state)
{
	char line[16];

	(void)state;
	for (size_t i = 0; i < GS_NR(lines); i++) {
		int r = gs_pkt_line((const uint8_t *)lines[i].in, lines[i].n,
		    line, sizeof(line));

		if (r != lines[i].want ||
		    (r == GS_OK && strcmp(line, lines[i].line) != 0))
			fail_msg("%s: got %d", lines[i].name, r);
	}
}

/* What is sent comes back, split and joined exactly at packet borders. */
static void
round_trip(void **state)
{
	static const size_t sizes[] = { 0, 1, GS_PKT_DATA_MAX - 1,
		GS_PKT_DATA_MAX, GS_PKT_DATA_MAX + 1, 2 * GS_PKT_DATA_MAX - 1,
		2 * GS_PKT_DATA_MAX, 2 * GS_PKT_DATA_MAX + 1,
		70 * (size_t)GS_PKT_DATA_MAX + 7 };

	(void)state;
	for (size_t i = 0; i < GS_NR(sizes); i++) {
		struct gs_buf data = GS_BUF_INIT, head = GS_BUF_INIT;
		struct gs_buf tail = GS_BUF_INIT, got = GS_BUF_INIT;
		FILE *f = tmpfile();
		enum gs_pkt_kind kind;
		struct gs_pkt_in in;
		const uint8_t *p;
		size_t n;

		assert_non_null(f);
		assert_int_equal(gs_buf_reserve(&data, sizes[i] + 1), GS_OK);
		for (size_t k = 0; k < sizes[i]; k++)
			data.p[k] = (uint8_t)(k * 7 + k / 251);
		data.n = sizes[i];
		assert_int_equal(gs_pkt_add(&head, "status=success"), GS_OK);
		assert_int_equal(gs_pkt_add_flush(&tail), GS_OK);
		assert_int_equal(
		    gs_pkt_send(fileno(f), &head, data.p, data.n, &tail),
		    GS_OK);
		assert_int_equal(lseek(fileno(f), 0, SEEK_SET), 0);
		assert_int_equal(gs_pkt_in_init(&in, fileno(f)), GS_OK);
		assert_int_equal(gs_pkt_read(&in, &kind, &p, &n), GS_OK);
		assert_int_equal(n, strlen("status=success\n"));
		assert_int_equal(gs_pkt_read_all(&in, &got), GS_OK);
		assert_int_equal(got.n, data.n);
		if (got.n != 0)
			assert_memory_equal(got.p, data.p, got.n);
		assert_int_equal(gs_pkt_read(&in, &kind, &p, &n), GS_OK);
		assert_int_equal(kind, GS_PKT_EOF);
		gs_pkt_in_clear(&in);
		gs_buf_clear(&data);
		gs_buf_clear(&head);
		gs_buf_clear(&tail);
		gs_buf_clear(&got);
		(void)fclose(f);
	}
}

/* A buffer that is full drops the rest, and the stream stays in step. */
static void
stays_in_step(void **state)
{
	static const char text[] = "0008abcd0008efgh00000005x";
	int fd = pipe_with(text, sizeof(text) - 1);
	struct gs_buf small = { NULL, 0, 0, 6 };
	enum gs_pkt_kind kind;
	struct gs_pkt_in in;
	const uint8_t *p;
	size_t n;

	(void)state;
	assert_int_equal(gs_pkt_in_init(&in, fd), GS_OK);
	assert_int_equal(gs_pkt_read_all(&in, &small), GS_ETOOBIG);
	assert_int_equal(gs_pkt_read(&in, &kind, &p, &n), GS_OK);
	assert_int_equal(n, 1);
	assert_int_equal(*p, 'x');
	gs_pkt_in_clear(&in);
	gs_buf_clear(&small);
	(void)close(fd);
}

static void
end_before_flush(void **state)
{
	static const char text[] = "0008abcd";
	int fd = pipe_with(text, sizeof(text) - 1);
	struct gs_pkt_in in;

	(void)state;
	assert_int_equal(gs_pkt_in_init(&in, fd), GS_OK);
	assert_int_equal(gs_pkt_read_all(&in, NULL), GS_EDAMAGED);
	gs_pkt_in_clear(&in);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_one_packet),
		cmocka_unit_test(strips_one_line_end),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(stays_in_step),
		cmocka_unit_test(end_before_flush),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
