#include "unit.h"

#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "faults.h"
#include "format/age/age.h"

#define OWN "tests/vectors/openssh/"
/* The pair of c2sp.org/age, "The X25519 recipient type". */
#define SECRET                                                                 \
	"AGE-SECRET-KEY-"                                                      \
	"1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
#define PUBLIC "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
#define QUANTUM                                                                \
	"AGE-SECRET-KEY-PQ-"                                                   \
	"1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"

/* Answers with ${answer}, and counts. */
struct asked {
	const char *answer; /* NULL: nobody answers */
	unsigned times;
	char what[128];
};

static int
answer(void *ctx, const char *what, struct gs_buf *out, struct gs_err *e)
{
	struct asked *a = ctx;

	a->times++;
	(void)snprintf(a->what, sizeof(a->what), "%s", what);
	if (a->answer == NULL)
		return gs_fail(e, GS_ENOKEY, "nobody there");
	return gs_buf_adds(out, a->answer);
}

static void
read_file(const char *path, struct gs_buf *text)
{
	unit_ok(gs_file_read(path, 65536, text, NULL), path);
}

static void
add_file(struct gs_identities *ids, const char *path)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_err e;

	read_file(path, &text);
	unit_ok(gs_identities_parse(ids, path, text.p, text.n, &e), path);
	gs_buf_clear(&text);
}

static const struct {
	const char *name, *text;
	size_t nr; /* identities; 0: refused */
	const char *why;
} cases[] = {
	{ "one", SECRET "\n", 1, NULL },
	{ "no line end", SECRET, 1, NULL },
	{ "as age-keygen writes it",
	    "# created: 2026-01-02T15:30:45+01:00\n# public key: " PUBLIC
	    "\n" SECRET "\n",
	    1, NULL },
	{ "several, blanks, CR and a mark",
	    "\xef\xbb\xbf\r\n# x\r\n  " SECRET " \t\r\n\r\n" SECRET "\r\n", 2,
	    NULL },
	{ "post-quantum", QUANTUM "\n", 1, NULL },
	{ "post-quantum beside another", QUANTUM "\n" SECRET "\n", 2, NULL },
	{ "plugin", "AGE-PLUGIN-YUBIKEY-1QQQQ\n", 1, NULL },
	{ "empty", "", 0, "is empty" },
	{ "blanks", " \n\r\n", 0, "no identity" },
	{ "comments", "# x\n", 0, "no identity" },
	{ "line ends lost", "# created: x # public key: x " SECRET, 0,
	    "line ends are lost" },
	{ "line ends spelled out", "# x\\n" SECRET "\\n", 0, "\\n" },
	{ "cut", "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYY\n", 0, "cut short" },
	{ "too long", SECRET "Q\n", 0, "too long" },
	{ "mistyped",
	    "AGE-SECRET-KEY-"
	    "1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEQ",
	    0, "mistyped" },
	{ "lower case",
	    "age-secret-key-"
	    "1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
	    0, "upper case" },
	{ "quotes", "\"" SECRET "\"", 0, "quotation" },
	{ "a recipient", PUBLIC "\n", 0, "recipient" },
	{ "an ssh public key", "ssh-ed25519 AAAA x\n", 0, "public key" },
	{ "PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\n", 0, "PuTTY" },
	{ "OpenPGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", 0, "gpg" },
	{ "certificate", "-----BEGIN CERTIFICATE-----\n", 0, "certificate" },
	{ "public PEM", "-----BEGIN PUBLIC KEY-----\n", 0, "public key" },
	{ "ECDSA PEM", "-----BEGIN EC PRIVATE KEY-----\n", 0, "ECDSA" },
	{ "broken PEM",
	    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0,
	    "damaged" },
	{ "broken OpenSSH",
	    "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
	    "-----END OPENSSH PRIVATE KEY-----\n",
	    0, "damaged" },
	{ "OpenSSH without its end", "-----BEGIN OPENSSH PRIVATE KEY-----\n", 0,
	    "cut short" },
	{ "a git-seal key", "GIT-SEAL-KEY-1QQQQ\n", 0, "KEYFILE" },
	{ "prose", "hello\n", 0, "no identity" },
	{ "a key, then prose", SECRET "\nhello\n", 0, "no identity" },
};

static void
test_cases(void **state)
{
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		const char *t = cases[i].text;

		e.what[0] = '\0';
		unit_code(
		    gs_identities_parse(&ids, "the file", t, strlen(t), &e),
		    cases[i].nr == 0 ? GS_EUSAGE : GS_OK, cases[i].name);
		if (ids.nr != cases[i].nr)
			fail_msg("%s: %zu", cases[i].name, ids.nr);
		if (cases[i].nr == 0 &&
		    (strstr(e.what, cases[i].why) == NULL ||
			strstr(e.what, "'the file'") == NULL))
			fail_msg("%s: %s", cases[i].name, e.what);
		if (strstr(e.what, "GFPYYSJ") != NULL)
			fail_msg("%s: says it", cases[i].name);
		gs_identities_clear(&ids);
	}
}

static void
test_bytes(void **state)
{
	static const struct {
		const char *name, *text;
		size_t n;
		const char *why;
	} odd[] = {
		{ "UTF-16LE",
		    "\xff\xfe"
		    "A\0G\0",
		    6, "UTF-16" },
		{ "UTF-16BE",
		    "\xfe\xff"
		    "\0A\0G",
		    6, "UTF-16" },
		{ "UTF-16 without a mark", "A\0G\0E\0", 6, "UTF-16" },
		{ "a sealed file", "\0GITSEAL\1\0", 10, "sealed file" },
	};
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(odd); i++) {
		unit_code(
		    gs_identities_parse(&ids, "x", odd[i].text, odd[i].n, &e),
		    GS_EUSAGE, odd[i].name);
		if (strstr(e.what, odd[i].why) == NULL)
			fail_msg("%s: %s", odd[i].name, e.what);
	}
	assert_true(ids.nr == 0);
	gs_identities_clear(&ids);
}

/* A failure leaves the list as it was. */
static void
test_unchanged(void **state)
{
	struct gs_identities ids = { 0 };
	struct gs_err e;

	(void)state;
	unit_ok(gs_identities_parse(&ids, "a", SECRET, strlen(SECRET), &e),
	    "first");
	unit_code(gs_identities_parse(
		      &ids, "b", SECRET "\nx\n", strlen(SECRET) + 3, &e),
	    GS_EUSAGE, "second");
	assert_true(ids.nr == 1);
	assert_string_equal(gs_identities_recipient(&ids, 0), PUBLIC);
	gs_identities_clear(&ids);
}

static void
test_keys(void **state)
{
	static const struct {
		const char *path;
		enum gs_identity_type type;
		bool locked, known;
	} keys[] = {
		{ OWN "ed25519", GS_IDENTITY_SSH_ED25519, false, true },
		{ OWN "rsa", GS_IDENTITY_SSH_RSA, false, true },
		{ OWN "ed25519-aes256-ctr", GS_IDENTITY_SSH_ED25519, true,
		    true },
		{ OWN "rsa-aes256-ctr", GS_IDENTITY_SSH_RSA, true, true },
		{ OWN "pem-rsa", GS_IDENTITY_SSH_RSA, false, true },
		{ OWN "pem-rsa-locked", GS_IDENTITY_PEM, true, false },
		{ OWN "pkcs8-rsa-locked", GS_IDENTITY_PEM, true, false },
		{ OWN "pkcs8-ed25519", GS_IDENTITY_SSH_ED25519, false, true },
	};
	struct gs_identities ids = { 0 };
	struct asked a = { "correct horse", 0, "" };
	const struct gs_ask ask = { answer, &a };
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(keys); i++) {
		add_file(&ids, keys[i].path);
		assert_true(ids.nr == 1);
		if (ids.v[0]->type != keys[i].type ||
		    ids.v[0]->locked != keys[i].locked ||
		    (gs_identities_recipient(&ids, 0) != NULL) != keys[i].known)
			fail_msg("%s: %d", keys[i].path, ids.v[0]->type);
		a.times = 0;
		unit_ok(gs_identities_unlock(&ids, 0, &ask, &e), keys[i].path);
		assert_true(a.times == (keys[i].locked ? 1 : 0));
		assert_true(!ids.v[0]->locked);
		assert_non_null(gs_identities_recipient(&ids, 0));
		assert_true((ids.v[0]->rsa != NULL) ==
		    (ids.v[0]->type == GS_IDENTITY_SSH_RSA));
		gs_identities_clear(&ids);
	}
}

static void
test_wrong_passphrase(void **state)
{
	static const char *const paths[] = { OWN "ed25519-aes256-ctr",
		OWN "ed25519-chacha20-poly1305", OWN "rsa-aes256-ctr",
		OWN "pem-rsa-locked", OWN "pkcs8-rsa-locked" };
	struct gs_identities ids = { 0 };
	struct asked a = { "wrong", 0, "" };
	const struct gs_ask ask = { answer, &a };
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(paths); i++) {
		add_file(&ids, paths[i]);
		unit_code(gs_identities_unlock(&ids, 0, &ask, &e), GS_ENOKEY,
		    paths[i]);
		assert_non_null(strstr(e.what, "wrong passphrase"));
		assert_non_null(strstr(e.what, paths[i]));
		assert_true(ids.v[0]->locked);
		unit_code(gs_identities_unlock(&ids, 0, NULL, &e), GS_ENOKEY,
		    paths[i]);
		assert_non_null(strstr(e.what, "nobody can be asked"));
		/* It can still be opened. */
		a.answer = "correct horse";
		unit_ok(gs_identities_unlock(&ids, 0, &ask, &e), paths[i]);
		a.answer = "wrong";
		gs_identities_clear(&ids);
	}
}

static void
test_public_beside(void **state)
{
	struct gs_identities ids = { 0 };
	struct gs_buf pub = GS_BUF_INIT;

	(void)state;
	add_file(&ids, OWN "pem-rsa-locked");
	gs_identities_add_public(&ids, 0, PUBLIC, strlen(PUBLIC));
	assert_null(gs_identities_recipient(&ids, 0));
	gs_identities_add_public(&ids, 0, "nonsense", 8);
	assert_null(gs_identities_recipient(&ids, 0));
	read_file(OWN "pem-rsa.pub", &pub);
	gs_identities_add_public(&ids, 0, pub.p, pub.n);
	assert_non_null(gs_identities_recipient(&ids, 0));
	gs_buf_clear(&pub);
	gs_identities_clear(&ids);
}

/* An identity file as `age -p` makes it, of the text ${text}. */
static void
encrypt(const char *text, bool armored, struct gs_buf *out)
{
	struct gs_buf pass = GS_BUF_INIT;
	struct gs_err e;

	unit_ok(gs_buf_adds(&pass, "correct horse"), "passphrase");
	unit_ok(gs_age_seal_passphrase(&pass, 4, text, strlen(text), out, &e),
	    "encrypt");
	if (armored)
		unit_ok(gs_age_armor(out), "armor");
	gs_buf_clear(&pass);
}

static void
test_encrypted_file(void **state)
{
	struct asked a = { "correct horse", 0, "" };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	for (unsigned armored = 0; armored < 2; armored++) {
		encrypt("# two\n" SECRET "\n" QUANTUM "\n" SECRET "\n",
		    armored == 1, &file);
		unit_ok(gs_identities_parse(&ids, "file", file.p, file.n, &e),
		    "parse");
		add_file(&ids, OWN "ed25519");
		assert_true(ids.nr == 2);
		assert_true(ids.v[0]->type == GS_IDENTITY_FILE);
		a.answer = "wrong";
		unit_code(gs_identities_unlock(&ids, 0, &ask, &e), GS_ENOKEY,
		    "wrong");
		assert_string_equal(a.what, "identity 'file'");
		a.answer = "correct horse";
		unit_ok(gs_identities_unlock(&ids, 0, &ask, &e), "unlock");
		assert_true(ids.nr == 4);
		assert_string_equal(gs_identities_recipient(&ids, 0), PUBLIC);
		assert_true(ids.v[1]->type == GS_IDENTITY_SSH_ED25519);
		assert_true(ids.v[2]->type == GS_IDENTITY_FOREIGN);
		assert_string_equal(gs_identities_recipient(&ids, 3), PUBLIC);
		gs_identities_clear(&ids);
		gs_buf_reset(&file);
	}
	gs_buf_clear(&file);
}

static void
test_encrypted_nonsense(void **state)
{
	static const char *const texts[] = { "hello\n", "", PUBLIC "\n" };
	struct asked a = { "correct horse", 0, "" };
	const struct gs_ask ask = { answer, &a };
	struct gs_identities ids = { 0 };
	struct gs_buf file = GS_BUF_INIT, twice = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(texts); i++) {
		encrypt(texts[i], false, &file);
		unit_ok(gs_identities_parse(&ids, "file", file.p, file.n, &e),
		    "parse");
		unit_code(gs_identities_unlock(&ids, 0, &ask, &e), GS_EUSAGE,
		    texts[i]);
		assert_true(ids.nr == 1 && ids.v[0]->locked);
		gs_identities_clear(&ids);
		gs_buf_reset(&file);
	}
	encrypt(SECRET, true, &file);
	encrypt(gs_buf_str(&file), true, &twice);
	unit_ok(gs_identities_parse(&ids, "file", twice.p, twice.n, &e), "");
	unit_code(gs_identities_unlock(&ids, 0, &ask, &e), GS_EUSAGE, "twice");
	gs_identities_clear(&ids);
	gs_buf_clear(&file);
	gs_buf_clear(&twice);
}

/* Made twice, they differ; each reads back; the form is age-keygen's. */
static void
test_make(void **state)
{
	struct gs_buf text[2] = { GS_BUF_INIT, GS_BUF_INIT };
	struct gs_identities ids = { 0 };
	struct gs_recipient pub;
	struct gs_err e;
	char *want;

	(void)state;
	assert_int_equal(setenv("TZ", "UTC-05:30", 1), 0);
	tzset();
	unit_ok(gs_identity_make(0, &text[0], NULL), "make");
	unit_ok(gs_identity_make(1767225600, &text[1], &pub), "make");
	assert_true(text[0].n == text[1].n);
	assert_memory_not_equal(text[0].p, text[1].p, text[0].n);
	want = gs_asprintf("# created: 2026-01-01T05:30:00+05:30\n"
			   "# public key: %s\nAGE-SECRET-KEY-1",
	    pub.text);
	assert_non_null(want);
	assert_memory_equal(text[1].p, want, strlen(want));
	free(want);
	assert_true(text[1].p[text[1].n - 1] == '\n');
	unit_ok(gs_identities_parse(&ids, "x", text[1].p, text[1].n, &e), "x");
	assert_string_equal(gs_identities_recipient(&ids, 0), pub.text);
	gs_identities_clear(&ids);
	gs_recipient_clear(&pub);
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
	gs_buf_reset(&text[0]);
	unit_ok(gs_identity_make(0, &text[0], NULL), "make");
	assert_memory_equal(text[0].p, "# created: 1970-01-01T00:00:00Z\n", 32);
	gs_buf_clear(&text[0]);
	gs_buf_clear(&text[1]);
}

static int
parse_text(void *ctx)
{
	struct gs_identities ids = { 0 };
	const struct gs_buf *text = ctx;
	struct gs_err e;
	int r;

	r = gs_identities_parse(&ids, "x", text->p, text->n, &e);
	assert_true(r == GS_OK || ids.nr == 0);
	gs_identities_clear(&ids);
	return r;
}

static void
test_faults(void **state)
{
	static const char *const paths[] = { OWN "ed25519",
		OWN "ed25519-aes256-ctr" };
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_buf_adds(&text, SECRET "\n" QUANTUM "\n" SECRET "\n"), "");
	faults_sweep("age identities", parse_text, &text);
	for (size_t i = 0; i < NR(paths); i++) {
		gs_buf_reset(&text);
		read_file(paths[i], &text);
		faults_sweep(paths[i], parse_text, &text);
	}
	gs_buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_wrong_passphrase),
		cmocka_unit_test(test_public_beside),
		cmocka_unit_test(test_encrypted_file),
		cmocka_unit_test(test_encrypted_nonsense),
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
