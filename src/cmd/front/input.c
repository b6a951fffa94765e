#include <unistd.h>

#include "base/io.h"

#include "cmd/front/input.h"

int
gs_input(struct gs_buf *in, struct gs_err *e)
{
	int r = gs_io_read(STDIN_FILENO, GS_BUF_MAX, in);

	if (r == GS_EIO)
		return gs_fail_errno(e, r, "cannot read standard input");
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot read standard input: %s", gs_strerror(r));
	return GS_OK;
}
