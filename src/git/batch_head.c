#include <errno.h>
#include <unistd.h>

#include "git/run.h"

#include "git/batch.h"

int
gs_batch_head(const char *dir, bool no_fetch, const struct gs_oid *id,
    size_t max, struct gs_buf *out, struct gs_err *e)
{
	const struct gs_git_opt opt = {
		.dir = dir, .no_fetch = no_fetch, .quiet = true
	};
	char hex[GS_OID_HEX_MAX + 1];
	const char *const argv[] = { "cat-file", "blob", gs_oid_print(id, hex),
		NULL };
	size_t left = max;
	struct gs_proc p;
	ssize_t k = 1;
	int r;

	if ((r = gs_buf_reserve(out, max)) != GS_OK)
		return gs_fail(e, r, "out of memory");
	if ((r = gs_git_start(&opt, argv, &p, e)) != GS_OK)
		return r;
	while (left > 0 && (k > 0 || errno == EINTR)) {
		k = read(p.out, out->p + out->n, left);
		if (k == 0)
			break;
		if (k > 0) {
			out->n += (size_t)k;
			left -= (size_t)k;
		}
	}
	/* What it ends with does not matter once we have what we wanted. */
	if (gs_proc_wait(&p) != 0 && left == max && max > 0)
		return gs_fail(
		    e, GS_ENOTFOUND, "there is no blob %s here", hex);
	return GS_OK;
}
