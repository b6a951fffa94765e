/*
 * roster_log: when and by whom the files of .git-seal/ came and went, out of
 * Git's history, by one `git log`.  It tells what commits say of themselves:
 * an author's name and clock prove nothing.
 */
#ifndef GS_CMD_TEAM_ROSTER_LOG_H
#define GS_CMD_TEAM_ROSTER_LOG_H

#include "cmd/team/team.h"

struct gs_roster_event {
	char commit[GS_OID_HEX_MAX + 1];
	uint64_t time;	    /* the author's, Unix seconds */
	char *author;	    /* owned */
	char *path;	    /* owned: below .git-seal/KEYRING/, "members/ID" */
	char how;	    /* 'A' added, 'M' changed, 'D' removed */
	struct gs_oid blob; /* the new content; at 'D' the old one */
};

/* Newest first.  A zeroed one is empty. */
struct gs_roster_log {
	struct gs_roster_event *v; /* owned */
	size_t nr, cap;
};

/**
 * gs_roster_log_read(t, generations, out, e):
 * The events of members/ and, where asked, generations/ in the history of
 * HEAD.  None where HEAD is unborn.  Never fetches.
 */
int gs_roster_log_read(const struct gs_team *t, bool generations,
    struct gs_roster_log *out, struct gs_err *e) GS_MUST_USE;
void gs_roster_log_clear(struct gs_roster_log *l);

/** gs_roster_log_since(l, path): the event that brought the file ${path}, or
 * NULL: it is in no commit yet. */
const struct gs_roster_event *
gs_roster_log_since(const struct gs_roster_log *l, const char *path);

/** gs_roster_day(time, out): YYYY-MM-DD (UTC); returns ${out}. */
const char *gs_roster_day(uint64_t time, char out[16]);

#endif
