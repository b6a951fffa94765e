#include "unit.h"

#include "base/file.h"
#include "faults.h"
#include "format/age/age.h"
#include "format/age/header.h"
#include "format/age/stream.h"
#include "format/age/wrap.h"

#define KEYS "tests/vectors/openssh/"
#define AGE "tests/vectors/age/"
#define SECRET                                                                 \
	"AGE-SECRET-KEY-"                                                      \
	"1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
#define PUBLIC "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
#define QUANTUM                                                                \
	"AGE-SECRET-KEY-PQ-"                                                   \
	"1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"

static const char text[] = "attack at dawn\n";

struct asked {
	const char *answer;
	unsigned times;
};

static int
answer(void *ctx, const char *what, struct gs_buf *out, struct gs_err *e)
{
	struct asked *a = ctx;

	(void)what;
	(void)e;
	a->times++;
	return gs_buf_adds(out, a->answer);
}

static void
add_text(struct gs_identities *ids, const char *s)
{
	struct gs_err e;

	unit_ok(gs_identities_parse(ids, "text", s, strlen(s), &e), "text");
}

static void
add_file(struct gs_identities *ids, const char *path)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err e;

	unit_ok(gs_file_read(path, 65536, &b, NULL), path);
	unit_ok(gs_identities_parse(ids, path, b.p, b.n, &e), path);
	gs_buf_clear(&b);
}

/* ${word}: a recipient, or the path of a .pub file. */
static void
parse(const char *word, struct gs_recipient *r)
{
	struct gs_buf b = GS_BUF_INIT;

	if (strncmp(word, "tests/", 6) == 0)
		unit_ok(gs_file_read(word, 65536, &b, NULL), word);
	else
		unit_ok(gs_buf_adds(&b, word), word);
	unit_ok(gs_recipient_parse((const char *)b.p, b.n, r, NULL), word);
	gs_buf_clear(&b);
}

/* The text, encrypted to up to eight recipients. */
static void
seal(const char *const *words, size_t nr, struct gs_buf *out)
{
	struct gs_recipient to[8];
	struct gs_err e;

	assert_true(nr <= NR(to));
	for (size_t i = 0; i < nr; i++)
		parse(words[i], &to[i]);
	unit_ok(gs_age_seal(to, nr, text, strlen(text), out, &e), "seal");
	for (size_t i = 0; i < nr; i++)
		gs_recipient_clear(&to[i]);
}

/* It opens with that identity to the text. */
static void
opens(struct gs_identities *ids, const struct gs_ask *ask,
    const struct gs_buf *file, const char *want, const char *what)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e = { "", "" };

	if (gs_age_open(ids, ask, file->p, file->n, &out, &e) != GS_OK)
		fail_msg("%s: %s", what, e.what);
	if (out.n != strlen(want) || memcmp(out.p, want, out.n) != 0)
		fail_msg("%s: another text", what);
	gs_buf_clear(&out);
}

static int
refuses(struct gs_identities *ids, const struct gs_ask *ask,
    const struct gs_buf *file, struct gs_err *e)
{
	struct gs_buf out = GS_BUF_INIT;
	int r;

	e->what[0] = '\0';
	unit_ok(gs_buf_adds(&out, "front"), "front");
	r = gs_age_open(ids, ask, file->p, file->n, &out, e);
	if (r == GS_OK || out.n != 5 || e->what[0] == '\0')
		fail_msg("got %d, %zu bytes", r, out.n - 5);
	gs_buf_clear(&out);
	return r;
}

static const struct {
	const char *recipient, *identity;
	bool is_file, locked;
} pairs[] = {
	{ PUBLIC, SECRET, false, false },
	{ KEYS "ed25519.pub", KEYS "ed25519", true, false },
	{ KEYS "rsa.pub", KEYS "rsa", true, false },
	{ KEYS "pem-rsa.pub", KEYS "pem-rsa", true, false },
	{ KEYS "pem-rsa.pub", KEYS "pkcs8-rsa-locked", true, true },
	{ KEYS "ed25519-aes256-cbc.pub", KEYS "ed25519-aes256-cbc", true,
	    true },
	{ KEYS "rsa-aes256-ctr.pub", KEYS "rsa-aes256-ctr", true, true },
};

static void
add_identity(struct gs_identities *ids, size_t i)
{
	if (pairs[i].is_file)
		add_file(ids, pairs[i].identity);
	else
		add_text(ids, pairs[i].identity);
}

static void
test_every_type(void **state)
{
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_identities ids = { 0 };

	(void)state;
	for (unsigned armored = 0; armored < 2; armored++) {
		for (size_t i = 0; i < NR(pairs); i++) {
			a.times = 0;
			seal(&pairs[i].recipient, 1, &file);
			if (armored == 1)
				unit_ok(gs_age_armor(&file), "armor");
			assert_true(gs_age_is(file.p, file.n));
			add_identity(&ids, i);
			opens(&ids, &ask, &file, text, pairs[i].identity);
			opens(&ids, &ask, &file, text, pairs[i].identity);
			assert_true(a.times == (pairs[i].locked ? 1 : 0));
			gs_identities_clear(&ids);
			gs_buf_reset(&file);
		}
	}
	gs_buf_clear(&file);
}

/* One file for all of them; each opens it alone, and none asks in vain. */
static void
test_several(void **state)
{
	const char *to[] = { pairs[0].recipient, pairs[1].recipient,
		pairs[2].recipient, pairs[3].recipient, pairs[5].recipient,
		pairs[6].recipient };
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_identities ids = { 0 };

	(void)state;
	seal(to, NR(to), &file);
	for (size_t i = 0; i < NR(pairs); i++) {
		add_identity(&ids, i);
		opens(&ids, &ask, &file, text, pairs[i].identity);
		gs_identities_clear(&ids);
	}
	/* The one that is not locked stands in front. */
	a.times = 0;
	add_identity(&ids, 0);
	add_identity(&ids, 5);
	opens(&ids, &ask, &file, text, "both");
	assert_true(a.times == 0);
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
}

/* Made by age itself. */
static void
test_made_by_age(void **state)
{
	static const struct {
		const char *file, *identity, *want;
	} files[] = {
		{ AGE "ssh-ed25519.age", KEYS "ed25519",
		    "made by age for ed25519\n" },
		{ AGE "ssh-rsa.age", KEYS "rsa", "made by age for rsa\n" },
		{ AGE "ssh-pem-rsa.age", KEYS "pem-rsa",
		    "made by age for rsa\n" },
	};
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(files); i++) {
		unit_ok(gs_file_read(files[i].file, 65536, &file, NULL), "");
		add_file(&ids, files[i].identity);
		opens(&ids, NULL, &file, files[i].want, files[i].file);
		gs_identities_clear(&ids);
		gs_buf_reset(&file);
	}
	gs_buf_clear(&file);
}

static void
test_no_match(void **state)
{
	struct gs_buf file = GS_BUF_INIT, made = GS_BUF_INIT;
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	seal(&pairs[1].recipient, 1, &file);
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "no identity");
	add_file(&ids, KEYS "ed25519-aes128-ctr");
	add_file(&ids, KEYS "rsa-aes256-ctr");
	add_text(&ids, SECRET);
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "others");
	assert_non_null(strstr(e.what, "no identity matched"));
	/* None of the two keys is named by the file. */
	assert_true(a.times == 0);
	gs_buf_reset(&file);
	unit_ok(gs_identity_make(0, &made, NULL), "make");
	gs_identities_clear(&ids);
	add_text(&ids, gs_buf_str(&made));
	seal(&pairs[0].recipient, 1, &file);
	unit_code(refuses(&ids, NULL, &file, &e), GS_ENOKEY, "X25519");
	add_text(&ids, QUANTUM);
	unit_code(refuses(&ids, NULL, &file, &e), GS_ENOKEY, "quantum");
	assert_non_null(strstr(e.what, "post-quantum"));
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
	gs_buf_clear(&made);
}

/* A locked key with a wrong passphrase, or nobody to ask, does not keep the
 * next one from being tried; its reason is the one that is told. */
static void
test_locked_first(void **state)
{
	const char *to[] = { pairs[5].recipient, pairs[0].recipient };
	struct asked a = { "wrong", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	seal(to, 2, &file);
	add_identity(&ids, 5);
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "wrong");
	assert_non_null(strstr(e.what, "wrong passphrase"));
	assert_true(a.times == 1);
	unit_code(refuses(&ids, NULL, &file, &e), GS_ENOKEY, "nobody");
	assert_non_null(strstr(e.what, "nobody can be asked"));
	add_identity(&ids, 0);
	opens(&ids, &ask, &file, text, "the next");
	opens(&ids, NULL, &file, text, "the next");
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
}

static void
test_passphrase(void **state)
{
	struct gs_buf pass = GS_BUF_INIT, file = GS_BUF_INIT;
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	unit_ok(gs_buf_adds(&pass, "correct horse"), "passphrase");
	unit_ok(gs_age_seal_passphrase(&pass, 4, text, strlen(text), &file, &e),
	    "seal");
	add_text(&ids, SECRET);
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "no passphrase");
	assert_non_null(strstr(e.what, "passphrase"));
	assert_true(a.times == 0);
	unit_ok(gs_identities_add_passphrase(&ids, &pass, &e), "given");
	opens(&ids, NULL, &file, text, "given");
	gs_identities_clear(&ids);
	unit_ok(gs_identities_add_passphrase(&ids, NULL, &e), "asked for");
	opens(&ids, &ask, &file, text, "asked for");
	assert_true(a.times == 1);
	gs_identities_clear(&ids);
	pass.p[0] ^= 1;
	unit_ok(gs_identities_add_passphrase(&ids, &pass, &e), "wrong");
	unit_code(refuses(&ids, NULL, &file, &e), GS_ENOKEY, "wrong");
	assert_non_null(strstr(e.what, "wrong passphrase"));
	gs_identities_clear(&ids);
	gs_buf_clear(&pass);
	gs_buf_clear(&file);
}

/* Nobody is asked for the passphrase of a file that has none. */
static void
test_passphrase_not_needed(void **state)
{
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	seal(&pairs[0].recipient, 1, &file);
	unit_ok(gs_identities_add_passphrase(&ids, NULL, &e), "asked for");
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "not scrypt");
	assert_true(a.times == 0);
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
}

/* An identity file under a passphrase opens what is for the keys in it. */
static void
test_identity_file(void **state)
{
	struct gs_buf pass = GS_BUF_INIT, locked = GS_BUF_INIT;
	struct gs_buf file = GS_BUF_INIT;
	struct asked a = { "correct horse", 0 };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	unit_ok(gs_buf_adds(&pass, "correct horse"), "passphrase");
	unit_ok(gs_age_seal_passphrase(
		    &pass, 4, SECRET, strlen(SECRET), &locked, &e),
	    "lock");
	unit_ok(
	    gs_identities_parse(&ids, "x", locked.p, locked.n, &e), "parse");
	seal(&pairs[1].recipient, 1, &file);
	unit_code(refuses(&ids, &ask, &file, &e), GS_ENOKEY, "ssh");
	assert_true(a.times == 0); /* no X25519 stanza there */
	gs_buf_reset(&file);
	seal(&pairs[0].recipient, 1, &file);
	opens(&ids, &ask, &file, text, "unlocked");
	assert_true(a.times == 1 && !ids.v[0]->locked);
	gs_identities_clear(&ids);
	gs_buf_clear(&pass);
	gs_buf_clear(&locked);
	gs_buf_clear(&file);
}

/* No file with any bit changed, and none that is cut, opens. */
static void
every_bit(size_t i)
{
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT, cut;
	struct gs_err e;

	seal(&pairs[i].recipient, 1, &file);
	add_identity(&ids, i);
	for (size_t k = 0; k < 8 * file.n; k++) {
		file.p[k / 8] ^= (uint8_t)(1u << k % 8);
		(void)refuses(&ids, NULL, &file, &e);
		file.p[k / 8] ^= (uint8_t)(1u << k % 8);
	}
	for (size_t n = 0; n < file.n; n++) {
		cut = (struct gs_buf){ file.p, n, 0, 0 };
		unit_code(refuses(&ids, NULL, &cut, &e), GS_EDAMAGED, "cut");
	}
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
}

static void
test_every_bit(void **state)
{
	(void)state;
	every_bit(0);
	every_bit(1);
}

/* A header of our own making around one stanza; the payload is the text. */
static void
craft(const char *args, size_t body_n, struct gs_buf *file)
{
	static const uint8_t file_key[GS_AGE_FILE_KEY_LEN] = "0123456789abcde";
	uint8_t body[512] = { 0 };

	gs_buf_reset(file);
	unit_ok(gs_age_header_begin(file), "begin");
	unit_ok(gs_age_header_add(args, body, body_n, file), "add");
	unit_ok(gs_age_header_end(0, file_key, file), "end");
	unit_ok(gs_age_stream_seal(
		    file_key, (const uint8_t *)text, strlen(text), file),
	    "payload");
}

#define B4 "AAAAAA"
#define B16 "AAAAAAAAAAAAAAAAAAAAAA"
#define B32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define NINE "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* a good share */

static void
test_shapes(void **state)
{
	static const struct {
		const char *args;
		size_t body;
		int want;
	} cases[] = {
		{ "unknown", 0, GS_ENOKEY },
		{ "x25519 " B32, 32, GS_ENOKEY },
		{ "Scrypt " B16 " 10", 32, GS_ENOKEY },
		{ "mlkem768x25519 AAAA", 32, GS_ENOKEY },
		{ "X25519 " NINE, 32, GS_ENOKEY },
		{ "X25519 " NINE "A", 32, GS_EDAMAGED },
		{ "X25519", 32, GS_EDAMAGED },
		{ "X25519 " NINE " x", 32, GS_EDAMAGED },
		{ "X25519 " B16, 32, GS_EDAMAGED },
		{ "X25519 " NINE, 31, GS_EDAMAGED },
		{ "X25519 " NINE, 33, GS_EDAMAGED },
		{ "X25519 " NINE, 0, GS_EDAMAGED },
		{ "X25519 " NINE "=", 32, GS_EDAMAGED },
		{ "X25519 CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", 32,
		    GS_EDAMAGED },
		{ "X25519 " B32, 32, GS_EDAMAGED }, /* low order */
		{ "scrypt " B16 " 4", 32, GS_ENOKEY },
		{ "scrypt " B16 " 22", 32, GS_ENOKEY },
		{ "scrypt " B16, 32, GS_EDAMAGED },
		{ "scrypt " B16 " 10 x", 32, GS_EDAMAGED },
		{ "scrypt AAAA 10", 32, GS_EDAMAGED },
		{ "scrypt " B32 " 10", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 10", 31, GS_EDAMAGED },
		{ "scrypt " B16 " 0", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 010", 32, GS_EDAMAGED },
		{ "scrypt " B16 " +10", 32, GS_EDAMAGED },
		{ "scrypt " B16 " -1", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 0x0a", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 1e1", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 10a", 32, GS_EDAMAGED },
		{ "scrypt " B16 " 23", 32, GS_ETOOBIG },
		{ "scrypt " B16 " 99", 32, GS_ETOOBIG },
		{ "scrypt " B16 " 4294967306", 32, GS_ETOOBIG },
		{ "ssh-ed25519 " B4 " " B32, 32, GS_ENOKEY },
		{ "ssh-ed25519 " B4 " " B32, 48, GS_EDAMAGED },
		{ "ssh-ed25519 " B4, 32, GS_EDAMAGED },
		{ "ssh-ed25519 " B4 " " B16, 32, GS_EDAMAGED },
		{ "ssh-ed25519 " B16 " " B32, 32, GS_EDAMAGED },
		{ "ssh-ed25519 " B4 " " B32 " x", 32, GS_EDAMAGED },
		{ "ssh-rsa " B4, 256, GS_ENOKEY },
		{ "ssh-rsa " B4, 255, GS_EDAMAGED },
		{ "ssh-rsa " B4 " x", 256, GS_EDAMAGED },
		{ "ssh-rsa " B16, 256, GS_EDAMAGED },
		{ "ssh-rsa", 256, GS_EDAMAGED },
	};
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	add_text(&ids, SECRET);
	for (size_t i = 0; i < NR(cases); i++) {
		craft(cases[i].args, cases[i].body, &file);
		unit_code(refuses(&ids, NULL, &file, &e), cases[i].want,
		    cases[i].args);
	}
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
}

/* Who can be wrapped to can do harm to none but himself: a stanza that bears
 * a key's tag and does not open stands beside the one that does. */
static void
test_same_tag(void **state)
{
	uint8_t file_key[GS_AGE_FILE_KEY_LEN] = "0123456789abcde", body[32];
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT, args = GS_BUF_INIT;
	struct gs_age_header h;
	struct gs_recipient to;
	struct gs_err e;

	(void)state;
	parse(pairs[1].recipient, &to);
	memset(body, 0, sizeof(body));
	unit_ok(gs_age_header_begin(&file), "begin");
	unit_ok(gs_age_ssh_ed25519_seal(&to, file_key, &file), "real");
	unit_ok(gs_age_header_end(0, file_key, &file), "end");
	unit_ok(gs_age_header_parse(file.p, file.n, &h), "parse");
	unit_ok(
	    gs_buf_addf(&args, "ssh-ed25519 %.*s %.*s", (int)h.v[0].arg[1].n,
		h.v[0].arg[1].p, (int)h.v[0].arg[2].n, h.v[0].arg[2].p),
	    "args");
	gs_age_header_clear(&h);
	add_identity(&ids, 1);
	for (unsigned real = 0; real < 2; real++) {
		gs_buf_reset(&file);
		unit_ok(gs_age_header_begin(&file), "begin");
		unit_ok(gs_age_header_add(
			    gs_buf_str(&args), body, sizeof(body), &file),
		    "false one");
		if (real == 1)
			unit_ok(gs_age_ssh_ed25519_seal(&to, file_key, &file),
			    "real one");
		unit_ok(gs_age_header_end(0, file_key, &file), "end");
		unit_ok(gs_age_stream_seal(file_key, (const uint8_t *)text,
			    strlen(text), &file),
		    "payload");
		if (real == 1)
			opens(&ids, NULL, &file, text, "behind a false one");
		else
			unit_code(refuses(&ids, NULL, &file, &e), GS_ENOKEY,
			    "false one alone");
	}
	gs_recipient_clear(&to);
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
	gs_buf_clear(&args);
}

static void
test_low_order_recipient(void **state)
{
	uint8_t point[GS_X25519_LEN] = { 0 };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_recipient to;
	struct gs_err e;

	(void)state;
	unit_ok(gs_recipient_x25519(point, &to), "recipient");
	unit_ok(gs_buf_adds(&out, "front"), "front");
	unit_code(gs_age_seal(&to, 1, text, 3, &out, &e), GS_EUSAGE, "seal");
	assert_non_null(strstr(e.what, to.text));
	assert_true(out.n == 5);
	gs_recipient_clear(&to);
	gs_buf_clear(&out);
}

static void
test_not_age(void **state)
{
	static const char *const texts[] = { "", "hello\n",
		"age-encryption.org", "-----BEGIN AGE", "\n\n" };
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(texts); i++) {
		char own[64];
		struct gs_buf b = { (uint8_t *)own, strlen(texts[i]), 0, 0 };

		(void)snprintf(own, sizeof(own), "%s", texts[i]);
		unit_code(refuses(&ids, NULL, &b, &e), GS_EDAMAGED, texts[i]);
		assert_non_null(strstr(e.what, "no age file"));
		assert_false(gs_age_is(b.p, b.n));
	}
}

struct round {
	struct gs_recipient to;
	struct gs_identities ids;
};

static int
round_trip(void *ctx)
{
	struct gs_buf file = GS_BUF_INIT, out = GS_BUF_INIT;
	struct round *c = ctx;
	struct gs_err e;
	int r;

	r = gs_age_seal(&c->to, 1, text, 5, &file, &e);
	assert_true(r == GS_OK || file.n == 0);
	if (r == GS_OK)
		r = gs_age_armor(&file);
	if (r == GS_OK)
		r = gs_age_open(&c->ids, NULL, file.p, file.n, &out, &e);
	assert_true(r == GS_OK || out.n == 0);
	gs_buf_clear(&file);
	gs_buf_clear(&out);
	return r;
}

static void
test_faults(void **state)
{
	struct round c;

	(void)state;
	/* Not RSA: libcrypto's OAEP says nothing of memory that it lacked. */
	for (size_t i = 0; i < 2; i++) {
		memset(&c, 0, sizeof(c));
		parse(pairs[i].recipient, &c.to);
		add_identity(&c.ids, i);
		faults_sweep(pairs[i].recipient, round_trip, &c);
		gs_recipient_clear(&c.to);
		gs_identities_clear(&c.ids);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_made_by_age),
		cmocka_unit_test(test_no_match),
		cmocka_unit_test(test_locked_first),
		cmocka_unit_test(test_passphrase),
		cmocka_unit_test(test_passphrase_not_needed),
		cmocka_unit_test(test_identity_file),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_same_tag),
		cmocka_unit_test(test_low_order_recipient),
		cmocka_unit_test(test_not_age),
		cmocka_unit_test(test_faults),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
