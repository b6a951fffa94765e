#include "unit.h"

#include "crypto/chapoly.h"

#define TEXT_MAX 4096

/* RFC 8439, section 2.8.2 */
static const char rfc_key[] =
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
static const char rfc_nonce[] = "070000004041424344454647";
static const char rfc_ad[] = "50515253c0c1c2c3c4c5c6c7";
static const char rfc_text[] =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one "
    "tip for the future, sunscreen would be it.";
static const char rfc_sealed[] =
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
    "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
    "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
    "3ff4def08e4b7a9de576d26586cec64b6116";
static const char rfc_tag[] = "1ae10b594f09e26a7e902ecbd0600691";

struct message {
	uint8_t key[32], nonce[12], tag[16];
	uint8_t ad[TEXT_MAX], text[TEXT_MAX], sealed[TEXT_MAX];
	size_t ad_n, n;
};

static void
rfc(struct message *m)
{
	m->n = strlen(rfc_text);
	memcpy(m->text, rfc_text, m->n);
	(void)unit_hex(rfc_key, m->key, sizeof(m->key));
	(void)unit_hex(rfc_nonce, m->nonce, sizeof(m->nonce));
	m->ad_n = unit_hex(rfc_ad, m->ad, sizeof(m->ad));
	(void)unit_hex(rfc_sealed, m->sealed, sizeof(m->sealed));
	(void)unit_hex(rfc_tag, m->tag, sizeof(m->tag));
}

static void
test_rfc(void **state)
{
	static struct message m;
	uint8_t p[TEXT_MAX], tag[16];

	(void)state;
	rfc(&m);
	memcpy(p, m.text, m.n);
	unit_ok(
	    gs_chapoly_seal(m.key, m.nonce, m.ad, m.ad_n, p, m.n, tag), "seal");
	assert_memory_equal(p, m.sealed, m.n);
	assert_memory_equal(tag, m.tag, 16);
	unit_ok(
	    gs_chapoly_open(m.key, m.nonce, m.ad, m.ad_n, p, m.n, tag), "open");
	assert_memory_equal(p, m.text, m.n);
}

/* The k-th bit of tag, then of the text, then of the associated string. */
static void
test_every_bit(void **state)
{
	static const uint8_t zero[TEXT_MAX];
	static struct message good, m;

	(void)state;
	rfc(&good);
	for (size_t k = 0; k < 8 * (16 + good.n + good.ad_n); k++) {
		size_t at = k / 8;
		uint8_t bit = (uint8_t)(1u << k % 8);

		m = good;
		if (at < 16)
			m.tag[at] ^= bit;
		else if (at < 16 + m.n)
			m.sealed[at - 16] ^= bit;
		else
			m.ad[at - 16 - m.n] ^= bit;
		if (gs_chapoly_open(m.key, m.nonce, m.ad, m.ad_n, m.sealed, m.n,
			m.tag) != GS_EDAMAGED)
			fail_msg("bit %zu: was taken", k);
		assert_memory_equal(m.sealed, zero, m.n);
	}
}

static void
test_lengths(void **state)
{
	static const size_t lengths[] = { 0, 1, 15, 16, 17, 63, 64, 65, 4096 };
	uint8_t key[32], nonce[12] = { 0 }, tag[16];
	uint8_t p[TEXT_MAX], want[TEXT_MAX];

	(void)state;
	unit_random(key, sizeof(key), 3);
	unit_random(want, sizeof(want), 4);
	for (size_t i = 0; i < NR(lengths); i++) {
		size_t n = lengths[i];

		memcpy(p, want, n);
		unit_ok(gs_chapoly_seal(key, nonce, NULL, 0, p, n, tag), "s");
		unit_ok(gs_chapoly_open(key, nonce, NULL, 0, p, n, tag), "o");
		assert_memory_equal(p, want, n);
		tag[0] ^= 1;
		unit_code(gs_chapoly_open(key, nonce, NULL, 0, p, n, tag),
		    GS_EDAMAGED, "tag");
	}
	unit_code(
	    gs_chapoly_seal(key, nonce, NULL, GS_CHAPOLY_MAX + 1, p, 0, tag),
	    GS_ETOOBIG, "too long");
}

struct wycheproof {
	struct message m;
	size_t nonce_n;
	unsigned cases;
};

static void
judge(struct wycheproof *w, bool valid)
{
	struct message *m = &w->m;
	uint8_t p[TEXT_MAX], tag[16];
	int r;

	if (w->nonce_n != sizeof(m->nonce))
		return;
	memcpy(p, m->sealed, m->n);
	r = gs_chapoly_open(m->key, m->nonce, m->ad, m->ad_n, p, m->n, m->tag);
	unit_code(r, valid ? GS_OK : GS_EDAMAGED, "wycheproof");
	if (valid) {
		assert_memory_equal(p, m->text, m->n);
		unit_ok(gs_chapoly_seal(
			    m->key, m->nonce, m->ad, m->ad_n, p, m->n, tag),
		    "seal");
		assert_memory_equal(p, m->sealed, m->n);
		assert_memory_equal(tag, m->tag, 16);
	}
	w->cases++;
}

static void
on_value(void *ctx, const char *key, const char *value)
{
	struct wycheproof *w = ctx;
	uint8_t nonce[64];

	if (strcmp(key, "key") == 0) {
		(void)unit_hex(value, w->m.key, 32);
	} else if (strcmp(key, "iv") == 0) {
		w->nonce_n = unit_hex(value, nonce, sizeof(nonce));
		memcpy(w->m.nonce, nonce, 12);
	} else if (strcmp(key, "aad") == 0) {
		w->m.ad_n = unit_hex(value, w->m.ad, sizeof(w->m.ad));
	} else if (strcmp(key, "msg") == 0) {
		(void)unit_hex(value, w->m.text, TEXT_MAX);
	} else if (strcmp(key, "ct") == 0) {
		w->m.n = unit_hex(value, w->m.sealed, TEXT_MAX);
	} else if (strcmp(key, "tag") == 0) {
		(void)unit_hex(value, w->m.tag, 16);
	} else if (strcmp(key, "result") == 0) {
		judge(w, strcmp(value, "valid") == 0);
	}
}

static void
test_wycheproof(void **state)
{
	char *path = unit_shared("chacha20_poly1305_test.json");
	static struct wycheproof w;

	(void)state;
	if (path == NULL)
		skip();
	unit_json(path, on_value, &w);
	assert_true(w.cases > 250);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_wycheproof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
