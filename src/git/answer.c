#include <string.h>

#include "git/answer.h"

#define SKIP_MAX ((uint64_t)1 << 20)
#define LIVE_STEP ((size_t)256 << 10)

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

/* ${n} bytes into room that is there, telling of them as they come. */
static int
take_live(struct gs_pipe *p, size_t n, const struct gs_answer_live *live,
    struct gs_buf *out)
{
	int r = GS_OK;

	while (r == GS_OK && out->n < n) {
		size_t part = n - out->n < LIVE_STEP ? n - out->n : LIVE_STEP;

		r = gs_pipe_take(p, out->p + out->n, part);
		if (r == GS_OK) {
			out->n += part;
			r = live->more(live->ctx, out, n);
		}
	}
	return r;
}

static int
take(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    const struct gs_answer_live *live, struct gs_buf *out)
{
	uint8_t lf;
	size_t n, before = out->n;
	int r;

	if (a->size > max || a->size > SIZE_MAX - 1)
		return skip(p, a->size, GS_ETOOBIG);
	n = (size_t)a->size;
	if ((r = gs_buf_reserve(out, n)) != GS_OK) {
		(void)gs_pipe_close(p);
		return r;
	}
	if (live == NULL || n < GS_ANSWER_LIVE_MIN) {
		r = gs_pipe_take(p, out->p + out->n, n);
		if (r == GS_OK)
			out->n += n;
		live = NULL;
	} else {
		r = take_live(p, n, live, out);
	}
	if (r == GS_OK && (r = gs_pipe_take(p, &lf, 1)) == GS_OK && lf != '\n')
		r = GS_EIO;
	if (r != GS_OK && live != NULL)
		(void)live->more(live->ctx, NULL, 0);
	if (r != GS_OK)
		gs_buf_cut(out, before);
	return r;
}

int
gs_answer_live(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    const struct gs_answer_live *live, struct gs_buf *out)
{
	return a->blob ? take(p, a, max, live, out)
		       : skip(p, a->size, GS_ENOTFOUND);
}

int
gs_answer_body(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out)
{
	return gs_answer_live(p, a, max, NULL, out);
}

int
gs_answer_tree(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out)
{
	return a->tree ? take(p, a, max, NULL, out)
		       : skip(p, a->size, GS_ENOTFOUND);
}
