#define _GNU_SOURCE /* memmem */

#include <string.h>

#include "crypto/hash.h"

#include "engine/clean_job.h"

int
gs_clean_failed(const struct gs_clean_job *j, int r)
{
	if (j->e != NULL && j->e->what[0] != '\0')
		return r;
	return gs_fail(
	    j->e, r, "cannot clean '%s': %s", j->path, gs_strerror(r));
}

int
gs_clean_id(const struct gs_clean_job *j, size_t off, struct gs_oid *id)
{
	return gs_blob_id(
	    j->f->world->oid_len, j->b->p + off, j->b->n - off, id);
}

bool
gs_clean_any_staged(const struct gs_clean_job *j)
{
	for (size_t i = 0; i < 4; i++) {
		if (j->staged[i].n != 0)
			return true;
	}
	return false;
}

static bool
has_ident(const uint8_t *p, size_t n)
{
	return memmem(p, n, "$Id", 3) != NULL;
}

/* Whether Git would change these very bytes on their way in. */
static bool
trap_bites(unsigned traps, const uint8_t *p, size_t n)
{
	return (traps & GS_TRAP_ENCODING) != 0 ||
	    ((traps & (GS_TRAP_TEXT | GS_TRAP_EOL)) != 0 &&
		memmem(p, n, "\r\n", 2) != NULL) ||
	    ((traps & GS_TRAP_IDENT) != 0 && has_ident(p, n));
}

int
gs_clean_refuse_trap(const struct gs_clean_job *j)
{
	char names[64];
	int r;

	gs_trap_names(j->attrs.traps, names, sizeof(names));
	r = gs_fail(j->e, GS_EREFUSED,
	    "the attribute %s would make Git damage the sealed bytes: '%s'",
	    names, j->path);
	gs_hint(j->e,
	    "in .gitattributes, give the file's line '-text -ident "
	    "-working-tree-encoding', or use the macro 'sealed' after '%s'",
	    names);
	return r;
}

int
gs_clean_pass(const struct gs_clean_job *j, size_t off)
{
	if (j->attrs.traps != 0 &&
	    trap_bites(j->attrs.traps, j->b->p + off, j->b->n - off))
		return gs_clean_refuse_trap(j);
	return GS_OK;
}

int
gs_clean_refuse_locked(const struct gs_clean_job *j)
{
	const struct gs_keys *keys = j->f->keys;
	int r;

	if (j->untrusted != GS_OK) {
		if (j->e != NULL)
			*j->e = j->why;
		return j->untrusted;
	}
	if (!gs_filter_locked(j->f)) {
		r = gs_fail(j->e, GS_ENOKEY,
		    "no key to seal it with: '%s' (keyring '%s')", j->path,
		    j->attrs.keyring);
		gs_hint(j->e,
		    "git seal unlock (or, for a new keyring, git seal init)");
		return r;
	}
	r = gs_fail(j->e, GS_ENOKEY,
	    "this %s is locked, so the changed file cannot be sealed: '%s' "
	    "(keyring '%s')",
	    keys->locked ? "clone" : "worktree", j->path, j->attrs.keyring);
	gs_hint(j->e, "%s", gs_keys_unlock(keys));
	return r;
}

int
gs_clean_refuse_attr(const struct gs_clean_job *j)
{
	int r;

	if (!j->attrs.keyring_ok)
		r = gs_fail(j->e, GS_EREFUSED,
		    "the attribute seal-keyring names no keyring: '%s'",
		    j->path);
	else
		r = gs_fail(j->e, GS_EREFUSED,
		    "the attribute seal-pad is no power of two from 16 to "
		    "65536: '%s'",
		    j->path);
	gs_hint(j->e, "mend the line in .gitattributes");
	return r;
}

const struct gs_gen *
gs_clean_find(const struct gs_clean_job *j, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_oid none = { { 0 }, 0 };
	const struct gs_gen *gen = gs_keys_find(j->f->keys, id, NULL);

	if (gen == NULL && j->f->find != NULL)
		gen = j->f->find(j->f->trust_ctx, id, &none);
	return gen;
}
