#include "unit.h"

#include "base/cur.h"
#include "faults.h"
#include "format/keyring.h"

#define HEAD GS_SEALED_HEADER_LEN
#define TAG_AT 16

static struct gs_gen gen;
static const struct gs_seal_opt as_is = { false, 0 }, shrink = { true, 0 };

static int
make_key(void **state)
{
	uint8_t secret[GS_GEN_SECRET_LEN];

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	return gs_gen_derive(1700000000, secret, &gen);
}

/* A buffer as gs_sealed_seal wants it: room for the header, then ${n} bytes
 * for the caller to fill. */
static uint8_t *
room(struct gs_buf *b, size_t n)
{
	gs_buf_reset(b);
	unit_ok(gs_buf_reserve(b, HEAD + n), "room");
	memset(b->p, 0xee, HEAD);
	b->n = HEAD + n;
	return b->p + HEAD;
}

/* A sealed file with this very body, as a stranger with the key makes it. */
static void
forge(struct gs_buf *b, unsigned flags, const void *body, size_t n)
{
	uint8_t *p = room(b, n);

	memcpy(p, body, n);
	memcpy(b->p, GS_SEALED_MAGIC, 8);
	b->p[8] = 1;
	b->p[9] = (uint8_t)flags;
	memcpy(b->p + 10, gen.content.id, GS_GEN_ID_LEN);
	unit_ok(gs_siv_seal(gen.content.key, b->p, 16, p, n, b->p + TAG_AT),
	    "forge");
}

static void
check_open(struct gs_buf *b, uint64_t max, const void *want, size_t n,
    const char *what)
{
	size_t off;

	unit_ok(gs_sealed_open(&gen.content, max, b, &off), what);
	if (b->n - off != n || memcmp(b->p + off, want, n) != 0)
		fail_msg("%s: opens to other bytes", what);
}

static void
check_refused(struct gs_buf *b, uint64_t max, int want, const char *what)
{
	size_t off = 1;

	unit_code(gs_sealed_open(&gen.content, max, b, &off), want, what);
	assert_int_equal(b->n, 0);
	assert_int_equal(off, 0);
}

static void
peek(void **state)
{
#define H(version, flags)                                                      \
	"\0GITSEAL" version flags "\1\2\3\4\5\6"                               \
	"tagtagtagtagtagt"
	static const struct {
		const char *name, *p;
		size_t n;
		int want;
	} cases[] = {
		{ "empty", "", 0, GS_EDAMAGED },
		{ "plain text", "hello", 5, GS_EDAMAGED },
		{ "half a magic", "\0GITSEA", 7, GS_EDAMAGED },
		{ "a magic", "\0GITSEAL", 8, GS_EDAMAGED },
		{ "git-crypt's", "\0GITCRYPT\0", 10, GS_EDAMAGED },
		{ "cut behind the version", "\0GITSEAL\1", 9, GS_EDAMAGED },
		{ "no body", H("\1", "\0"), 32, GS_EDAMAGED },
		{ "one byte", H("\1", "\0") "x", 33, GS_OK },
		{ "compressed", H("\1", "\1") "x", 33, GS_OK },
		{ "padded", H("\1", "\4") "x", 33, GS_OK },
		{ "both", H("\1", "\5") "x", 33, GS_OK },
		{ "chunked", H("\1", "\2") "x", 33, GS_ENEWER },
		{ "a second string", H("\1", "\10") "x", 33, GS_ENEWER },
		{ "bit 4", H("\1", "\20") "x", 33, GS_ENEWER },
		{ "bit 7", H("\1", "\200") "x", 33, GS_ENEWER },
		{ "version 0", H("\0", "\0") "x", 33, GS_ENEWER },
		{ "version 2", H("\2", "\0") "x", 33, GS_ENEWER },
		{ "version 255", H("\377", "\0") "x", 33, GS_ENEWER },
		{ "version 2, short", "\0GITSEAL\2\0", 10, GS_ENEWER },
	};
	struct gs_sealed_head head;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		unit_code(gs_sealed_peek(cases[i].p, cases[i].n, &head),
		    cases[i].want, cases[i].name);
		if (cases[i].want != GS_EDAMAGED) {
			assert_int_equal(head.version, cases[i].p[8] & 0xff);
			assert_int_equal(head.flags, cases[i].p[9] & 0xff);
		}
		if (cases[i].want == GS_OK)
			assert_memory_equal(head.id, "\1\2\3\4\5\6", 6);
	}
	assert_true(gs_sealed_is("\0GITSEALx", 9));
	assert_false(gs_sealed_is("\0GITSEAx", 8));
	assert_false(gs_sealed_is(NULL, 0));
}

static const size_t lens[] = { 1, 2, 15, 16, 17, 31, 32, 33, 1022, 1023, 1024,
	1025, 8191, 8192, 8193, 65503, 65504, 65535, 65536, 65537, 131072,
	1048575, 1048576, 1048577, 1310000, 5000001 };

static void
check_header(const struct gs_buf *b, unsigned flags)
{
	assert_memory_equal(b->p, "\0GITSEAL\1", 9);
	assert_int_equal(b->p[9], flags);
	assert_memory_equal(b->p + 10, gen.content.id, GS_GEN_ID_LEN);
}

static void
round_trip_one(size_t n, bool text, const struct gs_seal_opt *opt)
{
	struct gs_buf b = GS_BUF_INIT, again = GS_BUF_INIT;
	uint8_t *plain = malloc(n);
	bool small = opt->compress && text && n >= 1024;
	unsigned flags = (small ? 1u : 0) | (opt->pad != 0 ? 4u : 0);

	assert_non_null(plain);
	(text ? unit_text : unit_random)(plain, n, (uint32_t)n);
	memcpy(room(&b, n), plain, n);
	memcpy(room(&again, n), plain, n);
	unit_ok(gs_sealed_seal(&gen.content, opt, &b), "seal");
	unit_ok(gs_sealed_seal(&gen.content, opt, &again), "seal again");
	assert_int_equal(b.n, again.n);
	assert_memory_equal(b.p, again.p, b.n);
	check_header(&b, flags);
	if (small)
		assert_true(b.n < n + HEAD + opt->pad);
	else
		assert_in_range(b.n, n + HEAD, n + HEAD + opt->pad);
	if (opt->pad != 0)
		assert_int_equal((b.n - HEAD) % opt->pad, 0);
	check_open(&b, n, plain, n, "round trip");
	free(plain);
	gs_buf_clear(&b);
	gs_buf_clear(&again);
}

static void
round_trip(void **state)
{
	static const struct gs_seal_opt opts[] = { { false, 0 }, { true, 0 },
		{ true, 16 }, { false, 64 }, { true, 4096 }, { true, 65536 } };

	(void)state;
	for (size_t i = 0; i < NR(lens); i++) {
		for (size_t k = 0; k < NR(opts); k++) {
			/* The longest say nothing new six times over. */
			if (lens[i] > 1200000 && k != 1 && k != 5)
				continue;
			round_trip_one(lens[i], true, &opts[k]);
			round_trip_one(lens[i], false, &opts[k]);
		}
	}
}

/* The least that compression may gain is one byte. */
static void
least_gain(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	uint8_t plain[1100];
	unsigned shrunk = 0;

	(void)state;
	/* Ever more zeros at the end of noise: at some length it pays. */
	for (size_t zeros = 0; zeros < 100; zeros++) {
		unit_random(plain, sizeof(plain), 1);
		memset(plain + sizeof(plain) - zeros, 0, zeros);
		memcpy(room(&b, sizeof(plain)), plain, sizeof(plain));
		unit_ok(gs_sealed_seal(&gen.content, &shrink, &b), "seal");
		if (b.p[9] == 1) {
			assert_true(b.n < sizeof(plain) + HEAD);
			shrunk++;
		} else {
			assert_int_equal(b.n, sizeof(plain) + HEAD);
			assert_int_equal(shrunk, 0);
		}
		check_open(&b, 1100, plain, sizeof(plain), "gain");
	}
	assert_in_range(shrunk, 20, 90);
	gs_buf_clear(&b);
}

/* Over 1 MiB a sample decides: 64 blocks of 4 KiB.  Blocks that compress
 * where it does not look are not seen; where it looks, they are. */
static void
sample(void **state)
{
	const size_t n = 3 << 20, stride = (n - 4096) / 63;
	struct gs_buf b = GS_BUF_INIT;
	uint8_t *plain = malloc(n);

	(void)state;
	assert_non_null(plain);
	unit_random(plain, n, 2);
	for (size_t i = 0; i < 63; i++)
		memset(plain + i * stride + 4096, 0, stride - 4096);
	memcpy(room(&b, n), plain, n);
	unit_ok(gs_sealed_seal(&gen.content, &shrink, &b), "unseen");
	check_header(&b, 0);
	check_open(&b, n, plain, n, "unseen");
	unit_random(plain, n, 3);
	for (size_t i = 0; i < 64; i++)
		memset(plain + i * stride, 0, 200);
	memcpy(room(&b, n), plain, n);
	unit_ok(gs_sealed_seal(&gen.content, &shrink, &b), "seen");
	check_header(&b, 1);
	check_open(&b, n, plain, n, "seen");
	free(plain);
	gs_buf_clear(&b);
}

/* The sample shrinks, the whole does not: what was compressed over the plain
 * bytes is undone. */
static void
undone(void **state)
{
	const size_t n = (size_t)40 << 20, stride = (n - 4096) / 63;
	struct gs_buf b = GS_BUF_INIT;
	uint8_t *plain = malloc(n);

	(void)state;
	assert_non_null(plain);
	unit_random(plain, n, 4);
	memset(plain + 10 * stride, 0, 4096);
	memset(plain + 20 * stride, 0, 4096);
	memset(plain + 30 * stride, 0, 1500);
	memcpy(room(&b, n), plain, n);
	unit_ok(gs_sealed_seal(&gen.content, &shrink, &b), "no gain");
	check_header(&b, 0);
	assert_int_equal(b.n, n + HEAD);
	check_open(&b, n, plain, n, "no gain");
	free(plain);
	gs_buf_clear(&b);
}

static void
every_bit(void **state)
{
	struct gs_buf good = GS_BUF_INIT, b = GS_BUF_INIT;
	size_t n;

	(void)state;
	unit_text(room(&good, 100), 100, 5);
	unit_ok(gs_sealed_seal(&gen.content, &as_is, &good), "seal");
	for (size_t bit = 0; bit < 8 * good.n; bit++) {
		size_t at = bit / 8;
		unsigned flags = at == 9 ? 1u << bit % 8 : 0;
		int want = at == 8 || (flags & ~5u) != 0 ? GS_ENEWER
		    : at >= 10 && at < 16		 ? GS_ENOKEY
							 : GS_EDAMAGED;

		gs_buf_reset(&b);
		unit_ok(gs_buf_add(&b, good.p, good.n), "copy");
		b.p[at] ^= (uint8_t)(1 << bit % 8);
		check_refused(&b, 100, want, "a wrong bit");
	}
	for (n = 0; n < good.n; n++) {
		gs_buf_reset(&b);
		unit_ok(gs_buf_add(&b, good.p, n), "copy");
		check_refused(&b, 100, GS_EDAMAGED, "cut");
	}
	gs_buf_reset(&b);
	unit_ok(gs_buf_add(&b, good.p, good.n), "copy");
	unit_ok(gs_buf_addc(&b, 'x'), "append");
	check_refused(&b, 100, GS_EDAMAGED, "something behind");
	gs_buf_clear(&good);
	gs_buf_clear(&b);
}

#define B(s) s, sizeof(s) - 1
static void
padding_rules(void **state)
{
	static const struct {
		const char *name, *body;
		size_t body_n, n, left; /* the rest of n is zeros */
		int want;
	} cases[] = {
		{ "one byte", B("x\200"), 16, 1, GS_OK },
		{ "15 bytes", B("0123456789abcde\200"), 16, 15, GS_OK },
		{ "80 is plain too", B("\200\200"), 16, 1, GS_OK },
		{ "zeros are plain too", B("\0\0\0\200"), 16, 3, GS_OK },
		{ "two blocks", B("0123456789abcdef\200"), 32, 16, GS_OK },
		{ "all padding", B("\200"), 16, 0, GS_EDAMAGED },
		{ "no 80", B(""), 16, 0, GS_EDAMAGED },
		{ "another mark", B("x\1"), 16, 0, GS_EDAMAGED },
		{ "no mark", B("0123456789abcdef"), 16, 0, GS_EDAMAGED },
		{ "15 bytes in all", B("x\200"), 15, 0, GS_EDAMAGED },
		{ "17 bytes in all", B("x\200"), 17, 0, GS_EDAMAGED },
		{ "one byte in all", B("\200"), 1, 0, GS_EDAMAGED },
	};
	struct gs_buf b = GS_BUF_INIT;
	uint8_t body[64];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		memset(body, 0, sizeof(body));
		memcpy(body, cases[i].body, cases[i].body_n);
		forge(&b, GS_SEALED_PADDED, body, cases[i].n);
		if (cases[i].want == GS_OK)
			check_open(&b, 0, body, cases[i].left, cases[i].name);
		else
			check_refused(&b, 0, cases[i].want, cases[i].name);
	}
	gs_buf_clear(&b);
}

/* 65,535 zeros are padding, one more is damage. */
static void
longest_padding(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	uint8_t *body = calloc(1, 70000);

	(void)state;
	assert_non_null(body);
	body[15] = 'x';
	body[16] = 0x80;
	forge(&b, GS_SEALED_PADDED, body, 16 + 65536);
	check_open(&b, 0, body, 16, "65,535 zeros");
	body[16] = 0;
	body[15] = 0x80;
	forge(&b, GS_SEALED_PADDED, body, 16 + 65536);
	check_refused(&b, 0, GS_EDAMAGED, "65,536 zeros");
	free(body);
	gs_buf_clear(&b);
}

struct sweep {
	struct gs_seal_opt opt;
	size_t n;
};

static int
seal_and_open(void *ctx)
{
	const struct sweep *s = ctx;
	struct gs_buf b = GS_BUF_INIT;
	size_t off;
	int r;

	if ((r = gs_buf_reserve(&b, HEAD + s->n)) == GS_OK) {
		b.n = HEAD + s->n;
		unit_text(b.p + HEAD, s->n, 6);
		r = gs_sealed_seal(&gen.content, &s->opt, &b);
	}
	if (r == GS_OK)
		r = gs_sealed_open(&gen.content, s->n, &b, &off);
	assert_int_equal(b.n, r == GS_OK ? off + s->n : 0);
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	struct sweep s[] = { { { true, 0 }, 900000 }, { { true, 65536 }, 1 },
		{ { false, 0 }, 100 }, { { true, 16 }, 5000000 } };

	(void)state;
	for (size_t i = 0; i < NR(s); i++) {
		(void)seal_and_open(&s[i]); /* what is fetched once, is */
		faults_sweep("sealed", seal_and_open, &s[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peek),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(least_gain),
		cmocka_unit_test(sample),
		cmocka_unit_test(undone),
		cmocka_unit_test(every_bit),
		cmocka_unit_test(padding_rules),
		cmocka_unit_test(longest_padding),
		cmocka_unit_test(out_of_memory),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, make_key, NULL);
}
