/*
 * finding: what `check` has to say, and the rules that it comes from: one
 * table for text, JSON, SARIF and the manual.
 */
#ifndef GS_CMD_CHECK_FINDING_H
#define GS_CMD_CHECK_FINDING_H

#include "base/map.h"
#include "base/oid.h"

enum gs_severity { GS_SEVERITY_ERROR, GS_SEVERITY_WARNING, GS_SEVERITY_NOTE };

enum gs_rule {
	GS_RULE_PLAIN,
	GS_RULE_BECAME_PLAIN,
	GS_RULE_RENAMED_PLAIN,
	GS_RULE_BECAME_LINK,
	GS_RULE_NO_ATTRIBUTE,
	GS_RULE_MALFORMED,
	GS_RULE_NO_NOISE,
	GS_RULE_NEWER,
	GS_RULE_DAMAGED,
	GS_RULE_UNKNOWN_GENERATION,
	GS_RULE_ON_TRUNK,
	GS_RULE_OTHER_KEYRING,
	GS_RULE_CLOSED,
	GS_RULE_TRAP,
	GS_RULE_NEVER,
	GS_RULE_LINK,
	GS_RULE_LEAK,
	GS_RULE_OWN_KEY,
	GS_RULE_VANISHED,
	GS_RULE_CHANGED,
	GS_RULE_GEN_DAMAGED,
	GS_RULE_GEN_NEWER,
	GS_RULE_FORK,
	GS_RULE_GEN_FORGED,
	GS_RULE_GEN_FOREIGN,
	GS_RULE_GEN_AHEAD,
	GS_RULE_MEMBER_UNPROVEN,
	GS_RULE_MEMBER_FORGED,
	GS_RULE_MEMBER_DAMAGED,
	GS_RULE_MEMBER_REMOVED,
	GS_RULE_MEMBER_EXPIRED,
	GS_RULE_NO_WRAP,
	GS_RULE_ABSENT,
	GS_RULE_NR
};

struct gs_rule_text {
	const char *id;	  /* as programs read it */
	const char *what; /* as people do; no full stop */
	const char *mend; /* the command, or what to do */
	enum gs_severity severity;
};
extern const struct gs_rule_text gs_rules[GS_RULE_NR];

struct gs_finding {
	enum gs_rule rule;
	struct gs_oid commit; /* n == 0: the index */
	char *path;	      /* owned; below top */
	char *detail;	      /* owned; or NULL */
};

/* A zeroed one is empty. */
struct gs_findings {
	struct gs_finding *v; /* owned */
	size_t nr, cap;
	size_t by_severity[3];
	struct gs_map seen;
};

/**
 * gs_found(f, rule, commit, path, detail):
 * Add one, unless it is there.  ${detail} (NULL allowed) goes behind the
 * rule's words.  GS_OK, GS_ENOMEM.
 */
int
gs_found(struct gs_findings *f, enum gs_rule rule, const struct gs_oid *commit,
    const char *path, const char *detail) GS_MUST_USE;

/** gs_severity_name(s): "error", "warning" or "note". */
const char *gs_severity_name(enum gs_severity s);

void gs_findings_clear(struct gs_findings *f);

#endif
