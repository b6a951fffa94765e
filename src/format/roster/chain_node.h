/*
 * chain_node: how the files of chain.c keep generations.  Nothing outside of
 * them includes this.
 */
#ifndef GS_FORMAT_ROSTER_CHAIN_NODE_H
#define GS_FORMAT_ROSTER_CHAIN_NODE_H

#include "base/map.h"
#include "format/roster/chain.h"

/* One of the files that bear a generation's name. */
struct gs_chain_file {
	const struct gs_generation *g; /* borrowed; NULL: unread */
	int why;		       /* unread: why */
	uint32_t sets;
	bool forged;
	bool newer;
};

struct gs_chain_node {
	struct gs_chain_gen pub;
	size_t at;
	struct gs_chain_file *files; /* owned, in the order of adding */
	size_t nr_files;
	const struct gs_gen *held;   /* borrowed from the chain, or NULL */
	const struct gs_gen *opened; /* likewise */
	size_t *parents;	     /* owned: verified edges */
	size_t nr_parents;
	size_t *children; /* owned */
	size_t nr_children;
};

/* Keys never move: what the chain handed out stays where it is. */
#define GS_CHAIN_BLOCK 16
struct gs_chain_block { /* of gs_secret_new */
	struct gs_chain_block *next;
	size_t nr;
	struct gs_gen v[GS_CHAIN_BLOCK];
};

struct gs_chain {
	char *keyring;		  /* owned */
	struct gs_chain_node **v; /* owned, and each of them */
	size_t nr;
	struct gs_map by_id;	     /* to struct gs_chain_node */
	struct gs_chain_block *keys; /* owned */
	size_t floor;		     /* nr: none */
};

/** gs_chain_node(c, id): find or make it. */
int gs_chain_node(struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_chain_node **out) GS_MUST_USE;

/** gs_chain_flood(c, up, mark): spread ${mark} along all edges, to parents
 * where ${up}, else to children.  GS_OK or GS_ENOMEM. */
int
gs_chain_flood(const struct gs_chain *c, bool up, uint8_t *mark) GS_MUST_USE;

/** gs_chain_link(c): judge every file, and make the edges. */
int gs_chain_link(struct gs_chain *c) GS_MUST_USE;

#endif
