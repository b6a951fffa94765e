#include <string.h>
#include <time.h>

#include "base/proc.h"
#include "cmd/front/say.h"
#include "cmd/keys/ids.h"
#include "cmd/keys/ids_sops.h"
#include "cmd/team/gpg.h"

#include "cmd/files/sops.h"

#define STDIN_NAME "standard input"

int
gs_sops_failed(
    const char *name, int r, const struct gs_err *why, struct gs_err *e)
{
	r = gs_fail(e, r, "SOPS file '%s': %s", name,
	    why->what[0] != '\0' ? why->what : gs_strerror(r));
	if (why->hint[0] != '\0')
		gs_hint(e, "%s", why->hint);
	return r;
}

static int
load_ids(struct gs_sops_opener *o, struct gs_err *e)
{
	int r;

	if (o->typed || o->loaded)
		return GS_OK;
	o->loaded = true;
	if ((r = gs_ids_sops(o->ctx, o->ids, e)) == GS_OK)
		r = gs_ids_load(o->ctx, NULL, GS_IDS_ALL, o->ids, e);
	return r;
}

static int
by_gpg(struct gs_sops_opener *o, const struct gs_sops *s, struct gs_buf *key,
    struct gs_err *e)
{
	const struct gs_sops_wraps *w = &s->head.pgp;
	struct gs_buf plain = GS_BUF_INIT;
	int r = GS_ENOKEY;

	for (size_t i = 0; r == GS_ENOKEY && i < w->nr; i++) {
		const struct gs_gpg_sealed one = {
			w->v[i].who == NULL ? "?" : w->v[i].who, w->v[i].enc,
			strlen(w->v[i].enc)
		};

		r = gs_gpg_decrypt(o->ctx->repo, &one, &plain, e);
	}
	if (r == GS_OK && plain.n != GS_SOPS_KEY_LEN)
		r = gs_fail(e, GS_EDAMAGED,
		    "what gpg decrypted from it is no data key");
	if (r == GS_OK && gs_buf_add(key, plain.p, plain.n) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&plain);
	return r;
}

/* Why no key was found, where no identity said something better. */
static int
no_key(const struct gs_sops *s, const struct gs_err *age, struct gs_err *e)
{
	const struct gs_sops_head *h = &s->head;
	int r;

	if (h->age.nr + h->pgp.nr == 0)
		return gs_fail(e, GS_ENOKEY,
		    "its key is held by %s alone, which takes the program "
		    "sops",
		    h->others.v[0]);
	r = gs_fail(e, GS_ENOKEY, "%s",
	    h->age.nr == 0	       ? "gpg has none of the keys that it is "
					 "encrypted to"
		: age->what[0] != '\0' ? age->what
				       : "no identity here opens it");
	gs_hint(e,
	    h->age.nr == 0
		? "gpg --import KEY"
		: "give an identity with -i, in SOPS_AGE_KEY_FILE or "
		  "GIT_SEAL_IDENTITY");
	return r;
}

static int
find_key(struct gs_sops_opener *o, const struct gs_sops *s, struct gs_buf *key,
    struct gs_err *e)
{
	struct gs_err age = { "", "" };
	int r = GS_ENOKEY;

	if (s->head.foreign != NULL) {
		r = gs_fail(e, GS_ENOKEY,
		    "it %s; reading it takes the program sops",
		    s->head.foreign);
		return r;
	}
	if (s->head.age.nr != 0) {
		if ((r = load_ids(o, e)) != GS_OK)
			return r;
		r = gs_sops_head_key(&s->head, o->ids, o->ask, key, &age);
	}
	if (r == GS_ENOKEY && s->head.pgp.nr != 0 && !o->typed)
		r = by_gpg(o, s, key, e);
	if (r == GS_ENOKEY)
		return no_key(s, &age, e);
	if (r != GS_OK && age.what[0] != '\0' && s->head.pgp.nr == 0)
		*e = age;
	return r;
}

int
gs_sops_key(struct gs_sops_opener *o, const char *name, const struct gs_sops *s,
    struct gs_buf *key, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r = find_key(o, s, key, &why);

	return r == GS_OK ? r : gs_sops_failed(name, r, &why, e);
}

/* The program sops, for what it alone can open; it verifies by itself. */
static int
by_sops(enum gs_sops_format format, const struct gs_buf *b, struct gs_buf *out)
{
	static const char *const types[] = { "", "yaml", "json", "dotenv",
		"ini", "binary" };
	const char *const argv[] = { "sops", "--decrypt", "--input-type",
		types[format], "--output-type", types[format], "/dev/stdin",
		NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	int code = 1, r;

	r = gs_proc_run(&opt, b->p, b->n, out, &code, NULL);
	return r == GS_OK && code != 0 ? GS_ENOKEY : r;
}

struct said {
	const struct gs_report *report;
	const char *name;
};

static void
say(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	const struct said *s = ctx;

	gs_say(s->report, level, hint, "SOPS file '%s': %s", s->name, what);
}

static int
open_file(struct gs_sops_opener *o, const char *name, const struct gs_sops *s,
    const struct gs_buf *key, struct gs_buf *out, struct gs_err *e)
{
	struct said said = { &o->ctx->report, name };
	const struct gs_report report = { say, &said };
	struct gs_err why = { "", "" };
	int r = gs_sops_open(s, key->p, &report, out, &why);

	return r == GS_OK ? r : gs_sops_failed(name, r, &why, e);
}

/* ${f} holds the text, and ${plain} gets the document. */
static int
open_text(struct gs_sops_opener *o, const char *name, struct gs_sops_file *f,
    struct gs_buf *plain, struct gs_err *e)
{
	const char *shown = name == NULL ? STDIN_NAME : name;
	struct gs_err why = { "", "" };
	int r;

	r = gs_sops_read(name, f->text.p, f->text.n, &f->s, &why);
	if (r == GS_ENOTFOUND)
		return r;
	if (r != GS_OK)
		return gs_sops_failed(shown, r, &why, e);
	r = gs_sops_key(o, shown, &f->s, &f->key, e);
	if (r == GS_OK)
		r = open_file(o, shown, &f->s, &f->key, plain, e);
	/* A file or program that is missing must not read as "no SOPS file". */
	return r == GS_ENOTFOUND ? GS_EIO : r;
}

int
gs_sops_file_open(struct gs_sops_opener *o, const char *name, struct gs_buf *b,
    struct gs_sops_file *f, struct gs_err *e)
{
	struct gs_buf plain = GS_BUF_INIT;
	int r;

	memset(f, 0, sizeof(*f));
	gs_buf_swap(&f->text, b);
	r = open_text(o, name, f, &plain, e);
	gs_buf_swap(r == GS_OK ? &plain : &f->text, b);
	gs_buf_clear(&plain);
	if (r != GS_OK)
		gs_sops_file_clear(f);
	return r;
}

int
gs_sops_plain(struct gs_sops_opener *o, const char *name, struct gs_buf *b,
    struct gs_err *e)
{
	struct gs_buf plain = GS_BUF_INIT;
	struct gs_sops_file f = { .text = GS_BUF_INIT };
	int r;

	gs_buf_swap(&f.text, b);
	r = open_text(o, name, &f, &plain, e);
	if (r == GS_ENOKEY &&
	    (f.s.head.foreign != NULL || f.s.head.others.nr != 0) &&
	    by_sops(f.s.doc.format, &f.text, &plain) == GS_OK)
		r = GS_OK;
	gs_buf_swap(r == GS_OK ? &plain : &f.text, b);
	gs_buf_clear(&plain);
	gs_sops_file_clear(&f);
	return r;
}

int
gs_sops_file_seal(const struct gs_sops_file *f, const char *name,
    const struct gs_buf *plain, struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf old = GS_BUF_INIT;
	struct gs_err why = { "", "" };
	time_t now = time(NULL);
	bool same;
	int r;

	r = gs_sops_open(&f->s, f->key.p, NULL, &old, &why);
	same = r == GS_OK && old.n == plain->n &&
	    (old.n == 0 || memcmp(old.p, plain->p, old.n) == 0);
	if (same && gs_buf_add(out, f->text.p, f->text.n) != GS_OK)
		r = gs_no_memory(&why);
	else if (r == GS_OK && !same)
		r = gs_sops_reseal(&f->s, f->key.p, plain->p, plain->n,
		    now < 0 ? 0 : (uint64_t)now, out, &why);
	gs_buf_clear(&old);
	return r == GS_OK ? r : gs_sops_failed(name, r, &why, e);
}

void
gs_sops_file_clear(struct gs_sops_file *f)
{
	gs_sops_clear(&f->s);
	gs_buf_clear(&f->key);
	gs_buf_clear(&f->text);
}
