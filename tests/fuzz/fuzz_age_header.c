#include <stdlib.h>
#include <string.h>

#include "format/age/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
add(struct gs_buf *b, const void *p, size_t n)
{
	must(gs_buf_add(b, p, n) == GS_OK);
}

/* The words of a stanza's first line, which are all kept or we give up. */
static bool
print_args(const struct gs_age_stanza *s, struct gs_buf *args)
{
	if (s->args > GS_AGE_ARGS_MAX)
		return false;
	for (size_t i = 0; i < s->args; i++) {
		if (i > 0)
			add(args, " ", 1);
		add(args, s->arg[i].p, s->arg[i].n);
	}
	return true;
}

/*
 * A header has one spelling: what is parsed and written again is the same,
 * byte for byte, but for the MAC, which is ours.
 */
static void
write_again(const struct gs_age_header *h, const uint8_t *data)
{
	static const uint8_t file_key[GS_AGE_FILE_KEY_LEN];
	struct gs_buf out = GS_BUF_INIT, args = GS_BUF_INIT;
	bool all = true;

	must(gs_age_header_begin(&out) == GS_OK);
	for (size_t i = 0; all && i < h->nr; i++) {
		gs_buf_reset(&args);
		all = print_args(&h->v[i], &args);
		must(!all ||
		    gs_age_header_add(gs_buf_str(&args),
			gs_age_header_body(h, &h->v[i]), h->v[i].n,
			&out) == GS_OK);
	}
	if (all) {
		must(gs_age_header_end(0, file_key, &out) == GS_OK);
		must(out.n == h->n);
		must(memcmp(out.p, data, h->mac_over) == 0);
	}
	gs_buf_clear(&out);
	gs_buf_clear(&args);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_age_header h;
	int r = gs_age_header_parse(data, n, &h);

	if (r == GS_OK) {
		must(h.n <= n && h.mac_over < h.n && h.nr > 0);
		must(data[h.n - 1] == '\n');
		write_again(&h, data);
	} else {
		must(h.v == NULL && h.nr == 0 && h.bodies.p == NULL);
	}
	gs_age_header_clear(&h);
	return 0;
}
