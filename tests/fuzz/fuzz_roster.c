#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/age/recipient.h"
#include "format/roster/generation.h"
#include "format/roster/member.h"

/*
 * The bytes are a file of .git-seal/; its name is what its own lines say, so
 * that most inputs get past the comparison of the two.  What parses prints
 * back as the same bytes without CR, and parses again to the same.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The value of the first line that begins with ${key}, as a string. */
static char *
value(const struct gs_buf *text, const char *key)
{
	const char *from = strstr((const char *)text->p, key);
	size_t len;

	if (from == NULL)
		return gs_strdup("");
	from += strlen(key);
	len = strcspn(from, "\r\n");
	return gs_strndup(from, len);
}

/* Whether ${b} is the ${n} bytes without the CR of each CR LF. */
static int
same_but_cr(const struct gs_buf *b, const uint8_t *data, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (data[i] == '\r' && i + 1 < n && data[i + 1] == '\n')
			continue;
		if (k >= b->n || b->p[k++] != data[i])
			return 0;
	}
	return k == b->n;
}

static void
try_generation(const char *name, const uint8_t *data, size_t n)
{
	struct gs_buf b = GS_BUF_INIT, in = GS_BUF_INIT, in2 = GS_BUF_INIT;
	struct gs_generation g, again;

	if (gs_generation_parse(name, data, n, &g) != GS_OK)
		return;
	if (gs_generation_print(&g, &b) != GS_OK || !same_but_cr(&b, data, n))
		abort();
	if (gs_generation_parse(name, b.p, b.n, &again) != GS_OK ||
	    !gs_generation_same(&g, &again) || g.newer != again.newer)
		abort();
	if (gs_generation_tag_input(&g, "k", &in) != GS_OK ||
	    gs_generation_tag_input(&again, "k", &in2) != GS_OK ||
	    in.n != in2.n || memcmp(in.p, in2.p, in.n) != 0)
		abort();
	gs_generation_clear(&g);
	gs_generation_clear(&again);
	gs_buf_clear(&b);
	gs_buf_clear(&in);
	gs_buf_clear(&in2);
}

static void
try_member(const char *recipient, const uint8_t *data, size_t n)
{
	char name[GS_RECIPIENT_ID_HEX_LEN + 1];
	struct gs_buf b = GS_BUF_INIT, b2 = GS_BUF_INIT;
	struct gs_member m, again;

	if (gs_recipient_id_hex(recipient, name) != GS_OK)
		abort();
	if (gs_member_parse(name, data, n, &m) != GS_OK)
		return;
	if (gs_member_print(&m, &b) != GS_OK || !same_but_cr(&b, data, n))
		abort();
	if (gs_member_parse(name, b.p, b.n, &again) != GS_OK ||
	    gs_member_print(&again, &b2) != GS_OK || b.n != b2.n ||
	    memcmp(b.p, b2.p, b.n) != 0)
		abort();
	gs_member_clear(&m);
	gs_member_clear(&again);
	gs_buf_clear(&b);
	gs_buf_clear(&b2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_buf text = GS_BUF_INIT;
	char *id, *recipient;

	if (gs_buf_add(&text, data, n) != GS_OK || gs_buf_str(&text) == NULL)
		abort();
	id = value(&text, "\tid = ");
	recipient = value(&text, "\trecipient = ");
	if (id == NULL || recipient == NULL)
		abort();
	try_generation(id, data, n);
	try_member(recipient, data, n);
	free(id);
	free(recipient);
	gs_buf_clear(&text);
	return 0;
}
