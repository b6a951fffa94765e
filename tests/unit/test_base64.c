#include "unit.h"

#include "codec/base64.h"
#include "faults.h"

/* RFC 4648, section 10. */
static const struct {
	const char *bytes, *padded, *raw;
} good[] = {
	{ "", "", "" },
	{ "f", "Zg==", "Zg" },
	{ "fo", "Zm8=", "Zm8" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xfb\xff\xfe", "+//+", "+//+" },
};

/* What other decoders let through. */
static const struct {
	const char *text;
	enum gs_base64_form form;
} bad[] = {
	{ "Zg", GS_BASE64_PADDED },	  /* padding missing */
	{ "Zg=", GS_BASE64_PADDED },	  /* half of it */
	{ "Zg===", GS_BASE64_PADDED },	  /* too much */
	{ "Zg==Zg==", GS_BASE64_PADDED }, /* in the middle */
	{ "====", GS_BASE64_PADDED },
	{ "Z===", GS_BASE64_PADDED },
	{ "=", GS_BASE64_PADDED },
	{ "Zh==", GS_BASE64_PADDED }, /* bits left over */
	{ "Zm9=", GS_BASE64_PADDED },
	{ "Zm9v\n", GS_BASE64_PADDED },
	{ "Zm9v\nYg==", GS_BASE64_PADDED },
	{ " Zm9v", GS_BASE64_PADDED },
	{ "Zm-_", GS_BASE64_PADDED }, /* the other alphabet */
	{ "Zm9v=", GS_BASE64_RAW },
	{ "Zg==", GS_BASE64_RAW },
	{ "Z", GS_BASE64_RAW },
	{ "Zm9vY", GS_BASE64_RAW },
	{ "Zh", GS_BASE64_RAW },
	{ "Zm9", GS_BASE64_RAW },
	{ "Zm9v\r", GS_BASE64_RAW },
	{ "Zm8=", GS_BASE64_RAW },
	{ "Zm\x80v", GS_BASE64_RAW },
	{ "\xff\xff\xff\xff", GS_BASE64_RAW },
};

static void
rfc4648(void **state)
{
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(good); i++) {
		const char *s = good[i].bytes;
		size_t n = strlen(s);
		const struct {
			enum gs_base64_form form;
			const char *text;
		} f[2] = { { GS_BASE64_PADDED, good[i].padded },
			{ GS_BASE64_RAW, good[i].raw } };

		for (int k = 0; k < 2; k++) {
			const char *t = f[k].text;

			gs_buf_reset(&b);
			unit_ok(gs_base64_print(f[k].form, s, n, &b), t);
			assert_string_equal(gs_buf_str(&b), t);
			gs_buf_reset(&b);
			unit_ok(
			    gs_base64_parse(f[k].form, t, strlen(t), &b), t);
			assert_int_equal(b.n, n);
			assert_memory_equal(gs_buf_str(&b), s, n);
		}
	}
	gs_buf_clear(&b);
}

static void
refused(void **state)
{
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_buf_adds(&b, "keep"), "buffer");
	for (size_t i = 0; i < NR(bad); i++) {
		const char *t = bad[i].text;

		unit_code(gs_base64_parse(bad[i].form, t, strlen(t), &b),
		    GS_EDAMAGED, t);
		assert_string_equal(gs_buf_str(&b), "keep");
	}
	gs_buf_clear(&b);
}

/* Of all strings of four characters exactly the 64^4 + 64^2*16 + 64*4 that
 * an encoder writes are read; here, of all that differ in one from a good
 * one. */
static void
one_character(void **state)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789+/";
	struct gs_buf b = GS_BUF_INIT, again = GS_BUF_INIT;

	(void)state;
	for (size_t at = 0; at < 4; at++) {
		for (int c = 0; c < 256; c++) {
			char t[4] = { 'Z', 'm', '9', 'v' };
			int want = c != 0 && strchr(digits, c) != NULL
			    ? GS_OK
			    : GS_EDAMAGED;

			t[at] = (char)c;
			gs_buf_reset(&b);
			unit_code(gs_base64_parse(GS_BASE64_RAW, t, 4, &b),
			    want, "one character");
			if (want != GS_OK)
				continue;
			gs_buf_reset(&again);
			unit_ok(
			    gs_base64_print(GS_BASE64_RAW, b.p, b.n, &again),
			    "again");
			assert_memory_equal(again.p, t, 4);
		}
	}
	gs_buf_clear(&b);
	gs_buf_clear(&again);
}

static void
long_ones(void **state)
{
	struct gs_buf t = GS_BUF_INIT, b = GS_BUF_INIT;
	uint8_t p[1000];

	(void)state;
	unit_random(p, sizeof(p), 1);
	for (size_t n = 0; n <= sizeof(p); n++) {
		enum gs_base64_form form =
		    n % 2 ? GS_BASE64_RAW : GS_BASE64_PADDED;

		gs_buf_reset(&t);
		gs_buf_reset(&b);
		unit_ok(gs_base64_print(form, p, n, &t), "print");
		unit_ok(
		    gs_base64_parse(form, gs_buf_str(&t), t.n, &b), "parse");
		assert_int_equal(b.n, n);
		assert_memory_equal(b.p != NULL ? b.p : p, p, n);
	}
	gs_buf_clear(&t);
	gs_buf_clear(&b);
}

static int
both_ways(void *ctx)
{
	struct gs_buf t = GS_BUF_INIT, b = GS_BUF_INIT;
	int r;

	(void)ctx;
	r = gs_base64_print(GS_BASE64_RAW, "foobar", 6, &t);
	if (r == GS_OK)
		r = gs_base64_parse(GS_BASE64_RAW, (char *)t.p, t.n, &b);
	gs_buf_clear(&t);
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("base64", both_ways, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc4648),
		cmocka_unit_test(refused),
		cmocka_unit_test(one_character),
		cmocka_unit_test(long_ones),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
