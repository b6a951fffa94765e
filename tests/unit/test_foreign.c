#include "unit.h"

#include "base/cur.h"
#include "codec/hex.h"
#include "crypto/legacy.h"
#include "format/foreign/gitcrypt.h"
#include "format/foreign/kept.h"
#include "format/foreign/transcrypt.h"

/* Known answers of the primitives: RFC 2202, and Python's hashlib and
 * cryptography for the others. */
static void
primitives(void **state)
{
	static const uint8_t salt[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	uint8_t key[20], mac[GS_SHA1_LEN], out[48], want[48];

	(void)state;
	memset(key, 0x0b, sizeof(key));
	unit_ok(gs_hmac_sha1(key, sizeof(key), "Hi There", 8, mac), "hmac");
	unit_hex("b617318655057264e28bc0b6fb378c8ef146be00", want, 20);
	assert_memory_equal(mac, want, 20);

	unit_ok(gs_bytes_to_key("correct horse", 13, salt, out, 48), "key");
	unit_hex("e0f73587e34c3d27e658b26999358ae4e1d03cd6305d935c07bcd4f3ca3d"
		 "2587327c5cdb618f5aef59184cec4bf628b8",
	    want, 48);
	assert_memory_equal(out, want, 48);
	assert_null(gs_legacy_lacks());
}

static void
cbc(void **state)
{
	static const struct {
		const char *name, *in;
		int want;
		const char *plain;
	} cases[] = {
		{ "empty text", "e9c3ef8ab23453e6f0749cd636e7a88e", GS_OK, "" },
		{ "15 bytes", "91a52d2308f2a7c0e3f1c1b15c99b1e9", GS_OK,
		    "0123456789abcde" },
		{ "16 bytes",
		    "e23fc0b91c7bd64425c559736e9b0c58"
		    "485ec1d6a71e615932325d6506ec3700",
		    GS_OK, "0123456789abcdef" },
		{ "wrong padding", "00a52d2308f2a7c0e3f1c1b15c99b1e9",
		    GS_EDAMAGED, "" },
		{ "no block", "91a52d2308f2a7c0e3f1c1b15c99b1", GS_EDAMAGED,
		    "" },
		{ "nothing", "", GS_EDAMAGED, "" },
	};
	uint8_t key[32], iv[16], b[64];

	(void)state;
	for (uint8_t i = 0; i < 32; i++)
		key[i] = i;
	memcpy(iv, key, sizeof(iv));
	for (size_t i = 0; i < NR(cases); i++) {
		size_t n = unit_hex(cases[i].in, b, sizeof(b)), got;
		int r = gs_cbc_open(key, sizeof(key), iv, b, n, &got);

		unit_code(r, cases[i].want, cases[i].name);
		if (r == GS_OK &&
		    (got != strlen(cases[i].plain) ||
			memcmp(b, cases[i].plain, got) != 0))
			fail_msg("%s: other text", cases[i].name);
	}
}

/* AES key 00 to 1f, HMAC key 40 to 7f. */
static void
make_key(struct gs_gitcrypt_key *k)
{
	memset(k, 0, sizeof(*k));
	k->nr = 1;
	for (uint8_t i = 0; i < 32; i++)
		k->v[0].aes[i] = i;
	for (uint8_t i = 0; i < 64; i++)
		k->v[0].hmac[i] = (uint8_t)(64 + i);
}

#define HEAD "00474954435259505400"

static const struct {
	const char *name, *blob;
	int want;
	const char *plain;
} blobs[] = {
	{ "empty", HEAD "66e7d7cd6880730eabda84c1", GS_OK, "" },
	{ "one byte", HEAD "018a4514f1cc45bf0659e29e67", GS_OK, "a" },
	{ "a line", HEAD "bd236c3333dbf8743b4f965b329376a7", GS_OK, "A=1\n" },
	{ "changed text", HEAD "bd236c3333dbf8743b4f965b329376a6", GS_ENOKEY,
	    "" },
	{ "changed nonce", HEAD "bd236c3333dbf8743b4f965a329376a7", GS_ENOKEY,
	    "" },
	{ "empty, changed", HEAD "66e7d7cd6880730eabda84c0", GS_ENOKEY, "" },
	{ "cut short", HEAD "66e7d7cd6880730eabda84", GS_EDAMAGED, "" },
	{ "plain", "413d310a", GS_EDAMAGED, "" },
	{ "nothing", "", GS_EDAMAGED, "" },
};

static void
gitcrypt_blobs(void **state)
{
	struct gs_gitcrypt_key key;
	uint8_t in[64];

	(void)state;
	make_key(&key);
	for (size_t i = 0; i < NR(blobs); i++) {
		size_t n = unit_hex(blobs[i].blob, in, sizeof(in));
		struct gs_buf b = GS_BUF_INIT;
		int r;

		unit_ok(gs_buf_add(&b, in, n), "room");
		r = gs_gitcrypt_open(&key, &b);
		unit_code(r, blobs[i].want, blobs[i].name);
		if (r != GS_OK &&
		    (b.n != n || (n > 0 && memcmp(b.p, in, n) != 0)))
			fail_msg("%s: touched on failure", blobs[i].name);
		if (r == GS_OK &&
		    (b.n != strlen(blobs[i].plain) ||
			memcmp(b.p, blobs[i].plain, b.n) != 0))
			fail_msg("%s: other text", blobs[i].name);
		gs_buf_clear(&b);
	}
}

/* Every single bit of nonce and text counts. */
static void
gitcrypt_bits(void **state)
{
	struct gs_gitcrypt_key key;
	uint8_t in[64];
	size_t n = unit_hex(blobs[2].blob, in, sizeof(in));

	(void)state;
	make_key(&key);
	for (size_t bit = 8 * 10; bit < 8 * n; bit++) {
		struct gs_buf b = GS_BUF_INIT;

		in[bit / 8] ^= (uint8_t)(1u << bit % 8);
		unit_ok(gs_buf_add(&b, in, n), "room");
		unit_code(gs_gitcrypt_open(&key, &b), GS_ENOKEY, "a bit");
		gs_buf_clear(&b);
		in[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

/* The second of two entries opens. */
static void
gitcrypt_second(void **state)
{
	struct gs_gitcrypt_key key;
	struct gs_buf b = GS_BUF_INIT;
	uint8_t in[64];
	size_t n = unit_hex(blobs[2].blob, in, sizeof(in));

	(void)state;
	make_key(&key);
	key.v[1] = key.v[0];
	key.v[0].hmac[0] ^= 1;
	key.nr = 2;
	unit_ok(gs_buf_add(&b, in, n), "room");
	unit_ok(gs_gitcrypt_open(&key, &b), "the second entry");
	assert_int_equal(b.n, 4);
	gs_buf_clear(&b);
}

static void
put32(struct gs_buf *b, uint32_t v)
{
	uint8_t p[4];

	gs_be32_put(p, v);
	unit_ok(gs_buf_add(b, p, 4), "room");
}

static void
put_field(struct gs_buf *b, uint32_t id, size_t n)
{
	static const uint8_t zeros[128] = { 0 };

	put32(b, id);
	put32(b, (uint32_t)n);
	unit_ok(gs_buf_add(b, zeros, n), "room");
}

/* ${text}: a letter a step, see the switch. */
static void
build(const char *text, struct gs_buf *b)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case 'M':
			unit_ok(gs_buf_add(b, "\0GITCRYPTKEY", 12), "room");
			break;
		case '2':
			put32(b, 2);
			break;
		case '3':
			put32(b, 3);
			break;
		case '.':
			put32(b, 0);
			break;
		case 'n':
			put32(b, 1);
			put32(b, 4);
			unit_ok(gs_buf_adds(b, "prod"), "room");
			break;
		case 'v':
			put_field(b, 1, 4);
			break;
		case 'a':
			put_field(b, 3, 32);
			break;
		case 'h':
			put_field(b, 5, 64);
			break;
		case 'o': /* odd, unknown */
			put_field(b, 9, 3);
			break;
		case 'e': /* even, unknown */
			put_field(b, 8, 3);
			break;
		case 's': /* an AES key that is too short */
			put_field(b, 3, 31);
			break;
		case 'x': /* a length over all bounds */
			put32(b, 2);
			put32(b, 0xffffffffu);
			break;
		default:
			fail_msg("no such step: %c", *text);
		}
	}
}

static void
gitcrypt_keys(void **state)
{
	static const struct {
		const char *name, *build;
		int want;
		size_t nr;
		const char *key;
	} cases[] = {
		{ "default", "M2.vah.", GS_OK, 1, "" },
		{ "named", "M2n.vah.", GS_OK, 1, "prod" },
		{ "two versions", "M2.vah.vah.", GS_OK, 2, "" },
		{ "an even field", "M2e.vaeh.", GS_OK, 1, "" },
		{ "an odd field in the head", "M2o.vah.", GS_ENEWER, 0, "" },
		{ "an odd field in an entry", "M2.vaho.", GS_ENEWER, 0, "" },
		{ "version 3", "M3.vah.", GS_ENEWER, 0, "" },
		{ "no entry", "M2.", GS_EDAMAGED, 0, "" },
		{ "no key", "M2.vh.", GS_EDAMAGED, 0, "" },
		{ "a short key", "M2.vsh.", GS_EDAMAGED, 0, "" },
		{ "no end", "M2.vah", GS_EDAMAGED, 0, "" },
		{ "no head's end", "M2", GS_EDAMAGED, 0, "" },
		{ "a huge field", "M2x", GS_EDAMAGED, 0, "" },
		{ "the magic alone", "M", GS_EDAMAGED, 0, "" },
		{ "nothing", "", GS_EUSAGE, 0, "" },
		{ "something", "vah", GS_EUSAGE, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		struct gs_gitcrypt_key key;
		int r;

		build(cases[i].build, &b);
		r = gs_gitcrypt_key_parse(b.p, b.n, &key);
		unit_code(r, cases[i].want, cases[i].name);
		if (key.nr != cases[i].nr ||
		    strcmp(key.name, cases[i].key) != 0)
			fail_msg("%s: nr %zu, name '%s'", cases[i].name, key.nr,
			    key.name);
		gs_buf_clear(&b);
	}
}

static void
gitcrypt_legacy(void **state)
{
	struct gs_gitcrypt_key key, want;
	uint8_t file[97];

	(void)state;
	make_key(&want);
	memcpy(file, want.v[0].aes, 32);
	memcpy(file + 32, want.v[0].hmac, 64);
	unit_ok(gs_gitcrypt_key_parse(file, 96, &key), "legacy");
	assert_int_equal(key.nr, 1);
	assert_memory_equal(key.v[0].aes, want.v[0].aes, 32);
	assert_memory_equal(key.v[0].hmac, want.v[0].hmac, 64);
	unit_code(gs_gitcrypt_key_parse(file, 95, &key), GS_EUSAGE, "95 bytes");
	unit_code(gs_gitcrypt_key_parse(file, 97, &key), GS_EUSAGE, "97 bytes");
}

#define TC "U2FsdGVkX1/gXxrCSr9Rd7n0X0Sa1e+dEPCeHl8YoNI=\n"

static void
transcrypt(void **state)
{
	static const struct {
		const char *name, *pass, *cipher, *path, *blob;
		int want;
		bool proved;
	} cases[] = {
		{ "right", "correct horse", "aes-256-cbc", "a.env", TC, GS_OK,
		    true },
		{ "renamed", "correct horse", "aes-256-cbc", "b.env", TC, GS_OK,
		    false },
		{ "no path", "correct horse", "AES-256-CBC", NULL, TC, GS_OK,
		    false },
		{ "wrong", "wrong horse", "aes-256-cbc", "a.env", TC, GS_ENOKEY,
		    false },
		{ "cipher", "correct horse", "bf-cbc", "a.env", TC, GS_EUSAGE,
		    false },
		{ "plain", "correct horse", "aes-256-cbc", "a.env", "A=1\n",
		    GS_EDAMAGED, false },
		{ "no base64", "correct horse", "aes-256-cbc", "a.env",
		    "U2FsdGVkX1/gXxrCSr9Rd7n0 0Sa1e+dEPCeHl8YoNI=\n",
		    GS_EDAMAGED, false },
		{ "head alone", "correct horse", "aes-256-cbc", "a.env",
		    "U2FsdGVkX1/gXxrCSr9Rdw==\n", GS_EDAMAGED, false },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf pass = GS_BUF_INIT, b = GS_BUF_INIT;
		bool proved;
		int r;

		unit_ok(gs_buf_adds(&pass, cases[i].pass), "room");
		unit_ok(gs_buf_adds(&b, cases[i].blob), "room");
		r = gs_transcrypt_open(
		    &pass, cases[i].cipher, cases[i].path, &b, &proved);
		unit_code(r, cases[i].want, cases[i].name);
		if (proved != cases[i].proved)
			fail_msg("%s: proved %d", cases[i].name, proved);
		if (r == GS_OK && (b.n != 4 || memcmp(b.p, "A=1\n", 4) != 0))
			fail_msg("%s: other text", cases[i].name);
		if (r != GS_OK && b.n != strlen(cases[i].blob))
			fail_msg("%s: touched on failure", cases[i].name);
		gs_buf_clear(&pass);
		gs_buf_clear(&b);
	}
}

static void
kept(void **state)
{
	static const struct {
		const char *name, *text;
		int want;
		size_t nr;
	} cases[] = {
		{ "one", "[git-crypt]\n\tagain = yes\n\tkey = AAEC\n", GS_OK,
		    1 },
		{ "two, comments, CR, an unknown word",
		    "# x\r\n\n[git-crypt]\r\nkey=AAEC\r\n[transcrypt]\ncipher "
		    "= "
		    "aes-256-cbc\nnew = 1\nkey = eA==",
		    GS_OK, 2 },
		{ "the same twice",
		    "[git-crypt]\nkey = AAEC\n[git-crypt]\nkey = "
		    "AAEC\n",
		    GS_OK, 1 },
		{ "nothing", "", GS_OK, 0 },
		{ "no key", "[git-crypt]\nagain = yes\n", GS_EDAMAGED, 0 },
		{ "two keys", "[git-crypt]\nkey = AAEC\nkey = AAEC\n",
		    GS_EDAMAGED, 0 },
		{ "no head", "key = AAEC\n", GS_EDAMAGED, 0 },
		{ "no base64", "[git-crypt]\nkey = A\n", GS_EDAMAGED, 0 },
		{ "another tool", "[vault]\nkey = AAEC\n", GS_ENEWER, 0 },
		{ "a long cipher",
		    "[transcrypt]\ncipher = "
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nkey = eA==\n",
		    GS_EDAMAGED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_kepts l = { NULL, 0 }, again = { NULL, 0 };
		struct gs_buf b = GS_BUF_INIT;
		int r = gs_kept_parse(cases[i].text, strlen(cases[i].text), &l);

		unit_code(r, cases[i].want, cases[i].name);
		if (l.nr != cases[i].nr)
			fail_msg("%s: %zu keys", cases[i].name, l.nr);
		for (size_t k = 0; k < l.nr; k++)
			unit_ok(gs_kept_print(&l.v[k], &b), "print");
		if (l.nr > 0 && !gs_kept_is(b.p, b.n))
			fail_msg("%s: not known again", cases[i].name);
		unit_ok(gs_kept_parse(b.p, b.n, &again), "parse again");
		assert_int_equal(again.nr, l.nr);
		for (size_t k = 0; k < l.nr; k++) {
			assert_int_equal(again.v[k].again, l.v[k].again);
			assert_string_equal(again.v[k].cipher, l.v[k].cipher);
			assert_int_equal(again.v[k].key.n, l.v[k].key.n);
		}
		gs_buf_clear(&b);
		gs_kepts_clear(&l);
		gs_kepts_clear(&again);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(primitives),
		cmocka_unit_test(cbc),
		cmocka_unit_test(gitcrypt_blobs),
		cmocka_unit_test(gitcrypt_bits),
		cmocka_unit_test(gitcrypt_second),
		cmocka_unit_test(gitcrypt_keys),
		cmocka_unit_test(gitcrypt_legacy),
		cmocka_unit_test(transcrypt),
		cmocka_unit_test(kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
