#include <stdlib.h>
#include <string.h>

#include "repo/indexfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/*
 * The first byte says how long object names are; the rest is an index whose
 * checksum is put right, so that more than one in 2^160 gets past it.  Every
 * entry lies within the file, stat data that are put back change nothing,
 * and changed ones are read back while the walk stays the same.
 */
static void
once(struct gs_indexfile *f, uint8_t *p, size_t n, size_t oid_len)
{
	struct gs_stat st, back;
	struct gs_indexent e;
	unsigned what;

	if (gs_indexfile_open(f, p, n, oid_len) != GS_OK)
		return;
	while (gs_indexfile_next(f, &e) == GS_OK) {
		if (e.at < 12 || e.at + 40 + oid_len > f->n ||
		    e.oid != p + e.at + 40 || e.stage > 3)
			abort();
		gs_indexfile_get(f, &e, &st);
		st.size ^= 1;
		gs_indexfile_put(f, &e, &st);
		gs_indexfile_get(f, &e, &back);
		if (!gs_stat_eq(&st, &back))
			abort();
		st.size ^= 1;
		gs_indexfile_put(f, &e, &st);
	}
	(void)!gs_indexfile_end(f, &what);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t oid_len = n > 0 && data[0] == 32 ? 32 : 20;
	struct gs_indexfile f;
	uint8_t *p;

	if (n < 1 + 12 + oid_len || (p = malloc(n - 1)) == NULL)
		return 0;
	memcpy(p, data + 1, n - 1);
	memset(p + n - 1 - oid_len, 0, oid_len);
	once(&f, p, n - 1, oid_len);
	gs_indexfile_clear(&f);
	if (memcmp(p, data + 1, n - 1 - oid_len) != 0)
		abort();
	free(p);
	return 0;
}
