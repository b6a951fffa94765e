#include <stdio.h>
#include <string.h>

#include "cmd/front/near.h"

#include "cmd/front/opt.h"

bool
gs_opt_end(const struct gs_opt *o)
{
	return o->letter == 0 && o->name == NULL;
}

struct parse {
	const struct gs_opt_set *sets;
	size_t nr;
	int argc;
	char **argv;
	int at; /* the next word to look at */
	struct gs_err *e;
};

/* An option as it was found: which, and the struct that it goes into. */
struct hit {
	const struct gs_opt *opt;
	void *into;
};

static struct hit
find(const struct parse *p, char letter, const char *name, size_t n)
{
	for (size_t i = 0; i < p->nr; i++) {
		const struct gs_opt *o = p->sets[i].opts;

		for (; o != NULL && !gs_opt_end(o); o++) {
			if (name == NULL
				? o->letter == letter
				: o->name != NULL && strlen(o->name) == n &&
				    memcmp(o->name, name, n) == 0)
				return (struct hit){ o, p->sets[i].into };
		}
	}
	return (struct hit){ NULL, NULL };
}

static int
unknown_long(const struct parse *p, const char *name, size_t n)
{
	char word[64];
	struct gs_near near = { word, NULL, 0 };
	int r = gs_fail(
	    p->e, GS_EUSAGE, "unknown option '--%.*s'", (int)(n & 0xfff), name);

	if (n >= sizeof(word))
		return r;
	memcpy(word, name, n);
	word[n] = '\0';
	for (size_t i = 0; i < p->nr; i++) {
		const struct gs_opt *o = p->sets[i].opts;

		for (; o != NULL && !gs_opt_end(o); o++) {
			if (o->name != NULL)
				gs_near_try(&near, o->name);
		}
	}
	if (near.best != NULL)
		gs_hint(p->e, "did you mean '--%s'?", near.best);
	return r;
}

/* ${value}: what stood behind the option in the same word, or NULL. */
static int
take(struct parse *p, struct hit h, const char *shown, const char *value)
{
	char *into = (char *)h.into + h.opt->offset;
	enum gs_opt_kind kind = h.opt->kind;

	if (kind == GS_OPT_FLAG) {
		if (value != NULL)
			return gs_fail(
			    p->e, GS_EUSAGE, "'%s' takes no value", shown);
		*(bool *)(void *)into = true;
		return GS_OK;
	}
	if (value == NULL && kind == GS_OPT_MAYBE)
		value = "";
	if (value == NULL && p->at < p->argc)
		value = p->argv[p->at++];
	if (value == NULL)
		return gs_fail(p->e, GS_EUSAGE, "'%s' needs a value: %s", shown,
		    h.opt->value);
	if (kind != GS_OPT_STRS)
		*(const char **)(void *)into = value;
	else if (gs_strs_add((struct gs_strs *)(void *)into, value) != GS_OK)
		return gs_no_memory(p->e);
	return GS_OK;
}

static int
parse_long(struct parse *p, const char *word)
{
	const char *name = word + 2, *eq = strchr(name, '=');
	size_t n = eq != NULL ? (size_t)(eq - name) : strlen(name);
	struct hit h = find(p, 0, name, n);
	char shown[64];

	if (h.opt == NULL)
		return unknown_long(p, name, n);
	(void)snprintf(shown, sizeof(shown), "--%s", h.opt->name);
	return take(p, h, shown, eq != NULL ? eq + 1 : NULL);
}

static int
parse_short(struct parse *p, const char *word)
{
	int r;

	for (const char *c = word + 1; *c != '\0'; c++) {
		struct hit h = find(p, *c, NULL, 0);
		char shown[] = { '-', *c, '\0' };

		if (h.opt == NULL)
			return gs_fail(p->e, GS_EUSAGE, "unknown option '%s'",
			    (unsigned char)*c < 0x80 ? shown : word);
		if (h.opt->kind == GS_OPT_STR || h.opt->kind == GS_OPT_STRS)
			return take(p, h, shown, c[1] != '\0' ? c + 1 : NULL);
		if ((r = take(p, h, shown, NULL)) != GS_OK)
			return r;
	}
	return GS_OK;
}

int
gs_opt_parse(const struct gs_opt_set *sets, size_t nr, int argc, char **argv,
    int *words, struct gs_err *e)
{
	struct parse p = { sets, nr, argc, argv, 0, e };
	bool ended = false;
	int r;

	*words = 0;
	while (p.at < argc) {
		char *word = argv[p.at++];

		/* "-" alone is a word: standard input or output. */
		if (ended || word[0] != '-' || word[1] == '\0') {
			argv[(*words)++] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			ended = true;
			continue;
		}
		r = word[1] == '-' ? parse_long(&p, word)
				   : parse_short(&p, word);
		if (r != GS_OK)
			return r;
	}
	return GS_OK;
}

void
gs_opt_clear(const struct gs_opt_set *set)
{
	const struct gs_opt *o = set->opts;

	for (; o != NULL && !gs_opt_end(o); o++) {
		if (o->kind == GS_OPT_STRS)
			gs_strs_clear(
			    (struct gs_strs *)(void *)((char *)set->into +
				o->offset));
	}
}
