#include <string.h>

#include "base/json.h"
#include "cmd/front/say.h"

#include "cmd/check/report.h"

#define SCHEMA                                                                 \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"  \
	"sarif-schema-2.1.0.json"

static void
text(struct gs_json *j, const char *key, const char *s, size_t n)
{
	gs_json_object(j, key);
	gs_json_strn(j, "text", s, n);
	gs_json_object_end(j);
}

static void
rules(struct gs_json *j)
{
	gs_json_array(j, "rules");
	for (size_t i = 0; i < GS_RULE_NR; i++) {
		const struct gs_rule_text *t = &gs_rules[i];

		gs_json_object(j, NULL);
		gs_json_str(j, "id", t->id);
		text(j, "shortDescription", t->what, strlen(t->what));
		text(j, "help", t->mend, strlen(t->mend));
		gs_json_object(j, "defaultConfiguration");
		gs_json_str(j, "level", gs_severity_name(t->severity));
		gs_json_object_end(j);
		gs_json_object_end(j);
	}
	gs_json_array_end(j);
}

static void
tool(struct gs_json *j)
{
	gs_json_object(j, "tool");
	gs_json_object(j, "driver");
	gs_json_str(j, "name", "git-seal");
	gs_json_str(j, "version", GS_VERSION);
	rules(j);
	gs_json_object_end(j);
	gs_json_object_end(j);
}

/* A relative reference (RFC 3986): all but plain letters as %XX, so that
 * names of any bytes come through. */
static int
uri(const char *path, struct gs_buf *out)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~/";
	int r = GS_OK;

	for (; r == GS_OK && *path != '\0'; path++)
		r = strchr(plain, *path) != NULL
		    ? gs_buf_addc(out, *path)
		    : gs_buf_addf(out, "%%%02X", (unsigned)(uint8_t)*path);
	return r;
}

static int
location(const struct gs_finding *f, struct gs_json *j)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = uri(f->path, &b);

	gs_json_array(j, "locations");
	gs_json_object(j, NULL);
	gs_json_object(j, "physicalLocation");
	gs_json_object(j, "artifactLocation");
	gs_json_strn(j, "uri", (const char *)b.p, b.n);
	gs_json_str(j, "uriBaseId", "%SRCROOT%");
	gs_json_object_end(j);
	gs_json_object_end(j);
	gs_json_object_end(j);
	gs_json_array_end(j);
	gs_buf_clear(&b);
	return r;
}

static int
result(const struct gs_check *c, const struct gs_finding *f, struct gs_json *j)
{
	const struct gs_rule_text *t = &gs_rules[f->rule];
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_check_message(f, &b);

	if (r == GS_OK && f->commit.n != 0)
		r = gs_buf_addf(
		    &b, ", in commit %s", gs_oid_print(&f->commit, hex));
	if (r == GS_OK && (r = gs_buf_adds(&b, "; hint: ")) == GS_OK)
		r = gs_check_mend(c, f, &b);
	gs_json_object(j, NULL);
	gs_json_str(j, "ruleId", t->id);
	gs_json_u64(j, "ruleIndex", (uint64_t)f->rule);
	gs_json_str(j, "level", gs_severity_name(t->severity));
	text(j, "message", (const char *)b.p, b.n);
	if (r == GS_OK)
		r = location(f, j);
	gs_json_object_end(j);
	gs_buf_clear(&b);
	return r;
}

int
gs_check_sarif(const struct gs_check *c)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_json j;
	int r = GS_OK;

	gs_json_init(&j, &b);
	gs_json_object(&j, NULL);
	gs_json_str(&j, "$schema", SCHEMA);
	gs_json_str(&j, "version", "2.1.0");
	gs_json_array(&j, "runs");
	gs_json_object(&j, NULL);
	tool(&j);
	gs_json_str(&j, "columnKind", "unicodeCodePoints");
	gs_json_array(&j, "results");
	for (size_t i = 0; r == GS_OK && i < c->found.nr; i++)
		r = result(c, &c->found.v[i], &j);
	gs_json_array_end(&j);
	gs_json_object_end(&j);
	gs_json_array_end(&j);
	gs_json_object_end(&j);
	if (r == GS_OK && (r = gs_json_end(&j)) == GS_OK)
		gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}
