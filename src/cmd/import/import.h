/*
 * import: moving a repository over from another tool.  An importer is one
 * small file: it finds what the other tool keeps encrypted, says what else
 * has to change, and opens one file at a time.  All the rest happens here,
 * the same for every tool:
 *
 *  - Everything is read and proved before anything is replaced: each new
 *    blob is opened again and compared byte for byte with what the importer
 *    gave.  A file that cannot be opened stops all of it, by name.
 *  - It leaves one staged change, in index and working tree; nothing is
 *    committed.  --dry-run says what that would be.
 *  - A file with changes of the user's own is never overwritten.
 *  - A kill at any moment leaves a repository that works, and the same
 *    command again goes on.  Run once more afterwards it does nothing.
 */
#ifndef GS_CMD_IMPORT_IMPORT_H
#define GS_CMD_IMPORT_IMPORT_H

#include <sys/types.h>

#include "base/map.h"
#include "cmd/cmd.h"
#include "git/attr.h"
#include "repo/index.h"

/* One file that is to be sealed. */
struct gs_import_file {
	char *path; /* owned: its name from now on, below top */
	char *from; /* owned: the index entry with the old tool's bytes.  The
		       same name, or another (PATH.secret), which goes. */
	char ring[GS_KEYRING_NAME_MAX + 1];
	struct gs_oid id; /* the blob of ${from} */
	uint32_t mode;
	bool skip_worktree;
	int own; /* the importer's: a key's number, say */
	/* What open found: */
	const char *said; /* static: what is odd about it, for people; NULL */
	bool emptied; /* an empty file in the tree is the old tool's doing */
	/* From here on only the framework writes. */
	struct gs_attrs attrs; /* as they will be */
	struct gs_oid sealed;  /* the new blob */
	unsigned state;	       /* GS_IMPORT_* of cmd/import/job.h */
};

/* A text file that is to be changed: .gitattributes, .gitignore. */
struct gs_import_edit {
	char *path;	   /* owned: below top */
	bool in_index;	   /* else it is only in the working tree, or new */
	struct gs_buf old; /* what the index holds (else the tree) */
	struct gs_buf now; /* what it shall hold; an importer changes it.
			      Empty: the file goes. */
};

/* Somebody who can open what is imported, and shall go on to. */
struct gs_import_user {
	char *ring; /* owned */
	char *name; /* owned: of the member */
	char *word; /* owned: as `grant` takes a RECIPIENT */
};

struct gs_import_args {
	bool dry_run;
	bool force;
	bool grant; /* grant those that the old tool's files name, too, where
		       that list is not authentic (SOPS) */
	struct gs_strs identity; /* -i FILE */
};

struct gs_import;

/* What an importer is. */
struct gs_importer {
	const char *name; /* the word behind `import` */
	const char *args; /* "[KEYFILE...]", or "" */
	const char *help; /* one line, no full stop */
	unsigned words;	  /* most words that it takes */
	/*
	 * Look, and call gs_import_add, _cover, _edit, _gone, _share.  Nothing
	 * may be changed yet.  Finding nothing is no failure.
	 */
	int (*find)(struct gs_import *im, struct gs_err *e);
	/*
	 * ${b} holds the blob of f->from.  GS_OK: it holds the plain bytes,
	 * those that the old tool gives, and nothing else.  May be called for
	 * a file more than once, also with the bytes that the working tree has
	 * instead.  GS_ENOKEY, GS_EDAMAGED, GS_ENEWER, GS_ETOOBIG, GS_EREFUSED:
	 * this file cannot be opened, with the sentence (its path in it) in
	 * ${e} (NULL allowed); anything else ends the import.
	 */
	int (*open)(struct gs_import *im, struct gs_import_file *f,
	    struct gs_buf *b, struct gs_err *e);
	/* NULL, or: all is proved; about to change the first thing.  Keep old
	 * keys here (engine/foreign.h).  Called too where there is nothing to
	 * import, and words were given: KEYFILEs, to be taken in again. */
	int (*begin)(struct gs_import *im, struct gs_err *e);
	/* NULL, or: all is staged; drop the tool's config.  Called too where
	 * there is nothing to import, and find has set im->again. */
	int (*finish)(struct gs_import *im, struct gs_err *e);
	/* NULL, or: free im->own. */
	void (*clear)(struct gs_import *im);
};

/* One run. */
struct gs_import {
	struct gs_ctx *ctx; /* borrowed, as the next three */
	const struct gs_importer *tool;
	const struct gs_import_args *args;
	char **word; /* behind the tool's name */
	size_t nr_words;
	struct gs_entries index;     /* the whole index, all stages */
	struct gs_import_file *file; /* owned */
	size_t nr_files, cap_files;
	struct gs_import_edit **edit; /* owned */
	size_t nr_edits;
	struct gs_strs gone; /* paths that leave index and tree */
	struct gs_import_user *user;
	size_t nr_users;
	struct gs_map at; /* path -> its name in file[], against doubles */
	void *own;	  /* the importer's */
	bool again; /* this clone was imported before: what a kill may have
		       left undone is made up for */
};

/** gs_importers: all of them, NULL-ended. */
extern const struct gs_importer *const gs_importers[];

/**
 * gs_import_entry(im, path):
 * The regular file ${path} in the index at stage 0, or NULL.
 */
const struct gs_entry *
gs_import_entry(const struct gs_import *im, const char *path);

/**
 * gs_import_add(im, entry, path, ring, out, e):
 * Have ${entry} sealed, as ${path} (NULL: under its own name) and in the
 * keyring ${ring} (NULL: -k's, else "default").  ${out} (NULL allowed) is
 * valid until the next call.  GS_EREFUSED: it is in a conflict, no regular
 * file, or ${path} is tracked already or may never be sealed.
 */
int gs_import_add(struct gs_import *im, const struct gs_entry *entry,
    const char *path, const char *ring, struct gs_import_file **out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_import_edit(im, path, out, e):
 * Take up a text file; out->now begins as what it holds.  The same one every
 * time for the same path, and valid until the end.
 */
int gs_import_edit(struct gs_import *im, const char *path,
    struct gs_import_edit **out, struct gs_err *e) GS_MUST_USE;

/** gs_import_cover(im, path, ring, e): a line in the top-level .gitattributes
 * that seals exactly ${path}, as `track` writes it; ${ring} as above. */
int gs_import_cover(struct gs_import *im, const char *path, const char *ring,
    struct gs_err *e) GS_MUST_USE;

/** gs_import_gone(im, path, e): the path leaves index and working tree.  A
 * file's ${from} goes by itself. */
int gs_import_gone(
    struct gs_import *im, const char *path, struct gs_err *e) GS_MUST_USE;

/** gs_import_share(im, ring, name, word, e): grant ${ring} to ${word}
 * (`gpg:FINGERPRINT`, `age1...`) as the member ${name}, as `grant` does; one
 * who cannot be granted is listed, and the import goes on. */
int gs_import_share(struct gs_import *im, const char *ring, const char *name,
    const char *word, struct gs_err *e) GS_MUST_USE;

/** gs_import_ring(im): -k's name, or "default". */
const char *gs_import_ring(const struct gs_import *im);

#endif
