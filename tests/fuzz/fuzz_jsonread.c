/*
 * Whatever the bytes: places lie within them and in order, text within its
 * buffer, what is opened is closed, and only strings stand in quotes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/jsonread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_events all = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_err e = { "", "" };
	size_t depth = 0, at = 0;
	int r = gs_json_read(data, n, &all, &e);

	must(r == GS_OK || e.what[0] != '\0');
	for (size_t i = 0; r == GS_OK && i < all.nr; i++) {
		const struct gs_event *ev = &all.v[i];

		must(ev->from >= at && ev->from <= ev->to && ev->to <= n);
		must(ev->text <= all.text.n && ev->n <= all.text.n - ev->text);
		at = ev->type == GS_EVENT_SCALAR ? ev->to : ev->from;
		if (ev->type == GS_EVENT_END)
			depth--;
		else if (ev->type != GS_EVENT_SCALAR)
			depth++;
		if (ev->type == GS_EVENT_SCALAR)
			must((data[ev->from] == '"') ==
			    (ev->style == GS_STYLE_DOUBLE));
		must(depth <= GS_EVENT_DEPTH_MAX + 1);
	}
	must(r != GS_OK || depth == 0);
	gs_events_clear(&all);
	return 0;
}
