#include "unit.h"

#include "base/json.h"
#include "faults.h"

static void
nests(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_json j;

	(void)state;
	gs_json_init(&j, &b);
	gs_json_object(&j, NULL);
	gs_json_str(&j, "name", "a");
	gs_json_u64(&j, "n", UINT64_MAX);
	gs_json_array(&j, "list");
	gs_json_object(&j, NULL);
	gs_json_object_end(&j);
	gs_json_array(&j, NULL);
	gs_json_array_end(&j);
	gs_json_bool(&j, NULL, true);
	gs_json_bool(&j, NULL, false);
	gs_json_null(&j, NULL);
	gs_json_u64(&j, NULL, 0);
	gs_json_array_end(&j);
	gs_json_null(&j, "none");
	gs_json_object_end(&j);
	unit_ok(gs_json_end(&j), "json");
	assert_string_equal(gs_buf_str(&b),
	    "{\"name\":\"a\",\"n\":18446744073709551615,"
	    "\"list\":[{},[],true,false,null,0],\"none\":null}\n");
	gs_buf_clear(&b);
}

static void
quotes(void **state)
{
	static const struct {
		const char *s;
		size_t n;
		const char *want;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "a\"b\\c/", 6, "\"a\\\"b\\\\c/\"" },
		{ "\b\f\n\r\t\x01\x7f", 7,
		    "\"\\u0008\\u000c\\u000a\\u000d\\u0009\\u0001\\u007f\"" },
		{ "a\0b", 3, "\"a\\u0000b\"" },
		{ "\xc3\xa4\xf0\x9f\x98\x80", 6,
		    "\"\xc3\xa4\xf0\x9f\x98\x80\"" },
		{ "\xff\xc3", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", 3,
		    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		struct gs_json j;

		gs_json_init(&j, &b);
		gs_json_strn(&j, NULL, cases[i].s, cases[i].n);
		unit_ok(gs_json_end(&j), "json");
		gs_buf_cut(&b, b.n - 1);
		assert_string_equal(gs_buf_str(&b), cases[i].want);
		gs_buf_clear(&b);
	}
}

static void
first_failure_stays(void **state)
{
	struct gs_buf b = { NULL, 0, 0, 3 };
	struct gs_json j;

	(void)state;
	gs_json_init(&j, &b);
	gs_json_array(&j, NULL);
	gs_json_str(&j, NULL, "long");
	gs_json_array_end(&j);
	unit_code(gs_json_end(&j), GS_ETOOBIG, "json");
	assert_true(b.n <= 3);
	gs_buf_clear(&b);
}

static int
write_some(void *ctx)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_json j;
	int r;

	(void)ctx;
	gs_json_init(&j, &b);
	gs_json_array(&j, NULL);
	for (unsigned i = 0; i < 200; i++)
		gs_json_u64(&j, NULL, i);
	gs_json_array_end(&j);
	r = gs_json_end(&j);
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("json", write_some, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nests),
		cmocka_unit_test(quotes),
		cmocka_unit_test(first_failure_stays),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
