#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/check/report.h"

#define COMMIT_DIGITS 12

int
gs_check_message(const struct gs_finding *f, struct gs_buf *out)
{
	int r = gs_buf_adds(out, gs_rules[f->rule].what);

	if (r == GS_OK && f->detail != NULL &&
	    (r = gs_buf_adds(out, " (")) == GS_OK &&
	    (r = gs_path_quote(f->detail, strlen(f->detail), out)) == GS_OK)
		r = gs_buf_addc(out, ')');
	return r;
}

int
gs_check_mend(
    const struct gs_check *c, const struct gs_finding *f, struct gs_buf *out)
{
	const char *mend = gs_rules[f->rule].mend, *at;
	const char *words[] = { "PATH", "TRUNK" };
	int r = GS_OK;

	for (size_t i = 0; i < GS_NR(words); i++) {
		if ((at = strstr(mend, words[i])) == NULL)
			continue;
		r = gs_buf_add(out, mend, (size_t)(at - mend));
		if (r == GS_OK && i == 0)
			r = gs_path_show(c->ctx, f->path, out);
		else if (r == GS_OK)
			r = gs_buf_adds(
			    out, c->trunk.rev != NULL ? c->trunk.rev : "HEAD");
		return r == GS_OK ? gs_buf_adds(out, at + strlen(words[i])) : r;
	}
	return gs_buf_adds(out, mend);
}

/* "error: 0123abcd:secrets/a: what is wrong (git seal ...)" */
static int
line(const struct gs_check *c, const struct gs_finding *f, struct gs_buf *b)
{
	char hex[GS_OID_HEX_MAX + 1];
	int r = gs_buf_addf(
	    b, "%s: ", gs_severity_name(gs_rules[f->rule].severity));

	if (r == GS_OK && f->commit.n != 0)
		r = gs_buf_addf(
		    b, "%.*s:", COMMIT_DIGITS, gs_oid_print(&f->commit, hex));
	if (r == GS_OK)
		r = f->commit.n != 0
		    ? gs_path_quote(f->path, strlen(f->path), b)
		    : gs_path_show(c->ctx, f->path, b);
	if (r == GS_OK && (r = gs_buf_adds(b, ": ")) == GS_OK &&
	    (r = gs_check_message(f, b)) == GS_OK &&
	    (r = gs_buf_adds(b, "; hint: ")) == GS_OK)
		r = gs_check_mend(c, f, b);
	return r == GS_OK ? gs_buf_addc(b, '\n') : r;
}

int
gs_check_text(const struct gs_check *c)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < c->found.nr; i++) {
		const struct gs_finding *f = &c->found.v[i];

		if (c->ctx->quiet &&
		    gs_rules[f->rule].severity != GS_SEVERITY_ERROR)
			continue;
		r = line(c, f, &b);
	}
	if (r == GS_OK && c->ctx->verbose)
		r = gs_buf_addf(&b,
		    "checked %zu files in %zu %s: %zu errors, %zu warnings, "
		    "%zu notes\n",
		    c->files, c->nr, c->nr == 1 ? "tree" : "trees",
		    c->found.by_severity[GS_SEVERITY_ERROR],
		    c->found.by_severity[GS_SEVERITY_WARNING],
		    c->found.by_severity[GS_SEVERITY_NOTE]);
	if (r == GS_OK)
		gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}

static int
json_finding(
    const struct gs_check *c, const struct gs_finding *f, struct gs_json *j)
{
	struct gs_buf what = GS_BUF_INIT, mend = GS_BUF_INIT;
	char hex[GS_OID_HEX_MAX + 1];
	int r = gs_check_message(f, &what);

	if (r == GS_OK)
		r = gs_check_mend(c, f, &mend);
	gs_json_object(j, NULL);
	gs_json_str(
	    j, "severity", gs_severity_name(gs_rules[f->rule].severity));
	gs_json_str(j, "rule", gs_rules[f->rule].id);
	if (f->commit.n != 0)
		gs_json_str(j, "commit", gs_oid_print(&f->commit, hex));
	else
		gs_json_null(j, "commit");
	gs_json_str(j, "path", f->path);
	gs_json_strn(j, "what", (const char *)what.p, what.n);
	gs_json_strn(j, "hint", (const char *)mend.p, mend.n);
	gs_json_object_end(j);
	gs_buf_clear(&what);
	gs_buf_clear(&mend);
	return r;
}

int
gs_check_json(const struct gs_check *c)
{
	const size_t *by = c->found.by_severity;
	struct gs_buf b = GS_BUF_INIT;
	struct gs_json j;
	int r = GS_OK;

	gs_json_init(&j, &b);
	gs_json_object(&j, NULL);
	gs_json_array(&j, "findings");
	for (size_t i = 0; r == GS_OK && i < c->found.nr; i++)
		r = json_finding(c, &c->found.v[i], &j);
	gs_json_array_end(&j);
	gs_json_u64(&j, "errors", by[GS_SEVERITY_ERROR]);
	gs_json_u64(&j, "warnings", by[GS_SEVERITY_WARNING]);
	gs_json_u64(&j, "notes", by[GS_SEVERITY_NOTE]);
	gs_json_u64(&j, "files", c->files);
	gs_json_u64(&j, "trees", c->nr);
	gs_json_object_end(&j);
	if (r == GS_OK && (r = gs_json_end(&j)) == GS_OK)
		gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}
