#include <string.h>

#include "git/answer.h"

#define SKIP_MAX ((uint64_t)1 << 20)

static int
parse_size(const uint8_t *p, size_t n, uint64_t *out)
{
	uint64_t v = 0;

	if (n == 0 || n > 19)
		return GS_EIO;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return GS_EIO;
		v = v * 10 + (uint64_t)(p[i] - '0');
	}
	*out = v;
	return GS_OK;
}

/* No size ends so, whatever the name in front may hold. */
static bool
ends_with(const uint8_t *line, size_t n, const char *word)
{
	size_t k = strlen(word);

	return n >= k && memcmp(line + n - k, word, k) == 0;
}

int
gs_answer_head(struct gs_pipe *p, struct gs_answer *a)
{
	const uint8_t *line, *type, *size;
	size_t n;
	int r;

	memset(a, 0, sizeof(*a));
	if ((r = gs_pipe_field(p, '\n', &line, &n)) != GS_OK)
		return r;
	if (ends_with(line, n, " missing") ||
	    ends_with(line, n, " ambiguous")) {
		a->missing = true;
		return GS_OK;
	}
	if ((type = memchr(line, ' ', n)) == NULL)
		return GS_EIO;
	type++;
	n -= (size_t)(type - line);
	if ((size = memchr(type, ' ', n)) == NULL)
		return GS_EIO;
	a->oid_len = (size_t)(type - line - 1) / 2;
	a->blob = size - type == 4 && memcmp(type, "blob", 4) == 0;
	a->tree = size - type == 4 && memcmp(type, "tree", 4) == 0;
	size++;
	return parse_size(size, n - (size_t)(size - type), &a->size);
}

static int
skip(struct gs_pipe *p, uint64_t size, int answer)
{
	int r;

	if (size > SKIP_MAX) {
		(void)gs_pipe_close(p);
		return answer;
	}
	r = gs_pipe_take(p, NULL, (size_t)size + 1);
	return r != GS_OK ? r : answer;
}

static int
take(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out)
{
	uint8_t lf;
	size_t n;
	int r;

	if (a->size > max || a->size > SIZE_MAX - 1)
		return skip(p, a->size, GS_ETOOBIG);
	n = (size_t)a->size;
	if ((r = gs_buf_reserve(out, n)) != GS_OK) {
		(void)gs_pipe_close(p);
		return r;
	}
	if ((r = gs_pipe_take(p, out->p + out->n, n)) != GS_OK ||
	    (r = gs_pipe_take(p, &lf, 1)) != GS_OK)
		return r;
	out->n += n;
	return lf == '\n' ? GS_OK : GS_EIO;
}

int
gs_answer_body(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out)
{
	return a->blob ? take(p, a, max, out) : skip(p, a->size, GS_ENOTFOUND);
}

int
gs_answer_tree(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out)
{
	return a->tree ? take(p, a, max, out) : skip(p, a->size, GS_ENOTFOUND);
}
