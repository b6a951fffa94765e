#include "unit.h"

#include "format/sops/scalar.h"

struct spelling {
	const char *text;
	enum gs_sops_type type;
	const char *canon;
};

/* clang-format off */
static const struct spelling yaml[] = {
	{ "", GS_SOPS_NULL, "" }, { "~", GS_SOPS_NULL, "" },
	{ "null", GS_SOPS_NULL, "" }, { "NULL", GS_SOPS_NULL, "" },
	{ "nULL", GS_SOPS_STR, "nULL" },
	{ "true", GS_SOPS_BOOL, "True" }, { "FALSE", GS_SOPS_BOOL, "False" },
	{ "yes", GS_SOPS_STR, "yes" }, { "on", GS_SOPS_STR, "on" },
	{ "y", GS_SOPS_STR, "y" }, { "0", GS_SOPS_INT, "0" },
	{ "42", GS_SOPS_INT, "42" }, { "+5", GS_SOPS_INT, "5" },
	{ "-7", GS_SOPS_INT, "-7" }, { "017", GS_SOPS_INT, "15" },
	{ "0o17", GS_SOPS_INT, "15" }, { "0x1F", GS_SOPS_INT, "31" },
	{ "-0x1f", GS_SOPS_INT, "-31" }, { "0b101", GS_SOPS_INT, "5" },
	{ "0b-1", GS_SOPS_INT, "-1" }, { "1_000", GS_SOPS_INT, "1000" },
	{ "_1", GS_SOPS_STR, "_1" }, { "08", GS_SOPS_FLOAT, "8" },
	{ "9223372036854775807", GS_SOPS_INT, "9223372036854775807" },
	{ "-9223372036854775808", GS_SOPS_INT, "-9223372036854775808" },
	{ "-9223372036854775809", GS_SOPS_FLOAT, "-9223372036854776000" },
	{ "18446744073709551616", GS_SOPS_FLOAT, "18446744073709552000" },
	{ "1.5", GS_SOPS_FLOAT, "1.5" }, { "3.0", GS_SOPS_FLOAT, "3" },
	{ "1.", GS_SOPS_FLOAT, "1" }, { ".5", GS_SOPS_FLOAT, "0.5" },
	{ "-.5", GS_SOPS_FLOAT, "-0.5" }, { ".", GS_SOPS_STR, "." },
	{ "1e3", GS_SOPS_FLOAT, "1000" }, { "1e-7", GS_SOPS_FLOAT, "0.0000001" },
	{ "1e21", GS_SOPS_FLOAT, "1000000000000000000000" },
	{ "-0.0", GS_SOPS_FLOAT, "-0" }, { "1.0e+400", GS_SOPS_STR, "1.0e+400" },
	{ ".inf", GS_SOPS_FLOAT, "+Inf" }, { "-.INF", GS_SOPS_FLOAT, "-Inf" },
	{ ".NaN", GS_SOPS_FLOAT, "NaN" }, { "1.2.3", GS_SOPS_STR, "1.2.3" },
	{ "12:30:45", GS_SOPS_STR, "12:30:45" }, { "=", GS_SOPS_STR, "=" },
	{ "<<", GS_SOPS_STR, "<<" }, { "-", GS_SOPS_STR, "-" },
	{ "0x", GS_SOPS_STR, "0x" }, { "1e", GS_SOPS_STR, "1e" },
	{ "2020-01-02", GS_SOPS_TIME, "2020-01-02T00:00:00Z" },
	{ "2020-1-2", GS_SOPS_TIME, "2020-01-02T00:00:00Z" },
	{ "2020-02-30", GS_SOPS_STR, "2020-02-30" },
	{ "2001-12-14T21:59:43.10-05:00", GS_SOPS_TIME,
	    "2001-12-14T21:59:43.1-05:00" },
	{ "2001-12-14t21:59:43+00:00", GS_SOPS_TIME, "2001-12-14T21:59:43Z" },
	{ "2001-12-14 1:2:3", GS_SOPS_TIME, "2001-12-14T01:02:03Z" },
	{ "2001-12-14 21:59:43 -5", GS_SOPS_STR, "2001-12-14 21:59:43 -5" },
	{ "2001-12-14T21:59:43", GS_SOPS_STR, "2001-12-14T21:59:43" },
	{ "20201-01-01", GS_SOPS_STR, "20201-01-01" },
};

static const struct spelling json[] = {
	{ "0", GS_SOPS_INT, "0" }, { "-0", GS_SOPS_INT, "0" },
	{ "9007199254740993", GS_SOPS_INT, "9007199254740993" },
	{ "9223372036854775808", GS_SOPS_FLOAT, "9223372036854776000" },
	{ "1.50", GS_SOPS_FLOAT, "1.5" }, { "1E2", GS_SOPS_FLOAT, "100" },
	{ "-0.0", GS_SOPS_FLOAT, "-0" }, { "true", GS_SOPS_BOOL, "True" },
	{ "null", GS_SOPS_NULL, "" },
};
/* clang-format on */

static void
check(const struct spelling *c,
    int (*fn)(const char *, size_t, enum gs_sops_type *, struct gs_buf *))
{
	struct gs_buf out = GS_BUF_INIT;
	enum gs_sops_type type;

	unit_ok(fn(c->text, strlen(c->text), &type, &out), c->text);
	if (type != c->type || strcmp(gs_buf_str(&out), c->canon) != 0)
		fail_msg("'%s': type %d, '%s'", c->text, (int)type,
		    gs_buf_str(&out));
	gs_buf_clear(&out);
}

static void
spellings(void **state)
{
	struct gs_buf out = GS_BUF_INIT;
	enum gs_sops_type type;

	(void)state;
	for (size_t i = 0; i < NR(yaml); i++)
		check(&yaml[i], gs_sops_scalar_yaml);
	for (size_t i = 0; i < NR(json); i++)
		check(&json[i], gs_sops_scalar_json);
	unit_code(gs_sops_scalar_yaml("18446744073709551615", 20, &type, &out),
	    GS_ETOOBIG, "uint64");
	unit_code(
	    gs_sops_scalar_json("1e400", 5, &type, &out), GS_ETOOBIG, "1e400");
	gs_buf_clear(&out);
}

struct shape {
	double v;
	const char *plain, *yaml, *json;
};

static const struct shape shapes[] = {
	{ 0.1, "0.1", "0.1", "0.1" },
	{ 100, "100", "100", "100" },
	{ 1e6, "1000000", "1e+06", "1000000" },
	{ 1234567890.5, "1234567890.5", "1.2345678905e+09", "1234567890.5" },
	{ 1e-5, "0.00001", "1e-05", "0.00001" },
	{ 1e-7, "0.0000001", "1e-07", "1e-7" },
	{ 1e21, "1000000000000000000000", "1e+21", "1e+21" },
	{ 5e-324, NULL, "5e-324", "5e-324" },
	{ 1.7976931348623157e308, NULL, "1.7976931348623157e+308",
	    "1.7976931348623157e+308" },
	/* The nearest decimal of 16 digits means the double below. */
	{ 5.684341886080802e-14, NULL, "5.684341886080802e-14",
	    "5.684341886080802e-14" },
	{ 9007199254740992.0, "9007199254740992", "9.007199254740992e+15",
	    "9007199254740992" },
	{ -2.5, "-2.5", "-2.5", "-2.5" },
};

static void
floats(void **state)
{
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(shapes); i++) {
		const struct shape *c = &shapes[i];

		if (c->plain != NULL) {
			unit_ok(gs_sops_float_plain(c->v, &out), c->plain);
			assert_string_equal(gs_buf_str(&out), c->plain);
		}
		gs_buf_reset(&out);
		unit_ok(gs_sops_float_short(c->v, false, &out), c->yaml);
		assert_string_equal(gs_buf_str(&out), c->yaml);
		gs_buf_reset(&out);
		unit_ok(gs_sops_float_short(c->v, true, &out), c->json);
		assert_string_equal(gs_buf_str(&out), c->json);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&out);
}

/* What was decrypted comes into its one spelling, or is refused. */
static void
canon(void **state)
{
	static const struct {
		enum gs_sops_type type;
		const char *text, *canon; /* NULL: refused */
	} cases[] = { { GS_SOPS_INT, "007", "7" }, { GS_SOPS_INT, "1.5", NULL },
		{ GS_SOPS_INT, "", NULL }, { GS_SOPS_FLOAT, "1.50", "1.5" },
		{ GS_SOPS_FLOAT, "+Inf", "+Inf" }, { GS_SOPS_FLOAT, "x", NULL },
		{ GS_SOPS_BOOL, "true", "True" }, { GS_SOPS_BOOL, "1", "True" },
		{ GS_SOPS_BOOL, "F", "False" }, { GS_SOPS_BOOL, "yes", NULL },
		{ GS_SOPS_TIME, "2020-01-02T03:04:05.600Z",
		    "2020-01-02T03:04:05.6Z" },
		{ GS_SOPS_TIME, "2020-01-02", NULL },
		{ GS_SOPS_STR, "any", "any" } };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf out = GS_BUF_INIT;
		int r;

		r = gs_sops_scalar_canon(
		    cases[i].type, cases[i].text, strlen(cases[i].text), &out);
		unit_code(r, cases[i].canon == NULL ? GS_EDAMAGED : GS_OK,
		    cases[i].text);
		if (r == GS_OK)
			assert_string_equal(gs_buf_str(&out), cases[i].canon);
		gs_buf_clear(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(floats),
		cmocka_unit_test(canon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
