/*
 * Whatever the bytes: places lie within them and in order, text within its
 * buffer, what is opened is closed, and a text that was read is UTF-8.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
judge(const struct gs_event *ev, const uint8_t *data, size_t n,
    const struct gs_events *all)
{
	must(ev->from <= ev->to && ev->to <= n && ev->column <= ev->from);
	must(ev->text <= all->text.n && ev->n <= all->text.n - ev->text);
	if (ev->type == GS_EVENT_COMMENT)
		must(data[ev->from] == '#');
	if (ev->type == GS_EVENT_SCALAR && ev->style == GS_STYLE_DOUBLE &&
	    data[ev->from] != '!')
		must(data[ev->from] == '"' && data[ev->to - 1] == '"');
	/* A bare scalar of one line says what stands there. */
	if (ev->type == GS_EVENT_SCALAR && ev->style == GS_STYLE_PLAIN &&
	    memchr(data + ev->from, '\n', ev->to - ev->from) == NULL)
		must(ev->n == ev->to - ev->from &&
		    memcmp(all->text.p == NULL ? data : all->text.p + ev->text,
			data + ev->from, ev->n) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_events all = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_err e = { "", "" };
	size_t depth = 0;
	int r = gs_yaml_read(data, n, &all, &e);

	must(r == GS_OK || e.what[0] != '\0');
	for (size_t i = 0; r == GS_OK && i < all.nr; i++) {
		const struct gs_event *ev = &all.v[i];

		judge(ev, data, n, &all);
		if (ev->type == GS_EVENT_END) {
			must(depth > 0);
			depth--;
		} else if (ev->type != GS_EVENT_SCALAR &&
		    ev->type != GS_EVENT_COMMENT) {
			must((ev->type == GS_EVENT_DOC) == (depth == 0));
			depth++;
		}
	}
	must(r != GS_OK || (depth == 0 && all.nr >= 2));
	gs_events_clear(&all);
	return 0;
}
