#include "base/sys.h"
#include "cmd/cmd.h"

int
main(int argc, char **argv)
{
	gs_sys_harden();
	return gs_cmd_main(argc, argv);
}
