#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static size_t
escape_one(const unsigned char *in, char out[5], size_t *used)
{
	*used = 1;
	if (in[0] == '\n' || in[0] == '\t') {
		out[0] = '\\';
		out[1] = in[0] == '\n' ? 'n' : 't';
		return 2;
	}
	if (in[0] < 0x20 || in[0] == 0x7f ||
	    (in[0] == 0xc2 && in[1] >= 0x80 && in[1] < 0xa0)) {
		unsigned char c = in[0];

		if (c == 0xc2) {
			c = in[1];
			*used = 2;
		}
		(void)snprintf(out, 5, "\\%03o", c);
		return 4;
	}
	out[0] = (char)in[0];
	return 1;
}

void
gs_text_escape(const char *in, char *out, size_t out_len)
{
	const unsigned char *p = (const unsigned char *)in;
	size_t n = 0, used, add;
	char one[5];

	while (*p != '\0') {
		add = escape_one(p, one, &used);
		if (add >= out_len - n)
			break;
		memcpy(out + n, one, add);
		n += add;
		p += used;
	}
	out[n] = '\0';
}

size_t
gs_text_utf8_len(const void *s, size_t n)
{
	static const struct {
		uint8_t lo, hi, second_lo, second_hi, len;
	} forms[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const uint8_t *p = s;

	if (p[0] < 0x80)
		return 1;
	for (size_t i = 0; i < GS_NR(forms); i++) {
		size_t k = 2;

		if (p[0] < forms[i].lo || p[0] > forms[i].hi)
			continue;
		if (n < forms[i].len || p[1] < forms[i].second_lo ||
		    p[1] > forms[i].second_hi)
			return 0;
		while (k < forms[i].len && (p[k] & 0xc0) == 0x80)
			k++;
		return k == forms[i].len ? k : 0;
	}
	return 0;
}

char *
gs_strndup(const char *s, size_t n)
{
	char *p = malloc(n + 1);

	if (p == NULL)
		return NULL;
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

size_t
gs_text_utf8_put(uint32_t c, uint8_t out[4])
{
	size_t k = 0;

	if (c < 0x80) {
		out[k++] = (uint8_t)c;
	} else if (c < 0x800) {
		out[k++] = (uint8_t)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		out[k++] = (uint8_t)(0xe0 | c >> 12);
		out[k++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	} else {
		out[k++] = (uint8_t)(0xf0 | c >> 18);
		out[k++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		out[k++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		out[k++] = (uint8_t)(0x80 | (c & 0x3f));
	return k;
}

char *
gs_strdup(const char *s)
{
	return gs_strndup(s, strlen(s));
}

char *
gs_asprintf(const char *fmt, ...)
{
	va_list ap;
	char *p = NULL;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = malloc((size_t)n + 1)) == NULL)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

int
gs_strs_addn(struct gs_strs *l, const char *s, size_t n)
{
	char *copy;

	if (l->cap < l->nr + 2) {
		size_t cap = l->cap == 0 ? 8 : l->cap * 2;
		char **v = realloc(l->v, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	if ((copy = gs_strndup(s, n)) == NULL)
		return GS_ENOMEM;
	l->v[l->nr++] = copy;
	l->v[l->nr] = NULL;
	return GS_OK;
}

int
gs_strs_add(struct gs_strs *l, const char *s)
{
	return gs_strs_addn(l, s, strlen(s));
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
gs_strs_sort(struct gs_strs *l)
{
	size_t i = 1;

	/* Git's lists mostly are: then comparing each once is enough. */
	while (i < l->nr && strcmp(l->v[i - 1], l->v[i]) <= 0)
		i++;
	if (i < l->nr)
		qsort(l->v, l->nr, sizeof(*l->v), by_bytes);
}

int
gs_strs_has(const struct gs_strs *l, const char *s)
{
	for (size_t i = 0; i < l->nr; i++) {
		if (strcmp(l->v[i], s) == 0)
			return 1;
	}
	return 0;
}

void
gs_strs_pop(struct gs_strs *l)
{
	GS_BUG(l->nr == 0);
	free(l->v[--l->nr]);
	l->v[l->nr] = NULL;
}

void
gs_strs_clear(struct gs_strs *l)
{
	for (size_t i = 0; i < l->nr; i++)
		free(l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
