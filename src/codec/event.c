#include <stdlib.h>
#include <string.h>

#include "codec/event.h"

int
gs_events_add(struct gs_events *l, const struct gs_event *ev)
{
	size_t cap = l->cap == 0 ? 64 : 2 * l->cap;
	struct gs_event *v;

	if (l->nr >= GS_EVENTS_MAX)
		return GS_ETOOBIG;
	if (l->nr == l->cap) {
		/* Places, no text: nothing here need be wiped. */
		if ((v = realloc(l->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->nr++] = *ev;
	return GS_OK;
}

void
gs_events_clear(struct gs_events *l)
{
	free(l->v);
	gs_buf_clear(&l->text);
	memset(l, 0, sizeof(*l));
}
