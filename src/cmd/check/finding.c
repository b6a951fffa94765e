#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#include "cmd/check/finding.h"

#define E GS_SEVERITY_ERROR
#define W GS_SEVERITY_WARNING
#define N GS_SEVERITY_NOTE

#define TAKE_BACK "git restore --source=TRUNK --staged --worktree -- .git-seal"
#define CHANGE_KEYS                                                            \
	"take it out, and change the secret: others may have read it"

/* clang-format off */
const struct gs_rule_text gs_rules[GS_RULE_NR] = {
	[GS_RULE_PLAIN] = { "plain",
	    "plain, although its attribute says sealed",
	    "git seal status --fix", E },
	[GS_RULE_BECAME_PLAIN] = { "became-plain",
	    "sealed before, and plain now without the attribute",
	    "git seal track PATH", E },
	[GS_RULE_RENAMED_PLAIN] = { "renamed-plain",
	    "a sealed file under another name, and plain",
	    "git seal track PATH", E },
	[GS_RULE_BECAME_LINK] = { "became-link",
	    "a sealed file before, and a symbolic link now",
	    "put the file back: git restore --source=HEAD^ PATH", E },
	[GS_RULE_NO_ATTRIBUTE] = { "no-attribute",
	    "sealed, and no attribute says so: the next edit would be plain",
	    "git seal track PATH", E },
	[GS_RULE_MALFORMED] = { "malformed",
	    "begins like a sealed file and is none",
	    "take the file from an older commit, and add it again", E },
	[GS_RULE_NO_NOISE] = { "not-random",
	    "holds something else than ciphertext behind a sealed header",
	    "take the file from an older commit, and add it again", E },
	[GS_RULE_NEWER] = { "newer",
	    "sealed by a newer git-seal", "update git-seal", E },
	[GS_RULE_DAMAGED] = { "damaged",
	    "does not authenticate",
	    "take the file from an older commit, and add it again", E },
	[GS_RULE_UNKNOWN_GENERATION] = { "unknown-generation",
	    "sealed by a generation that .git-seal/ does not carry",
	    "git add .git-seal", E },
	[GS_RULE_ON_TRUNK] = { "generation-on-trunk",
	    "sealed by a generation that only the trunk carries",
	    "merge the trunk", N },
	[GS_RULE_OTHER_KEYRING] = { "other-keyring",
	    "sealed under a keyring that is not its own",
	    "git seal reseal PATH", E },
	[GS_RULE_CLOSED] = { "closed-generation",
	    "sealed by a generation that was closed: somebody who left could "
	    "have changed it",
	    "look at it, then git seal rotate --accept PATH", E },
	[GS_RULE_TRAP] = { "attribute-trap",
	    "Git would change its sealed bytes, or it cannot be sealed",
	    "take the attribute out of .gitattributes", E },
	[GS_RULE_NEVER] = { "never-sealed",
	    "a pattern covers what is never sealed",
	    "write a narrower pattern into .gitattributes", E },
	[GS_RULE_LINK] = { "symlink",
	    "a symbolic link under the attribute: Git filters none",
	    "write a narrower pattern into .gitattributes", E },
	[GS_RULE_LEAK] = { "leaked-key",
	    "holds a secret key in plain text", CHANGE_KEYS, E },
	[GS_RULE_OWN_KEY] = { "own-key",
	    "holds a key of the very keyring that seals it",
	    "take it out: whoever loses the keyring finds it nowhere", E },
	[GS_RULE_VANISHED] = { "generation-vanished",
	    "a generation that the trunk carries is gone", TAKE_BACK, E },
	[GS_RULE_CHANGED] = { "generation-changed",
	    "a generation file never changes, and this one did", TAKE_BACK, E },
	[GS_RULE_GEN_DAMAGED] = { "generation-damaged",
	    "no generation file", TAKE_BACK, E },
	[GS_RULE_GEN_NEWER] = { "generation-newer",
	    "a generation file of a newer git-seal", "update git-seal", E },
	[GS_RULE_FORK] = { "fork",
	    "one of several generations that none names as parent",
	    "git seal rotate --join FINGERPRINT", E },
	[GS_RULE_GEN_FORGED] = { "generation-forged",
	    "a generation whose proof fails", TAKE_BACK, E },
	[GS_RULE_GEN_FOREIGN] = { "generation-foreign",
	    "a generation that nothing joins to those this clone trusts",
	    TAKE_BACK, E },
	[GS_RULE_GEN_AHEAD] = { "generation-ahead",
	    "a generation that this clone cannot open",
	    "git seal unlock", W },
	[GS_RULE_MEMBER_UNPROVEN] = { "member-unproven",
	    "a member whose proof is under a closed generation",
	    "git seal members --confirm ID", E },
	[GS_RULE_MEMBER_FORGED] = { "member-forged",
	    "a member that nobody who knows the keyring wrote",
	    "git rm PATH", E },
	[GS_RULE_MEMBER_DAMAGED] = { "member-damaged",
	    "no member file", TAKE_BACK, E },
	[GS_RULE_MEMBER_REMOVED] = { "member-removed",
	    "a member removed without a rotation", "git seal revoke NAME", E },
	[GS_RULE_MEMBER_EXPIRED] = { "member-expired",
	    "a member whose time is over", "git seal revoke NAME", E },
	[GS_RULE_NO_WRAP] = { "no-wrap",
	    "a member who lacks the key of a generation",
	    "git seal members --wrap", W },
	[GS_RULE_ABSENT] = { "not-here",
	    "not looked at: its content is not in this clone",
	    "git fetch", W },
};
/* clang-format on */

const char *
gs_severity_name(enum gs_severity s)
{
	static const char *const names[] = { "error", "warning", "note" };

	return names[s];
}

static int
room(struct gs_findings *f)
{
	size_t cap = f->cap == 0 ? 16 : 2 * f->cap;
	struct gs_finding *v;

	if (f->nr < f->cap)
		return GS_OK;
	if ((v = realloc(f->v, cap * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	f->v = v;
	f->cap = cap;
	return GS_OK;
}

/* Whether it is new; from now on it is known. */
static int
note(struct gs_findings *f, const struct gs_finding *x, bool *is_new)
{
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_buf key = GS_BUF_INIT;
	int r = gs_buf_addf(&key, "%d %s %s%c%s", (int)x->rule,
	    gs_oid_print(&x->commit, hex), x->path, '\0',
	    x->detail != NULL ? x->detail : "");

	*is_new = r == GS_OK &&
	    gs_map_get(&f->seen, (const char *)key.p, key.n) == NULL;
	if (*is_new)
		r = gs_map_put(&f->seen, (const char *)key.p, key.n, f);
	gs_buf_clear(&key);
	return r;
}

int
gs_found(struct gs_findings *f, enum gs_rule rule, const struct gs_oid *commit,
    const char *path, const char *detail)
{
	struct gs_finding x = { .rule = rule, .commit = *commit };
	bool is_new = false;
	int r = room(f);

	if (r == GS_OK &&
	    ((x.path = gs_strdup(path)) == NULL ||
		(detail != NULL && (x.detail = gs_strdup(detail)) == NULL)))
		r = GS_ENOMEM;
	if (r == GS_OK)
		r = note(f, &x, &is_new);
	if (r == GS_OK && is_new) {
		f->v[f->nr++] = x;
		f->by_severity[gs_rules[rule].severity]++;
		return r;
	}
	free(x.path);
	free(x.detail);
	return r;
}

void
gs_findings_clear(struct gs_findings *f)
{
	for (size_t i = 0; i < f->nr; i++) {
		free(f->v[i].path);
		free(f->v[i].detail);
	}
	free(f->v);
	gs_map_clear(&f->seen, NULL);
	memset(f, 0, sizeof(*f));
}
