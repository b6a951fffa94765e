/*
 * The first byte chooses a format; the rest is read as a document of it.
 * What reads has its values in order and within the text.  What can be
 * written under a key opens again to the same values (gs_sops_reseal proves
 * that itself, so here it may refuse but never fail otherwise), and a second
 * time without a change it keeps every encrypted text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/sops/sops.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MODIFIED "2026-01-02T03:04:05Z"
#define NOTHING                                                                \
	"CF83E1357EEFB8BDF1542850D66D8007D620E4050B5715DC83F4A921D36CE9CE"     \
	"47D0D13C5D85F2B0FF8318D2877EEC2F63B931BD47417A81A538327AF927DA3E"

static const uint8_t key[GS_SOPS_KEY_LEN] = { 7 };

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* A file without values. */
static void
seed(enum gs_sops_format format, struct gs_buf *out)
{
	static const char *const forms[] = { "",
		"sops:\n  age:\n  - enc: x\n  lastmodified: \"%s\"\n"
		"  mac: %s\n",
		"{\"sops\": {\"age\": [{\"enc\": \"x\"}], \"lastmodified\": "
		"\"%s\", \"mac\": \"%s\"}}",
		"sops_age__list_0__map_enc=x\nsops_lastmodified=%s\n"
		"sops_mac=%s\n" };
	struct gs_buf mac = GS_BUF_INIT;
	const char *form = forms[format], *at;

	must(gs_sops_enc_seal(key, MODIFIED, strlen(MODIFIED), GS_SOPS_STR,
		 NOTHING, strlen(NOTHING), &mac) == GS_OK);
	at = strstr(form, "%s");
	must(gs_buf_add(out, form, (size_t)(at - form)) == GS_OK);
	must(gs_buf_adds(out, MODIFIED) == GS_OK);
	form = at + 2;
	at = strstr(form, "%s");
	must(gs_buf_add(out, form, (size_t)(at - form)) == GS_OK);
	must(gs_buf_add(out, mac.p, mac.n) == GS_OK);
	must(gs_buf_adds(out, at + 2) == GS_OK);
	gs_buf_clear(&mac);
}

/* Write, open, write what was opened: nothing changes any more. */
static void
write_and_open(enum gs_sops_format format, const uint8_t *p, size_t n)
{
	static const char *const names[] = { "", "x.yaml", "x.json", "x.env" };
	struct gs_buf b = GS_BUF_INIT, one = GS_BUF_INIT, two = GS_BUF_INIT;
	struct gs_buf plain = GS_BUF_INIT, again = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	struct gs_sops s;
	int r;

	seed(format, &b);
	must(gs_sops_read(names[format], b.p, b.n, &s, &e) == GS_OK);
	r = gs_sops_reseal(&s, key, p, n, 1800000000, &one, &e);
	must(r == GS_OK || (r == GS_EUSAGE && e.what[0] != '\0'));
	gs_sops_clear(&s);
	if (r == GS_OK) {
		must(
		    gs_sops_read(names[format], one.p, one.n, &s, &e) == GS_OK);
		must(gs_sops_open(&s, key, NULL, &plain, &e) == GS_OK);
		must(gs_sops_reseal(&s, key, plain.p, plain.n, 1800000000, &two,
			 &e) == GS_OK);
		gs_sops_clear(&s);
		must(
		    gs_sops_read(names[format], two.p, two.n, &s, &e) == GS_OK);
		must(gs_sops_open(&s, key, NULL, &again, &e) == GS_OK);
		gs_sops_clear(&s);
		must(plain.n == again.n &&
		    (plain.n == 0 || memcmp(plain.p, again.p, plain.n) == 0));
	}
	gs_buf_clear(&b);
	gs_buf_clear(&one);
	gs_buf_clear(&two);
	gs_buf_clear(&plain);
	gs_buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum gs_sops_format format;
	struct gs_err e = { "", "" };
	struct gs_sops_doc d;
	struct gs_sops s;

	if (n == 0 || n > 4096)
		return 0;
	format = (enum gs_sops_format)(1 + data[0] % 4);
	data++;
	n--;
	if (gs_sops_read(NULL, data, n, &s, &e) == GS_OK)
		gs_sops_clear(&s);
	if (gs_sops_doc_read(format, data, n, &d, &e) != GS_OK)
		return 0;
	for (size_t i = 0; i < d.nr; i++) {
		must(d.item[i].from <= d.item[i].to && d.item[i].to <= n);
		must(d.item[i].path < d.paths);
		must(d.item[i].n <= d.ev.text.n);
	}
	for (size_t i = 0; i < d.cuts; i++)
		must(d.cut[i].from <= d.cut[i].to && d.cut[i].to <= n);
	gs_sops_doc_clear(&d);
	if (format != GS_SOPS_INI)
		write_and_open(format, data, n);
	return 0;
}
