#include "unit.h"

#include <dirent.h>

#include "base/file.h"
#include "base/text.h"
#include "format/age/identity.h"
#include "sops_seed.h"

#define SIZE_MAX_TEST ((size_t)1 << 20)

struct said {
	unsigned nr;
};

static void
count(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	struct said *s = ctx;

	(void)level;
	(void)what;
	(void)hint;
	s->nr++;
}

/* The plain document of ${b}, or the code of what went wrong. */
static int
open_with(const char *name, const struct gs_buf *b, const uint8_t *key,
    struct gs_buf *out)
{
	struct gs_err e = { "", "" };
	struct gs_sops s;
	int r = gs_sops_read(name, b->p, b->n, &s, &e);

	if (r != GS_OK) {
		assert_true(r == GS_ENOTFOUND || e.what[0] != '\0');
		return r;
	}
	r = gs_sops_open(&s, key, NULL, out, &e);
	assert_true(r == GS_OK || (e.what[0] != '\0' && out->n == 0));
	gs_sops_clear(&s);
	return r;
}

struct plain {
	enum gs_sops_format format;
	const char *rule;
	const char *text;
	const char *opened; /* NULL: the same */
};

static const struct plain plains[] = {
	{ GS_SOPS_JSON, NULL, "{}", NULL },
	{ GS_SOPS_JSON, NULL, "{\"a\":1,\"b\":[true,null,-0.5,\"\"]}\n", NULL },
	{ GS_SOPS_JSON, NULL, "{\n\t\"a\": {\n\t\t\"b\": \"x\"\n\t}\n}\n",
	    NULL },
	{ GS_SOPS_JSON, NULL, "{\"a_unencrypted\": [1.50, 1e30]}", NULL },
	{ GS_SOPS_JSON, "encrypted_regex=^(data|x[0-9]+)$",
	    "{\"x12\":\"s\",\"y\":{\"data\":[\"t\"]},\"clear\":\"c\"}", NULL },
	{ GS_SOPS_JSON, "mac_only_encrypted=true",
	    "{\"k\":\"s\",\"b_unencrypted\":\"clear\"}", NULL },
	{ GS_SOPS_JSON, NULL, "{\"a\":\"<\\u00e4\\n>\"}",
	    "{\"a\":\"\\u003cä\\n\\u003e\"}" },
	{ GS_SOPS_DOTENV, NULL, "# c\nA=1\n\nB= x = y \nE=\nM=a\\nb\n", NULL },
	{ GS_SOPS_DOTENV, "encrypted_suffix=_SECRET",
	    "A=clear\nB_SECRET=hidden\n", NULL },
	{ GS_SOPS_DOTENV, NULL, "A=no line end", "A=no line end\n" },
	{ GS_SOPS_DOTENV, NULL, "", NULL },
	{ GS_SOPS_BINARY, NULL, "any\r\ntext\n\twhatever", NULL },
	{ GS_SOPS_BINARY, NULL, "", NULL },
	{ GS_SOPS_YAML, NULL, "{}\n", NULL },
	{ GS_SOPS_YAML, NULL, "", "{}\n" },
	{ GS_SOPS_YAML, NULL,
	    "# top\na: x # behind\n# before b\nb:\n    # in map\n    - 1\n"
	    "    # in list\n    - k: v\n",
	    NULL },
	{ GS_SOPS_YAML, NULL,
	    "n: ~\nt: true\ni: 42\nf: 1.5\nd: 2020-01-02T00:00:00Z\n"
	    "s: plain\ne: \"\"\nq: \"0123\"\nc: 'a: b'\nm: |\n    one\n"
	    "    two\nl: []\nx: {}\n",
	    NULL },
	{ GS_SOPS_YAML, NULL, "a: {b: 'x, y', c: [1, \"t\"]}\n",
	    "a: {b: 'x, y', c: [1, t]}\n" },
	{ GS_SOPS_YAML, NULL, "a: >-\n  folded\n  text\nb: 'q'\n",
	    "a: folded text\nb: q\n" },
	{ GS_SOPS_YAML, NULL, "a: 1\n---\nb: 2\n", NULL },
	{ GS_SOPS_YAML, NULL, "x_unencrypted: [1, 2.50, yes]\n", NULL },
	{ GS_SOPS_YAML, "unencrypted_regex=^(kind|meta)$",
	    "kind: Secret\ndata:\n  a: b\nmeta:\n  data: c\n", NULL },
	/* A block value would take the blanks, or the comment, for its own. */
	{ GS_SOPS_YAML, NULL, "a: \"one\\ntwo\" \nb: \"x\\ny\" # c\n", NULL },
	{ GS_SOPS_YAML, NULL, "b: !!binary aGkA/w==\n", NULL },
	{ GS_SOPS_YAML, NULL, "k: \"a\\x01b\\e\"\n", NULL },
};

static void
there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(plains); i++) {
		const struct plain *c = &plains[i];
		const char *want = c->opened != NULL ? c->opened : c->text;
		struct gs_buf file = GS_BUF_INIT, out = GS_BUF_INIT;

		sops_make(c->format, c->rule, c->text, &file);
		unit_ok(
		    open_with(sops_name(c->format), &file, sops_seed_key, &out),
		    c->text);
		if (out.n != strlen(want) ||
		    (out.n != 0 && memcmp(out.p, want, out.n) != 0))
			fail_msg("'%s' came back as '%s'", c->text,
			    gs_buf_str(&out));
		gs_buf_clear(&file);
		gs_buf_clear(&out);
	}
}

/* No plain byte of what must be encrypted stays in the file. */
static void
nothing_plain(void **state)
{
	static const enum gs_sops_format formats[] = { GS_SOPS_JSON,
		GS_SOPS_YAML, GS_SOPS_DOTENV, GS_SOPS_BINARY };
	static const char *const texts[] = { "{\"a\": \"tell-tale\"}",
		"# tell-tale\na: [tell-tale]\n", "#tell-tale\nA=tell-tale\n",
		"tell-tale" };

	(void)state;
	for (size_t i = 0; i < NR(formats); i++) {
		struct gs_buf file = GS_BUF_INIT;

		sops_make(formats[i], NULL, texts[i], &file);
		assert_null(strstr(gs_buf_str(&file), "tell-tale"));
		gs_buf_clear(&file);
	}
}

/* Replace ${from} by ${to} in ${b}; they are of one length. */
static void
swap_text(struct gs_buf *b, const char *from, const char *to)
{
	char *at = strstr((char *)(uintptr_t)gs_buf_str(b), from);

	if (at == NULL || strlen(from) != strlen(to))
		fail_msg("no '%s' to replace by '%s'", from, to);
	memcpy(at, to, strlen(to));
}

static void
changes_are_seen(void **state)
{
	static const char text[] = "{\"a\": \"x\", \"b_unencrypted\": \"yes\", "
				   "\"n_unencrypted\": 7, \"l\": [\"x\"]}";
	static const char *const pairs[][2] = { { "\"yes\"", "\"yet\"" },
		{ ": 7", ": 8" }, { ": 7", ":\" " }, { "\"a\"", "\"c\"" },
		{ "data:", "Data:" }, { "tag:", "Tag:" },
		{ "AES256_GCM", "AES256_CBC" }, { "type:str", "type:int" },
		{ "_unencrypted\": \"yes", "_Unencrypted\": \"yes" },
		{ "2027-01-15", "2027-01-16" }, { "\"mac\"", "\"mad\"" },
		{ "lastmodified", "lastmodifies" } };

	(void)state;
	for (size_t i = 0; i < NR(pairs); i++) {
		struct gs_buf file = GS_BUF_INIT, out = GS_BUF_INIT;

		sops_make(GS_SOPS_JSON, NULL, text, &file);
		swap_text(&file, pairs[i][0], pairs[i][1]);
		unit_code(open_with("x.json", &file, sops_seed_key, &out),
		    GS_EDAMAGED, pairs[i][0]);
		gs_buf_clear(&file);
		gs_buf_clear(&out);
	}
}

/* Every bit of a value, its IV, its tag, and of the MAC. */
static void
every_character(void **state)
{
	struct gs_buf file = GS_BUF_INIT, out = GS_BUF_INIT;
	size_t nr = 0;

	(void)state;
	sops_make(GS_SOPS_DOTENV, NULL, "A=value\n", &file);
	for (size_t i = 0; i < file.n; i++) {
		struct gs_buf bad = GS_BUF_INIT;
		bool digit = memcmp(file.p, "A=", 2) == 0 && i > 2 &&
		    strchr("ENC[]_,:=", file.p[i]) == NULL;

		if (file.p[i] == '\n')
			break;
		if (!digit)
			continue;
		unit_ok(gs_buf_add(&bad, file.p, file.n), "copy");
		bad.p[i] ^= 1;
		unit_code(open_with("x.env", &bad, sops_seed_key, &out),
		    GS_EDAMAGED, "a character");
		gs_buf_clear(&bad);
		nr++;
	}
	assert_true(nr > 60);
	gs_buf_clear(&file);
	gs_buf_clear(&out);
}

static void
wrong_key(void **state)
{
	struct gs_buf file = GS_BUF_INIT, out = GS_BUF_INIT;
	uint8_t key[GS_SOPS_KEY_LEN];

	(void)state;
	memcpy(key, sops_seed_key, sizeof(key));
	key[31] ^= 1;
	sops_make(GS_SOPS_YAML, NULL, "a: b\n", &file);
	unit_code(open_with("x.yaml", &file, key, &out), GS_EDAMAGED, "key");
	gs_buf_reset(&file);
	sops_make(GS_SOPS_YAML, NULL, "", &file);
	unit_code(
	    open_with("x.yaml", &file, key, &out), GS_EDAMAGED, "only a MAC");
	gs_buf_clear(&file);
}

/* The line of ${b} that begins with ${name}. */
static char *
line_of(const struct gs_buf *b, const char *name)
{
	const char *at = strstr((const char *)b->p, name);

	assert_non_null(at);
	return gs_strndup(at, strcspn(at, "\n"));
}

/* What an edit leaves alone keeps its text; what it touches does not. */
static void
an_edit_is_small(void **state)
{
	static const char edited[] = "# note\nA=1\nB=other\nC=3\nD=1\n";
	struct gs_buf file = GS_BUF_INIT, again = GS_BUF_INIT;
	struct gs_buf back = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	struct gs_sops s;

	(void)state;
	sops_make(GS_SOPS_DOTENV, NULL, "# note\nA=1\nB=2\nC=3\n", &file);
	unit_ok(gs_sops_read("x.env", file.p, file.n, &s, &e), "read");
	unit_ok(gs_sops_reseal(&s, sops_seed_key, edited, strlen(edited),
		    1800000001, &again, &e),
	    "reseal");
	assert_non_null(gs_buf_str(&file));
	assert_non_null(gs_buf_str(&again));
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = { "#",
			"A=", "C=", "B=", "sops_mac=" };
		char *a = line_of(&file, names[i]);
		char *b = line_of(&again, names[i]);

		assert_true((strcmp(a, b) == 0) == (i < 3));
		free(a);
		free(b);
	}
	unit_ok(open_with("x.env", &again, sops_seed_key, &back), "open");
	assert_string_equal(gs_buf_str(&back), edited);
	gs_sops_clear(&s);
	gs_buf_clear(&file);
	gs_buf_clear(&again);
	gs_buf_clear(&back);
}

/* What cannot be written is refused, with a sentence. */
static void
refused_edits(void **state)
{
	static const struct plain cases[] = {
		{ GS_SOPS_JSON, NULL, "[]" },
		{ GS_SOPS_JSON, NULL, "{\"a\":1" },
		{ GS_SOPS_JSON, NULL, "{\"a\":1,\"a\":2}" },
		{ GS_SOPS_JSON, NULL, "{\"sops\":1}" },
		{ GS_SOPS_DOTENV, NULL, "no sign\n" },
		{ GS_SOPS_DOTENV, NULL, "sops_x=1\n" },
		{ GS_SOPS_YAML, NULL, "- a\n" },
		{ GS_SOPS_YAML, NULL, "a: &x 1\nb: *x\n" },
		{ GS_SOPS_YAML, NULL, "{a: 1}\n" },
		{ GS_SOPS_YAML, NULL, "  a: 1\n" },
		{ GS_SOPS_YAML, NULL, "1: a\n" },
		{ GS_SOPS_YAML, NULL, "a: | # why\n  b\n" },
		{ GS_SOPS_YAML, NULL, "a: 18446744073709551615\n" },
		{ GS_SOPS_YAML, NULL, "sops:\n  a: 1\n" },
		{ GS_SOPS_BINARY, NULL, "\xff\xfe" },
		{ GS_SOPS_INI, NULL, "[a]\nb = c\n" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf seed = GS_BUF_INIT, out = GS_BUF_INIT;
		struct gs_err e = { "", "" };
		struct gs_sops s;

		sops_seed(cases[i].format, NULL, NULL, &seed);
		unit_ok(gs_sops_read(
			    sops_name(cases[i].format), seed.p, seed.n, &s, &e),
		    "read");
		unit_code(gs_sops_reseal(&s, sops_seed_key, cases[i].text,
			      strlen(cases[i].text), 1, &out, &e),
		    GS_EUSAGE, cases[i].text);
		assert_true(e.what[0] != '\0' && out.n == 0);
		gs_sops_clear(&s);
		gs_buf_clear(&seed);
	}
}

/* The data key comes out of the age entry that fits. */
static void
age_entry(void **state)
{
	struct gs_buf text = GS_BUF_INIT, file = GS_BUF_INIT;
	struct gs_buf key = GS_BUF_INIT;
	struct gs_identities ids = { 0 }, none = { 0 };
	struct gs_recipient pub;
	struct gs_err e = { "", "" };
	struct gs_sops s;

	(void)state;
	unit_ok(gs_identity_make(1, &text, &pub), "identity");
	unit_ok(gs_identities_parse(&ids, "id", text.p, text.n, &e), "parse");
	for (int f = GS_SOPS_YAML; f <= GS_SOPS_BINARY; f++) {
		enum gs_sops_format format = (enum gs_sops_format)f;

		gs_buf_reset(&file);
		gs_buf_reset(&key);
		sops_seed(format, NULL, &pub, &file);
		unit_ok(gs_sops_read(sops_name(format), file.p, file.n, &s, &e),
		    "read");
		unit_code(gs_sops_head_key(&s.head, &none, NULL, &key, &e),
		    GS_ENOKEY, "nobody");
		unit_ok(gs_sops_head_key(&s.head, &ids, NULL, &key, &e),
		    sops_name(format));
		assert_int_equal(key.n, GS_SOPS_KEY_LEN);
		assert_memory_equal(key.p, sops_seed_key, key.n);
		gs_sops_clear(&s);
	}
	gs_identities_clear(&ids);
	gs_recipient_clear(&pub);
	gs_buf_clear(&text);
	gs_buf_clear(&file);
	gs_buf_clear(&key);
}

/* What is no SOPS file stays what it is. */
static void
not_ours(void **state)
{
	static const struct {
		const char *name, *text;
	} cases[] = { { "a.json", "[]\n" }, { "a.yaml", "a: b\n" },
		{ "a.yaml", "sops:\n  stage: mac\n" }, { "a.json", "" },
		{ "a.env", "sops_dir=lastmodified\n" },
		{ "a.json", "{\"sops\": {\"lastmodifier\": \"mac" },
		{ "notes.txt", "sops: a tool; its mac and lastmodified\n" } };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_err e = { "", "" };
		struct gs_sops s;

		unit_code(gs_sops_read(cases[i].name, cases[i].text,
			      strlen(cases[i].text), &s, &e),
		    GS_ENOTFOUND, cases[i].text);
	}
}

/* Vectors of the real program. */

struct world {
	struct gs_identities ids;
	char *root;
};

static int
load(const char *root, const char *name, struct gs_buf *out)
{
	char *path = unit_path(root, name);
	int r = gs_file_read(path, SIZE_MAX_TEST, out, NULL);

	free(path);
	return r;
}

/* Both say the same values, in the same places. */
static void
same_values(const char *name, enum gs_sops_format format,
    const struct gs_buf *a, const struct gs_buf *b)
{
	struct gs_err e = { "", "" };
	struct gs_sops_doc x, y;

	if (format == GS_SOPS_BINARY) {
		assert_int_equal(a->n, b->n);
		assert_memory_equal(a->p, b->p, a->n);
		return;
	}
	unit_ok(gs_sops_doc_read(format, a->p, a->n, &x, &e), name);
	unit_ok(gs_sops_doc_read(format, b->p, b->n, &y, &e), name);
	if (x.nr != y.nr)
		fail_msg("%s: %zu values, want %zu", name, x.nr, y.nr);
	for (size_t i = 0; i < x.nr; i++) {
		char at[64], want[64];

		assert_string_equal(gs_sops_doc_name(&x, x.item[i].path, at),
		    gs_sops_doc_name(&y, y.item[i].path, want));
		if (x.item[i].type != y.item[i].type ||
		    x.item[i].n != y.item[i].n ||
		    memcmp(gs_sops_doc_text(&x, x.item[i].text),
			gs_sops_doc_text(&y, y.item[i].text), x.item[i].n) != 0)
			fail_msg("%s: another value at '%s'", name, at);
	}
	gs_sops_doc_clear(&x);
	gs_sops_doc_clear(&y);
}

/* Open, and write again without a change: the values keep their text. */
static void
check_vector(struct world *w, const char *folder, const char *name)
{
	struct gs_buf b = GS_BUF_INIT, key = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_buf want = GS_BUF_INIT, again = GS_BUF_INIT;
	struct said said = { 0 };
	const struct gs_report report = { count, &said };
	struct gs_err e = { "", "" };
	char *path = gs_asprintf("%s/%s", folder, name);
	struct gs_sops s;

	assert_non_null(path);
	unit_ok(load(w->root, path, &b), path);
	unit_ok(gs_sops_read(name, b.p, b.n, &s, &e), path);
	unit_ok(gs_sops_head_key(&s.head, &w->ids, NULL, &key, &e), path);
	unit_ok(gs_sops_open(&s, key.p, &report, &out, &e), path);
	assert_int_equal(said.nr, 0);
	free(path);
	path = gs_asprintf("expected/%s", name);
	if (load(w->root, path, &want) == GS_OK && strcmp(folder, "real") == 0)
		same_values(name, s.doc.format, &out, &want);
	if (s.doc.format != GS_SOPS_INI) {
		struct gs_sops t;

		unit_ok(gs_sops_reseal(
			    &s, key.p, out.p, out.n, 1800000000, &again, &e),
		    name);
		unit_ok(gs_sops_read(name, again.p, again.n, &t, &e), name);
		assert_int_equal(t.doc.nr, s.doc.nr);
		for (size_t i = 0; i < t.doc.nr; i++) {
			const struct gs_sops_item *x = &t.doc.item[i];
			const char *a = gs_sops_doc_text(&t.doc, x->text);

			if (gs_sops_enc_is(a, x->n) &&
			    memcmp(a,
				gs_sops_doc_text(&s.doc, s.doc.item[i].text),
				x->n) != 0)
				fail_msg("%s: a value changed its text", name);
		}
		gs_sops_clear(&t);
	}
	free(path);
	gs_sops_clear(&s);
	gs_buf_clear(&b);
	gs_buf_clear(&key);
	gs_buf_clear(&out);
	gs_buf_clear(&want);
	gs_buf_clear(&again);
}

static int
open_world(struct world *w)
{
	static const char *const keys[] = { "keys/id1.txt", "keys/ssh_ed25519",
		"keys/pq.txt" };

	memset(w, 0, sizeof(*w));
	if ((w->root = unit_shared("sops/made")) == NULL)
		return -1;
	for (size_t i = 0; i < NR(keys); i++) {
		struct gs_buf text = GS_BUF_INIT;
		struct gs_err e = { "", "" };

		unit_ok(load(w->root, keys[i], &text), keys[i]);
		unit_ok(
		    gs_identities_parse(&w->ids, keys[i], text.p, text.n, &e),
		    keys[i]);
		gs_buf_clear(&text);
	}
	return 0;
}

static void
close_world(struct world *w)
{
	gs_identities_clear(&w->ids);
	free(w->root);
}

static void
real_files(void **state)
{
	static const char *const names[][2] = { { "real", "blob.txt" },
		{ "real", "encrypted_regex.yaml" }, { "real", "flat.env" },
		{ "real", "mac_only_encrypted.yaml" }, { "real", "ssh.json" },
		{ "real", "types.json" }, { "real", "types.yaml" },
		{ "real", "unencrypted_regex.yaml" },
		{ "independent", "blob.txt" },
		{ "independent", "comments.yaml" },
		{ "independent", "encrypted_regex.json" },
		{ "independent", "flat.ini" }, { "independent", "notime.yaml" },
		{ "independent", "types.yaml" } };
	struct world w;

	(void)state;
	if (open_world(&w) != 0)
		skip();
	for (size_t i = 0; i < NR(names); i++)
		check_vector(&w, names[i][0], names[i][1]);
	close_world(&w);
}

/* What the real program refuses; the array is no SOPS file at all. */
static void
refused_files(void **state)
{
	struct world w;
	struct dirent *entry;
	unsigned nr = 0;
	char *folder;
	DIR *dir;

	(void)state;
	if (open_world(&w) != 0)
		skip();
	folder = unit_path(w.root, "refuse");
	assert_non_null(dir = opendir(folder));
	while ((entry = readdir(dir)) != NULL) {
		struct gs_buf b = GS_BUF_INIT, key = GS_BUF_INIT;
		struct gs_buf out = GS_BUF_INIT;
		struct gs_err e = { "", "" };
		struct gs_sops s = { 0 };
		int r;

		if (entry->d_name[0] == '.')
			continue;
		unit_ok(load(folder, entry->d_name, &b), entry->d_name);
		r = gs_sops_read(entry->d_name, b.p, b.n, &s, &e);
		if (r == GS_OK)
			r = gs_sops_head_key(&s.head, &w.ids, NULL, &key, &e);
		if (r == GS_OK)
			r = gs_sops_open(&s, key.p, NULL, &out, &e);
		if (r == GS_OK || out.n != 0)
			fail_msg("%s was opened", entry->d_name);
		gs_sops_clear(&s);
		gs_buf_clear(&b);
		gs_buf_clear(&key);
		nr++;
	}
	assert_true(nr >= 10);
	(void)closedir(dir);
	free(folder);
	close_world(&w);
}

/* What is beyond us is named. */
static void
foreign_files(void **state)
{
	static const char *const names[] = { "encrypted_comment_regex.yaml",
		"unencrypted_comment_regex.yaml", "shamir_2of2.env",
		"shamir_2of2.yaml" };
	struct world w;

	(void)state;
	if (open_world(&w) != 0)
		skip();
	for (size_t i = 0; i < NR(names); i++) {
		char *path = gs_asprintf("real/%s", names[i]);
		struct gs_buf b = GS_BUF_INIT;
		struct gs_err e = { "", "" };
		struct gs_sops s;

		unit_ok(load(w.root, path, &b), names[i]);
		unit_ok(gs_sops_read(names[i], b.p, b.n, &s, &e), names[i]);
		assert_non_null(s.head.foreign);
		gs_sops_clear(&s);
		gs_buf_clear(&b);
		free(path);
	}
	close_world(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(nothing_plain),
		cmocka_unit_test(changes_are_seen),
		cmocka_unit_test(every_character),
		cmocka_unit_test(wrong_key),
		cmocka_unit_test(an_edit_is_small),
		cmocka_unit_test(refused_edits),
		cmocka_unit_test(age_entry),
		cmocka_unit_test(not_ours),
		cmocka_unit_test(real_files),
		cmocka_unit_test(refused_files),
		cmocka_unit_test(foreign_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
