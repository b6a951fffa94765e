/*
 * intree: a warning for secrets that are written where Git would commit
 * them.
 */
#ifndef GS_CMD_FRONT_INTREE_H
#define GS_CMD_FRONT_INTREE_H

/** gs_intree_warn(path, shown): warn, naming ${shown}, where the file
 * ${path} (absolute) lies in a Git work tree. */
void gs_intree_warn(const char *path, const char *shown);

#endif
