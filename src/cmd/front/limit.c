#include <stdlib.h>
#include <string.h>

#include "format/sealed.h"
#include "repo/config.h"

#include "cmd/front/limit.h"

/* Decimal digits and one of Git's units. */
static int
parse(const char *s, uint64_t *out)
{
	static const char units[] = "kmg";
	const char *unit;
	uint64_t v = 0;

	if (*s < '0' || *s > '9')
		return GS_EUSAGE;
	for (; *s >= '0' && *s <= '9'; s++) {
		if (v > UINT64_MAX / 16)
			return GS_EUSAGE;
		v = v * 10 + (uint64_t)(*s - '0');
	}
	if (*s != '\0') {
		unit = strchr(units, *s | 0x20);
		if (unit == NULL || s[1] != '\0')
			return GS_EUSAGE;
		for (const char *u = units; u <= unit; u++) {
			if (v > UINT64_MAX >> 10)
				return GS_EUSAGE;
			v <<= 10;
		}
	}
	if (v != 0)
		*out = v;
	return GS_OK;
}

static int
take(const char *value, uint64_t *max, struct gs_err *e)
{
	int r = value == NULL ? GS_OK : parse(value, max);

	if (r != GS_OK) {
		(void)gs_fail(
		    e, r, "seal.maxSize is '%s', which is no size", value);
		gs_hint(e, "git config seal.maxSize 2g");
	}
	return r;
}

int
gs_limit_read(const struct gs_repo *r, uint64_t *max, struct gs_err *e)
{
	char *value;
	int code;

	*max = GS_SEALED_INFLATE_MAX;
	code = gs_repo_config(r, "seal.maxsize", &value, e);
	if (code != GS_OK)
		return code;
	code = take(value, max, e);
	free(value);
	return code;
}

int
gs_limit_around(uint64_t *max, struct gs_err *e)
{
	struct gs_config *c;
	const char *value = NULL;
	int r;

	*max = GS_SEALED_INFLATE_MAX;
	if ((r = gs_config_new(NULL, &c)) != GS_OK)
		return gs_no_memory(e);
	if (gs_config_get(c, "seal.maxsize", &value, NULL) == GS_OK)
		r = take(value, max, e);
	gs_config_free(c);
	return r;
}

int
gs_limit_passed(const char *name, uint64_t max, struct gs_err *e)
{
	(void)gs_fail(e, GS_ETOOBIG,
	    "'%s' is larger than seal.maxSize allows (%llu bytes)", name,
	    (unsigned long long)max);
	gs_hint(e, "if you trust it: git config seal.maxSize SIZE");
	return GS_ETOOBIG;
}
