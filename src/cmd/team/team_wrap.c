#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "crypto/hash.h"
#include "format/age/age.h"

#include "cmd/team/gpg.h"
#include "cmd/team/team.h"

int
gs_team_short_hash(const struct gs_buf *b, char out[9])
{
	uint8_t hash[GS_SHA256_LEN];
	int r = gs_sha256(b->p, b->n, hash);

	if (r == GS_OK)
		(void)gs_hex_print(hash, 4, out);
	return r;
}

/* An ssh key begins with what all of its kind begin with: its end tells. */
const char *
gs_team_short(const char *recipient, char out[GS_TEAM_SHORT_LEN])
{
	const char *blank = strchr(recipient, ' ');
	size_t n = strlen(recipient), end = 8;
	size_t front = blank != NULL ? (size_t)(blank - recipient) + 1 : 12;

	/* Padding tells nothing. */
	while (n > 0 && recipient[n - 1] == '=')
		n--;
	if (n <= front + end || front > 20)
		(void)snprintf(out, GS_TEAM_SHORT_LEN, "%.*s", 36, recipient);
	else
		(void)snprintf(out, GS_TEAM_SHORT_LEN, "%.*s...%.*s",
		    (int)front, recipient, (int)end, recipient + n - end);
	return out;
}

static int
wrap_age(const struct gs_buf *line, const char *recipient, struct gs_buf *out,
    struct gs_err *e)
{
	struct gs_recipient to;
	int r;

	memset(&to, 0, sizeof(to));
	r = gs_recipient_parse(recipient, strlen(recipient), &to, e);
	if (r == GS_OK)
		r = gs_age_seal(&to, 1, line->p, line->n, out, e);
	if (r == GS_OK)
		r = gs_age_armor(out);
	gs_recipient_clear(&to);
	return r;
}

/* "GEN/ID", or "GEN" alone: that its folder was listed. */
static int
note_wrap(struct gs_team *t, const char *gen, const char *id)
{
	char key[GS_GEN_ID_HEX_LEN + 1 + GS_MEMBER_ID_HEX_LEN + 1];
	int n = id == NULL ? snprintf(key, sizeof(key), "%s", gen)
			   : snprintf(key, sizeof(key), "%s/%.*s", gen,
				 GS_MEMBER_ID_HEX_LEN, id);

	return gs_map_put(&t->wrapped, key, (size_t)n, t);
}

int
gs_team_wrap(struct gs_team *t, const struct gs_gen *gen, const char *recipient,
    const uint8_t id[GS_MEMBER_ID_LEN], struct gs_err *e)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1], gen_hex[GS_GEN_ID_HEX_LEN + 1];
	bool gpg = strncmp(recipient, "gpg:", 4) == 0;
	struct gs_buf line = GS_BUF_INIT, out = GS_BUF_INIT;
	char hash[9];
	int r;

	(void)gs_hex_print(id, GS_MEMBER_ID_LEN, hex);
	if ((r = gs_keyring_print_gen(gen, &line)) == GS_OK)
		r = gpg ? gs_gpg_wrap(t, recipient, hex, &line, &out, e)
			: wrap_age(&line, recipient, &out, e);
	if (r == GS_OK && (r = gs_team_short_hash(&out, hash)) == GS_OK)
		r = gs_team_add(t, &out, "wraps/%s/%s-%s.%s",
		    gs_gen_id_print(gen->content.id, gen_hex), hex, hash,
		    gpg ? "gpg" : "age");
	if (r == GS_OK)
		r = note_wrap(t, gen_hex, hex);
	if (r != GS_OK && e != NULL && e->what[0] == '\0')
		r = gs_fail(e, r, "cannot wrap the key: %s", gs_strerror(r));
	gs_buf_clear(&line);
	gs_buf_clear(&out);
	return r;
}

int
gs_team_add_member(struct gs_team *t, const struct gs_member *m)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_member_print(m, &b);

	if (r == GS_OK)
		r = gs_team_add(t, &b, "members/%s",
		    gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex));
	gs_buf_clear(&b);
	return r;
}

static bool
has_note(const struct gs_team *t, const char *gen, const char *id)
{
	char key[GS_GEN_ID_HEX_LEN + 1 + GS_MEMBER_ID_HEX_LEN + 1];
	int n = snprintf(key, sizeof(key), "%s%s%s", gen, id == NULL ? "" : "/",
	    id == NULL ? "" : id);

	return gs_map_get(&t->wrapped, key, (size_t)n) != NULL;
}

struct listing {
	struct gs_team *t;
	const char *gen; /* in hex */
};

static int
list_wrap(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	const struct listing *l = arg;

	(void)id;
	if (mode != GS_MODE_FILE || strlen(name) <= GS_MEMBER_ID_HEX_LEN ||
	    name[GS_MEMBER_ID_HEX_LEN] != '-' ||
	    !gs_member_name_ok(name, GS_MEMBER_ID_HEX_LEN))
		return GS_OK;
	return note_wrap(l->t, l->gen, name);
}

static int
list_wraps(struct gs_team *t, const char *gen, struct gs_err *e)
{
	struct listing l = { t, gen };
	char *folder = gs_asprintf("wraps/%s", gen);
	int r;

	if (folder == NULL)
		return gs_no_memory(e);
	r = gs_team_each(t, folder, list_wrap, &l, e);
	free(folder);
	return r == GS_OK ? note_wrap(t, gen, NULL) : r;
}

int
gs_team_has_wrap(struct gs_team *t, const uint8_t gen[GS_GEN_ID_LEN],
    const uint8_t id[GS_MEMBER_ID_LEN], bool *yes, struct gs_err *e)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1], gen_hex[GS_GEN_ID_HEX_LEN + 1];
	int r = GS_OK;

	(void)gs_hex_print(id, GS_MEMBER_ID_LEN, hex);
	gs_gen_id_print(gen, gen_hex);
	if (!has_note(t, gen_hex, NULL) &&
	    (r = list_wraps(t, gen_hex, e)) != GS_OK)
		return e->what[0] != '\0' ? r : gs_fail(e, r, "out of memory");
	*yes = has_note(t, gen_hex, hex);
	return GS_OK;
}
