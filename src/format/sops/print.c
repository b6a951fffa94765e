#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/sops/scalar.h"

#include "format/sops/print.h"

/* As Go's encoding/json writes it, for HTML too. */
static int
put_json(const uint8_t *p, size_t n, struct gs_buf *out)
{
	static const char names[] = "btnfr\"\\", codes[] = "\b\t\n\f\r\"\\";
	int r = gs_buf_addc(out, '"');

	for (size_t i = 0, k; r == GS_OK && i < n; i += k) {
		const char *at = memchr(codes, p[i], sizeof(codes) - 1);

		if ((k = gs_text_utf8_len(p + i, n - i)) == 0)
			return GS_EDAMAGED;
		if (at != NULL)
			r = gs_buf_addf(out, "\\%c", names[at - codes]);
		else if (p[i] < 0x20 || strchr("<>&", p[i]) != NULL)
			r = gs_buf_addf(out, "\\u%04x", p[i]);
		else if (k == 3 && memcmp(p + i, "\xe2\x80\xa8", 3) == 0)
			r = gs_buf_adds(out, "\\u2028");
		else if (k == 3 && memcmp(p + i, "\xe2\x80\xa9", 3) == 0)
			r = gs_buf_adds(out, "\\u2029");
		else
			r = gs_buf_add(out, p + i, k);
	}
	return r == GS_OK ? gs_buf_addc(out, '"') : r;
}

/* Line ends become "\n"; nothing else can be escaped. */
static int
put_dotenv(const uint8_t *p, size_t n, struct gs_buf *out)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < n; i++)
		r = p[i] == '\n' ? gs_buf_adds(out, "\\n")
				 : gs_buf_addc(out, (char)p[i]);
	return r;
}

static bool
has(const uint8_t *p, size_t n, const char *any)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != '\0' && strchr(any, p[i]) != NULL)
			return true;
	}
	return false;
}

/* In the quotes that go-ini puts around it. */
static int
put_ini(const uint8_t *p, size_t n, struct gs_buf *out)
{
	const char *quote = has(p, n, "\n`") ? "\"\"\""
	    : has(p, n, "#;")		     ? "`"
	    : n > 0 && (has(p, 1, " \t\"'") || has(p + n - 1, 1, " \t\\\"'"))
	    ? "`"
	    : "";
	int r = gs_buf_adds(out, quote);

	if (r == GS_OK && n != 0)
		r = gs_buf_add(out, p, n);
	return r == GS_OK ? gs_buf_adds(out, quote) : r;
}

static int
put_float(bool json, const char *s, struct gs_buf *out)
{
	double v;

	if (strcmp(s, "NaN") == 0 || strcmp(s, "+Inf") == 0 ||
	    strcmp(s, "-Inf") == 0) {
		if (json)
			return GS_EDAMAGED;
		return gs_buf_adds(out,
		    *s == 'N'	    ? ".nan"
			: *s == '+' ? ".inf"
				    : "-.inf");
	}
	v = strtod(s, NULL);
	return gs_sops_float_short(v, json, out);
}

/* A number or truth value; YAML and JSON alone have them. */
static int
put_bare(const struct gs_sops_doc *d, enum gs_sops_type type, const uint8_t *p,
    size_t n, struct gs_buf *out)
{
	bool tree = d->format != GS_SOPS_DOTENV && d->format != GS_SOPS_INI;
	struct gs_buf text = GS_BUF_INIT;
	const char *s;
	int r;

	if (type == GS_SOPS_BOOL)
		return gs_buf_adds(out, p[0] == 'T' ? "true" : "false");
	if (type != GS_SOPS_FLOAT || !tree)
		return gs_buf_add(out, p, n);
	r = gs_buf_add(&text, p, n);
	s = r == GS_OK ? gs_buf_str(&text) : NULL;
	r = s == NULL ? GS_ENOMEM
		      : put_float(d->format != GS_SOPS_YAML, s, out);
	gs_buf_clear(&text);
	return r;
}

static int
put_comment(
    const struct gs_sops_doc *d, const uint8_t *p, size_t n, struct gs_buf *out)
{
	if (has(p, n, "\n") ||
	    (d->format == GS_SOPS_YAML && memchr(p, '\0', n) != NULL))
		return GS_EDAMAGED;
	return n == 0 ? GS_OK : gs_buf_add(out, p, n);
}

int
gs_sops_print(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    enum gs_sops_type type, const void *p, size_t n, struct gs_buf *out)
{
	bool json = d->format == GS_SOPS_JSON || d->format == GS_SOPS_BINARY;

	if (type == GS_SOPS_COMMENT)
		return put_comment(d, p, n, out);
	if (type == GS_SOPS_TIME && json)
		return put_json(p, n, out);
	if (type == GS_SOPS_INT || type == GS_SOPS_FLOAT ||
	    type == GS_SOPS_BOOL || type == GS_SOPS_TIME)
		return put_bare(d, type, p, n, out);
	if (json)
		return put_json(p, n, out);
	if (d->format == GS_SOPS_YAML)
		return gs_sops_print_yaml(d, it, p, n, out);
	return d->format == GS_SOPS_INI ? put_ini(p, n, out)
					: put_dotenv(p, n, out);
}

int
gs_sops_print_enc(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    const char *s, size_t n, struct gs_buf *out)
{
	bool quoted = d->format == GS_SOPS_JSON ||
	    d->format == GS_SOPS_BINARY ||
	    (d->format == GS_SOPS_YAML && it->flow);
	int r = quoted && it->type != GS_SOPS_COMMENT ? gs_buf_addc(out, '"')
						      : GS_OK;

	if (r == GS_OK)
		r = gs_buf_add(out, s, n);
	if (r == GS_OK && quoted && it->type != GS_SOPS_COMMENT)
		r = gs_buf_addc(out, '"');
	return r;
}
