#include "unit.h"

#include "codec/jsonread.h"

/* Scalars between "|", structure by brackets. */
static void
dump(const struct gs_events *ev, struct gs_buf *out)
{
	char stack[GS_EVENT_DEPTH_MAX + 2];
	size_t depth = 0;

	for (size_t i = 0; i < ev->nr; i++) {
		const struct gs_event *x = &ev->v[i];

		if (x->type == GS_EVENT_END) {
			unit_ok(gs_buf_addc(out, stack[--depth]), "dump");
		} else if (x->type != GS_EVENT_SCALAR) {
			stack[depth++] = x->type == GS_EVENT_MAP ? '}'
			    : x->type == GS_EVENT_LIST		 ? ']'
								 : '>';
			unit_ok(gs_buf_addc(out,
				    x->type == GS_EVENT_MAP	   ? '{'
					: x->type == GS_EVENT_LIST ? '['
								   : '<'),
			    "dump");
		} else {
			unit_ok(gs_buf_addc(out, '|'), "dump");
			unit_ok(gs_buf_add(out, ev->text.p + x->text, x->n),
			    "dump");
			unit_ok(gs_buf_addc(out,
				    x->style == GS_STYLE_PLAIN ? '|' : '\''),
			    "dump");
		}
	}
}

static const struct {
	const char *json, *want;
} texts[] = {
	{ "{\"a\":1}", "<{|a'|1|}>" },
	{ " [ ] ", "<[]>" },
	{ "[{},[],\"x\",-0.5e+3,true,false,null]\n",
	    "<[{}[]|x'|-0.5e+3||true||false||null|]>" },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "<|\"\\/\b\f\n\r\t'>" },
	{ "\"\\u0041\\u00e4\\ud83d\\uDE00\"", "<|A\xc3\xa4\xf0\x9f\x98\x80'>" },
	{ "{\"a\":{\"b\":[1,2]},\"c\":[]}", "<{|a'{|b'[|1||2|]}|c'[]}>" },
	{ "12345678901234567890.10", "<|12345678901234567890.10|>" },
};

static void
reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(texts); i++) {
		struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
		struct gs_buf out = GS_BUF_INIT;
		struct gs_err e = { "", "" };

		if (gs_json_read(
			texts[i].json, strlen(texts[i].json), &ev, &e) != GS_OK)
			fail_msg("'%s': %s", texts[i].json, e.what);
		dump(&ev, &out);
		assert_string_equal(gs_buf_str(&out), texts[i].want);
		gs_events_clear(&ev);
		gs_buf_clear(&out);
	}
}

static void
refuses(void **state)
{
	static const char *const bad[] = { "", " ", "{", "[", "[1", "[1,",
		"[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}",
		"[1 2]", "1 2", "01", "-", "1.", ".5", "1e", "+1", "tru", "nul",
		"'a'", "\"a", "\"\\q\"", "\"\\u12\"", "\"\\ud800\"",
		"\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "\"\xff\"",
		"\xef\xbb\xbf{}", "[}", "{]", "{}}", "NaN", "// x\n1" };

	(void)state;
	for (size_t i = 0; i < NR(bad); i++) {
		struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
		struct gs_err e = { "", "" };

		unit_code(gs_json_read(bad[i], strlen(bad[i]), &ev, &e),
		    GS_EDAMAGED, bad[i]);
		assert_non_null(strstr(e.what, "line "));
		gs_events_clear(&ev);
	}
}

static void
limits(void **state)
{
	struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_err e = { "", "" };
	char deep[2 * GS_EVENT_DEPTH_MAX + 2];

	(void)state;
	memset(deep, '[', sizeof(deep));
	unit_code(gs_json_read(deep, sizeof(deep), &ev, &e), GS_ETOOBIG, "[");
	gs_events_clear(&ev);
	memset(deep + GS_EVENT_DEPTH_MAX, ']', GS_EVENT_DEPTH_MAX);
	unit_ok(gs_json_read(deep, 2 * GS_EVENT_DEPTH_MAX, &ev, &e), "deep");
	gs_events_clear(&ev);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
