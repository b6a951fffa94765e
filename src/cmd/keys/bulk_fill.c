#include "cmd/keys/bulk.h"

int
gs_bulk_fill(struct gs_bulk *b, const struct gs_keys *keys, struct gs_err *e)
{
	int r = GS_OK;

	b->keys = keys;
	for (size_t i = 0; r == GS_OK && i < b->nr; i++) {
		struct gs_bulk_tree *t = &b->tree[i];

		if (t->nr == 0)
			continue;
		r = gs_place_open(&t->place, t->works.top, t->works.git_dir, e);
		t->place.make = true;
		for (size_t k = 0; k < t->nr; k++)
			t->v[k].look =
			    t->absent[k] ? GS_LOOK_GONE : GS_LOOK_CHANGED;
	}
	return r;
}
