#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/filter.h"
#include "format/leak.h"

#include "cmd/check/closed.h"
#include "cmd/check/roster.h"

#include "cmd/check/job.h"

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u
#define MODE_LINK 0120000u

/* What every rule needs. */
struct judging {
	struct gs_check *c;
	const struct gs_check_snap *s;
	struct gs_err *e;
};

static int
found(const struct judging *j, enum gs_rule rule, const char *path,
    const char *detail)
{
	return gs_found(&j->c->found, rule, &j->s->commit, path, detail);
}

static bool
is_link(uint32_t mode)
{
	return (mode & MODE_TYPE) == MODE_LINK;
}

static bool
is_file(uint32_t mode)
{
	return (mode & MODE_TYPE) == MODE_FILE;
}

static int
judge_attrs(const struct judging *j, const char *path, const struct gs_attrs *a)
{
	char names[64];
	int r = GS_OK;

	if (a->traps != 0)
		r = found(j, GS_RULE_TRAP, path,
		    gs_trap_names(a->traps, names, sizeof(names)));
	if (r == GS_OK && !a->keyring_ok)
		r = found(j, GS_RULE_TRAP, path, "seal-keyring");
	if (r == GS_OK && !a->pad_ok)
		r = found(j, GS_RULE_TRAP, path, "seal-pad");
	return r;
}

static int
judge_leak(
    const struct judging *j, const char *path, const struct gs_check_fact *f)
{
	char *where;
	int r;

	if (f->leak == GS_LEAK_NONE)
		return GS_OK;
	if (f->form == GS_CHECK_SEALED)
		return found(j, GS_RULE_OWN_KEY, path, NULL);
	where = gs_asprintf("%s, line %zu",
	    f->leak == GS_LEAK_AGE ? "an age identity"
				   : "a git-seal keyring's line",
	    f->leak_line);
	if (where == NULL)
		return GS_ENOMEM;
	r = found(j, GS_RULE_LEAK, path, where);
	free(where);
	return r;
}

/* Whose generation is it, as far as the repository says? */
static int
judge_generation(const struct judging *j, const char *path, const char *ring,
    const struct gs_check_fact *f)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	struct gs_check_set *trunk;
	int r;

	gs_gen_id_print(f->gen, hex);
	if (gs_check_carries(j->s->gens, ring, f->gen))
		return GS_OK;
	if (gs_check_carries(j->s->gens, NULL, f->gen))
		return found(j, GS_RULE_OTHER_KEYRING, path, hex);
	if ((r = gs_check_trunk(j->c, &trunk, j->e)) != GS_OK)
		return r;
	if (trunk != NULL && gs_check_carries(trunk, ring, f->gen))
		return found(j, GS_RULE_ON_TRUNK, path, hex);
	if (f->ring != NULL && strcmp(f->ring->name, ring) != 0)
		return found(j, GS_RULE_OTHER_KEYRING, path, f->ring->name);
	return found(j, GS_RULE_UNKNOWN_GENERATION, path, hex);
}

static int
judge_sealed(const struct judging *j, const char *path, const char *ring,
    const struct gs_check_fact *f)
{
	bool closed = false;
	int r;

	if (f->damaged)
		return found(j, GS_RULE_DAMAGED, path, NULL);
	if ((r = judge_generation(j, path, ring, f)) != GS_OK ||
	    f->ring == NULL)
		return r;
	r = gs_check_closed(j->c, j->s, f->ring->name, f->gen, &closed, j->e);
	if (r == GS_OK && closed)
		r = found(j, GS_RULE_CLOSED, path, NULL);
	return r;
}

/* A file under the attribute. */
static int
judge_covered(const struct judging *j, const char *path,
    const struct gs_attrs *a, const struct gs_check_fact *f)
{
	switch (f->form) {
	case GS_CHECK_ABSENT:
		return found(j, GS_RULE_ABSENT, path, NULL);
	case GS_CHECK_EMPTY:
		return GS_OK;
	case GS_CHECK_PLAIN:
		return found(j, GS_RULE_PLAIN, path, NULL);
	case GS_CHECK_MALFORMED:
		return found(j, GS_RULE_MALFORMED, path, NULL);
	case GS_CHECK_NEWER:
		return found(j, GS_RULE_NEWER, path, NULL);
	case GS_CHECK_NO_NOISE:
		return found(j, GS_RULE_NO_NOISE, path, NULL);
	case GS_CHECK_SEALED:
		break;
	}
	return judge_sealed(j, path, a->keyring, f);
}

static int
judge_never(const struct judging *j, const char *path)
{
	return found(j, GS_RULE_NEVER,
	    strncmp(path, ".git-seal/", 10) == 0 ? ".git-seal" : path, NULL);
}

static int
judge_item(const struct judging *j, const struct gs_check_item *it)
{
	const struct gs_attrs *a = gs_check_attrs(j->s->attrs, it->path);
	const struct gs_check_fact *f = gs_check_fact(&j->c->facts, &it->id);
	int r;

	j->c->files++;
	if (a->sealed && gs_filter_never(it->path))
		return judge_never(j, it->path);
	if (is_link(it->mode))
		return a->sealed ? found(j, GS_RULE_LINK, it->path, NULL)
				 : GS_OK;
	if ((r = judge_leak(j, it->path, f)) != GS_OK)
		return r;
	if (!a->sealed)
		return gs_check_is_sealed(f) && !gs_filter_never(it->path)
		    ? found(j, GS_RULE_NO_ATTRIBUTE, it->path, NULL)
		    : GS_OK;
	if ((r = judge_attrs(j, it->path, a)) != GS_OK)
		return r;
	return judge_covered(j, it->path, a, f);
}

/* A sealed file of the parent at the same path. */
static int
judge_change(const struct judging *j, const struct gs_treediff_one *d)
{
	const struct gs_check_fact *old, *now;

	if (!is_file(d->old_mode) ||
	    !(is_file(d->new_mode) || is_link(d->new_mode)))
		return GS_OK;
	old = gs_check_fact(&j->c->facts, &d->old);
	now = gs_check_fact(&j->c->facts, &d->new);
	if (!gs_check_is_sealed(old))
		return GS_OK;
	if (is_link(d->new_mode))
		return found(j, GS_RULE_BECAME_LINK, d->path, NULL);
	if (now->form != GS_CHECK_PLAIN ||
	    gs_check_attrs(j->s->attrs, d->path)->sealed)
		return GS_OK;
	return found(j, GS_RULE_BECAME_PLAIN, d->path, NULL);
}

static int
judge_parent(const struct judging *j, const struct gs_check_parent *p)
{
	struct gs_check_set *trunk = NULL;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < p->nr; i++)
		r = judge_change(j, &p->v[i]);
	if (r == GS_OK)
		r = gs_check_renames(j->c, j->s, p, j->e);
	if (r != GS_OK || p->gens == j->s->gens)
		return r;
	if ((r = gs_check_trunk(j->c, &trunk, j->e)) != GS_OK)
		return r;
	return gs_check_vanished(
	    p->gens, j->s->gens, trunk, &j->s->commit, &j->c->found);
}

bool
gs_check_roster_moved(const struct gs_check_snap *s)
{
	if (s->every || s->nr_parents == 0 || s->parent->gens != s->gens)
		return true;
	for (size_t i = 0; i < s->parent->nr; i++) {
		if (strncmp(s->parent->v[i].path, ".git-seal/", 10) == 0)
			return true;
	}
	return false;
}

/* The files of .git-seal/ alone, and what only a key can tell of them. */
static int
judge_roster(
    struct gs_check *c, const struct gs_check_snap *s, struct gs_err *e)
{
	bool moved = gs_check_roster_moved(s);
	unsigned what = moved ? GS_CHECK_PROVE_GENS : 0;
	int r = GS_OK;

	/* On the way to a tip members may lack what a later commit brings. */
	if (s->tip || (moved && (s->every || s->commit.n == 0)))
		what |= GS_CHECK_PROVE_MEMBERS;
	if (moved)
		r = gs_check_roster(
		    c->ctx->repo, &c->facts, s->gens, &s->commit, &c->found, e);
	return r == GS_OK && what != 0 ? gs_check_proofs(c, s, what, e) : r;
}

int
gs_check_judge(
    struct gs_check *c, const struct gs_check_snap *s, struct gs_err *e)
{
	const struct judging j = { c, s, e };
	struct gs_err none = { "", "" };
	int r = GS_OK;

	*e = none;
	for (size_t i = 0; r == GS_OK && i < s->nr_items; i++)
		r = judge_item(&j, &s->item[i]);
	for (size_t i = 0; r == GS_OK && i < s->nr_parents; i++)
		r = judge_parent(&j, &s->parent[i]);
	if (r == GS_OK)
		r = judge_roster(c, s, e);
	if (r == GS_ENOMEM)
		return gs_fail(e, r, "out of memory");
	return r;
}
