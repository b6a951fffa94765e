#include <stdlib.h>
#include <string.h>

#include "base/proc.h"
#include "cmd/keys/keyfile.h"

#include "cmd/keys/unlock_key.h"

void
gs_offer_clear(struct gs_offer *o)
{
	free(o->from);
	gs_keys_clear(&o->keys);
	gs_strs_clear(&o->warning);
	memset(o, 0, sizeof(*o));
}

int
gs_offer_add(struct gs_offer *o, const char *ring, const struct gs_gens *gens,
    const uint8_t *floor, struct gs_err *e)
{
	struct gs_offer_floor *f;
	int r = gs_keys_add(&o->keys, ring, gens, e);

	if (r != GS_OK)
		return r;
	GS_BUG(o->keys.nr == 0 || o->keys.nr > GS_KEYRINGS_MAX);
	f = &o->floor[o->keys.nr - 1];
	f->only_opens = floor == NULL;
	f->known = floor != NULL;
	if (floor != NULL)
		memcpy(f->id, floor, sizeof(f->id));
	return GS_OK;
}

/* A source: GS_OK with lines in ${gens} and its name in ${from}, or without
 * where it has none. */
struct request {
	const struct gs_ctx *ctx;
	const char *keyfile;
	struct gs_gens gens;
	char *from; /* owned */
};

static int
from_keyfile(struct request *q, struct gs_err *e)
{
	if (q->keyfile == NULL)
		return GS_OK;
	q->from = strcmp(q->keyfile, "-") == 0
	    ? gs_strdup("standard input")
	    : gs_asprintf("'%s'", q->keyfile);
	if (q->from == NULL)
		return gs_no_memory(e);
	return gs_keyfile_read(q->ctx, q->keyfile, &q->gens, e);
}

static int
from_variable(struct request *q, struct gs_err *e)
{
	const char *text = getenv("GIT_SEAL_KEY");

	/* CI systems set variables that they do not hand out to "". */
	if (text == NULL || text[0] == '\0')
		return GS_OK;
	if ((q->from = gs_strdup("GIT_SEAL_KEY")) == NULL)
		return gs_no_memory(e);
	return gs_keyfile_parse(q->from, text, strlen(text), &q->gens, e);
}

/* In the order of the spec: the first that has a key is taken. */
static int (*const sources[])(struct request *q, struct gs_err *e) = {
	from_keyfile,
	from_variable,
};

/* Sort the lines into keyrings. */
static int
sort(const struct gs_ctx *ctx, struct gs_genfiles *g,
    const struct gs_gens *gens, struct gs_keys *out, struct gs_err *e)
{
	char ring[GS_KEYRING_NAME_MAX + 1];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < gens->nr; i++) {
		const struct gs_gens one = { &gens->v[i], 1, 1 };

		ring[0] = '\0';
		if (!ctx->ring_given)
			r = gs_genfiles_ring(g, &gens->v[i], ring, e);
		if (r == GS_OK)
			r = gs_keys_add(
			    out, ring[0] != '\0' ? ring : ctx->ring, &one, e);
	}
	return r;
}

static int
run_command(const char *command, struct gs_gens *gens, struct gs_err *e)
{
	const char *const argv[] = { "sh", "-c", command, NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_buf text = GS_BUF_INIT;
	int code = 0;
	int r = gs_proc_run(&opt, NULL, 0, &text, &code, e);

	if (r == GS_OK && code != 0)
		r = gs_fail(e, GS_ENOKEY,
		    "the command of seal.keyCommand failed (exit code %d)",
		    code);
	else if (r == GS_OK && text.n == 0)
		r = gs_fail(e, GS_ENOKEY,
		    "the command of seal.keyCommand printed nothing");
	else if (r == GS_OK)
		r = gs_keyfile_parse(
		    "what seal.keyCommand prints", text.p, text.n, gens, e);
	gs_buf_clear(&text);
	return r;
}

int
gs_offer_command(const struct gs_ctx *ctx, struct gs_genfiles *g,
    struct gs_offer *out, struct gs_err *e)
{
	struct gs_gens gens = { NULL, 0, 0 };
	char *command = NULL;
	int r;

	memset(out, 0, sizeof(*out));
	r = gs_repo_config(ctx->repo, "seal.keycommand", &command, e);
	if (r != GS_OK || command == NULL || command[0] == '\0') {
		free(command);
		return r;
	}
	if ((r = run_command(command, &gens, e)) == GS_OK &&
	    (r = sort(ctx, g, &gens, &out->keys, e)) == GS_OK &&
	    (out->from = gs_strdup("seal.keyCommand")) == NULL)
		r = gs_no_memory(e);
	out->origin = GS_ORIGIN_KEYFILE;
	gs_gens_clear(&gens);
	free(command);
	if (r != GS_OK)
		gs_offer_clear(out);
	return r;
}

int
gs_offer_find(const struct gs_ctx *ctx, const char *keyfile,
    struct gs_genfiles *g, struct gs_offer *out, struct gs_err *e)
{
	struct request q = { .ctx = ctx, .keyfile = keyfile };
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; r == GS_OK && q.from == NULL && i < GS_NR(sources);
	     i++)
		r = sources[i](&q, e);
	if (r == GS_OK && q.from != NULL)
		r = sort(ctx, g, &q.gens, &out->keys, e);
	gs_gens_clear(&q.gens);
	if (r != GS_OK) {
		free(q.from);
		gs_offer_clear(out);
		return r;
	}
	out->from = q.from;
	out->origin = GS_ORIGIN_KEYFILE;
	return GS_OK;
}
