/*
 * sops: the importer of SOPS, in three files: the files, the people that they
 * are encrypted to, and the rules of .sops.yaml.
 */
#ifndef GS_CMD_IMPORT_SOPS_H
#define GS_CMD_IMPORT_SOPS_H

#include "cmd/files/sops.h"
#include "cmd/import/import.h"

struct gs_sops_run {
	struct gs_identities ids;
	struct gs_ask ask;
	struct gs_sops_opener opener; /* of those two */
	struct gs_buf config;	      /* all .sops.yaml files, for names */
	struct gs_strs who;   /* recipients as `grant` takes them, each once */
	struct gs_strs name;  /* of the same index: what to call them */
	struct gs_strs other; /* kinds of keys that cannot be granted */
};

/** gs_sops_note(run, s, e): take up whom the file ${s} is encrypted to. */
int gs_sops_note(struct gs_sops_run *run, const struct gs_sops *s,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_sops_users(im, e):
 * All files were noted: find names for the people, and with --grant have
 * them granted.  Without it they are only proposed (gs_sops_propose), since
 * nothing in a SOPS file proves its list of recipients: whoever could push
 * could add himself.
 */
int gs_sops_users(struct gs_import *im, struct gs_err *e) GS_MUST_USE;

/** gs_sops_propose(im): print the commands that would grant them. */
void gs_sops_propose(const struct gs_import *im);

/** gs_sops_rules(im, e): warn of files that a rule of some .sops.yaml names
 * (path_regex), and that nobody encrypted: they stay what they are. */
int gs_sops_rules(struct gs_import *im, struct gs_err *e) GS_MUST_USE;

/** gs_sops_is_config(path): whether it is a .sops.yaml, in any folder. */
bool gs_sops_is_config(const char *path);

#endif
