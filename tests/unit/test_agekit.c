#include "unit.h"

#include <dirent.h>

#include "base/cur.h"
#include "base/file.h"
#include "codec/hex.h"
#include "codec/inflate.h"
#include "crypto/hash.h"
#include "format/age/age.h"

/*
 * The test kit of the format's authors (C2SP/CCTV): each file says in a
 * header of "key: value" lines what must come of the age file behind it.
 */
#define KIT_FILE_MAX ((size_t)1 << 20)
#define PLAIN_MAX ((size_t)32 << 20)
#define FILES_MIN 20

struct kit {
	char expect[32];
	uint8_t payload[GS_SHA256_LEN];
	bool compressed;
	bool needs_quantum; /* no identity but post-quantum ones */
	struct gs_identities ids;
};

static void
read_line(struct kit *k, const char *key, const char *value)
{
	struct gs_buf pass = GS_BUF_INIT;
	struct gs_err e;

	if (strcmp(key, "expect") == 0) {
		(void)snprintf(k->expect, sizeof(k->expect), "%s", value);
	} else if (strcmp(key, "payload") == 0) {
		(void)unit_hex(value, k->payload, sizeof(k->payload));
	} else if (strcmp(key, "compressed") == 0) {
		assert_string_equal(value, "zlib");
		k->compressed = true;
	} else if (strcmp(key, "identity") == 0) {
		unit_ok(gs_identities_parse(
			    &k->ids, "kit", value, strlen(value), &e),
		    "identity");
	} else if (strcmp(key, "passphrase") == 0) {
		unit_ok(gs_buf_adds(&pass, value), "passphrase");
		unit_ok(gs_identities_add_passphrase(&k->ids, &pass, &e),
		    "passphrase");
		gs_buf_clear(&pass);
	}
}

/* The lines up to the empty one; ${c} moves behind it. */
static void
read_head(struct kit *k, struct gs_cur *c)
{
	char line[4096], *value;
	const uint8_t *p;
	size_t n;

	while (gs_cur_line(c, &p, &n) == GS_OK && n > 0) {
		assert_true(n < sizeof(line));
		memcpy(line, p, n);
		line[n] = '\0';
		if ((value = strstr(line, ": ")) == NULL)
			fail_msg("not a line of the kit: %s", line);
		*value = '\0';
		read_line(k, line, value + 2);
	}
	k->needs_quantum = k->ids.nr > 0;
	for (size_t i = 0; i < k->ids.nr; i++) {
		if (k->ids.v[i]->type != GS_IDENTITY_FOREIGN)
			k->needs_quantum = false;
	}
}

static void
inflate_all(struct gs_cur c, struct gs_buf *out)
{
	struct gs_inflate_io io = { c.p, c.n, NULL, PLAIN_MAX };
	struct gs_inflate *z;
	bool ended;

	unit_ok(gs_buf_reserve(out, PLAIN_MAX), "room");
	io.out = out->p;
	unit_ok(gs_inflate_new(&z), "zlib");
	unit_ok(gs_inflate_run(z, &io, true, &ended), "zlib");
	assert_true(ended);
	out->n = PLAIN_MAX - io.out_n;
	gs_inflate_free(z);
}

static void
judge(const char *name, const struct kit *k, int r, const struct gs_buf *out,
    const struct gs_err *e)
{
	uint8_t hash[GS_SHA256_LEN];

	/* A post-quantum stanza is no business of ours, unless it breaks the
	 * header for everybody. */
	if (strcmp(k->expect, "no match") == 0 ||
	    (k->needs_quantum &&
		!(r == GS_EDAMAGED &&
		    strcmp(k->expect, "header failure") == 0))) {
		unit_code(r, GS_ENOKEY, name);
	} else if (strcmp(k->expect, "success") == 0) {
		unit_ok(r, name);
		unit_ok(gs_sha256(out->p, out->n, hash), name);
		if (memcmp(hash, k->payload, sizeof(hash)) != 0)
			fail_msg("%s: another payload", name);
	} else if (gs_err_exit(r) != 4) {
		fail_msg("%s: got %d (%s), want %s", name, r, gs_strerror(r),
		    k->expect);
	}
	if (r != GS_OK && (out->n != 0 || e->what[0] == '\0'))
		fail_msg("%s: %zu bytes came out, or no word", name, out->n);
}

static void
one_file(const char *folder, const char *name)
{
	struct gs_buf file = GS_BUF_INIT, age = GS_BUF_INIT;
	struct gs_buf out = GS_BUF_INIT;
	char *path = unit_path(folder, name);
	struct gs_err e = { "", "" };
	struct kit k = { .expect = "" };
	struct gs_cur c;
	int r;

	unit_ok(gs_file_read(path, KIT_FILE_MAX, &file, NULL), path);
	c = (struct gs_cur){ file.p, file.n };
	read_head(&k, &c);
	if (k.compressed)
		inflate_all(c, &age);
	else
		unit_ok(gs_buf_add(&age, c.p, c.n), path);
	r = gs_age_open(&k.ids, NULL, age.p, age.n, &out, &e);
	judge(name, &k, r, &out, &e);
	gs_identities_clear(&k.ids);
	gs_buf_clear(&file);
	gs_buf_clear(&age);
	gs_buf_clear(&out);
	free(path);
}

static void
test_kit(void **state)
{
	char *folder = unit_shared("age");
	struct dirent *d;
	unsigned files = 0;
	DIR *dir;

	(void)state;
	if (folder == NULL)
		skip();
	if ((dir = opendir(folder)) == NULL)
		fail_msg("cannot open %s", folder);
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		one_file(folder, d->d_name);
		files++;
	}
	assert_true(files >= FILES_MIN);
	(void)closedir(dir);
	free(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
