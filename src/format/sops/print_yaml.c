#include <string.h>

#include "base/text.h"
#include "codec/base64.h"
#include "format/sops/scalar.h"

#include "format/sops/print.h"

/* What a string holds that speaks against a style. */
struct traits {
	bool utf8;	/* else only !!binary can hold it */
	bool escapes;	/* control bytes, other line ends, a BOM */
	bool breaks;	/* line ends */
	bool not_plain; /* it would end early, or be read as something else */
	bool not_block; /* blanks where a block value would lose them */
};

/* Characters that YAML does not print, or that some take for line ends. */
static bool
needs_escape(const uint8_t *p, size_t k)
{
	if (k == 1)
		return p[0] < 0x20 ? p[0] != '\n' && p[0] != '\t'
				   : p[0] == 0x7f;
	if (k == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	return k == 3 &&
	    (memcmp(p, "\xe2\x80\xa8", 3) == 0 ||
		memcmp(p, "\xe2\x80\xa9", 3) == 0 ||
		memcmp(p, "\xef\xbb\xbf", 3) == 0 ||
		(p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe));
}

static bool
resolves(const uint8_t *p, size_t n)
{
	struct gs_buf canon = GS_BUF_INIT;
	enum gs_sops_type type;
	bool yes;

	yes = gs_sops_scalar_yaml((const char *)p, n, &type, &canon) != GS_OK ||
	    type != GS_SOPS_STR;
	gs_buf_clear(&canon);
	return yes;
}

/* What yaml 1.1 readers, as old SOPS, take for a truth value. */
static bool
is_old_bool(const uint8_t *p, size_t n)
{
	static const char *const words[] = { "y", "Y", "yes", "Yes", "YES",
		"on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off",
		"OFF", "<<", "=" };

	for (size_t i = 0; i < GS_NR(words); i++) {
		if (strlen(words[i]) == n && memcmp(words[i], p, n) == 0)
			return true;
	}
	return false;
}

static bool
is_not_plain(const uint8_t *p, size_t n, bool flow)
{
	if (n == 0 || resolves(p, n) || is_old_bool(p, n) ||
	    strchr(" \t", p[0]) != NULL || strchr(" \t", p[n - 1]) != NULL ||
	    strchr(",[]{}#&*!|>'\"%@`", p[0]) != NULL || p[n - 1] == ':' ||
	    (strchr("-?:", p[0]) != NULL &&
		(n == 1 || strchr(" ,[]{}", p[1]) != NULL)) ||
	    (n >= 3 && (memcmp(p, "---", 3) == 0 || memcmp(p, "...", 3) == 0)))
		return true;
	for (size_t i = 0; i + 1 < n; i++) {
		if ((p[i] == ':' && strchr(" \t", p[i + 1]) != NULL) ||
		    (strchr(" \t", p[i]) != NULL && p[i + 1] == '#'))
			return true;
	}
	for (size_t i = 0; flow && i < n; i++) {
		if (strchr(",[]{}:?", p[i]) != NULL)
			return true;
	}
	return false;
}

static void
look(const uint8_t *p, size_t n, bool flow, struct traits *t)
{
	memset(t, 0, sizeof(*t));
	t->utf8 = true;
	for (size_t i = 0, k; i < n; i += k) {
		if ((k = gs_text_utf8_len(p + i, n - i)) == 0) {
			t->utf8 = false;
			return;
		}
		t->escapes = t->escapes || needs_escape(p + i, k);
		t->breaks = t->breaks || p[i] == '\n';
		t->not_block = t->not_block ||
		    (p[i] == '\n' && i > 0 && strchr(" \t", p[i - 1]) != NULL);
	}
	t->not_plain = t->escapes || t->breaks || memchr(p, 0, n) != NULL ||
	    is_not_plain(p, n, flow);
	t->not_block = t->not_block || n == 0 || flow ||
	    strchr(" \t\n", p[0]) != NULL || strchr(" \t", p[n - 1]) != NULL ||
	    (n > 1 && p[n - 1] == '\n' && p[n - 2] == '\n');
}

/* Whether ${it} ends its line: a blank behind it would become its own. */
static bool
is_last(const struct gs_sops_doc *d, const struct gs_sops_item *it)
{
	size_t at = it->to;

	at += at + 1 < d->n && d->p[at] == '\r';
	return at < d->n && d->p[at] == '\n';
}

static int
put_double(const uint8_t *p, size_t n, struct gs_buf *out)
{
	static const char names[] = "0abtnvfre";
	static const char codes[] = "\0\a\b\t\n\v\f\r\x1b";
	int r = gs_buf_addc(out, '"');

	for (size_t i = 0, k; r == GS_OK && i < n; i += k) {
		const char *at = memchr(codes, p[i], sizeof(codes) - 1);

		k = gs_text_utf8_len(p + i, n - i);
		if (at != NULL)
			r = gs_buf_addf(out, "\\%c", names[at - codes]);
		else if (p[i] == '"' || p[i] == '\\')
			r = gs_buf_addf(out, "\\%c", p[i]);
		else if (!needs_escape(p + i, k))
			r = gs_buf_add(out, p + i, k);
		else if (k < 3)
			r = gs_buf_addf(out, "\\x%02x", p[i + k - 1]);
		else
			r = gs_buf_addf(out, "\\u%04x",
			    (unsigned)(p[i] & 0xf) << 12 |
				(unsigned)(p[i + 1] & 0x3f) << 6 |
				(p[i + 2] & 0x3fu));
	}
	return r == GS_OK ? gs_buf_addc(out, '"') : r;
}

static int
put_single(const uint8_t *p, size_t n, struct gs_buf *out)
{
	int r = gs_buf_addc(out, '\'');

	for (size_t i = 0; r == GS_OK && i < n; i++) {
		if (p[i] == '\'')
			r = gs_buf_addc(out, '\'');
		if (r == GS_OK)
			r = gs_buf_addc(out, (char)p[i]);
	}
	return r == GS_OK ? gs_buf_addc(out, '\'') : r;
}

/* Lines below the key, each indented. */
static int
put_block(const uint8_t *p, size_t n, size_t indent, struct gs_buf *out)
{
	bool end = p[n - 1] == '\n';
	int r = gs_buf_adds(out, end ? "|" : "|-");

	n -= end;
	for (size_t i = 0; r == GS_OK && i < n;) {
		const uint8_t *lf = memchr(p + i, '\n', n - i);
		size_t k = lf == NULL ? n - i : (size_t)(lf - (p + i));

		r = gs_buf_addc(out, '\n');
		for (size_t b = 0; r == GS_OK && k > 0 && b < indent; b++)
			r = gs_buf_addc(out, ' ');
		if (r == GS_OK && k > 0)
			r = gs_buf_add(out, p + i, k);
		i += k + 1;
	}
	return r;
}

int
gs_sops_print_yaml(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    const uint8_t *p, size_t n, struct gs_buf *out)
{
	struct traits t;
	int r;

	look(p, n, it->flow, &t);
	if (!t.utf8) {
		if ((r = gs_buf_adds(out, "!!binary ")) != GS_OK)
			return r;
		return gs_base64_print(GS_BASE64_PADDED, p, n, out);
	}
	if (!t.not_plain)
		return gs_buf_add(out, p, n);
	if (t.breaks && !t.escapes && !t.not_block && is_last(d, it))
		return put_block(p, n, it->indent, out);
	if (t.escapes || t.breaks || n == 0 || memchr(p, '\t', n) != NULL ||
	    resolves(p, n) || is_old_bool(p, n))
		return put_double(p, n, out);
	return put_single(p, n, out);
}
