/* The small ones of the ground floor: oid, par, sys, wipe. */
#include "unit.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/oid.h"
#include "base/par.h"
#include "base/sys.h"
#include "base/wipe.h"
#include "faults.h"

#define SHA1 "0123456789abcdef0123456789ABCDEF01234567"
#define SHA256 SHA1 "89abcdef0123456789abcdef"

static void
object_names(void **state)
{
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_oid a, b;

	(void)state;
	for (size_t n = 0; n < 80; n++) {
		char text[81];

		memset(text, 'a', sizeof(text));
		unit_code(gs_oid_parse(text, n, &a),
		    n == 40 || n == 64 ? GS_OK : GS_EDAMAGED, "length");
		assert_int_equal(a.n, n == 40 || n == 64 ? n / 2 : 0);
	}
	unit_ok(gs_oid_parse(SHA1, 40, &a), "SHA-1");
	assert_string_equal(
	    gs_oid_print(&a, hex), "0123456789abcdef0123456789abcdef01234567");
	unit_ok(gs_oid_parse(SHA256, 64, &b), "SHA-256");
	assert_int_equal(strlen(gs_oid_print(&b, hex)), 64);
	assert_false(gs_oid_eq(&a, &b)); /* one begins the other */
	assert_true(gs_oid_eq(&b, &b));
	unit_code(
	    gs_oid_parse("0123456789abcdef0123456789abcdef0123456g", 40, &a),
	    GS_EDAMAGED, "no hex");
	assert_int_equal(a.n, 0);
	assert_string_equal(gs_oid_print(&a, hex), "");
}

struct work {
	atomic_int seen[1000];
	atomic_int calls;
	size_t fail_at;
	unsigned workers;
};

static int
work(void *ctx, size_t i, unsigned worker)
{
	struct work *w = ctx;

	w->seen[i]++;
	w->calls++;
	assert_true(worker < w->workers);
	return i == w->fail_at ? GS_EDAMAGED : GS_OK;
}

static void
in_parallel(void **state)
{
	static const unsigned workers[] = { 1, 2, 3, 64 };

	(void)state;
	for (size_t k = 0; k < NR(workers); k++) {
		for (size_t nr = 0; nr <= 1000; nr += nr < 5 ? 1 : 199) {
			struct work w = { .fail_at = SIZE_MAX,
				.workers = workers[k] };

			unit_ok(gs_par_for(nr, workers[k], work, &w), "par");
			assert_int_equal(w.calls, nr);
			for (size_t i = 0; i < nr; i++)
				assert_int_equal(w.seen[i], 1);
		}
	}
	{
		struct work w = { .fail_at = 3, .workers = GS_PAR_MAX };

		unit_code(
		    gs_par_for(1000, 0, work, &w), GS_EDAMAGED, "a failure");
		for (size_t i = 0; i < 1000; i++)
			assert_in_range(w.seen[i], 0, 1);
		w = (struct work){ .fail_at = 0, .workers = 1 };
		unit_code(
		    gs_par_for(1000, 1, work, &w), GS_EDAMAGED, "the first");
		assert_int_equal(w.calls, 1);
	}
}

static void
compares(void **state)
{
	uint8_t a[40], b[40];

	(void)state;
	unit_random(a, sizeof(a), 1);
	memcpy(b, a, sizeof(b));
	assert_true(gs_ct_eq(a, b, sizeof(a)));
	assert_true(gs_ct_eq(a, NULL, 0));
	for (size_t bit = 0; bit < 8 * sizeof(a); bit++) {
		b[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(gs_ct_eq(a, b, sizeof(a)));
		assert_true(gs_ct_eq(a, b, bit / 8));
		b[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	gs_wipe(a, 39);
	memset(b, 0, 39);
	assert_memory_equal(a, b, sizeof(a));
	gs_wipe(NULL, 0);
}

static void
secrets(void **state)
{
	static const size_t lens[] = { 1, 16, 4080, 4081, 100000 };
	long before = faults_live();

	(void)state;
	for (size_t i = 0; i < NR(lens); i++) {
		uint8_t *p = gs_secret_new(lens[i]);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t k = 0; k < lens[i]; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xee, lens[i]);
		gs_secret_free(p);
	}
	gs_secret_free(NULL);
	assert_null(gs_secret_new(0));
	assert_null(gs_secret_new(((size_t)64 << 20) + 1));
	assert_null(gs_secret_new(SIZE_MAX));
	assert_int_equal(faults_live(), before);
}

static void
system_facts(void **state)
{
	uint8_t a[16] = { 0 }, b[16] = { 0 };
	uint64_t t = gs_sys_now_ns();
	struct stat st;
	int fd;

	(void)state;
	assert_in_range(gs_sys_cpus(), 1, 64);
	gs_sys_random_seed(a, sizeof(a));
	gs_sys_random_seed(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	assert_true(gs_sys_now_ns() >= t);
	fd = gs_sys_memory_file("unit");
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 1);
	assert_true(st.st_nlink == 0 || !S_ISREG(st.st_mode));
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(object_names),
		cmocka_unit_test(in_parallel),
		cmocka_unit_test(compares),
		cmocka_unit_test(secrets),
		cmocka_unit_test(system_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
