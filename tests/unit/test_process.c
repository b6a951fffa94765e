#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "git/pkt.h"

#include "engine/process.h"

#define ROOM 32

/* The last request, and what was said of failures. */
static struct gs_request last;
static unsigned failures;

/* Adds one to each byte; refuses the path "no". */
static int
turn(struct gs_buf *b, size_t from, int by, const struct gs_request *q,
    struct gs_err *e)
{
	last = *q;
	if (strcmp(q->path, "no") == 0)
		return gs_fail(e, GS_EREFUSED, "no");
	for (size_t i = from; i < b->n; i++)
		b->p[i] = (uint8_t)(b->p[i] + by);
	return GS_OK;
}

static int
clean(void *ctx, const struct gs_request *q, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	(void)ctx;
	assert_true(b->n >= ROOM);
	*off = ROOM;
	return turn(b, ROOM, 1, q, e);
}

static int
smudge(void *ctx, const struct gs_request *q, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	(void)ctx;
	*off = 0;
	return turn(b, 0, -1, q, e);
}

static void
failed(void *ctx, int code, const struct gs_err *e)
{
	(void)ctx;
	assert_int_not_equal(code, GS_OK);
	assert_string_not_equal(e->what, "");
	failures++;
}

static const struct gs_process_ops ops = {
	.clean = clean, .smudge = smudge, .failed = failed, .room = ROOM
};

/* Serve what Git would say; what comes back is appended to ${out}. */
static int
talk(const struct gs_buf *in, struct gs_buf *out)
{
	FILE *from = tmpfile(), *to = tmpfile();
	struct gs_err e = { "", "" };
	int r;

	assert_non_null(from);
	assert_non_null(to);
	failures = 0;
	memset(&last, 0, sizeof(last));
	assert_int_equal(gs_io_write(fileno(from), in->p, in->n), GS_OK);
	assert_int_equal(lseek(fileno(from), 0, SEEK_SET), 0);
	r = gs_process_run(fileno(from), fileno(to), &ops, &e);
	if (r != GS_OK)
		assert_string_not_equal(e.what, "");
	assert_int_equal(lseek(fileno(to), 0, SEEK_SET), 0);
	assert_int_equal(gs_io_read(fileno(to), GS_BUF_MAX, out), GS_OK);
	(void)fclose(from);
	(void)fclose(to);
	return r;
}

#define GREETING                                                               \
	"0016git-filter-client\n"                                              \
	"000eversion=2\n"                                                      \
	"0000"                                                                 \
	"0015capability=clean\n"                                               \
	"0016capability=smudge\n"                                              \
	"0015capability=delay\n"                                               \
	"0000"
#define ANSWER                                                                 \
	"0016git-filter-server\n"                                              \
	"000eversion=2\n"                                                      \
	"0000"                                                                 \
	"0015capability=clean\n"                                               \
	"0016capability=smudge\n"                                              \
	"0000"
#define SUCCESS "0013status=success\n0000"
#define FAILED "0011status=error\n0000"

static const struct {
	const char *name;
	const char *in;
	const char *out;
	int want;
	const char *path; /* of the last request */
	unsigned failures;
} talks[] = {
	{ "Git looks in and leaves", GREETING, ANSWER, GS_OK, "", 0 },
	{ "clean",
	    GREETING "0012command=clean\n0011pathname=a/b\n0000"
		     "0007abc0000",
	    ANSWER SUCCESS "0007bcd"
			   "00000000",
	    GS_OK, "a/b", 0 },
	{ "smudge, with keys of the future",
	    GREETING "0013command=smudge\n000fpathname=a\n"
		     "000cx-new=1\n0013ref=refs/heads\n"
		     "0032blob=0123456789012345678901234567890123456789\n"
		     "0000"
		     "0007bcd0000",
	    ANSWER SUCCESS "0007abc"
			   "00000000",
	    GS_OK, "a", 0 },
	{ "an empty file",
	    GREETING "0012command=clean\n000epathname=a0000"
		     "0000",
	    ANSWER SUCCESS "0000"
			   "0000",
	    GS_OK, "a", 0 },
	{ "a name that ends in a line end",
	    GREETING "0012command=clean\n0014pathname=trail\n\n0000"
		     "0000",
	    ANSWER SUCCESS "0000"
			   "0000",
	    GS_OK, "trail\n", 0 },
	{ "a name of odd bytes",
	    GREETING "0012command=clean\n0013pathname= =\t\n\xff\n0000"
		     "0000",
	    ANSWER SUCCESS "0000"
			   "0000",
	    GS_OK, " =\t\n\xff", 0 },
	{ "an error keeps the process alive",
	    GREETING "0012command=clean\n0010pathname=no\n0000"
		     "0005x0000"
		     "0012command=clean\n000epathname=y0000"
		     "0005x0000",
	    ANSWER FAILED SUCCESS "0005y"
				  "00000000",
	    GS_OK, "y", 1 },
	{ "a command that was not offered",
	    GREETING "0012command=dance\n000epathname=y0000"
		     "0005x0000"
		     "0012command=clean\n000epathname=y0000"
		     "0000",
	    ANSWER FAILED SUCCESS "00000000", GS_OK, "y", 1 },
	{ "only what the client is able to do is asked for",
	    "0016git-filter-client\n000eversion=2\n0000"
	    "0016capability=smudge\n0000",
	    "0016git-filter-server\n000eversion=2\n0000"
	    "0016capability=smudge\n0000",
	    GS_OK, "", 0 },
	{ "no greeting, no output", "", "", GS_EDAMAGED, "", 0 },
	{ "what cat would send", "0005x", "", GS_EDAMAGED, "", 0 },
	{ "another version", "0016git-filter-client\n000eversion=3\n0000", "",
	    GS_EDAMAGED, "", 0 },
	{ "an end within a request", GREETING "0012command=clean\n", ANSWER,
	    GS_EDAMAGED, "", 0 },
	{ "an end within the content",
	    GREETING "0012command=clean\n000epathname=y0000"
		     "0005x",
	    ANSWER, GS_EDAMAGED, "", 0 },
	{ "bytes that are no packet", GREETING "hello, world", ANSWER,
	    GS_EDAMAGED, "", 0 },
};

static void
speaks_the_protocol(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(talks); i++) {
		struct gs_buf in = GS_BUF_INIT, out = GS_BUF_INIT;
		int r;

		assert_int_equal(gs_buf_adds(&in, talks[i].in), GS_OK);
		r = talk(&in, &out);
		if (r != talks[i].want || out.n != strlen(talks[i].out) ||
		    (out.n != 0 && memcmp(out.p, talks[i].out, out.n) != 0) ||
		    strcmp(last.path, talks[i].path) != 0 ||
		    failures != talks[i].failures)
			fail_msg("%s: got %d, path '%s', '%s'", talks[i].name,
			    r, last.path, gs_buf_str(&out));
		gs_buf_clear(&in);
		gs_buf_clear(&out);
	}
}

static void
tells_blob_and_treeish(void **state)
{
	struct gs_buf in = GS_BUF_INIT, out = GS_BUF_INIT;
	char hex[GS_OID_HEX_MAX + 1];

	(void)state;
	assert_int_equal(
	    gs_buf_adds(&in,
		GREETING
		"0013command=smudge\n000fpathname=a\n"
		"0035treeish=1111111111111111111111111111111111111111\n"
		"0032blob=0123456789012345678901234567890123456789\n"
		"0000"
		"0000"),
	    GS_OK);
	assert_int_equal(talk(&in, &out), GS_OK);
	assert_string_equal(gs_oid_print(&last.blob, hex),
	    "0123456789012345678901234567890123456789");
	assert_string_equal(gs_oid_print(&last.treeish, hex),
	    "1111111111111111111111111111111111111111");
	gs_buf_clear(&in);
	gs_buf_clear(&out);
}

static void
carries_every_size(void **state)
{
	static const size_t sizes[] = { 1, 65515, 65516, 65517, 131031, 131032,
		131033, 5000000 };

	(void)state;
	for (size_t i = 0; i < GS_NR(sizes); i++) {
		struct gs_buf in = GS_BUF_INIT, out = GS_BUF_INIT;
		struct gs_buf got = GS_BUF_INIT;
		size_t left = sizes[i], at;

		assert_int_equal(
		    gs_buf_adds(
			&in, GREETING "0012command=clean\n000epathname=y0000"),
		    GS_OK);
		while (left > 0) {
			size_t n = left < 65516 ? left : 65516;

			assert_int_equal(
			    gs_buf_addf(&in, "%04zx", n + 4), GS_OK);
			for (size_t k = 0; k < n; k++)
				assert_int_equal(gs_buf_addc(&in, 'a'), GS_OK);
			left -= n;
		}
		assert_int_equal(gs_buf_adds(&in, "0000"), GS_OK);
		assert_int_equal(talk(&in, &out), GS_OK);
		at = strlen(ANSWER SUCCESS);
		while (at + 4 < out.n) {
			unsigned n;
			char len[5] = "";

			memcpy(len, out.p + at, 4);
			assert_int_equal(sscanf(len, "%4x", &n), 1);
			if (n == 0)
				break;
			assert_int_equal(
			    gs_buf_add(&got, out.p + at + 4, n - 4), GS_OK);
			at += n;
		}
		assert_int_equal(got.n, sizes[i]);
		for (size_t k = 0; k < got.n; k++)
			if (got.p[k] != 'b')
				fail_msg("byte %zu of %zu", k, got.n);
		gs_buf_clear(&in);
		gs_buf_clear(&out);
		gs_buf_clear(&got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(speaks_the_protocol),
		cmocka_unit_test(tells_blob_and_treeish),
		cmocka_unit_test(carries_every_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
