/*
 * What sealing and opening may cost beside the file itself: a tenth of it and
 * 16 MiB, whatever it holds (docs/design.md, "One buffer").
 */
#include "unit.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "format/keyring.h"

#define FILE_LEN ((size_t)64 << 20)
#define HEAD GS_SEALED_HEADER_LEN

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#ifndef WATCHED
#define WATCHED 0
#endif

static size_t
peak(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) != 0)
		_exit(3);
	return (size_t)u.ru_maxrss << 10; /* KiB on Linux and the BSDs */
}

static void
text(void *p, size_t n, uint32_t seed)
{
	unit_text(p, n < 100000 ? n : 100000, seed);
	for (size_t at = 100000; at < n; at += 100000)
		memcpy((uint8_t *)p + at, p, n - at < 100000 ? n - at : 100000);
}

/* Text whose sample promises more than the whole keeps: undone again. */
static void
undone(void *p, size_t n, uint32_t seed)
{
	const size_t stride = (n - 4096) / 63;

	unit_random(p, n, seed);
	for (size_t i = 10; i < 30; i += 10)
		memset((uint8_t *)p + i * stride, 0, 4096);
	memset((uint8_t *)p + 40 * stride, 0, 1500);
}

static const struct {
	const char *name;
	void (*fill)(void *p, size_t n, uint32_t seed);
	struct gs_seal_opt opt;
} cases[] = {
	{ "noise", unit_random, { true, 0 } },
	{ "noise, padded", unit_random, { true, 65536 } },
	{ "text", text, { true, 0 } },
	{ "text, padded", text, { true, 16 } },
	{ "text, as it is", text, { false, 0 } },
	{ "compressed and undone", undone, { true, 0 } },
};

/* In the child: seal, open, and say what it took. */
static int
measure(size_t i)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_gen gen;
	size_t off, most = FILE_LEN + FILE_LEN / 10 + ((size_t)16 << 20);

	if (gs_gen_make(1, &gen) != GS_OK ||
	    gs_buf_reserve(&b, HEAD + FILE_LEN) != GS_OK)
		return 2;
	b.n = HEAD + FILE_LEN;
	cases[i].fill(b.p + HEAD, FILE_LEN, (uint32_t)i);
	if (gs_sealed_seal(&gen.content, &cases[i].opt, &b) != GS_OK)
		return 2;
	if (peak() > most) {
		printf(
		    "%s: sealing took %zu KiB\n", cases[i].name, peak() >> 10);
		return 1;
	}
	if (gs_sealed_open(&gen.content, FILE_LEN, &b, &off) != GS_OK ||
	    b.n - off != FILE_LEN)
		return 2;
	if (peak() > most) {
		printf(
		    "%s: opening took %zu KiB\n", cases[i].name, peak() >> 10);
		return 1;
	}
	return 0;
}

static void
one_buffer(void **state)
{
	(void)state;
	if (WATCHED || getenv("GS_UNDER") != NULL) {
		printf("skipped: memory is not what it is under a checker\n");
		skip();
	}
	for (size_t i = 0; i < NR(cases); i++) {
		int status;
		pid_t pid;

		(void)fflush(NULL);
		if ((pid = fork()) == 0) {
			int r = measure(i);

			(void)fflush(NULL);
			_exit(r);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("%s: %d", cases[i].name, status);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
