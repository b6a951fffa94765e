#include <string.h>
#include <unistd.h>

#include "base/json.h"

#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/files/status_print.h"

#define STATES_MAX 4
#define TRAPS_MAX 12
#define COLUMN 24

/* The words of one file; all of them static. */
struct words {
	const char *state[STATES_MAX];
	size_t states;
	const char *trap[TRAPS_MAX];
	size_t traps;
};

static bool
judged(const struct gs_surveyed *f)
{
	return (f->odd & (GS_ODD_NEVER | GS_ODD_SYMLINK | GS_ODD_ABSENT)) == 0;
}

static void
find_states(const struct gs_surveyed *f, struct words *w)
{
	enum gs_verdict v = f->judged.verdict;

	if ((f->odd & GS_ODD_NEVER) != 0)
		w->state[w->states++] = "never sealed";
	if ((f->odd & GS_ODD_SYMLINK) != 0)
		w->state[w->states++] = "symbolic link";
	if ((f->odd & GS_ODD_ABSENT) != 0)
		w->state[w->states++] = "not fetched";
	if ((f->odd & GS_ODD_NO_ATTR) != 0)
		w->state[w->states++] = "sealed without attribute";
	else if (judged(f))
		w->state[w->states++] = v == GS_VERDICT_PLAIN
		    ? "plain in index"
		    : gs_verdict_name(v);
	if ((f->odd & GS_ODD_HEAD) != 0)
		w->state[w->states++] = "plain in HEAD";
}

static void
find_traps(const struct gs_surveyed *f, struct words *w)
{
	const struct {
		bool is;
		const char *name;
	} t[] = {
		{ (f->attrs.traps & GS_TRAP_TEXT) != 0, "text" },
		{ (f->attrs.traps & GS_TRAP_EOL) != 0, "eol" },
		{ (f->attrs.traps & GS_TRAP_IDENT) != 0, "ident" },
		{ (f->attrs.traps & GS_TRAP_ENCODING) != 0,
		    "working-tree-encoding" },
		{ !f->attrs.keyring_ok, "seal-keyring" },
		{ !f->attrs.pad_ok, "seal-pad" },
		{ (f->odd & GS_ODD_CASE) != 0, "core.ignorecase" },
		{ (f->odd & GS_ODD_SYMLINK) != 0, "symlink" },
		{ (f->odd & GS_ODD_NEVER) != 0, "never-sealed" },
	};

	if (!f->attrs.sealed)
		return;
	for (size_t i = 0; i < GS_NR(t); i++) {
		if (t[i].is)
			w->trap[w->traps++] = t[i].name;
	}
}

static void
find_words(const struct gs_surveyed *f, struct words *w)
{
	memset(w, 0, sizeof(*w));
	find_states(f, w);
	find_traps(f, w);
}

bool
gs_status_finding(const struct gs_surveyed *f)
{
	struct words w = { { NULL }, 0, { NULL }, 0 };

	find_traps(f, &w);
	if (w.traps > 0 || (f->odd & (GS_ODD_HEAD | GS_ODD_NO_ATTR)) != 0)
		return true;
	if (!judged(f))
		return false;
	switch (f->judged.verdict) {
	case GS_VERDICT_PLAIN:
	case GS_VERDICT_CLOSED:
	case GS_VERDICT_OTHER_RING:
	case GS_VERDICT_UNKNOWN_KEY:
	case GS_VERDICT_DAMAGED:
	case GS_VERDICT_NEWER:
		return true;
	case GS_VERDICT_SEALED:
	case GS_VERDICT_OLD:
	case GS_VERDICT_LOCKED:
	case GS_VERDICT_EMPTY:
	case GS_VERDICT_NR:
		break;
	}
	return false;
}

static int
join(const char *const *v, size_t nr, struct gs_buf *out)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++)
		r = gs_buf_addf(out, "%s%s", i == 0 ? "" : ", ", v[i]);
	return r;
}

/* The states, and the traps in brackets. */
static int
label(const struct gs_surveyed *f, const struct words *w, struct gs_buf *out)
{
	int r = join(w->state, w->states, out);

	/* There the state says it all. */
	if (r == GS_OK && (f->odd & (GS_ODD_NEVER | GS_ODD_SYMLINK)) != 0 &&
	    w->traps > 0)
		return gs_buf_adds(out, " (attribute trap)");
	if (r == GS_OK && w->traps > 0 &&
	    (r = gs_buf_adds(out, " (attribute trap: ")) == GS_OK &&
	    (r = join(w->trap, w->traps, out)) == GS_OK)
		r = gs_buf_addc(out, ')');
	return r;
}

/* What -v says behind the name. */
static int
details(const struct gs_surveyed *f, struct gs_buf *out)
{
	char id[GS_GEN_ID_HEX_LEN + 1];
	const char *ring =
	    f->judged.ring != NULL ? f->judged.ring->name : f->attrs.keyring;

	if (!f->judged.has_id)
		return gs_buf_addf(
		    out, "  (%llu bytes)", (unsigned long long)f->size);
	return gs_buf_addf(out, "  (keyring %s, generation %s, %llu bytes)",
	    ring, gs_gen_id_print(f->judged.id, id),
	    (unsigned long long)f->size);
}

/* For a reader; programs get the state alone. */
static void
name_place(const struct gs_ctx *ctx, struct words *w)
{
	const char *locked = gs_verdict_name(GS_VERDICT_LOCKED);

	if (!ctx->keys.locked_worktree || ctx->keys.locked)
		return;
	for (size_t i = 0; i < w->states; i++) {
		if (strcmp(w->state[i], locked) == 0)
			w->state[i] = "locked (this worktree)";
	}
}

static int
print_line(const struct gs_ctx *ctx, const struct gs_surveyed *f, bool color)
{
	struct gs_buf b = GS_BUF_INIT;
	struct words w;
	int r;

	find_words(f, &w);
	name_place(ctx, &w);
	r = label(f, &w, &b);
	while (r == GS_OK && b.n < COLUMN)
		r = gs_buf_addc(&b, ' ');
	if (r == GS_OK && (r = gs_buf_addc(&b, ' ')) == GS_OK)
		r = gs_path_show(ctx, f->entry->path, &b);
	if (r == GS_OK && ctx->verbose)
		r = details(f, &b);
	if (r == GS_OK) {
		if (color)
			gs_outs(gs_status_finding(f) ? "\033[31m" : "\033[32m");
		gs_out(b.p, b.n);
		gs_outs(color ? "\033[m\n" : "\n");
	}
	gs_buf_clear(&b);
	return r;
}

/* STATE TAB PATH NUL */
static int
print_record(const struct gs_ctx *ctx, const struct gs_surveyed *f)
{
	struct gs_buf b = GS_BUF_INIT;
	struct words w;
	int r;

	find_words(f, &w);
	if ((r = label(f, &w, &b)) == GS_OK &&
	    (r = gs_buf_addc(&b, '\t')) == GS_OK &&
	    (r = gs_repo_show_path(ctx->repo, f->entry->path, &b)) == GS_OK)
		r = gs_buf_addc(&b, '\0');
	if (r == GS_OK)
		gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}

static void
json_words(struct gs_json *j, const char *key, const char *const *v, size_t nr)
{
	gs_json_array(j, key);
	for (size_t i = 0; i < nr; i++)
		gs_json_str(j, NULL, v[i]);
	gs_json_array_end(j);
}

static int
json_file(
    const struct gs_ctx *ctx, const struct gs_surveyed *f, struct gs_json *j)
{
	char hex[GS_OID_HEX_MAX + 1], id[GS_GEN_ID_HEX_LEN + 1];
	struct gs_buf path = GS_BUF_INIT;
	struct words w;
	int r = gs_repo_show_path(ctx->repo, f->entry->path, &path);

	find_words(f, &w);
	gs_json_object(j, NULL);
	gs_json_strn(j, "path", (const char *)path.p, path.n);
	gs_json_str(j, "state", w.state[0]);
	json_words(j, "states", w.state, w.states);
	json_words(j, "traps", w.trap, w.traps);
	gs_json_bool(j, "finding", gs_status_finding(f));
	if (f->attrs.sealed)
		gs_json_str(j, "keyring", f->attrs.keyring);
	else
		gs_json_null(j, "keyring");
	if (f->judged.has_id)
		gs_json_str(j, "generation", gs_gen_id_print(f->judged.id, id));
	else
		gs_json_null(j, "generation");
	if (f->judged.ring != NULL)
		gs_json_str(j, "sealed_by", f->judged.ring->name);
	else
		gs_json_null(j, "sealed_by");
	gs_json_u64(j, "size", f->size);
	gs_json_str(j, "blob", gs_oid_print(&f->entry->id, hex));
	gs_json_object_end(j);
	gs_buf_clear(&path);
	return r;
}

static void
json_keyrings(const struct gs_ctx *ctx, struct gs_json *j)
{
	char id[GS_GEN_ID_HEX_LEN + 1];

	gs_json_array(j, "keyrings");
	for (size_t i = 0; i < ctx->keys.nr; i++) {
		const char *name = ctx->keys.v[i].name;
		const struct gs_gen *gen = gs_keys_sealing(&ctx->keys, name);

		gs_json_object(j, NULL);
		gs_json_str(j, "name", name);
		if (gen != NULL)
			gs_json_str(j, "generation",
			    gs_gen_id_print(gen->content.id, id));
		else
			gs_json_null(j, "generation");
		gs_json_object_end(j);
	}
	gs_json_array_end(j);
}

static int
print_json(const struct gs_ctx *ctx, const struct gs_survey *s)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_json j;
	uint64_t findings = 0;
	int r = GS_OK;

	gs_json_init(&j, &b);
	gs_json_object(&j, NULL);
	gs_json_bool(
	    &j, "locked", ctx->keys.locked || ctx->keys.locked_worktree);
	gs_json_bool(&j, "locked_worktree", ctx->keys.locked_worktree);
	json_keyrings(ctx, &j);
	gs_json_array(&j, "files");
	for (size_t i = 0; r == GS_OK && i < s->nr; i++) {
		findings += gs_status_finding(&s->v[i]);
		r = json_file(ctx, &s->v[i], &j);
	}
	gs_json_array_end(&j);
	gs_json_u64(&j, "findings", findings);
	gs_json_object_end(&j);
	if (r == GS_OK && (r = gs_json_end(&j)) == GS_OK)
		gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}

int
gs_status_print(
    const struct gs_ctx *ctx, const struct gs_survey *s, struct gs_err *e)
{
	bool color = gs_say_color(STDOUT_FILENO);
	int r = GS_OK;

	if (ctx->json)
		r = print_json(ctx, s);
	for (size_t i = 0; r == GS_OK && !ctx->json && i < s->nr; i++) {
		if (ctx->quiet && !gs_status_finding(&s->v[i]))
			continue;
		r = ctx->nul ? print_record(ctx, &s->v[i])
			     : print_line(ctx, &s->v[i], color);
	}
	return r == GS_OK ? r : gs_fail(e, r, "out of memory");
}
