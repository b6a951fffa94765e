/*
 * tree: the state of making items of the events of YAML and JSON; for this
 * folder alone.
 */
#ifndef GS_FORMAT_SOPS_TREE_H
#define GS_FORMAT_SOPS_TREE_H

#include "base/map.h"
#include "format/sops/doc.h"

/* A map or list that is open. */
struct gs_sops_frame {
	bool map, flow, pending; /* pending: a key waits for its value */
	size_t path, value;	 /* its own path; that of the pending key */
	size_t column, indent;	 /* where it stands; where block lines may */
	size_t serial;		 /* tells its keys from others' */
	size_t index;		 /* entries so far */
	size_t name_n;		 /* metadata: how much of the name is its own */
};

struct gs_sops_tree {
	struct gs_sops_doc *d;
	struct gs_sops_frame f[GS_EVENT_DEPTH_MAX + 1];
	size_t depth;	    /* open maps and lists */
	size_t meta;	    /* the depth of the metadata's map, 0: outside */
	bool meta_next;	    /* the key "sops" waits for its value */
	struct gs_buf name; /* of the metadata entry at hand */
	struct gs_map keys; /* those seen, with their map's serial */
	struct gs_buf key;  /* one of them */
	size_t serial;
	struct gs_sops_root root;
	size_t last_to;	     /* where the last value of the top map ended */
	size_t sops_from;    /* the key "sops" */
	size_t end;	     /* where the last thing that is no comment ended */
	size_t looked, ends; /* how far the run of comments at hand goes, and
				how many collections end behind it */
	struct gs_err *e;
};

/**
 * gs_sops_tree_holder(b, ev, i):
 * The path of what holds the comment ${ev}, event ${i}: the innermost
 * collection that begins at its column or before it; of two at one column
 * the outer one, if the inner one ends; where it stands alone below a key,
 * what that key will hold.
 */
size_t gs_sops_tree_holder(
    struct gs_sops_tree *b, const struct gs_event *ev, size_t i);

/** gs_sops_tree_drop_cut(d): comments within the metadata go with it. */
void gs_sops_tree_drop_cut(struct gs_sops_doc *d);

#endif
