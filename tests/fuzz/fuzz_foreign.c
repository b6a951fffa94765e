/*
 * Whatever another tool's files hold: a key file reads the same from its own
 * bytes every time, what opens is shorter than what was given, and what does
 * not is left as it was; kept keys print and read again as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/foreign/gitcrypt.h"
#include "format/foreign/kept.h"
#include "format/foreign/transcrypt.h"

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
unchanged(const struct gs_buf *b, const uint8_t *p, size_t n)
{
	need(b->n == n && (n == 0 || memcmp(b->p, p, n) == 0));
}

static void
git_crypt(const uint8_t *p, size_t n)
{
	static struct gs_gitcrypt_key key, none;
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_gitcrypt_key_parse(p, n, &key);

	need(r == GS_OK ? key.nr > 0 && key.nr <= GS_GITCRYPT_ENTRIES_MAX
			: key.nr == 0);
	need(gs_buf_add(&b, p, n) == GS_OK);
	none.nr = 1;
	r = gs_gitcrypt_open(r == GS_OK ? &key : &none, &b);
	if (r == GS_OK)
		need(b.n + GS_GITCRYPT_HEAD == n);
	else
		unchanged(&b, p, n);
	gs_buf_clear(&b);
}

static void
transcrypt(const uint8_t *p, size_t n)
{
	struct gs_buf pass = GS_BUF_INIT, b = GS_BUF_INIT;
	bool proved;
	int r;

	need(gs_buf_adds(&pass, "correct horse") == GS_OK);
	need(gs_buf_add(&b, p, n) == GS_OK);
	r = gs_transcrypt_open(&pass, "aes-256-cbc", "a.env", &b, &proved);
	if (r == GS_OK)
		need(b.n < n);
	else
		unchanged(&b, p, n);
	need(r == GS_OK || !proved);
	gs_buf_clear(&pass);
	gs_buf_clear(&b);
}

static void
kept(const uint8_t *p, size_t n)
{
	struct gs_kepts l = { NULL, 0 }, again = { NULL, 0 };
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_kept_parse(p, n, &l);

	need(r == GS_OK || l.nr == 0);
	for (size_t i = 0; i < l.nr; i++)
		need(gs_kept_print(&l.v[i], &b) == GS_OK);
	need(gs_kept_parse(b.p, b.n, &again) == GS_OK && again.nr == l.nr);
	for (size_t i = 0; i < l.nr; i++)
		need(again.v[i].tool == l.v[i].tool &&
		    again.v[i].again == l.v[i].again &&
		    again.v[i].key.n == l.v[i].key.n);
	gs_buf_clear(&b);
	gs_kepts_clear(&l);
	gs_kepts_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	git_crypt(data, n);
	transcrypt(data, n);
	kept(data, n);
	return 0;
}
