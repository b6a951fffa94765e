#include "base/wipe.h"
#include "crypto/hash.h"

#include "format/passphrase.h"

#define CHARS 26 /* of 5 bits each */
#define GROUP 5

int
gs_passphrase_make(struct gs_buf *out)
{
	/* bech32's, which leaves out 1, b, i and o */
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	uint8_t random[CHARS];
	size_t from = out->n;
	int r;

	r = gs_random(random, sizeof(random));
	for (size_t i = 0; r == GS_OK && i < CHARS; i++) {
		if (i > 0 && i % GROUP == 0 && i + 1 < CHARS)
			r = gs_buf_addc(out, '-');
		if (r == GS_OK)
			r = gs_buf_addc(out, alphabet[random[i] & 31]);
	}
	gs_wipe(random, sizeof(random));
	if (r != GS_OK)
		gs_buf_cut(out, from);
	return r;
}
