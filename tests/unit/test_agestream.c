#include "unit.h"

#include "crypto/chapoly.h"
#include "crypto/hash.h"
#include "faults.h"
#include "format/age/stream.h"

#define NONCE GS_AGE_NONCE_LEN
#define CHUNK GS_AGE_CHUNK_LEN
#define SEALED (CHUNK + 16)

static const uint8_t file_key[GS_AGE_FILE_KEY_LEN] = "yellow submarin";

static void
seal(size_t n, struct gs_buf *plain, struct gs_buf *sealed)
{
	unit_ok(gs_buf_reserve(plain, n + 1), "room");
	unit_random(plain->p, n, 11);
	plain->n = n;
	unit_ok(gs_age_stream_seal(file_key, plain->p, n, sealed), "seal");
}

static void
test_lengths(void **state)
{
	static const size_t lengths[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1,
		2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 300000 };
	struct gs_buf plain = GS_BUF_INIT, sealed = GS_BUF_INIT;
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(lengths); i++) {
		size_t n = lengths[i];
		size_t chunks = n == 0 ? 1 : (n + CHUNK - 1) / CHUNK;

		seal(n, &plain, &sealed);
		assert_true(sealed.n == NONCE + n + 16 * chunks);
		unit_ok(gs_buf_adds(&out, "front"), "front");
		unit_ok(gs_age_stream_open(file_key, sealed.p, sealed.n, &out),
		    "open");
		assert_true(out.n == n + 5);
		assert_memory_equal(out.p + 5, plain.p, n);
		gs_buf_reset(&plain);
		gs_buf_reset(&sealed);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
	gs_buf_clear(&out);
}

static void
refused(const struct gs_buf *b, size_t n, const char *what)
{
	struct gs_buf out = GS_BUF_INIT;

	unit_ok(gs_buf_adds(&out, "front"), "front");
	unit_code(
	    gs_age_stream_open(file_key, b->p, n, &out), GS_EDAMAGED, what);
	if (out.n != 5)
		fail_msg("%s: %zu bytes came out", what, out.n - 5);
	gs_buf_clear(&out);
}

/* Cut anywhere, also exactly between two chunks. */
static void
test_cut(void **state)
{
	static const size_t cuts[] = { 0, 1, NONCE - 1, NONCE, NONCE + 1,
		NONCE + 15, NONCE + 16, NONCE + 17, NONCE + SEALED - 1,
		NONCE + SEALED, NONCE + SEALED + 1, NONCE + SEALED + 15,
		NONCE + SEALED + 16, NONCE + SEALED + 17,
		NONCE + 2 * SEALED - 1 };
	struct gs_buf plain = GS_BUF_INIT, sealed = GS_BUF_INIT;

	(void)state;
	seal(2 * CHUNK, &plain, &sealed);
	assert_true(sealed.n == NONCE + 2 * SEALED);
	for (size_t i = 0; i < NR(cuts); i++)
		refused(&sealed, cuts[i], "cut");
	unit_ok(gs_buf_addc(&sealed, '\0'), "one byte more");
	refused(&sealed, sealed.n, "one byte more");
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
}

/* Chunks left out, doubled, swapped. */
static void
test_order(void **state)
{
	static const struct {
		const char *name;
		size_t nr;
		size_t chunk[5];
	} cases[] = {
		{ "first left out", 2, { 1, 2 } },
		{ "middle left out", 2, { 0, 2 } },
		{ "last left out", 2, { 0, 1 } },
		{ "last doubled", 4, { 0, 1, 2, 2 } },
		{ "first doubled", 4, { 0, 0, 1, 2 } },
		{ "swapped", 3, { 1, 0, 2 } },
		{ "last first", 3, { 2, 0, 1 } },
		{ "last alone", 1, { 2 } },
		{ "nothing", 0, { 0 } },
	};
	struct gs_buf plain = GS_BUF_INIT, sealed = GS_BUF_INIT;
	struct gs_buf odd = GS_BUF_INIT;

	(void)state;
	seal(3 * CHUNK, &plain, &sealed);
	for (size_t i = 0; i < NR(cases); i++) {
		unit_ok(gs_buf_add(&odd, sealed.p, NONCE), "nonce");
		for (size_t k = 0; k < cases[i].nr; k++)
			unit_ok(
			    gs_buf_add(&odd,
				sealed.p + NONCE + cases[i].chunk[k] * SEALED,
				SEALED),
			    "chunk");
		refused(&odd, odd.n, cases[i].name);
		gs_buf_reset(&odd);
	}
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
	gs_buf_clear(&odd);
}

static void
test_every_bit(void **state)
{
	struct gs_buf plain = GS_BUF_INIT, sealed = GS_BUF_INIT;

	(void)state;
	seal(5, &plain, &sealed);
	for (size_t i = 0; i < 8 * sealed.n; i++) {
		sealed.p[i / 8] ^= (uint8_t)(1u << i % 8);
		refused(&sealed, sealed.n, "a bit");
		sealed.p[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
}

/* One chunk as a writer makes it. */
static void
add_chunk(const uint8_t key[32], uint8_t chunk, bool last, size_t n,
    struct gs_buf *out)
{
	uint8_t nonce[12] = { 0 };

	nonce[10] = chunk;
	nonce[11] = last;
	unit_ok(gs_buf_reserve(out, n + 16), "room");
	memset(out->p + out->n, 'x', n);
	unit_ok(gs_chapoly_seal(key, nonce, NULL, 0, out->p + out->n, n,
		    out->p + out->n + n),
	    "chunk");
	out->n += n + 16;
}

/* Chunks that are authentic, in an order or of a length that is not. */
static void
test_crafted(void **state)
{
	static const struct {
		const char *name;
		int want;
		size_t nr;
		struct {
			uint8_t chunk;
			bool last;
			size_t n;
		} c[3];
	} cases[] = {
		{ "right", GS_OK, 2, { { 0, false, CHUNK }, { 1, true, 1 } } },
		{ "empty last chunk", GS_EDAMAGED, 2,
		    { { 0, false, CHUNK }, { 1, true, 0 } } },
		{ "empty first chunk", GS_EDAMAGED, 2,
		    { { 0, false, 0 }, { 1, true, CHUNK } } },
		{ "short chunk in the middle", GS_EDAMAGED, 3,
		    { { 0, false, CHUNK }, { 1, false, 9 }, { 2, true, 9 } } },
		{ "no last chunk", GS_EDAMAGED, 1, { { 0, false, 9 } } },
		{ "last chunk twice", GS_EDAMAGED, 2,
		    { { 0, true, CHUNK }, { 1, true, 9 } } },
		{ "counter from 1", GS_EDAMAGED, 1, { { 1, true, 9 } } },
		{ "counter repeated", GS_EDAMAGED, 2,
		    { { 0, false, CHUNK }, { 0, true, 9 } } },
		{ "chunk too long", GS_EDAMAGED, 1,
		    { { 0, true, CHUNK + 1 } } },
	};
	uint8_t nonce[NONCE] = { 0 }, key[32];
	struct gs_buf b = GS_BUF_INIT, out = GS_BUF_INIT;

	(void)state;
	unit_ok(
	    gs_hkdf(file_key, 16, nonce, NONCE, "payload", 7, key, 32), "key");
	for (size_t i = 0; i < NR(cases); i++) {
		unit_ok(gs_buf_add(&b, nonce, NONCE), "nonce");
		for (size_t k = 0; k < cases[i].nr; k++)
			add_chunk(key, cases[i].c[k].chunk, cases[i].c[k].last,
			    cases[i].c[k].n, &b);
		unit_code(gs_age_stream_open(file_key, b.p, b.n, &out),
		    cases[i].want, cases[i].name);
		if (cases[i].want != GS_OK && out.n != 0)
			fail_msg("%s: bytes came out", cases[i].name);
		gs_buf_reset(&b);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&b);
	gs_buf_clear(&out);
}

/* A buffer with a limit of its own keeps it. */
static void
test_limit(void **state)
{
	struct gs_buf plain = GS_BUF_INIT, sealed = GS_BUF_INIT;
	struct gs_buf out = { .max = 64 };

	(void)state;
	seal(1000, &plain, &sealed);
	unit_code(gs_age_stream_open(file_key, sealed.p, sealed.n, &out),
	    GS_ETOOBIG, "limit");
	assert_true(out.n == 0);
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
	gs_buf_clear(&out);
}

static int
round_trip(void *ctx)
{
	struct gs_buf sealed = GS_BUF_INIT, out = GS_BUF_INIT;
	int r;

	(void)ctx;
	r = gs_age_stream_seal(file_key, file_key, 16, &sealed);
	if (r == GS_OK)
		r = gs_age_stream_open(file_key, sealed.p, sealed.n, &out);
	assert_true(r == GS_OK || out.n == 0);
	gs_buf_clear(&sealed);
	gs_buf_clear(&out);
	return r;
}

static void
test_faults(void **state)
{
	(void)state;
	faults_sweep("stream", round_trip, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_crafted),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_faults),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
