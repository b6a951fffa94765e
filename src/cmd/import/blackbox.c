/* blackbox: PATH.gpg, a gpg message to all admins. */
#include <stdlib.h>

#include "cmd/import/beside.h"

/* Where blackbox keeps its lists: today's place, and those of before. */
static const char *const dirs[] = { ".blackbox/", "keyrings/live/" };

static int
take_line(
    struct gs_import *im, const char *line, const char *list, struct gs_err *e)
{
	const struct gs_entry *x;
	char *from = gs_asprintf("%s.gpg", line);
	int r;

	if (from == NULL) {
		r = gs_no_memory(e);
	} else if ((x = gs_import_entry(im, from)) == NULL) {
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' stands in '%s' and is not tracked", from, list);
		gs_hint(e, "blackbox_deregister_file '%s', or commit it", line);
	} else {
		r = gs_import_beside(im, x, line, e);
	}
	free(from);
	return r;
}

static int
find_in(struct gs_import *im, const char *dir, struct gs_err *e)
{
	char *list = gs_asprintf("%sblackbox-files.txt", dir);
	char *keys = gs_asprintf("%spubring.kbx", dir);
	char *old = gs_asprintf("%spubring.gpg", dir);
	const struct gs_entry *x;
	int r = GS_OK;

	if (list == NULL || keys == NULL || old == NULL)
		r = gs_no_memory(e);
	else if ((x = gs_import_entry(im, list)) != NULL &&
	    (r = gs_import_list(im, x, take_line, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, keys, e)) == GS_OK &&
	    (r = gs_import_gpg_users(im, old, e)) == GS_OK)
		r = gs_import_folder_gone(im, dir, e);
	free(list);
	free(keys);
	free(old);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < GS_NR(dirs); i++)
		r = find_in(im, dirs[i], e);
	return r;
}

const struct gs_importer gs_import_blackbox = {
	.name = "blackbox",
	.args = "",
	.help = "with your gpg keyring",
	.find = find,
	.open = gs_import_gpg,
};
