#include <stdlib.h>
#include <string.h>

#include "format/sealed.h"

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

int
gs_limit_read(const struct gs_repo *r, uint64_t *max, struct gs_err *e)
{
	char *value;
	int code;

	*max = GS_SEALED_INFLATE_MAX;
	code = gs_repo_config(r, "seal.maxsize", &value, e);
	if (code != GS_OK || value == NULL)
		return code;
	if ((code = parse(value, max)) != GS_OK) {
		(void)gs_fail(
		    e, code, "seal.maxSize is '%s', which is no size", value);
		gs_hint(e, "git config seal.maxSize 2g");
	}
	free(value);
	return code;
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
