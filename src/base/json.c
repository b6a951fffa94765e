#include <string.h>

#include "base/json.h"

static void
add(struct gs_json *j, const void *p, size_t n)
{
	if (j->r == GS_OK)
		j->r = gs_buf_add(j->out, p, n);
}

static void
adds(struct gs_json *j, const char *s)
{
	add(j, s, strlen(s));
}

/* Length of the UTF-8 sequence at ${p} (RFC 3629), 0 if it is none. */
static size_t
utf8_len(const uint8_t *p, size_t n)
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

static void
quote(struct gs_json *j, const uint8_t *p, size_t n)
{
	adds(j, "\"");
	while (n > 0) {
		size_t k = utf8_len(p, n);

		if (k == 0) {
			adds(j, "\xef\xbf\xbd");
			k = 1;
		} else if (*p == '"' || *p == '\\') {
			adds(j, "\\");
			add(j, p, 1);
		} else if (*p < 0x20 || *p == 0x7f) {
			if (j->r == GS_OK)
				j->r = gs_buf_addf(j->out, "\\u%04x", *p);
		} else {
			add(j, p, k);
		}
		p += k;
		n -= k;
	}
	adds(j, "\"");
}

/* What stands before a value: a comma, and its key. */
static void
lead(struct gs_json *j, const char *key)
{
	if (j->some[j->depth])
		adds(j, ",");
	j->some[j->depth] = true;
	if (key == NULL)
		return;
	quote(j, (const uint8_t *)key, strlen(key));
	adds(j, ":");
}

static void
begin(struct gs_json *j, const char *key, const char *bracket)
{
	lead(j, key);
	adds(j, bracket);
	GS_BUG(j->depth + 1 >= GS_JSON_DEPTH_MAX);
	j->some[++j->depth] = false;
}

static void
end(struct gs_json *j, const char *bracket)
{
	GS_BUG(j->depth == 0);
	j->depth--;
	adds(j, bracket);
}

void
gs_json_init(struct gs_json *j, struct gs_buf *out)
{
	memset(j, 0, sizeof(*j));
	j->out = out;
}

void
gs_json_object(struct gs_json *j, const char *key)
{
	begin(j, key, "{");
}

void
gs_json_array(struct gs_json *j, const char *key)
{
	begin(j, key, "[");
}

void
gs_json_object_end(struct gs_json *j)
{
	end(j, "}");
}

void
gs_json_array_end(struct gs_json *j)
{
	end(j, "]");
}

void
gs_json_strn(struct gs_json *j, const char *key, const char *value, size_t n)
{
	lead(j, key);
	quote(j, (const uint8_t *)value, n);
}

void
gs_json_str(struct gs_json *j, const char *key, const char *value)
{
	gs_json_strn(j, key, value, strlen(value));
}

void
gs_json_u64(struct gs_json *j, const char *key, uint64_t value)
{
	lead(j, key);
	if (j->r == GS_OK)
		j->r = gs_buf_addf(j->out, "%llu", (unsigned long long)value);
}

void
gs_json_bool(struct gs_json *j, const char *key, bool value)
{
	lead(j, key);
	adds(j, value ? "true" : "false");
}

void
gs_json_null(struct gs_json *j, const char *key)
{
	lead(j, key);
	adds(j, "null");
}

int
gs_json_end(struct gs_json *j)
{
	adds(j, "\n");
	return j->r;
}
