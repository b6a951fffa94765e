#include "unit.h"

#include "base/cur.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/text.h"
#include "codec/deflate.h"
#include "codec/hex.h"
#include "crypto/hash.h"
#include "format/keyring.h"

#define VECTORS "tests/vectors/sealed.txt"

/* One case of the file, which was made by a program of its own. */
struct vector {
	char name[80], want[80];
	struct gs_buf sealed;
};

static struct gs_gen gen;
static struct gs_buf text;
static char *folder, *key_file;

static int
setup(void **state)
{
	uint8_t secret[GS_GEN_SECRET_LEN];
	struct gs_buf line = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	unit_ok(gs_gen_derive(1700000000, secret, &gen), "derive");
	unit_ok(gs_file_read(VECTORS, 1 << 20, &text, &e), VECTORS);
	folder = unit_folder();
	key_file = unit_path(folder, "key");
	unit_ok(gs_keyring_print_gen(&gen, &line), "print");
	unit_ok(gs_file_write(key_file, 0600, line.p, line.n, &e), "write");
	gs_buf_clear(&line);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	gs_buf_clear(&text);
	free(key_file);
	unit_folder_done(folder);
	return 0;
}

static bool
next_line(struct gs_cur *c, const uint8_t **line, size_t *n)
{
	return gs_cur_line(c, line, n) == GS_OK;
}

static bool
next_vector(struct gs_cur *c, struct vector *v)
{
	const uint8_t *line;
	size_t n;

	do {
		if (!next_line(c, &line, &n))
			return false;
	} while (n == 0 || line[0] == '#');
	(void)snprintf(
	    v->name, sizeof(v->name), "%.*s", (int)n, (const char *)line);
	assert_true(next_line(c, &line, &n));
	(void)snprintf(
	    v->want, sizeof(v->want), "%.*s", (int)n, (const char *)line);
	assert_true(next_line(c, &line, &n));
	gs_buf_reset(&v->sealed);
	unit_ok(gs_buf_reserve(&v->sealed, n / 2), "room");
	unit_ok(gs_hex_parse((const char *)line, n, v->sealed.p), v->name);
	v->sealed.n = n / 2;
	return true;
}

static void
check_plain(const struct vector *v, const uint8_t *p, size_t n)
{
	char hex[2 * GS_SHA256_LEN + 1];
	uint8_t sum[GS_SHA256_LEN];

	unit_ok(gs_sha256(p, n, sum), "sha256");
	if (strcmp(gs_hex_print(sum, sizeof(sum), hex),
		v->want + strlen("opens ")) != 0)
		fail_msg("%s: opens to other bytes", v->name);
}

static void
ours(void **state)
{
	struct gs_cur c = { text.p, text.n };
	struct vector v = { .sealed = GS_BUF_INIT };
	unsigned nr = 0;

	(void)state;
	for (; next_vector(&c, &v); nr++) {
		int want = strncmp(v.want, "opens ", 6) == 0 ? GS_OK
		    : strcmp(v.want, "newer") == 0	     ? GS_ENEWER
		    : strcmp(v.want, "no key") == 0	     ? GS_ENOKEY
							     : GS_EDAMAGED;
		size_t off;

		unit_code(gs_sealed_open(&gen.content, GS_SEALED_INFLATE_MAX,
			      &v.sealed, &off),
		    want, v.name);
		if (want == GS_OK)
			check_plain(&v, v.sealed.p + off, v.sealed.n - off);
	}
	gs_buf_clear(&v.sealed);
	assert_true(nr > 50);
}

#define PYTHON "/usr/bin/python3"

/* Run ${argv}; false where this machine has not what it needs. */
static bool
python(const char *const *argv, struct gs_buf *out, int *code)
{
	static const char *const probe[] = { PYTHON, "-c",
		"from cryptography.hazmat.primitives.ciphers.aead import "
		"AESSIV",
		NULL };
	struct gs_proc_opt opt = { .argv = probe, .err = GS_PROC_ERR_DROP };
	struct gs_err e;

	if (gs_proc_run(&opt, NULL, 0, NULL, code, &e) != GS_OK || *code != 0) {
		printf("skipped: no python3-cryptography with AESSIV\n");
		return false;
	}
	opt = (struct gs_proc_opt){ .argv = argv };
	unit_ok(gs_proc_run(&opt, NULL, 0, out, code, &e), argv[1]);
	return true;
}

/* The independent reader says the same of each. */
static void
unseal_py(void **state)
{
	const char *const argv[] = { PYTHON, "tests/vectors/check-sealed.py",
		key_file, NULL };
	struct gs_buf out = GS_BUF_INIT;
	int code;

	(void)state;
	if (!python(argv, &out, &code))
		skip();
	if (code != 0)
		fail_msg("%s", gs_buf_str(&out));
	gs_buf_clear(&out);
}

/* Seal ${n} bytes as ${i} says, into a file; the plain bytes go to ${all}. */
static char *
seal_file(size_t n, size_t i, struct gs_buf *all)
{
	static const struct gs_seal_opt opts[] = { { false, 0 }, { true, 0 },
		{ true, 16 }, { false, 65536 }, { true, 4096 } };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err e;
	char name[32], *path;

	unit_ok(gs_buf_reserve(&b, GS_SEALED_HEADER_LEN + n), "room");
	b.n = GS_SEALED_HEADER_LEN + n;
	(i % 3 == 0 ? unit_random : unit_text)(
	    b.p + GS_SEALED_HEADER_LEN, n, (uint32_t)i);
	unit_ok(gs_buf_add(all, b.p + GS_SEALED_HEADER_LEN, n), "plain");
	unit_ok(gs_sealed_seal(&gen.content, &opts[i % NR(opts)], &b), "seal");
	(void)snprintf(name, sizeof(name), "sealed-%zu", i);
	path = unit_path(folder, name);
	unit_ok(gs_file_write(path, 0600, b.p, b.n, &e), path);
	gs_buf_clear(&b);
	return path;
}

/* And it opens what we seal, whatever the kind. */
static void
unseal_py_of_ours(void **state)
{
	static const size_t lens[] = { 1, 15, 16, 1023, 1024, 65537, 1048577,
		3000000 };
	const char *argv[3 + 5 * NR(lens) + 1] = { PYTHON, "contrib/unseal.py",
		key_file };
	struct gs_buf plain = GS_BUF_INIT, out = GS_BUF_INIT;
	char *path[5 * NR(lens)];
	bool ran;
	int code;

	(void)state;
	for (size_t i = 0; i < NR(path); i++)
		argv[3 + i] = path[i] = seal_file(lens[i / 5], i, &plain);
	ran = python(argv, &out, &code);
	for (size_t i = 0; i < NR(path); i++)
		free(path[i]);
	if (ran) {
		assert_int_equal(code, 0);
		assert_int_equal(out.n, plain.n);
		assert_memory_equal(out.p, plain.p, plain.n);
	}
	gs_buf_clear(&plain);
	gs_buf_clear(&out);
	if (!ran)
		skip();
}

/* The document's description of the stream is enough to write it. */
static void
deflate_py(void **state)
{
	static const size_t lens[] = { 0, 7, 8, 1000, 20000, 70000 };
	const char *argv[2 + 2 * NR(lens) + 1] = { PYTHON,
		"tests/vectors/check-deflate.py" };
	struct gs_buf out = GS_BUF_INIT;
	char *path[2 * NR(lens)], name[32];
	uint8_t plain[70000], *z = malloc(80000);
	size_t n;
	bool ran;
	struct gs_err e;
	int code;

	(void)state;
	assert_non_null(z);
	for (size_t i = 0; i < NR(path); i++) {
		(i % 2 ? unit_text : unit_random)(plain, lens[i / 2], 9);
		(void)snprintf(name, sizeof(name), "deflate-%zu.z", i);
		path[i] = unit_path(folder, name);
		unit_ok(gs_deflate(plain, lens[i / 2], z, 79000, &n), name);
		unit_ok(gs_file_write(path[i], 0600, z, n, &e), name);
		path[i][strlen(path[i]) - 2] = '\0';
		unit_ok(
		    gs_file_write(path[i], 0600, plain, lens[i / 2], &e), name);
		argv[2 + i] = path[i];
	}
	ran = python(argv, &out, &code);
	for (size_t i = 0; i < NR(path); i++)
		free(path[i]);
	free(z);
	if (!ran)
		skip();
	if (code != 0)
		fail_msg("%s", gs_buf_str(&out));
	gs_buf_clear(&out);
}

/* Whether ${hex} stands in the document, however it is broken up. */
static void
documented(const struct gs_buf *doc, const uint8_t *p, size_t n)
{
	char *hex = malloc(2 * n + 1);

	assert_non_null(hex);
	if (strstr((const char *)doc->p, gs_hex_print(p, n, hex)) == NULL)
		fail_msg("docs/format.md lacks %s", hex);
	free(hex);
}

/* The worked examples are what we write. */
static void
examples(void **state)
{
	static const struct {
		struct gs_seal_opt opt;
		unsigned times;
	} cases[] = { { { true, 0 }, 1 }, { { true, 16 }, 1 },
		{ { true, 0 }, 100 } };
	struct gs_buf doc = GS_BUF_INIT, b = GS_BUF_INIT;
	size_t n = 0;
	struct gs_err e;

	(void)state;
	unit_ok(gs_file_read("docs/format.md", 1 << 20, &doc, &e), "doc");
	for (size_t i = 0; i < doc.n; i++) {
		if (doc.p[i] != ' ' && doc.p[i] != '\n')
			doc.p[n++] = doc.p[i];
	}
	doc.p[n] = '\0';
	documented(&doc, gen.content.key, sizeof(gen.content.key));
	documented(&doc, gen.content.id, sizeof(gen.content.id));
	documented(&doc, gen.roster_key, sizeof(gen.roster_key));
	documented(&doc, gen.fingerprint, sizeof(gen.fingerprint));
	for (size_t i = 0; i < NR(cases); i++) {
		gs_buf_reset(&b);
		unit_ok(gs_buf_reserve(&b, GS_SEALED_HEADER_LEN), "room");
		b.n = GS_SEALED_HEADER_LEN;
		for (unsigned k = 0; k < cases[i].times; k++)
			unit_ok(gs_buf_adds(&b, "hello, world\n"), "plain");
		unit_ok(
		    gs_sealed_seal(&gen.content, &cases[i].opt, &b), "seal");
		documented(&doc, b.p, b.n);
	}
	gs_buf_reset(&b);
	unit_ok(gs_keyring_print_gen(&gen, &b), "print");
	gs_buf_cut(&b, b.n - 1);
	assert_non_null(strstr((const char *)doc.p, gs_buf_str(&b)));
	gs_buf_clear(&doc);
	gs_buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours),
		cmocka_unit_test(unseal_py),
		cmocka_unit_test(unseal_py_of_ours),
		cmocka_unit_test(deflate_py),
		cmocka_unit_test(examples),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
