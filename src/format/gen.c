#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/hex.h"
#include "crypto/hash.h"

#include "format/keyring.h"

/* HKDF's info strings: docs/format.md, section 1.3. */
#define INFO_CONTENT "git-seal v1 content"
#define INFO_ROSTER "git-seal v1 roster"
#define INFO_ID "git-seal v1 id"
#define INFO_FINGERPRINT "git-seal v1 fingerprint"

static int
derive(const uint8_t *from, size_t from_n, const char *info, uint8_t *out,
    size_t out_n)
{
	return gs_hkdf(from, from_n, NULL, 0, info, strlen(info), out, out_n);
}

void
gs_gen_payload(const struct gs_gen *gen, uint8_t out[GS_GEN_PAYLOAD_LEN])
{
	gs_be64_put(out, gen->created);
	memcpy(out + 8, gen->secret, GS_GEN_SECRET_LEN);
}

static int
fingerprint(struct gs_gen *gen)
{
	uint8_t payload[GS_GEN_PAYLOAD_LEN];
	int r;

	gs_gen_payload(gen, payload);
	r = derive(payload, sizeof(payload), INFO_FINGERPRINT, gen->fingerprint,
	    sizeof(gen->fingerprint));
	gs_wipe(payload, sizeof(payload));
	return r;
}

int
gs_gen_derive(uint64_t created, const uint8_t secret[GS_GEN_SECRET_LEN],
    struct gs_gen *out)
{
	const size_t n = GS_GEN_SECRET_LEN;
	int r;

	memmove(out->secret, secret, n);
	out->created = created;
	if ((r = derive(out->secret, n, INFO_CONTENT, out->content.key,
		 sizeof(out->content.key))) != GS_OK ||
	    (r = derive(out->secret, n, INFO_ID, out->content.id,
		 sizeof(out->content.id))) != GS_OK ||
	    (r = derive(out->secret, n, INFO_ROSTER, out->roster_key,
		 sizeof(out->roster_key))) != GS_OK ||
	    (r = fingerprint(out)) != GS_OK)
		gs_wipe(out, sizeof(*out));
	return r;
}

int
gs_gen_make(uint64_t created, struct gs_gen *out)
{
	int r;

	if ((r = gs_random(out->secret, sizeof(out->secret))) != GS_OK) {
		gs_wipe(out, sizeof(*out));
		return r;
	}
	return gs_gen_derive(created, out->secret, out);
}

const char *
gs_gen_id_print(
    const uint8_t id[GS_GEN_ID_LEN], char out[GS_GEN_ID_HEX_LEN + 1])
{
	return gs_hex_print(id, GS_GEN_ID_LEN, out);
}

const char *
gs_fingerprint_print(const uint8_t fp[GS_FINGERPRINT_LEN], bool grouped,
    char out[GS_FINGERPRINT_GROUPED_LEN + 1])
{
	char *to = out;

	if (!grouped)
		return gs_hex_print(fp, GS_FINGERPRINT_LEN, out);
	for (size_t i = 0; i < GS_FINGERPRINT_LEN; i += 2) {
		if (i != 0)
			*to++ = ' ';
		(void)gs_hex_print(fp + i, 2, to);
		to += 4;
	}
	return out;
}
