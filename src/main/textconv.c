/*
 * git-seal-textconv FILE: what diff.seal.textconv names.  Git starts it once
 * a blob, and while the clone is unlocked the blobs come plain: so it links
 * nothing that takes time to start, and leaves sealed files to git-seal.
 */
#include "base/sys.h"
#include "cmd/filter/plain.h"
#include "cmd/front/say.h"

int
main(int argc, char **argv)
{
	struct gs_err e = { "", "" };
	int r;

	gs_sys_harden();
	if (argc != 2) {
		r = gs_fail(&e, GS_EUSAGE, "usage: git-seal-textconv FILE");
	} else if ((r = gs_plain_copy(argv[1], &e)) == GS_ENOKEY) {
		gs_plain_exec(argv[0], argv[1]);
		r = gs_fail_errno(&e, GS_EIO, "cannot start git-seal");
	}
	if (r != GS_OK)
		gs_say_error(&e, r);
	return gs_err_exit(r);
}
