/* Reading and writing SOPS files with each allocation failing once. */
#include "unit.h"

#include "codec/regex.h"
#include "faults.h"
#include "sops_seed.h"

struct job {
	enum gs_sops_format format;
	struct gs_buf file;
	const char *plain;
};

/* Open, and write something else; all that fails leaves nothing behind. */
static int
open_and_write(void *ctx)
{
	const struct job *j = ctx;
	struct gs_buf plain = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	struct gs_sops s;
	int r;

	r = gs_sops_read(sops_name(j->format), j->file.p, j->file.n, &s, &e);
	if (r != GS_OK) {
		assert_int_equal(s.doc.nr, 0);
		return r;
	}
	r = gs_sops_open(&s, sops_seed_key, NULL, &plain, &e);
	assert_true(r == GS_OK || plain.n == 0);
	if (r == GS_OK && j->format != GS_SOPS_INI) {
		r = gs_sops_reseal(&s, sops_seed_key, j->plain,
		    strlen(j->plain), 1800000000, &out, &e);
		assert_true(r == GS_OK || out.n == 0);
	}
	gs_sops_clear(&s);
	gs_buf_clear(&plain);
	gs_buf_clear(&out);
	return r;
}

static void
files(void **state)
{
	static const struct {
		enum gs_sops_format format;
		const char *first, *then;
	} cases[] = {
		{ GS_SOPS_YAML, "# c\na: 1\nb: [x, {c: \"\"}]\n",
		    "a: 2\n# d\nb:\n- |\n  t\n" },
		{ GS_SOPS_JSON, "{\"a\": [1.5, \"x\"]}",
		    "{\"a\": [1.5, \"y\"], \"b\": \"\\u00e4\"}" },
		{ GS_SOPS_DOTENV, "#c\nA=1\n", "A=2\nB=3" },
		{ GS_SOPS_BINARY, "x", "y\n" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct job j = { cases[i].format, GS_BUF_INIT, cases[i].then };

		sops_make(
		    j.format, "encrypted_regex=.", cases[i].first, &j.file);
		faults_sweep(sops_name(j.format), open_and_write, &j);
		gs_buf_clear(&j.file);
	}
}

static int
compile(void *ctx)
{
	static const char re[] = "^(a|b[c-f]{2,3})*$|(?i)x\\d+";
	struct gs_regex *x;
	bool yes;
	int r;

	(void)ctx;
	if ((r = gs_regex_new(re, strlen(re), &x)) != GS_OK) {
		assert_null(x);
		return r;
	}
	r = gs_regex_finds(x, "abcdX9", 6, &yes);
	gs_regex_free(x);
	return r;
}

static void
expressions(void **state)
{
	(void)state;
	faults_sweep("regex", compile, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(expressions),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
