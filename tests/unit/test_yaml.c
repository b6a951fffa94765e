#include "unit.h"

#include "codec/yaml.h"

/*
 * What is read, in one line: a document is <...>, a map {...}, a list [...],
 * a scalar its text between the quotes of its style (none, ', ", |, >), with
 * "_" for a line end, and a comment #text#.
 */
static void
dump(const struct gs_events *ev, struct gs_buf *out)
{
	static const char open[] = "<{[", quotes[] = " '\"|>!";
	char stack[GS_EVENT_DEPTH_MAX + 2];
	size_t depth = 0;

	for (size_t i = 0; i < ev->nr; i++) {
		const struct gs_event *x = &ev->v[i];
		char q = x->type == GS_EVENT_COMMENT ? '#' : quotes[x->style];

		if (x->type < GS_EVENT_END) {
			stack[depth++] = ">}]"[x->type];
			unit_ok(gs_buf_addc(out, open[x->type]), "dump");
		} else if (x->type == GS_EVENT_END) {
			unit_ok(gs_buf_addc(out, stack[--depth]), "dump");
		} else {
			unit_ok(gs_buf_addc(out, q), "dump");
			for (size_t k = 0; k < x->n; k++) {
				char c = (char)ev->text.p[x->text + k];

				unit_ok(gs_buf_addc(out, c == '\n' ? '_' : c),
				    "dump");
			}
			unit_ok(gs_buf_addc(out, q), "dump");
		}
	}
}

struct text {
	const char *yaml, *want;
};

static const struct text texts[] = {
	{ "", "<>" },
	{ "# only\n", "<# only#>" },
	{ "a: 1\n", "<{ a  1 }>" },
	{ "a: 1", "<{ a  1 }>" },
	{ "a:\n", "<{ a   }>" },
	{ "a:\nb: 2\n", "<{ a    b  2 }>" },
	{ "a:\n  b:\n    c: x\n  d: y\ne: z\n",
	    "<{ a { b { c  x } d  y } e  z }>" },
	{ "- a\n- b\n", "<[ a  b ]>" },
	{ "a:\n- x\n- y\nb: z\n", "<{ a [ x  y ] b  z }>" },
	{ "a:\n  - x\n  - y: 1\n    z: 2\n  -\n    w: 3\n",
	    "<{ a [ x { y  1  z  2 }{ w  3 }]}>" },
	{ "- - a\n  - b\n- c\n", "<[[ a  b ] c ]>" },
	{ "-\n- a\n", "<[   a ]>" },
	{ "a: {b: 1, 'c': [x, \"y\"], \"d\":2}\n",
	    "<{ a { b  1 'c'[ x \"y\"]\"d\" 2 }}>" },
	{ "a: []\nb: {}\n", "<{ a [] b {}}>" },
	{ "[a,\n b,\n]\n", "<[ a  b ]>" },
	{ "a: one\n  two\n\n  three\n", "<{ a  one two_three }>" },
	{ "a: 'it''s\n  b\n\n  c'\n", "<{ a 'it's b_c'}>" },
	{ "a: \"x\\\n  y\\tz \\\n\n  w\"\n", "<{ a \"xy\tz _w\"}>" },
	{ "a: \"\\x41\\u00e4\\U0001F600\\/\\e\"\n",
	    "<{ a \"A\xc3\xa4\xf0\x9f\x98\x80/\x1b\"}>" },
	{ "a: |\n  x\n   y\n\n  z\nb: 1\n", "<{ a |x_ y__z_| b  1 }>" },
	{ "a: |-\n  x\n\n", "<{ a |x|}>" },
	{ "a: |+\n  x\n\n\nb: 1\n", "<{ a |x___| b  1 }>" },
	{ "a: |2\n   x\n", "<{ a | x_|}>" },
	{ "a: >\n  x\n  y\n\n  z\n   w\n  v\n", "<{ a >x y_z_ w_v_>}>" },
	{ "a: >-\n  x\n  y\n", "<{ a >x y>}>" },
	{ "a: | # why\n  x\n", "<{ a # why#|x_|}>" },
	{ "a: |\n# c\nb: 1\n", "<{ a ||# c# b  1 }>" },
	{ "# top\na: 1 # end\n  # deep\nb: 2\n",
	    "<# top#{ a  1 # end## deep# b  2 }>" },
	{ "a: b#c\n", "<{ a  b#c }>" },
	{ "a: b:c\nd: http://e\n", "<{ a  b:c  d  http://e }>" },
	{ "a: -x\nb: ?y\nc: :z\n", "<{ a  -x  b  ?y  c  :z }>" },
	{ "---\na: 1\n---\nb: 2\n...\n", "<{ a  1 }><{ b  2 }>" },
	{ "# c\n---\na: 1\n", "<# c#{ a  1 }>" },
	{ "---\n---\n", "<><>" },
	{ "\xef\xbb\xbf"
	  "a: 1\n",
	    "<{ a  1 }>" },
	{ "a: 1\r\nb: |\r\n  x\r\n  y\r\n", "<{ a  1  b |x_y_|}>" },
	{ "a: !!str 1\nb: !!binary aGk=\n", "<{ a \"1\" b !hi!}>" },
	{ "'k: x': 1\n\"l\": 2\n", "<{'k: x' 1 \"l\" 2 }>" },
	{ "a: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n",
	    "<{ a  ENC[AES256_GCM,data:x,iv:y,tag:z,type:str] }>" },
};

static void
reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(texts); i++) {
		struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
		struct gs_buf out = GS_BUF_INIT;
		struct gs_err e = { "", "" };

		if (gs_yaml_read(
			texts[i].yaml, strlen(texts[i].yaml), &ev, &e) != GS_OK)
			fail_msg("'%s': %s", texts[i].yaml, e.what);
		dump(&ev, &out);
		if (strcmp(gs_buf_str(&out), texts[i].want) != 0)
			fail_msg("'%s' is %s", texts[i].yaml, gs_buf_str(&out));
		gs_events_clear(&ev);
		gs_buf_clear(&out);
	}
}

/* The line that is named, and a word of the reason. */
static const struct {
	const char *yaml, *why;
} refused[] = {
	{ "a: &x 1\n", "line 1: an anchor" },
	{ "a: 1\nb: *x\n", "line 2: an anchor" },
	{ "a: !x 1\n", "a tag" },
	{ "? a\n: b\n", "a '?' key" },
	{ "%YAML 1.1\n---\na: 1\n", "a directive" },
	{ "a:\n\tb: 1\n", "line 2: a tab" },
	{ "a: 1\n\t\nb: 2\n", "a tab" },
	{ "a: b: c\n", "something stands behind" },
	{ "a: - b\n", "a '-' behind a key" },
	{ "a: 1\n  b: 2\n", "a key of more than one line" },
	{ "a:\n  b: 1\n c: 2\n", "indented too far" },
	{ "- a\nb: 1\n", "no '-'" },
	{ "a: [1, 2\n", "brackets" },
	{ "a: [b: c]\n", "brackets" },
	{ "a: {b}\n", "no key" },
	{ "a: 'x\n", "quotes without an end" },
	{ "a: \"\\q\"\n", "an escape" },
	{ "a: \"\\ud800\"\n", "an escape" },
	{ "a: x\001\n", "a control byte" },
	{ "a: \xff\n", "not UTF-8" },
	{ "a: x\ry\n", "a line end" },
	{ "a: x\xe2\x80\xa8y\n", "a line end" },
	{ "a: @x\n", "a sign of YAML's" },
	{ "a\n", NULL },
	{ "[a]: b\n", "something stands behind" },
	{ "a: 1\n...\nb: 2\n", "no '---'" },
	{ "...\n", "no '---'" },
	{ "a: \"b\"c\n", "something stands behind" },
	{ "a: |\n    \n  x\n", "an empty line" },
};

static void
refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(refused); i++) {
		struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
		struct gs_err e = { "", "" };
		int r;

		r = gs_yaml_read(
		    refused[i].yaml, strlen(refused[i].yaml), &ev, &e);
		unit_code(r, refused[i].why == NULL ? GS_OK : GS_EDAMAGED,
		    refused[i].yaml);
		if (refused[i].why != NULL &&
		    strstr(e.what, refused[i].why) == NULL)
			fail_msg("'%s': %s", refused[i].yaml, e.what);
		gs_events_clear(&ev);
	}
}

/* Where things stand: what the source has there. */
static void
places(void **state)
{
	static const char text[] = "k: 'v'  # c\nl:\n- \"w\"\n- |\n  x\n\n";
	static const char *const want[] = { "k", "'v'", "# c", "l", "\"w\"",
		"|\n  x" };
	struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_err e;
	size_t nr = 0;

	(void)state;
	unit_ok(gs_yaml_read(text, strlen(text), &ev, &e), "read");
	for (size_t i = 0; i < ev.nr; i++) {
		const struct gs_event *x = &ev.v[i];

		if (x->type != GS_EVENT_SCALAR && x->type != GS_EVENT_COMMENT)
			continue;
		assert_int_equal(x->to - x->from, strlen(want[nr]));
		assert_memory_equal(text + x->from, want[nr], strlen(want[nr]));
		nr++;
	}
	assert_int_equal(nr, NR(want));
	gs_events_clear(&ev);
}

static void
limits(void **state)
{
	struct gs_events ev = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_err e = { "", "" };
	char deep[2 * 200];

	(void)state;
	memset(deep, '[', sizeof(deep));
	unit_code(gs_yaml_read(deep, sizeof(deep), &ev, &e), GS_ETOOBIG, "[");
	gs_events_clear(&ev);
	for (size_t i = 0; i < sizeof(deep); i += 2)
		memcpy(deep + i, "- ", 2);
	unit_code(gs_yaml_read(deep, sizeof(deep), &ev, &e), GS_ETOOBIG, "-");
	gs_events_clear(&ev);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(places),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
