#include "unit.h"

#include "base/map.h"
#include "faults.h"

static size_t dropped;

static void
drop(void *value)
{
	(void)value;
	dropped++;
}

static void
puts_and_gets(void **state)
{
	static int values[5000];
	struct gs_map m = { 0 };
	char key[32];

	(void)state;
	assert_null(gs_map_get(&m, "a", 1));
	for (int i = 0; i < 5000; i++) {
		int n = snprintf(key, sizeof(key), "dir/%d/file", i * 7);

		unit_ok(gs_map_put(&m, key, (size_t)n, &values[i]), "put");
	}
	assert_int_equal(m.nr, 5000);
	for (int i = 0; i < 35000; i++) {
		int n = snprintf(key, sizeof(key), "dir/%d/file", i);

		assert_ptr_equal(gs_map_get(&m, key, (size_t)n),
		    i % 7 == 0 ? &values[i / 7] : NULL);
	}
	unit_ok(gs_map_put(&m, "dir/0/file", 10, &values[9]), "replace");
	assert_int_equal(m.nr, 5000);
	assert_ptr_equal(gs_map_get(&m, "dir/0/file", 10), &values[9]);
	dropped = 0;
	gs_map_clear(&m, drop);
	assert_int_equal(dropped, 5000);
	gs_map_clear(&m, drop);
	assert_int_equal(dropped, 5000);
	assert_null(gs_map_get(&m, "dir/0/file", 10));
}

/* Keys are bytes: one may begin another, hold a NUL, or be empty. */
static void
any_bytes(void **state)
{
	struct gs_map m = { 0 };
	int a, b, c, d;

	(void)state;
	unit_ok(gs_map_put(&m, "", 0, &a), "empty");
	unit_ok(gs_map_put(&m, "x", 1, &b), "x");
	unit_ok(gs_map_put(&m, "x\0", 2, &c), "x and NUL");
	unit_ok(gs_map_put(&m, "x\0y", 3, &d), "more");
	assert_int_equal(m.nr, 4);
	assert_ptr_equal(gs_map_get(&m, "", 0), &a);
	assert_ptr_equal(gs_map_get(&m, "x", 1), &b);
	assert_ptr_equal(gs_map_get(&m, "x\0", 2), &c);
	assert_ptr_equal(gs_map_get(&m, "x\0y", 3), &d);
	assert_null(gs_map_get(&m, "x\0z", 3));
	unit_ok(gs_map_put(&m, "nothing", 7, NULL), "no value");
	assert_null(gs_map_get(&m, "nothing", 7));
	dropped = 0;
	gs_map_clear(&m, drop);
	assert_int_equal(dropped, 4);
}

static int
fill(void *ctx)
{
	struct gs_map m = { 0 };
	int r = GS_OK;

	for (size_t i = 0; i < 100 && r == GS_OK; i++) {
		r = gs_map_put(&m, (const char *)&i, sizeof(i), ctx);
		assert_int_equal(m.nr, r == GS_OK ? i + 1 : i);
		for (size_t k = 0; k < m.nr; k++)
			assert_ptr_equal(
			    gs_map_get(&m, (const char *)&k, sizeof(k)), ctx);
	}
	gs_map_clear(&m, NULL);
	return r;
}

static void
out_of_memory(void **state)
{
	int x;

	(void)state;
	faults_sweep("map", fill, &x);
}

static void
one_search_for_both(void **state)
{
	struct gs_map m = { 0 };
	void **at;
	int x, y;

	(void)state;
	at = gs_map_at(&m, "a", 1);
	assert_non_null(at);
	assert_null(*at);
	assert_null(gs_map_get(&m, "a", 1));
	*at = &x;
	assert_ptr_equal(gs_map_get(&m, "a", 1), &x);
	assert_ptr_equal(*gs_map_at(&m, "a", 1), &x);
	assert_int_equal(m.nr, 1);
	unit_ok(gs_map_put(&m, "a", 1, &y), "put");
	assert_ptr_equal(*gs_map_at(&m, "a", 1), &y);
	gs_map_clear(&m, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_and_gets),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(one_search_for_both),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
