#include "unit.h"

#include "base/file.h"
#include "faults.h"
#include "format/age/recipient.h"

#define OWN "tests/vectors/openssh/"
/* The recipient of c2sp.org/age, "The X25519 recipient type". */
#define AGE "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
#define ED25519                                                                \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"                                \
	"NdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static const struct {
	const char *name, *text;
	const char *want; /* R; NULL: refused */
	const char *why;  /* part of the sentence */
} cases[] = {
	{ "age", AGE, AGE, NULL },
	{ "age in upper case",
	    "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
	    AGE, NULL },
	{ "age with blanks", " \t" AGE "\r\n", AGE, NULL },
	{ "ssh", ED25519, ED25519, NULL },
	{ "ssh with a comment", ED25519 " ada@example.org is here\n", ED25519,
	    NULL },
	{ "ssh with tabs and CR", "\t" ED25519 "\t x\r\n", ED25519, NULL },
	{ "empty", "", NULL, "empty" },
	{ "blanks", " \r\n", NULL, "empty" },
	{ "age mistyped",
	    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk",
	    NULL, "mistyped" },
	{ "age cut", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xe", NULL,
	    "cut short" },
	{ "age in both cases",
	    "age1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
	    NULL, "mistyped" },
	{ "age and a word", AGE " x", NULL, "no recipient" },
	{ "age identity",
	    "AGE-SECRET-KEY-"
	    "1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
	    NULL, "secret key" },
	{ "age plugin",
	    "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw"
	    "3rhl3t",
	    NULL, "plugin" },
	{ "ssh of another kind inside",
	    "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAI"
	    "NdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
	    NULL, "damaged" },
	{ "ssh cut",
	    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
	    "NdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B",
	    NULL, "cut short" },
	{ "ssh with bytes behind",
	    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
	    "NdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAAAA",
	    NULL, "damaged" },
	{ "ssh that is no base64", "ssh-ed25519 AAAA!", NULL, "mistyped" },
	{ "ssh without a key", "ssh-ed25519", NULL, "damaged" },
	{ "ssh of y = 1",
	    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
	    "AEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    NULL, "damaged" },
	{ "ssh options in front", "no-pty " ED25519, NULL, "no recipient" },
	{ "ecdsa", "ecdsa-sha2-nistp256 AAAA", NULL, "ECDSA" },
	{ "hardware key", "sk-ssh-ed25519@openssh.com AAAA", NULL, "hardware" },
	{ "DSA", "ssh-dss AAAA", NULL, "DSA" },
	{ "a private key", "-----BEGIN OPENSSH PRIVATE KEY-----", NULL,
	    "key file" },
	{ "git-seal key", "GIT-SEAL-KEY-1QQQQ", NULL, "git-seal key" },
	{ "gpg", "gpg:0123", NULL, "no recipient" },
};

static void
test_cases(void **state)
{
	struct gs_recipient r;
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		const char *t = cases[i].text;

		e.what[0] = '\0';
		unit_code(gs_recipient_parse(t, strlen(t), &r, &e),
		    cases[i].want == NULL ? GS_EUSAGE : GS_OK, cases[i].name);
		if (cases[i].want != NULL)
			assert_string_equal(r.text, cases[i].want);
		else if (strstr(e.what, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].name, e.what);
		if (strlen(t) > 40 && strstr(e.what, t + 20) != NULL)
			fail_msg("%s: says it", cases[i].name);
		gs_recipient_clear(&r);
	}
}

static void
parse_file(const char *path, int want, struct gs_recipient *r)
{
	struct gs_buf text = GS_BUF_INIT;

	unit_ok(gs_file_read(path, 65536, &text, NULL), path);
	unit_code(gs_recipient_parse((const char *)text.p, text.n, r, NULL),
	    want, path);
	gs_buf_clear(&text);
}

static void
test_files(void **state)
{
	struct gs_recipient r;

	(void)state;
	parse_file(OWN "ed25519.pub", GS_OK, &r);
	assert_true(r.type == GS_RECIPIENT_SSH_ED25519);
	gs_recipient_clear(&r);
	parse_file(OWN "rsa.pub", GS_OK, &r);
	assert_true(r.type == GS_RECIPIENT_SSH_RSA && r.rsa != NULL);
	gs_recipient_clear(&r);
	parse_file(OWN "rsa1024.pub", GS_EUSAGE, &r);
	parse_file(OWN "ecdsa.pub", GS_EUSAGE, &r);
}

/* Computed with Python's hashlib. */
static void
test_id(void **state)
{
	char hex[GS_RECIPIENT_ID_HEX_LEN + 1];

	(void)state;
	unit_ok(gs_recipient_id_hex(AGE, hex), "age");
	assert_string_equal(hex, "64f53cb996482928");
	unit_ok(gs_recipient_id_hex(
		    "gpg:0123456789ABCDEF0123456789ABCDEF01234567", hex),
	    "gpg");
	assert_string_equal(hex, "3cb5b19dcff0d9cd");
}

static void
test_copy(void **state)
{
	struct gs_recipient a, b;

	(void)state;
	parse_file(OWN "rsa.pub", GS_OK, &a);
	unit_ok(gs_recipient_copy(&a, &b), "copy");
	assert_string_equal(a.text, b.text);
	assert_true(a.blob_n == b.blob_n && a.blob != b.blob);
	gs_recipient_clear(&a);
	assert_true(gs_rsa_len(b.rsa) == 256);
	gs_recipient_clear(&b);
	gs_recipient_clear(&b);
}

static int
parse_and_copy(void *ctx)
{
	struct gs_recipient a, b;
	const char *text = ctx;
	int r;

	memset(&b, 0, sizeof(b));
	r = gs_recipient_parse(text, strlen(text), &a, NULL);
	if (r == GS_OK)
		r = gs_recipient_copy(&a, &b);
	gs_recipient_clear(&a);
	gs_recipient_clear(&b);
	return r;
}

static void
test_faults(void **state)
{
	static char age[] = AGE, ssh[] = ED25519;

	(void)state;
	faults_sweep("age recipient", parse_and_copy, age);
	faults_sweep("ssh recipient", parse_and_copy, ssh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_id),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_faults),
	};

	faults_openssl();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
