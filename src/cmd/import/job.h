/*
 * job: one run of `import`, as the files of this folder that make up the
 * framework see it; importers need import.h alone.
 */
#ifndef GS_CMD_IMPORT_JOB_H
#define GS_CMD_IMPORT_JOB_H

#include "repo/blobs.h"
#include "repo/place.h"
#include "repo/settle.h"

#include "cmd/import/import.h"

/* What the working tree has where a sealed file's plain bytes belong. */
enum {
	GS_IMPORT_ABSENT, /* nothing: deleted, or not checked out */
	GS_IMPORT_NEW,	  /* nothing, and the plain file is to be made */
	GS_IMPORT_CIPHER, /* the old tool's bytes */
	GS_IMPORT_PLAIN,  /* the plain bytes */
	GS_IMPORT_CHANGED /* something of the user's own: it stays */
};

/* A keyring that files are sealed under. */
struct gs_import_ring {
	const char *name;	    /* borrowed from a file */
	struct gs_gen *made;	    /* owned: to be stored; NULL: it is here */
	const struct gs_gen *seals; /* borrowed: of the two */
};

struct gs_import_job {
	struct gs_import im;
	struct gs_import_ring *ring; /* owned */
	size_t nr_rings;
	struct gs_blobs *blobs; /* owned */
	struct gs_place place;
	struct gs_placer placer;
	bool placed;
	struct stat *was;	    /* owned: by file, as it was looked at */
	struct gs_settled *settled; /* owned: by file */
	struct gs_buf tree, sealed, again; /* scratch */
	struct gs_strs refused; /* a sentence for each file that stays shut */
	int why;		/* the worst code of those, and its hint */
	char hint[GS_ERR_HINT_MAX];
	struct gs_strs changed; /* what has changes of the user's own */
};

/** gs_import_attrs(j, e): fill in file[].attrs, as the edits will have them.
 * GS_EREFUSED, by name, where a file would not be sealed as it should. */
int gs_import_attrs(struct gs_import_job *j, struct gs_err *e) GS_MUST_USE;

/** gs_import_prove(j, e): open all, seal them into the object store (not with
 * --dry-run), open them again; and look at the working tree.  Nothing else
 * is changed. */
int gs_import_prove(struct gs_import_job *j, struct gs_err *e) GS_MUST_USE;

/** gs_import_unchanged(j, entry): whether the tree has the very bytes of the
 * index's ${entry}. */
bool gs_import_unchanged(struct gs_import_job *j, const struct gs_entry *entry);

/** gs_import_write(j, e): the working tree's text files and plain files. */
int gs_import_write(struct gs_import_job *j, struct gs_err *e) GS_MUST_USE;

/** gs_import_stage(j, e): the index, all at once; then what is gone. */
int gs_import_stage(struct gs_import_job *j, struct gs_err *e) GS_MUST_USE;

/** gs_import_plan(j), gs_import_told(j): what would be done; what was. */
int gs_import_plan(const struct gs_import_job *j) GS_MUST_USE;
int gs_import_told(const struct gs_import_job *j) GS_MUST_USE;

/** gs_import_clear(im): of import.h's struct, all but what im->own is. */
void gs_import_clear(struct gs_import *im);

/** gs_import_edit_changed(x): whether an edit says anything new. */
bool gs_import_edit_changed(const struct gs_import_edit *x);

#endif
