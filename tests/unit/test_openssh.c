#include "unit.h"

#include "base/file.h"
#include "codec/base64.h"
#include "faults.h"
#include "format/openssh.h"
#include "format/sshwire.h"

#define OWN "tests/vectors/openssh/"

static void
read_text(const char *path, struct gs_buf *text)
{
	unit_ok(gs_file_read(path, 65536, text, NULL), path);
}

/* A gs_buf that borrows the passphrase: the sweep counts allocations. */
static struct gs_buf
borrowed(char *text)
{
	return (struct gs_buf){ (uint8_t *)text, strlen(text), 0, 0 };
}

static int
open_text(
    const struct gs_buf *text, const char *passphrase, struct gs_keypair *key)
{
	struct gs_openssh outer;
	struct gs_buf pass;
	char own[64] = "";
	int r;

	memset(key, 0, sizeof(*key));
	r = gs_openssh_parse(text->p, text->n, &outer, NULL);
	if (r != GS_OK)
		return r;
	if (passphrase != NULL)
		(void)snprintf(own, sizeof(own), "%s", passphrase);
	pass = borrowed(own);
	r = gs_openssh_open(&outer, &pass, key);
	gs_openssh_clear(&outer);
	return r;
}

/* The public half of ${key} is what ssh-keygen wrote to ${path}.pub. */
static void
check_public(const char *path, const struct gs_keypair *key)
{
	struct gs_buf pub = GS_BUF_INIT, blob = GS_BUF_INIT;
	char name[256], *space;
	struct gs_buf got = GS_BUF_INIT;

	(void)snprintf(name, sizeof(name), "%s.pub", path);
	read_text(name, &pub);
	unit_ok(gs_sshwire_add_public(key, &blob), path);
	unit_ok(gs_base64_print(GS_BASE64_PADDED, blob.p, blob.n, &got), path);
	space = strchr(gs_buf_str(&pub), ' ');
	assert_non_null(space);
	if (strncmp(space + 1, gs_buf_str(&got), got.n) != 0)
		fail_msg("%s: another public key", path);
	gs_buf_clear(&pub);
	gs_buf_clear(&blob);
	gs_buf_clear(&got);
}

static void
check_key(const char *path, const char *passphrase)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_keypair key;

	read_text(path, &text);
	unit_ok(open_text(&text, passphrase, &key), path);
	check_public(path, &key);
	gs_keypair_clear(&key);
	if (passphrase != NULL) {
		unit_code(open_text(&text, "wrong", &key), GS_ENOKEY, path);
		unit_code(open_text(&text, "", &key), GS_ENOKEY, path);
		assert_true(key.rsa == NULL && key.seed.n == 0);
	}
	gs_buf_clear(&text);
}

static void
test_own(void **state)
{
	static const char *const locked[] = { "ed25519-aes256-ctr",
		"ed25519-aes256-cbc", "ed25519-aes192-ctr",
		"ed25519-aes192-cbc", "ed25519-aes128-ctr",
		"ed25519-aes128-cbc", "ed25519-aes256-gcm",
		"ed25519-aes128-gcm", "ed25519-chacha20-poly1305",
		"rsa-aes256-ctr" };

	(void)state;
	check_key(OWN "ed25519", NULL);
	check_key(OWN "rsa", NULL);
	for (size_t i = 0; i < NR(locked); i++) {
		char path[128];

		(void)snprintf(path, sizeof(path), OWN "%s", locked[i]);
		check_key(path, "correct horse");
	}
}

static void
test_shared(void **state)
{
	static const struct {
		const char *name, *pass;
	} keys[] = {
		{ "openssh/ed25519-nopsw.key", NULL },
		{ "openssh/ed25519-psw.key", "password" },
		{ "openssh/rsa-nopsw.key", NULL },
		{ "openssh/rsa-psw.key", "password" },
	};

	(void)state;
	for (size_t i = 0; i < NR(keys); i++) {
		char *path = unit_shared(keys[i].name);

		if (path == NULL)
			skip();
		check_key(path, keys[i].pass);
		free(path);
	}
}

static void
test_kinds(void **state)
{
	static const struct {
		const char *path;
		int want;
	} cases[] = {
		{ OWN "ecdsa", GS_EUSAGE },
		{ OWN "rsa1024", GS_EDAMAGED },
		{ OWN "pem-rsa", GS_EUSAGE },
		{ OWN "ed25519.pub", GS_EUSAGE },
	};
	struct gs_buf text = GS_BUF_INIT;
	struct gs_keypair key;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		read_text(cases[i].path, &text);
		unit_code(
		    open_text(&text, NULL, &key), cases[i].want, cases[i].path);
		gs_buf_reset(&text);
	}
	gs_buf_clear(&text);
}

/* Line ends of any kind, blanks, text around: as editors leave them. */
static void
test_spelling(void **state)
{
	struct gs_buf text = GS_BUF_INIT, odd = GS_BUF_INIT;
	struct gs_keypair key;

	(void)state;
	read_text(OWN "ed25519", &text);
	unit_ok(gs_buf_adds(&odd, "\r\n  "), "front");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			unit_ok(gs_buf_adds(&odd, " \r"), "line");
		unit_ok(gs_buf_addc(&odd, (char)text.p[i]), "byte");
	}
	unit_ok(open_text(&odd, NULL, &key), "CRLF");
	check_public(OWN "ed25519", &key);
	gs_keypair_clear(&key);
	gs_buf_clear(&text);
	gs_buf_clear(&odd);
}

/* Rebuild the text of a key from its decoded bytes. */
static void
encode(const struct gs_buf *raw, struct gs_buf *text)
{
	gs_buf_reset(text);
	unit_ok(gs_buf_adds(text, "-----BEGIN OPENSSH PRIVATE KEY-----\n"), "");
	unit_ok(gs_base64_print(GS_BASE64_PADDED, raw->p, raw->n, text), "");
	unit_ok(gs_buf_adds(text, "\n-----END OPENSSH PRIVATE KEY-----\n"), "");
}

/* Every byte of an unencrypted key but those of its comment and its two
 * equal check words is bound to the others. */
static void
test_every_byte(void **state)
{
	struct gs_buf text = GS_BUF_INIT;
	struct gs_openssh outer;
	struct gs_keypair key;
	size_t taken = 0;

	(void)state;
	read_text(OWN "ed25519", &text);
	unit_ok(gs_openssh_parse(text.p, text.n, &outer, NULL), "parse");
	for (size_t i = 0; i < outer.raw.n; i++) {
		outer.raw.p[i] ^= 1;
		encode(&outer.raw, &text);
		outer.raw.p[i] ^= 1;
		if (open_text(&text, NULL, &key) == GS_OK)
			taken++;
		gs_keypair_clear(&key);
	}
	assert_true(taken == strlen("plain"));
	gs_openssh_clear(&outer);
	gs_buf_clear(&text);
}

static void
test_every_length(void **state)
{
	struct gs_buf text = GS_BUF_INIT, all = GS_BUF_INIT;
	struct gs_openssh outer;
	struct gs_keypair key;

	(void)state;
	read_text(OWN "rsa", &text);
	unit_ok(gs_openssh_parse(text.p, text.n, &outer, NULL), "parse");
	unit_ok(gs_buf_add(&all, outer.raw.p, outer.raw.n), "copy");
	gs_openssh_clear(&outer);
	while (all.n > 0) {
		gs_buf_cut(&all, all.n - 1);
		encode(&all, &text);
		if (open_text(&text, NULL, &key) != GS_EUSAGE)
			fail_msg("%zu bytes were taken", all.n);
	}
	gs_buf_clear(&text);
	gs_buf_clear(&all);
}

static int
open_locked(void *ctx)
{
	struct gs_keypair key;
	int r = open_text(ctx, "correct horse", &key);

	if (r != GS_OK)
		assert_true(key.rsa == NULL && key.seed.n == 0);
	gs_keypair_clear(&key);
	return r;
}

static void
test_faults(void **state)
{
	struct gs_buf text = GS_BUF_INIT;

	(void)state;
	read_text(OWN "ed25519-aes256-ctr", &text);
	faults_sweep("locked key", open_locked, &text);
	gs_buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
