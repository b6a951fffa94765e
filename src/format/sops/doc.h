/*
 * doc: a document of a format that SOPS knows, as the list of what matters
 * to it: the leaf values in their order, each with its keys, its type, and
 * its place in the text; the comments; the metadata, flattened to names and
 * values as SOPS itself does for dotenv and INI.  Since every value knows its
 * place, a document is opened and sealed by replacing values in its text, and
 * layout, order and comments stay.
 *
 * Nothing here is verified: that is what format/sops/sops.h does.
 */
#ifndef GS_FORMAT_SOPS_DOC_H
#define GS_FORMAT_SOPS_DOC_H

#include "base/buf.h"
#include "codec/event.h"

#define GS_SOPS_SIZE_MAX ((size_t)64 << 20) /* bytes of a document */
#define GS_SOPS_FIELDS_MAX 4096		    /* entries of its metadata */

enum gs_sops_format {
	GS_SOPS_NONE,
	GS_SOPS_YAML,
	GS_SOPS_JSON,
	GS_SOPS_DOTENV,
	GS_SOPS_INI,
	GS_SOPS_BINARY /* JSON with one value; plain, it is any bytes */
};

enum gs_sops_type {
	GS_SOPS_STR,
	GS_SOPS_INT,
	GS_SOPS_FLOAT,
	GS_SOPS_BOOL,
	GS_SOPS_TIME,
	GS_SOPS_BYTES,
	GS_SOPS_COMMENT,
	GS_SOPS_NULL
};

/* The keys that lead to a value; lists add none.  The first is the top. */
struct gs_sops_path {
	size_t up;     /* index of the one above; of the top, itself */
	size_t key, n; /* bytes in gs_sops_doc.ev.text */
};

struct gs_sops_item {
	enum gs_sops_type type;
	enum gs_event_style style;
	bool flow;	 /* YAML: within brackets */
	size_t path;	 /* of a comment: what holds it, as well as we know */
	size_t from, to; /* its place in the source */
	size_t text, n;	 /* in gs_sops_doc.ev.text: the bytes that SOPS
			    encrypts and hashes, in their one spelling */
	size_t indent;	 /* YAML: where lines of a block value may stand */
};

/* One entry of the metadata: "age__list_0__map_enc" and its value. */
struct gs_sops_field {
	size_t name, name_n, value, value_n; /* in gs_sops_doc.ev.text */
	size_t from, to;		     /* of the value, in the source */
	enum gs_event_style style;
};

struct gs_sops_span {
	size_t from, to;
};

/* Where the documents of a text end, and how they begin. */
struct gs_sops_root {
	size_t from, to; /* of its map, brackets included */
	size_t end;	 /* of the document */
	size_t last;	 /* where the last entry ends; from + 1 without any */
	size_t entries;	 /* without the metadata */
	bool flow;	 /* its map stands in brackets */
	bool map;	 /* there is one; else the document is empty */
};

/* A zeroed one is empty. */
struct gs_sops_doc {
	enum gs_sops_format format;
	const uint8_t *p; /* borrowed: the source */
	size_t n;
	struct gs_events ev;	   /* ev.text holds all texts; may be secret */
	struct gs_sops_item *item; /* owned, as are those below */
	size_t nr, cap;
	struct gs_sops_path *path;
	size_t paths, paths_cap;
	struct gs_sops_field *field;
	size_t fields, fields_cap;
	struct gs_sops_span *cut; /* where the metadata stands, in order */
	size_t cuts, cuts_cap;
	struct gs_sops_root *root;
	size_t roots, roots_cap;
	struct gs_sops_span meta; /* YAML, JSON: the key and its value */
	bool inner; /* YAML: a comment stood within a value, behind "|", and is
		       no item */
	bool reserved; /* it has what only metadata may be called */
};

/**
 * gs_sops_doc_read(format, p, n, out, e):
 * Read the ${n} bytes at ${p}, which stay the caller's and must outlive
 * ${out}.  GS_SOPS_BINARY reads the JSON that such a file is.
 *
 * GS_OK; GS_EDAMAGED with a sentence that holds no value: not of that
 * format, or what SOPS does not take (keys that are no strings or repeat, a
 * top that is no map); GS_ETOOBIG, GS_ENOMEM.
 */
int gs_sops_doc_read(enum gs_sops_format format, const void *p, size_t n,
    struct gs_sops_doc *out, struct gs_err *e) GS_MUST_USE;

/** gs_sops_doc_sealed(d): whether it carries SOPS' metadata. */
bool gs_sops_doc_sealed(const struct gs_sops_doc *d);

/** gs_sops_doc_field(d, name): that entry of the metadata, or NULL. */
const struct gs_sops_field *
gs_sops_doc_field(const struct gs_sops_doc *d, const char *name);

/** gs_sops_doc_text(d, at): the bytes of ${d} at ${at}, borrowed. */
const char *gs_sops_doc_text(const struct gs_sops_doc *d, size_t at);

/** gs_sops_doc_keys(d, path, out): append what a value is authenticated
 * with: each key and a ":"; of the top ":" alone. */
int gs_sops_doc_keys(
    const struct gs_sops_doc *d, size_t path, struct gs_buf *out) GS_MUST_USE;

/** gs_sops_doc_name(d, path, out): the path for messages: "a.b", cut to fit
 * ${out}; returns it. */
const char *
gs_sops_doc_name(const struct gs_sops_doc *d, size_t path, char out[64]);

void gs_sops_doc_clear(struct gs_sops_doc *d);

/* For the readers in this folder: each appends one.  GS_OK, GS_ENOMEM,
 * GS_ETOOBIG. */
int gs_sops_doc_text_add(
    struct gs_sops_doc *d, const void *p, size_t n, size_t *at) GS_MUST_USE;
int gs_sops_doc_item_add(
    struct gs_sops_doc *d, const struct gs_sops_item *it) GS_MUST_USE;
int gs_sops_doc_path_add(struct gs_sops_doc *d, size_t up, size_t key, size_t n,
    size_t *out) GS_MUST_USE;
int gs_sops_doc_field_add(
    struct gs_sops_doc *d, const struct gs_sops_field *f) GS_MUST_USE;
int
gs_sops_doc_cut_add(struct gs_sops_doc *d, size_t from, size_t to) GS_MUST_USE;
int gs_sops_doc_root_add(
    struct gs_sops_doc *d, const struct gs_sops_root *r) GS_MUST_USE;

/** gs_sops_tree_read, gs_sops_dotenv_read, gs_sops_ini_read: the readers; as
 * gs_sops_doc_read, on what that has filled in. */
int gs_sops_tree_read(struct gs_sops_doc *d, struct gs_err *e) GS_MUST_USE;
int gs_sops_dotenv_read(struct gs_sops_doc *d, struct gs_err *e) GS_MUST_USE;
int gs_sops_ini_read(struct gs_sops_doc *d, struct gs_err *e) GS_MUST_USE;

#endif
