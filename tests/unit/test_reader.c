/*
 * Opening while bytes arrive is opening: whatever the pieces, the same bytes
 * or the same refusal; and who gives up in between leaves nothing running.
 */
#include "box.h"

#include "base/text.h"
#include "base/wipe.h"
#include "crypto/siv.h"
#include "format/keyring.h"
#include "git/batch.h"

static const size_t lens[] = { 0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 4096,
	131071, 131072, 131073, 400000 };
static const size_t steps[] = { 1, 7, 16, 1000, 131072, 1000000 };

struct text {
	uint8_t key[GS_SIV_KEY_LEN], tag[GS_SIV_TAG_LEN];
	uint8_t *plain, *sealed; /* owned */
	size_t n;
};

static void
text_make(struct text *t, size_t n)
{
	unit_random(t->key, sizeof(t->key), 1);
	t->n = n;
	t->plain = malloc(n + 1);
	t->sealed = malloc(n + 1);
	assert_true(t->plain != NULL && t->sealed != NULL);
	unit_random(t->plain, n, 2);
	memcpy(t->sealed, t->plain, n);
	unit_ok(gs_siv_seal(t->key, "ad", 2, t->sealed, n, t->tag), "seal");
}

static void
text_clear(struct text *t)
{
	free(t->plain);
	free(t->sealed);
}

/* Feed ${p} in pieces; what gs_siv_reader_end says. */
static int
feed(const struct text *t, uint8_t *p, size_t step)
{
	struct gs_siv_reader *r;
	int code;

	unit_ok(gs_siv_reader_new(t->key, "ad", 2, p, t->n, t->tag, &r), "new");
	for (size_t have = 0; have < t->n;) {
		have = t->n - have < step ? t->n : have + step;
		unit_ok(gs_siv_reader_more(r, have), "more");
	}
	code = gs_siv_reader_end(r);
	gs_siv_reader_free(r);
	return code;
}

static void
test_siv_in_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(lens); i++) {
		struct text t;
		uint8_t *p = malloc(lens[i] + 1);

		assert_non_null(p);
		text_make(&t, lens[i]);
		for (size_t k = 0; k < NR(steps); k++) {
			if (lens[i] / steps[k] > 5000)
				continue;
			memcpy(p, t.sealed, t.n);
			if (feed(&t, p, steps[k]) != GS_OK ||
			    memcmp(p, t.plain, t.n) != 0)
				fail_msg(
				    "%zu in steps of %zu", lens[i], steps[k]);
		}
		free(p);
		text_clear(&t);
	}
}

/* Not one bit may be wrong, wherever it stands; and nothing is left then. */
static void
test_siv_forged(void **state)
{
	static const size_t at[] = { 0, 15, 16, 131071, 131072, 299983,
		299999 };
	uint8_t *p = malloc(300000);
	struct text t;

	(void)state;
	assert_non_null(p);
	text_make(&t, 300000);
	for (size_t i = 0; i < NR(at); i++) {
		memcpy(p, t.sealed, t.n);
		p[at[i]] ^= 0x10;
		unit_code(feed(&t, p, 65536), GS_EDAMAGED, "a bit");
		for (size_t k = 0; k < t.n; k++)
			assert_int_equal(p[k], 0);
	}
	memcpy(p, t.sealed, t.n);
	t.tag[3] ^= 1;
	unit_code(feed(&t, p, 65536), GS_EDAMAGED, "the tag");
	free(p);
	text_clear(&t);
}

static void
test_siv_given_up(void **state)
{
	struct gs_siv_reader *r;
	struct text t;

	(void)state;
	text_make(&t, 400000);
	unit_ok(
	    gs_siv_reader_new(t.key, "ad", 2, t.sealed, t.n, t.tag, &r), "new");
	gs_siv_reader_free(r);
	unit_ok(
	    gs_siv_reader_new(t.key, "ad", 2, t.sealed, t.n, t.tag, &r), "new");
	unit_ok(gs_siv_reader_more(r, 300001), "more");
	gs_siv_reader_free(r);
	gs_siv_reader_free(NULL);
	text_clear(&t);
}

static void
seal_file(const struct gs_content_key *key, const struct gs_seal_opt *opt,
    size_t n, struct gs_buf *b)
{
	unit_ok(gs_buf_reserve(b, n + GS_SEALED_HEADER_LEN), "room");
	unit_text(b->p + GS_SEALED_HEADER_LEN, n, 5);
	b->n = n + GS_SEALED_HEADER_LEN;
	unit_ok(gs_sealed_seal(key, opt, b), "seal");
}

static int
read_file(const struct gs_content_key *key, const struct gs_buf *sealed,
    size_t step, struct gs_buf *b, size_t *off)
{
	struct gs_sealed_reader *r = NULL;
	int code = GS_OK;

	unit_ok(gs_buf_reserve(b, sealed->n), "room");
	while (code == GS_OK && b->n < sealed->n) {
		size_t left = sealed->n - b->n;

		unit_ok(
		    gs_buf_add(b, sealed->p + b->n, left < step ? left : step),
		    "add");
		if (r == NULL)
			code = gs_sealed_reader_new(key, b, sealed->n, &r);
		if (code == GS_OK)
			code = gs_sealed_reader_more(r);
	}
	if (code == GS_OK)
		code = gs_sealed_reader_end(r, (uint64_t)1 << 30, off);
	gs_sealed_reader_free(r);
	return code;
}

static void
test_files(void **state)
{
	static const struct gs_seal_opt opts[] = { { false, 0 }, { true, 0 },
		{ false, 64 }, { true, 4096 } };
	struct gs_gen gen;
	size_t off = 0;

	(void)state;
	unit_ok(gs_gen_make(1, &gen), "key");
	for (size_t i = 0; i < NR(opts); i++) {
		struct gs_buf sealed = GS_BUF_INIT, one = GS_BUF_INIT,
			      two = GS_BUF_INIT;
		size_t at = 0;

		seal_file(&gen.content, &opts[i], 200000, &sealed);
		unit_ok(gs_buf_add(&one, sealed.p, sealed.n), "copy");
		unit_ok(
		    gs_sealed_open(&gen.content, (uint64_t)1 << 30, &one, &at),
		    "open");
		unit_ok(
		    read_file(&gen.content, &sealed, 5000, &two, &off), "read");
		assert_int_equal(one.n - at, two.n - off);
		assert_memory_equal(one.p + at, two.p + off, two.n - off);
		/* Damaged: nothing comes out. */
		gs_buf_reset(&two);
		sealed.p[sealed.n - 7] ^= 1;
		unit_code(read_file(&gen.content, &sealed, 5000, &two, &off),
		    GS_EDAMAGED, "damaged");
		assert_int_equal(two.n, 0);
		gs_buf_clear(&sealed);
		gs_buf_clear(&one);
		gs_buf_clear(&two);
	}
	gs_wipe(&gen, sizeof(gen));
}

static void
test_files_of_others(void **state)
{
	struct gs_buf sealed = GS_BUF_INIT, b = GS_BUF_INIT;
	struct gs_gen gen, other;
	size_t off;

	(void)state;
	unit_ok(gs_gen_make(1, &gen), "key");
	unit_ok(gs_gen_make(1, &other), "key");
	seal_file(
	    &gen.content, &(struct gs_seal_opt){ false, 0 }, 50000, &sealed);
	unit_code(read_file(&other.content, &sealed, 5000, &b, &off), GS_ENOKEY,
	    "another key");
	sealed.p[8] = 2;
	gs_buf_reset(&b);
	unit_code(read_file(&gen.content, &sealed, 5000, &b, &off), GS_ENEWER,
	    "newer");
	gs_buf_clear(&sealed);
	gs_buf_clear(&b);
	gs_wipe(&gen, sizeof(gen));
	gs_wipe(&other, sizeof(other));
}

/* What gs_batch_live tells, put down. */
struct news {
	size_t pieces[3], last[3], done, dropped;
	const uint8_t *at;
};

static int
more(void *ctx, size_t i, struct gs_buf *b, size_t n)
{
	struct news *w = ctx;

	if (b == NULL) {
		w->dropped++;
		w->last[i] = 0;
		return GS_OK;
	}
	assert_int_equal(n, 5000000);
	assert_true(b->n > w->last[i] && b->cap >= n);
	assert_true(w->last[i] == 0 || b->p == w->at);
	w->at = b->p;
	w->last[i] = b->n;
	w->pieces[i]++;
	return GS_OK;
}

static int
blob(void *ctx, size_t i, struct gs_buf *b)
{
	struct news *w = ctx;

	assert_non_null(b);
	assert_int_equal(b->n, i == 1 ? 5000000 : 6);
	w->done++;
	return GS_OK;
}

static void
list_ids(struct gs_oid ids[3])
{
	static const char *const names[] = { ":a", ":b", ":c" };

	box_sh("git init -q r");
	box_in("r");
	box_sh("echo small >a; echo small >c; head -c 5000000 /dev/urandom >b; "
	       "git add .");
	for (size_t i = 0; i < 3; i++) {
		char *hex = box_out("git rev-parse %s", names[i]);

		unit_ok(gs_oid_parse(hex, strlen(hex), &ids[i]), "id");
		free(hex);
	}
}

static void
test_news_of_large_blobs(void **state)
{
	struct gs_err e = { "", "" };
	struct gs_oid ids[3];
	struct news w = { { 0 }, { 0 }, 0, 0, NULL };

	(void)state;
	list_ids(ids);
	unit_ok(gs_batch_live(NULL, true, ids, 3, SIZE_MAX, blob, more, &w, &e),
	    "live");
	assert_int_equal(w.done, 3);
	assert_int_equal(w.pieces[0] + w.pieces[2], 0);
	assert_true(w.pieces[1] > 3);
	assert_int_equal(w.last[1], 5000000);
	assert_int_equal(w.dropped, 0);
}

/* Git dies in the middle of a blob: that is told, and it comes again. */
static void
test_news_of_a_death(void **state)
{
	struct gs_err e = { "", "" };
	struct gs_oid ids[3];
	struct news w = { { 0 }, { 0 }, 0, 0, NULL };

	(void)state;
	list_ids(ids);
	box_sh("mkdir bin; real=$(command -v git); printf '%%s\\n' '#!/bin/sh' "
	       "'case $* in *cat-file*)' "
	       "'if mkdir \"'\"$PWD\"'/once\" 2>/dev/null; then' "
	       "\"$real \\\"\\$@\\\" | head -c 2000000; exit 1; fi;; esac\" "
	       "\"exec $real \\\"\\$@\\\"\" >bin/git; chmod +x bin/git");
	{
		char *old = gs_strdup(getenv("PATH"));
		char *path = gs_asprintf("%s/r/bin:%s", box_dir(), old);

		assert_true(old != NULL && path != NULL);
		assert_int_equal(setenv("PATH", path, 1), 0);
		unit_ok(gs_batch_live(
			    NULL, true, ids, 3, SIZE_MAX, blob, more, &w, &e),
		    "live");
		assert_int_equal(setenv("PATH", old, 1), 0);
		free(old);
		free(path);
	}
	assert_int_equal(w.done, 3);
	assert_int_equal(w.dropped, 1);
	assert_int_equal(w.last[1], 5000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_siv_in_pieces),
		cmocka_unit_test(test_siv_forged),
		cmocka_unit_test(test_siv_given_up),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_files_of_others),
		BOX_TEST(test_news_of_large_blobs),
		BOX_TEST(test_news_of_a_death),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
