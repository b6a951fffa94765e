#include <stdlib.h>
#include <string.h>

#include "format/age/identity.h"
#include "format/age/recipient.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* What has a public half says it in a form that reads back the same. */
static void
check_public(const char *text)
{
	struct gs_recipient r;

	must(gs_recipient_parse(text, strlen(text), &r, NULL) == GS_OK);
	must(strcmp(r.text, text) == 0);
	gs_recipient_clear(&r);
}

/* Any text is identities, or is refused with a sentence. */
static void
read_identities(const uint8_t *data, size_t n)
{
	struct gs_identities ids = { 0 };
	struct gs_err e = { "", "" };
	int r = gs_identities_parse(&ids, "fuzz", data, n, &e);

	must((r == GS_OK) == (ids.nr > 0));
	must(r == GS_OK || e.what[0] != '\0');
	for (size_t i = 0; i < ids.nr; i++) {
		const char *text = gs_identities_recipient(&ids, i);

		must(ids.v[i]->locked || ids.v[i]->raw.n == 0);
		if (text != NULL)
			check_public(text);
	}
	gs_identities_clear(&ids);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_recipient r;

	read_identities(data, n);
	if (gs_recipient_parse((const char *)data, n, &r, NULL) == GS_OK)
		check_public(r.text);
	gs_recipient_clear(&r);
	return 0;
}
