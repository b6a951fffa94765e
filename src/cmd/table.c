#include "cmd/cmd.h"

/* clang-format off */
extern const struct gs_cmd gs_cmd_add;
extern const struct gs_cmd gs_cmd_check;
extern const struct gs_cmd gs_cmd_clean;
extern const struct gs_cmd gs_cmd_clone;
extern const struct gs_cmd gs_cmd_edit;
extern const struct gs_cmd gs_cmd_export;
extern const struct gs_cmd gs_cmd_export_key;
extern const struct gs_cmd gs_cmd_grant;
extern const struct gs_cmd gs_cmd_help;
extern const struct gs_cmd gs_cmd_import;
extern const struct gs_cmd gs_cmd_init;
extern const struct gs_cmd gs_cmd_install_hooks;
extern const struct gs_cmd gs_cmd_keygen;
extern const struct gs_cmd gs_cmd_lock;
extern const struct gs_cmd gs_cmd_members;
extern const struct gs_cmd gs_cmd_merge;
extern const struct gs_cmd gs_cmd_process;
extern const struct gs_cmd gs_cmd_revoke;
extern const struct gs_cmd gs_cmd_rotate;
extern const struct gs_cmd gs_cmd_settle;
extern const struct gs_cmd gs_cmd_setup;
extern const struct gs_cmd gs_cmd_show;
extern const struct gs_cmd gs_cmd_track;
extern const struct gs_cmd gs_cmd_untrack;
extern const struct gs_cmd gs_cmd_status;
extern const struct gs_cmd gs_cmd_reseal;
extern const struct gs_cmd gs_cmd_smudge;
extern const struct gs_cmd gs_cmd_textconv;
extern const struct gs_cmd gs_cmd_unlock;
extern const struct gs_cmd gs_cmd_unwrap;
extern const struct gs_cmd gs_cmd_version;
extern const struct gs_cmd gs_cmd_wrap;

/* In the order of the help, a group at a time. */
const struct gs_cmd *const gs_cmds[] = {
	/* to begin */
	&gs_cmd_setup,
	&gs_cmd_init,
	&gs_cmd_import,
	&gs_cmd_clone,
	&gs_cmd_unlock,
	&gs_cmd_install_hooks,

	/* every day */
	&gs_cmd_track,
	&gs_cmd_untrack,
	&gs_cmd_add,
	&gs_cmd_edit,
	&gs_cmd_reseal,
	&gs_cmd_lock,

	/* to look */
	&gs_cmd_status,
	&gs_cmd_check,
	&gs_cmd_show,

	/* keys, and who has them */
	&gs_cmd_grant,
	&gs_cmd_members,
	&gs_cmd_export_key,
	&gs_cmd_rotate,
	&gs_cmd_revoke,
	&gs_cmd_keygen,

	/* about git-seal */
	&gs_cmd_export,
	&gs_cmd_help,
	&gs_cmd_version,

	/* plumbing */
	&gs_cmd_process,
	&gs_cmd_clean,
	&gs_cmd_smudge,
	&gs_cmd_textconv,
	&gs_cmd_merge,
	&gs_cmd_settle,
	&gs_cmd_wrap,
	&gs_cmd_unwrap,
	NULL
};
/* clang-format on */
