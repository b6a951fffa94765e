#include "sops_seed.h"

#include "crypto/hash.h"
#include "format/age/age.h"
#include "format/sops/values.h"

#define MODIFIED "2026-01-02T03:04:05Z"

const uint8_t sops_seed_key[GS_SOPS_KEY_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };

const char *
sops_name(enum gs_sops_format format)
{
	static const char *const names[] = { "", "x.yaml", "x.json", "x.env",
		"x.ini", "x.bin" };

	return names[format];
}

/* Of no values at all; "" is the one value of an empty binary file. */
static void
mac_of_nothing(const char *rule, struct gs_buf *out)
{
	bool only =
	    rule != NULL && strcmp(rule, "mac_only_encrypted=true") == 0;
	struct gs_sops_head h = { .mac_only_encrypted = only };
	struct gs_sops_doc d = { .format = GS_SOPS_YAML };
	struct gs_sops_values v = { .doc = &d };
	char mac[GS_SOPS_MAC_LEN];

	unit_ok(gs_sops_values_mac(&h, &v, mac), "mac");
	unit_ok(gs_sops_enc_seal(sops_seed_key, MODIFIED, strlen(MODIFIED),
		    GS_SOPS_STR, mac, sizeof(mac), out),
	    "seal the mac");
}

/* One entry of the metadata, in the way of the format. */
static void
put(enum gs_sops_format format, const char *name, size_t n, const char *value,
    struct gs_buf *out)
{
	bool json = format == GS_SOPS_JSON || format == GS_SOPS_BINARY;
	const char *lead = format == GS_SOPS_YAML ? "    "
	    : format == GS_SOPS_DOTENV		  ? "sops_"
	    : format == GS_SOPS_INI		  ? ""
						  : "\t\t";
	bool bare = strcmp(value, "true") == 0;

	unit_ok(gs_buf_addf(out, json ? "%s\"%.*s\": " : "%s%.*s%s", lead,
		    (int)n, name, format == GS_SOPS_YAML ? ": " : "="),
	    "name");
	unit_ok(gs_buf_addf(out,
		    (json || format == GS_SOPS_YAML) && !bare ? "\"%s\"%s\n"
							      : "%s%s\n",
		    value, json ? "," : ""),
	    "value");
}

/* The wrapped key, with "\n" for its line ends: all formats read that. */
static void
put_age(enum gs_sops_format format, const struct gs_recipient *id,
    struct gs_buf *out)
{
	struct gs_buf age = GS_BUF_INIT, text = GS_BUF_INIT;
	struct gs_err e;

	if (id == NULL) {
		unit_ok(gs_buf_adds(&text, "nobody"), "text");
	} else {
		unit_ok(gs_age_seal(id, 1, sops_seed_key, sizeof(sops_seed_key),
			    &age, &e),
		    "age");
		unit_ok(gs_age_armor(&age), "armor");
	}
	for (size_t i = 0; i < age.n; i++)
		unit_ok(age.p[i] == '\n' ? gs_buf_adds(&text, "\\n")
					 : gs_buf_addc(&text, (char)age.p[i]),
		    "text");
	if (format == GS_SOPS_YAML)
		unit_ok(gs_buf_addf(out, "    age:\n    - enc: \"%s\"\n",
			    gs_buf_str(&text)),
		    "age");
	else if (format == GS_SOPS_DOTENV || format == GS_SOPS_INI)
		put(format, "age__list_0__map_enc", 20, gs_buf_str(&text), out);
	else
		unit_ok(gs_buf_addf(out, "\t\t\"age\": [{\"enc\": \"%s\"}],\n",
			    gs_buf_str(&text)),
		    "age");
	gs_buf_clear(&age);
	gs_buf_clear(&text);
}

void
sops_seed(enum gs_sops_format format, const char *rule,
    const struct gs_recipient *id, struct gs_buf *out)
{
	static const char *const heads[] = { "", "sops:\n",
		"{\n\t\"sops\": {\n", "", "[sops]\n",
		"{\n\t\"data\": \"\",\n\t\"sops\": {\n" };
	struct gs_buf mac = GS_BUF_INIT;

	mac_of_nothing(rule, &mac);
	unit_ok(gs_buf_adds(out, heads[format]), "head");
	put_age(format, id, out);
	put(format, "lastmodified", 12, MODIFIED, out);
	put(format, "mac", 3, gs_buf_str(&mac), out);
	if (rule != NULL)
		put(format, rule, strcspn(rule, "="), strchr(rule, '=') + 1,
		    out);
	put(format, "version", 7, "3.13.2", out);
	if (format == GS_SOPS_JSON || format == GS_SOPS_BINARY) {
		gs_buf_cut(out, out->n - 2);
		unit_ok(gs_buf_adds(out, "\n\t}\n}\n"), "end");
	}
	gs_buf_clear(&mac);
}

void
sops_make(enum gs_sops_format format, const char *rule, const char *plain,
    struct gs_buf *out)
{
	struct gs_buf seed = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	struct gs_sops s;
	int r;

	sops_seed(format, rule, NULL, &seed);
	r = gs_sops_read(sops_name(format), seed.p, seed.n, &s, &e);
	if (r == GS_OK)
		r = gs_sops_reseal(&s, sops_seed_key, plain, strlen(plain),
		    1800000000, out, &e);
	if (r != GS_OK)
		fail_msg("cannot make a file of %s: %s", plain, e.what);
	gs_sops_clear(&s);
	gs_buf_clear(&seed);
}
