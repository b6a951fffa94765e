#include "format/sops/tree.h"

/* How many of the open collections end before anything else comes.  For a
 * run of comments that is one answer. */
static size_t
ending(struct gs_sops_tree *b, size_t i)
{
	if (i < b->looked)
		return b->ends;
	b->ends = 0;
	for (; i < b->d->ev.nr; i++) {
		enum gs_event_type type = b->d->ev.v[i].type;

		if (type == GS_EVENT_END && b->ends < b->depth)
			b->ends++;
		else if (type != GS_EVENT_COMMENT || b->ends > 0)
			break;
		else
			b->looked = i + 1;
	}
	return b->ends;
}

size_t
gs_sops_tree_holder(struct gs_sops_tree *b, const struct gs_event *ev, size_t i)
{
	size_t at = b->depth, ends = ending(b, i + 1);
	bool alone = true;

	for (size_t k = ev->from - ev->column; k < ev->from; k++)
		alone = alone && b->d->p[k] == ' ';
	while (alone && at > 1 && b->f[at - 1].column > ev->column)
		at--;
	while (alone && at > 1 && at > b->depth - ends &&
	    b->f[at - 2].column == ev->column)
		at--;
	if (at == 0)
		return 0;
	if (alone && b->f[at - 1].pending && ev->column > b->f[at - 1].column)
		return b->f[at - 1].value;
	return b->f[at - 1].path;
}

void
gs_sops_tree_drop_cut(struct gs_sops_doc *d)
{
	size_t to = 0, c = 0;

	for (size_t i = 0; i < d->nr; i++) {
		while (c < d->cuts && d->cut[c].to <= d->item[i].from)
			c++;
		if (d->item[i].type == GS_SOPS_COMMENT && c < d->cuts &&
		    d->cut[c].from <= d->item[i].from)
			continue;
		d->item[to++] = d->item[i];
	}
	d->nr = to;
}
