#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "format/envline.h"

#include "format/envnames.h"

/* Whether the line ends within quotes that it, or one before, opened. */
static uint8_t
quote_after(uint8_t quote, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (quote == '"' && p[i] == '\\')
			i++;
		else if (quote != 0 && p[i] == quote)
			quote = 0;
		else if (quote == 0 && (p[i] == '"' || p[i] == '\'') &&
		    (i == 0 || p[i - 1] == '='))
			quote = p[i];
	}
	return quote;
}

static int
add(struct gs_strs *out, const uint8_t *p, size_t n)
{
	int r = gs_strs_addn(out, (const char *)p, n);

	for (size_t i = 0; r == GS_OK && i + 1 < out->nr; i++) {
		if (strcmp(out->v[i], out->v[out->nr - 1]) == 0) {
			gs_strs_pop(out);
			break;
		}
	}
	return r;
}

int
gs_envnames_find(const void *text, size_t text_n, struct gs_strs *out)
{
	struct gs_cur c = { text, text_n };
	size_t had = out->nr, n, name_n;
	const uint8_t *p;
	uint8_t quote = 0;
	int r = GS_OK;

	while (r == GS_OK && gs_cur_line(&c, &p, &n) == GS_OK) {
		if (quote != 0) {
			quote = quote_after(quote, p, n);
			continue;
		}
		gs_envline_blanks(&p, &n);
		if (n == 0 || *p == '#')
			continue;
		gs_envline_name(&p, &n, &name_n);
		if (name_n == 0) {
			while (out->nr > had)
				gs_strs_pop(out);
			return GS_OK;
		}
		r = add(out, p, name_n);
		quote = quote_after(0, p, n);
	}
	return r;
}
