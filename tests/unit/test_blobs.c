#include "box.h"

#include <unistd.h>

#include "git/batch.h"
#include "repo/blobs.h"

static struct gs_blobs *
blobs(size_t oid_len)
{
	struct gs_blobs *b;

	unit_ok(gs_blobs_new(NULL, oid_len, &b), "blobs");
	return b;
}

/* Content number ${i}: sealed or not, compressible or not, any length. */
static size_t
content(size_t i, uint8_t *p)
{
	static const size_t lens[] = { 1, 15, 16, 2047, 2048, 2049, 65535,
		65536, 70000, 300 };
	size_t n = lens[i % NR(lens)];

	if (i % 3 == 0)
		unit_text(p, n, (uint32_t)i);
	else
		unit_random(p, n, (uint32_t)i);
	if (i % 3 == 1 && n > 9)
		memcpy(p, "\0GITSEAL\1", 9);
	return n;
}

/* The object store must hold number 0 to ${nr} under the names given. */
static void
check_all(const struct gs_oid *id, size_t nr, uint8_t *p)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_batch *b;

	unit_ok(gs_batch_new(NULL, true, &b), "batch");
	for (size_t i = 0; i < nr; i++) {
		size_t n = content(i, p);

		gs_buf_reset(&out);
		unit_ok(gs_batch_get(b, &id[i], SIZE_MAX, &out, NULL), "get");
		assert_int_equal(out.n, n);
		assert_memory_equal(out.p, p, n);
	}
	gs_buf_clear(&out);
	gs_batch_free(b);
	box_sh("git fsck --strict 2>&1 | grep -v '^notice\\|^dangling' && "
	       "exit 1 || :");
}

static void
write_and_check(const char *format, size_t oid_len, size_t nr)
{
	struct gs_oid *id = calloc(nr, sizeof(*id));
	uint8_t *p = malloc(70000);
	struct gs_blobs *b = blobs(oid_len);

	box_sh("rm -rf r; git init -q --object-format=%s r", format);
	box_in("r");
	for (size_t i = 0; i < nr; i++)
		unit_ok(gs_blobs_add(b, p, content(i, p), &id[i], NULL), "add");
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	unit_ok(gs_blobs_finish(b, NULL), "finish again");
	gs_blobs_free(b);
	check_all(id, nr, p);
	box_in("");
	free(id);
	free(p);
}

static void
test_few_and_many(void **state)
{
	(void)state;
	write_and_check("sha1", 20, 1);
	write_and_check("sha1", 20, 99);
	write_and_check("sha1", 20, 100);
	write_and_check("sha1", 20, 300);
	write_and_check("sha256", 32, 10);
	write_and_check("sha256", 32, 200);
}

static void
test_loose_or_packed(void **state)
{
	struct gs_blobs *b = blobs(20);
	struct gs_oid id;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (uint32_t i = 0; i < 99; i++)
		unit_ok(gs_blobs_add(b, &i, sizeof(i), &id, NULL), "add");
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	box_is("count: 99", "git count-objects -v | grep ^count");
	for (uint32_t i = 1000; i < 1100; i++)
		unit_ok(gs_blobs_add(b, &i, sizeof(i), &id, NULL), "add");
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	box_is("count: 99\nin-pack: 100\npacks: 1",
	    "git count-objects -v | grep '^count\\|^in-pack\\|^packs'");
	gs_blobs_free(b);
}

/* Sealed bytes are stored, text is deflated, the empty blob is right. */
static void
test_sizes(void **state)
{
	enum { LEN = 8 << 10, NR_EACH = 60 };
	struct gs_blobs *b = blobs(20);
	uint8_t *p = malloc(LEN);
	struct gs_oid id, empty;
	char *size, hex[GS_OID_HEX_MAX + 1];

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (uint32_t i = 0; i < NR_EACH; i++) {
		unit_text(p, LEN, i);
		unit_ok(gs_blobs_add(b, p, LEN, &id, NULL), "text");
		unit_random(p, LEN, i);
		memcpy(p, "\0GITSEAL\1", 9);
		unit_ok(gs_blobs_add(b, p, LEN, &id, NULL), "sealed");
	}
	unit_ok(gs_blobs_add(b, "", 0, &empty, NULL), "empty");
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	gs_blobs_free(b);
	size = box_out("git count-objects -v | sed -n 's/size-pack: //p'");
	assert_in_range(atoi(size), NR_EACH * 8, NR_EACH * 12);
	box_sh("git cat-file blob %s | cmp - /dev/null",
	    gs_oid_print(&empty, hex));
	free(size);
	free(p);
}

static void
test_big_ones(void **state)
{
	size_t n = 5 << 20;
	uint8_t *p = malloc(n);
	struct gs_blobs *b = blobs(20);
	struct gs_oid id[9];
	char hex[GS_OID_HEX_MAX + 1];

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	unit_random(p, n, 7);
	memcpy(p, "\0GITSEAL\1", 9);
	/* Over what is held back, in two ways. */
	unit_ok(gs_blobs_add(b, p, n, &id[0], NULL), "alone");
	for (size_t i = 1; i < NR(id); i++)
		unit_ok(
		    gs_blobs_add(b, p + i, (size_t)4000 << 10, &id[i], NULL),
		    "add");
	box_sh("git cat-file -e %s", gs_oid_print(&id[0], hex));
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	gs_blobs_free(b);
	box_file("want", p + 3, (size_t)4000 << 10);
	box_sh("git cat-file blob %s | cmp - want", gs_oid_print(&id[3], hex));
	box_file("want", p, n);
	box_sh("git cat-file blob %s | cmp - want", gs_oid_print(&id[0], hex));
	free(p);
}

static void
test_again_and_not_finished(void **state)
{
	struct gs_blobs *b = blobs(20);
	struct gs_oid a, again, lost;
	char hex[GS_OID_HEX_MAX + 1];

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	unit_ok(gs_blobs_add(b, "a", 1, &a, NULL), "add");
	unit_ok(gs_blobs_add(b, "a", 1, &again, NULL), "add");
	assert_true(gs_oid_eq(&a, &again));
	unit_ok(gs_blobs_finish(b, NULL), "finish");
	for (uint32_t i = 0; i < 200; i++)
		unit_ok(gs_blobs_add(b, "a", 1, &again, NULL), "add");
	unit_ok(gs_blobs_finish(b, NULL), "the same 200 times");
	box_is("in-pack: 0", "git count-objects -v | grep in-pack");
	unit_ok(gs_blobs_add(b, "lost", 4, &lost, NULL), "add");
	gs_blobs_free(b);
	gs_blobs_free(NULL);
	box_sh("git cat-file -e %s", gs_oid_print(&a, hex));
	box_sh("! git cat-file -e %s 2>/dev/null", gs_oid_print(&lost, hex));
	box_sh("git fsck --strict 2>/dev/null");
}

static void
test_failures(void **state)
{
	struct gs_blobs *b = blobs(20);
	struct gs_oid id;
	struct gs_err e;

	(void)state;
	unit_ok(gs_blobs_add(b, "a", 1, &id, NULL), "add");
	unit_code(gs_blobs_finish(b, &e), GS_EGIT, "nowhere");
	assert_non_null(strstr(e.what, "'git unpack-objects' failed"));
	gs_blobs_free(b);
	/* A repository of another format reads another checksum. */
	box_sh("git init -q --object-format=sha256 s");
	box_in("s");
	b = blobs(20);
	unit_ok(gs_blobs_add(b, "a", 1, &id, NULL), "add");
	unit_code(gs_blobs_finish(b, &e), GS_EGIT, "format");
	gs_blobs_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_few_and_many),
		BOX_TEST(test_loose_or_packed),
		BOX_TEST(test_sizes),
		BOX_TEST(test_big_ones),
		BOX_TEST(test_again_and_not_finished),
		BOX_TEST(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
