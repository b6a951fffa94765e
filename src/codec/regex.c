/* Reading an expression, and compiling it. */
#include <stdlib.h>
#include <string.h>

#include "codec/regex_compile.h"

#include "codec/regex.h"

#define DEPTH_MAX 200
#define REPEAT_MAX 1000 /* as RE2 has it */

static int alternatives(struct gs_regex_compiler *c);

static int
emit(struct gs_regex_compiler *c, enum gs_regex_op op, size_t a, size_t b)
{
	struct gs_regex *re = c->re;
	size_t cap = re->cap == 0 ? 32 : 2 * re->cap;
	struct gs_regex_step *step;

	if (re->nr == GS_REGEX_PROG_MAX)
		return GS_ETOOBIG;
	if (re->nr == re->cap) {
		if ((step = realloc(re->step, cap * sizeof(*step))) == NULL)
			return GS_ENOMEM;
		re->step = step;
		re->cap = cap;
	}
	re->step[re->nr++] = (struct gs_regex_step){ op, false, a, b };
	return GS_OK;
}

/* A step that takes one character out of the ranges from ${first} on. */
static int
emit_set(struct gs_regex_compiler *c, size_t first, bool negated)
{
	int r = emit(c, GS_RE_SET, first, c->re->ranges - first);

	if (r == GS_OK)
		c->re->step[c->re->nr - 1].negated = negated;
	return r;
}

static int
literal(struct gs_regex_compiler *c, uint32_t code)
{
	size_t first = c->re->ranges;
	int r = gs_regex_folded(c, code, code);

	return r == GS_OK ? emit_set(c, first, false) : r;
}

/* "\A", "\b" ..., or a class, or a character. */
static int
backslash(struct gs_regex_compiler *c)
{
	size_t first = c->re->ranges;
	uint32_t code;
	int r;

	if (gs_regex_take(c, "\\A"))
		return emit(c, GS_RE_HERE, GS_RE_TEXT_BEGIN, 0);
	if (gs_regex_take(c, "\\z"))
		return emit(c, GS_RE_HERE, GS_RE_TEXT_END, 0);
	if (gs_regex_take(c, "\\b"))
		return emit(c, GS_RE_HERE, GS_RE_WORD_EDGE, 0);
	if (gs_regex_take(c, "\\B"))
		return emit(c, GS_RE_HERE, GS_RE_NO_WORD_EDGE, 0);
	if ((r = gs_regex_perl(c)) == GS_OK)
		return emit_set(c, first, false);
	if (r != GS_ENOTFOUND || (r = gs_regex_escape(c, &code)) != GS_OK)
		return r;
	return literal(c, code);
}

/* Behind "(?": flags for the rest of the group, or for a group of its own;
 * ${group} tells which. */
static int
read_flags(struct gs_regex_compiler *c, bool *group)
{
	bool on = true;

	*group = true;
	if (gs_regex_take(c, "P<") ||
	    (gs_regex_peek(c, 0) == '<' && gs_regex_peek(c, 1) != '=' &&
		gs_regex_peek(c, 1) != '!' && gs_regex_take(c, "<"))) {
		while (c->at < c->n && gs_regex_peek(c, 0) != '>')
			c->at++;
		return gs_regex_take(c, ">") ? GS_OK : GS_EUSAGE;
	}
	for (;; c->at++) {
		switch (gs_regex_peek(c, 0)) {
		case 'i':
			c->f.fold = on;
			break;
		case 'm':
			c->f.lines = on;
			break;
		case 's':
			c->f.dot_all = on;
			break;
		case 'U':
			break;
		case '-':
			if (!on)
				return GS_EUSAGE;
			on = false;
			break;
		case ':':
			c->at++;
			return GS_OK;
		case ')':
			*group = false;
			return GS_OK;
		default:
			return GS_EUSAGE;
		}
	}
}

static int
group(struct gs_regex_compiler *c)
{
	struct gs_regex_flags before = c->f;
	bool own = true;
	int r;

	if (++c->depth > DEPTH_MAX)
		return GS_ETOOBIG;
	c->at++;
	if (gs_regex_take(c, "?") && (r = read_flags(c, &own)) != GS_OK)
		return r;
	if (own) {
		if ((r = alternatives(c)) != GS_OK)
			return r;
		c->f = before;
	}
	c->depth--;
	return gs_regex_take(c, ")") ? GS_OK : GS_EUSAGE;
}

/* One thing, without what may repeat it. */
static int
atom(struct gs_regex_compiler *c)
{
	size_t first = c->re->ranges;
	uint32_t code;
	bool negated;
	int r;

	switch (gs_regex_peek(c, 0)) {
	case '(':
		return group(c);
	case '[':
		c->at++;
		negated = gs_regex_take(c, "^");
		r = gs_regex_members(c);
		return r == GS_OK ? emit_set(c, first, negated) : r;
	case '.':
		c->at++;
		if (!c->f.dot_all &&
		    (r = gs_regex_range(c, '\n', '\n')) != GS_OK)
			return r;
		return emit_set(c, first, true);
	case '^':
		c->at++;
		return emit(c, GS_RE_HERE,
		    c->f.lines ? GS_RE_LINE_BEGIN : GS_RE_TEXT_BEGIN, 0);
	case '$':
		c->at++;
		return emit(c, GS_RE_HERE,
		    c->f.lines ? GS_RE_LINE_END : GS_RE_TEXT_END, 0);
	case '\\':
		return backslash(c);
	case '*':
	case '+':
	case '?':
		return GS_EUSAGE;
	default:
		r = gs_regex_character(c, &code);
		return r == GS_OK ? literal(c, code) : r;
	}
}

static bool
number(struct gs_regex_compiler *c, size_t *out)
{
	size_t from = c->at;

	for (*out = 0; gs_regex_peek(c, 0) >= '0' && gs_regex_peek(c, 0) <= '9';
	     c->at++) {
		if (*out <= REPEAT_MAX)
			*out = *out * 10 + (size_t)(gs_regex_peek(c, 0) - '0');
	}
	return c->at > from;
}

/* "*", "+", "?", "{n,m}"; ${most} is SIZE_MAX for no end.  False: none. */
static bool
repeat(struct gs_regex_compiler *c, size_t *least, size_t *most)
{
	size_t at = c->at;

	*least = 0;
	*most = SIZE_MAX;
	if (gs_regex_take(c, "*"))
		return true;
	if (gs_regex_take(c, "+")) {
		*least = 1;
		return true;
	}
	if (gs_regex_take(c, "?")) {
		*most = 1;
		return true;
	}
	if (gs_regex_take(c, "{") && number(c, least)) {
		*most = *least;
		if (gs_regex_take(c, ",") && !number(c, most))
			*most = SIZE_MAX;
		if (gs_regex_take(c, "}"))
			return true;
	}
	c->at = at;
	return false;
}

/* Once more the steps [from, to), which jump only among themselves. */
static int
copy(struct gs_regex_compiler *c, size_t from, size_t to)
{
	size_t by = c->re->nr - from;
	int r = GS_OK;

	for (size_t i = from; r == GS_OK && i < to; i++) {
		struct gs_regex_step s = c->re->step[i];
		bool jumps = s.op == GS_RE_SPLIT || s.op == GS_RE_JUMP;

		r = emit(c, s.op, jumps ? s.a + by : s.a,
		    s.op == GS_RE_SPLIT ? s.b + by : s.b);
		if (r == GS_OK)
			c->re->step[c->re->nr - 1].negated = s.negated;
	}
	return r;
}

/* Make room for one step before those from ${from} on, which jump only among
 * themselves. */
static int
insert(struct gs_regex_compiler *c, size_t from)
{
	struct gs_regex *re = c->re;
	int r;

	if ((r = emit(c, GS_RE_JUMP, 0, 0)) != GS_OK)
		return r;
	memmove(&re->step[from + 1], &re->step[from],
	    (re->nr - 1 - from) * sizeof(*re->step));
	for (size_t i = from + 1; i < re->nr; i++) {
		struct gs_regex_step *s = &re->step[i];

		if (s->op == GS_RE_SPLIT || s->op == GS_RE_JUMP)
			s->a++;
		if (s->op == GS_RE_SPLIT)
			s->b++;
	}
	return GS_OK;
}

/*
 * Repeat what stands from step ${from} on.  It is taken out, to be put back
 * as often as it must stand there, each time at another place.
 */
static int
repeated(struct gs_regex_compiler *c, size_t from, size_t least, size_t most)
{
	struct gs_regex *re = c->re;
	size_t n = re->nr - from, optional, loop;
	int r = GS_OK;

	if ((least > REPEAT_MAX) || (most != SIZE_MAX && most > REPEAT_MAX) ||
	    most < least)
		return GS_EUSAGE;
	/* [SPLIT over] x ... : the first copy is there; the rest follow it. */
	if (least == 0) {
		if ((r = insert(c, from)) != GS_OK)
			return r;
		re->step[from] = (struct gs_regex_step){ GS_RE_SPLIT, false,
			from + 1, from + 1 + n };
		if (most == 0) {
			re->step[from].op = GS_RE_JUMP;
			re->step[from].a = from + 1 + n;
			return GS_OK;
		}
		from++;
	}
	loop = from;
	for (size_t i = 1; r == GS_OK && i < least; i++) {
		loop = re->nr;
		r = copy(c, from, from + n);
	}
	if (r == GS_OK && most == SIZE_MAX) {
		r = emit(c, GS_RE_SPLIT, loop, re->nr + 1);
		if (r == GS_OK && least == 0)
			re->step[from - 1].b = re->nr;
		return r;
	}
	optional = most - (least == 0 ? 1 : least);
	for (; r == GS_OK && optional > 0; optional--) {
		size_t split = re->nr;

		if ((r = emit(c, GS_RE_SPLIT, split + 1, 0)) == GS_OK &&
		    (r = copy(c, from, from + n)) == GS_OK)
			re->step[split].b = re->nr;
	}
	return r;
}

static int
sequence(struct gs_regex_compiler *c)
{
	size_t from, least, most;
	int r = GS_OK;

	while (r == GS_OK && c->at < c->n && gs_regex_peek(c, 0) != '|' &&
	    gs_regex_peek(c, 0) != ')') {
		from = c->re->nr;
		if ((r = atom(c)) != GS_OK || !repeat(c, &least, &most))
			continue;
		(void)gs_regex_take(c, "?");
		r = repeated(c, from, least, most);
		if (r == GS_OK && repeat(c, &least, &most))
			r = GS_EUSAGE;
	}
	return r;
}

/* a|b: SPLIT a, b; a; JUMP end; b */
static int
alternatives(struct gs_regex_compiler *c)
{
	struct gs_regex *re = c->re;
	size_t from = re->nr, jump;
	int r;

	if ((r = sequence(c)) != GS_OK || !gs_regex_take(c, "|"))
		return r;
	if (++c->depth > DEPTH_MAX)
		return GS_ETOOBIG;
	if ((r = insert(c, from)) != GS_OK)
		return r;
	jump = re->nr;
	if ((r = emit(c, GS_RE_JUMP, 0, 0)) != GS_OK)
		return r;
	re->step[from] =
	    (struct gs_regex_step){ GS_RE_SPLIT, false, from + 1, re->nr };
	if ((r = alternatives(c)) != GS_OK)
		return r;
	re->step[jump].a = re->nr;
	c->depth--;
	return GS_OK;
}

int
gs_regex_new(const char *s, size_t n, struct gs_regex **out)
{
	struct gs_regex_compiler c = { .p = (const uint8_t *)s, .n = n };
	int r;

	*out = NULL;
	if (n > GS_REGEX_PROG_MAX)
		return GS_ETOOBIG;
	if ((c.re = calloc(1, sizeof(*c.re))) == NULL)
		return GS_ENOMEM;
	r = alternatives(&c);
	if (r == GS_OK && c.at != n)
		r = GS_EUSAGE;
	if (r == GS_OK)
		r = emit(&c, GS_RE_MATCH, 0, 0);
	if (r != GS_OK) {
		gs_regex_free(c.re);
		return r;
	}
	*out = c.re;
	return GS_OK;
}
