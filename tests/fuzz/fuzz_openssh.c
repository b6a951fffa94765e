#include <stdlib.h>
#include <string.h>

#include "codec/base64.h"
#include "format/openssh.h"
#include "format/sshwire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* A key that opens without a passphrase belongs to its public half. */
static void
look(const void *p, size_t n)
{
	struct gs_buf blob = GS_BUF_INIT;
	struct gs_keypair key = { 0 };
	struct gs_openssh k;
	struct gs_err e;

	if (gs_openssh_parse(p, n, &k, &e) != GS_OK) {
		must(k.raw.p == NULL && e.what[0] != '\0');
		return;
	}
	must(k.rounds <= GS_OPENSSH_ROUNDS_MAX);
	if (k.cipher == NULL && gs_openssh_open(&k, NULL, &key) == GS_OK) {
		must((key.rsa == NULL) != (key.seed.n == 0));
		must(gs_sshwire_add_public(&key, &blob) == GS_OK);
		must(blob.n == k.blob.n &&
		    memcmp(blob.p, k.blob.p, blob.n) == 0);
	}
	gs_keypair_clear(&key);
	gs_buf_clear(&blob);
	gs_openssh_clear(&k);
}

/* Once as text, and once as what the text stands for: a fuzzer does not find
 * its way through base64. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_buf text = GS_BUF_INIT;

	look(data, n);
	must(gs_buf_adds(&text, "-----BEGIN OPENSSH PRIVATE KEY-----\n") ==
	    GS_OK);
	must(gs_base64_print(GS_BASE64_PADDED, data, n, &text) == GS_OK);
	must(gs_buf_adds(&text, "\n-----END OPENSSH PRIVATE KEY-----\n") ==
	    GS_OK);
	look(text.p, text.n);
	gs_buf_clear(&text);
	return 0;
}
