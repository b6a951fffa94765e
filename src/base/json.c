#include <string.h>

#include "base/text.h"

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

static void
quote(struct gs_json *j, const uint8_t *p, size_t n)
{
	adds(j, "\"");
	while (n > 0) {
		size_t k = gs_text_utf8_len(p, n);

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
