/*
 * setting: whether it is worth asking Git for a setting at all.  The paths
 * that start once a file must not start git for a key that nearly nobody
 * sets; so the config files are searched for the word, and Git, the
 * authority on what they mean, is asked only where it stands somewhere.
 */
#ifndef GS_GIT_SETTING_H
#define GS_GIT_SETTING_H

#include <stdbool.h>

#include "git/dir.h"

/**
 * gs_setting_possible(dir, word):
 * False only if no config file that Git would read for this repository holds
 * ${word} (lower case, compared without case), includes another file, or
 * cannot be read, and no variable of the environment carries config.
 */
bool gs_setting_possible(const struct gs_dir *dir, const char *word);

#endif
