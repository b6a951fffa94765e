/*
 * judge: from the values of attributes, as check-attr prints them, to what
 * they mean for sealing.
 */
#ifndef GS_GIT_JUDGE_H
#define GS_GIT_JUDGE_H

#include "git/attr.h"

/* The attributes that matter, in the order that gs_judge reads them. */
#define GS_JUDGE_NR 11
extern const char *const gs_judge_names[GS_JUDGE_NR];

/** gs_judge(values, out): one value for each of gs_judge_names. */
void gs_judge(const char *const values[GS_JUDGE_NR], struct gs_attrs *out);

/** gs_judge_filter(value, out): of the attribute filter alone. */
void gs_judge_filter(const char *value, struct gs_attrs *out);

#endif
