/* Running an expression: all its threads at once, a character at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "codec/regex_prog.h"

struct threads {
	size_t *at; /* steps, each once */
	size_t nr;
	size_t *seen; /* by step: the turn in which it was added, plus one */
};

struct run {
	const struct gs_regex *re;
	const uint8_t *p;
	size_t n, at;
	size_t turn;
	size_t *stack; /* as many as there are steps, and one */
	struct threads now, next;
};

/* The character at ${at}, and how long it is; what is not UTF-8 is U+FFFD. */
static uint32_t
code_at(const struct run *s, size_t at, size_t *len)
{
	const uint8_t *p = s->p + at;
	size_t k = gs_text_utf8_len(p, s->n - at);

	*len = k == 0 ? 1 : k;
	switch (k) {
	case 1:
		return p[0];
	case 2:
		return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	case 3:
		return (uint32_t)(p[0] & 0xf) << 12 |
		    (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	case 4:
		return (uint32_t)(p[0] & 7) << 18 |
		    (uint32_t)(p[1] & 0x3f) << 12 |
		    (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	default:
		return 0xfffd;
	}
}

static bool
is_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
holds(const struct run *s, size_t what)
{
	bool first = s->at == 0, last = s->at == s->n;
	bool before = !first && is_word(s->p[s->at - 1]);
	bool behind = !last && is_word(s->p[s->at]);

	switch (what) {
	case GS_RE_TEXT_BEGIN:
		return first;
	case GS_RE_TEXT_END:
		return last;
	case GS_RE_LINE_BEGIN:
		return first || s->p[s->at - 1] == '\n';
	case GS_RE_LINE_END:
		return last || s->p[s->at] == '\n';
	case GS_RE_WORD_EDGE:
		return before != behind;
	default:
		return before == behind;
	}
}

/* Add step ${first} and all that is reached without a character; true where
 * that is a match. */
static bool
follow(struct run *s, struct threads *t, size_t first)
{
	size_t nr = 0, i;

	s->stack[nr++] = first;
	while (nr > 0) {
		const struct gs_regex_step *step;

		i = s->stack[--nr];
		if (t->seen[i] == s->turn)
			continue;
		t->seen[i] = s->turn;
		step = &s->re->step[i];
		switch (step->op) {
		case GS_RE_MATCH:
			return true;
		case GS_RE_SET:
			t->at[t->nr++] = i;
			break;
		case GS_RE_HERE:
			if (holds(s, step->a))
				s->stack[nr++] = i + 1;
			break;
		case GS_RE_SPLIT:
			s->stack[nr++] = step->b;
			s->stack[nr++] = step->a;
			break;
		case GS_RE_JUMP:
		default:
			s->stack[nr++] = step->a;
			break;
		}
	}
	return false;
}

static bool
takes(const struct gs_regex *re, const struct gs_regex_step *step, uint32_t c)
{
	bool in = false;

	for (size_t i = 0; !in && i < step->b; i++) {
		const struct gs_regex_range *g = &re->range[step->a + i];

		in = c >= g->from && c <= g->to;
	}
	return in != step->negated;
}

static bool
search(struct run *s)
{
	struct threads swap;
	size_t len = 0;
	uint32_t c;

	/* Unanchored: a new thread begins at every character. */
	for (;;) {
		/* The threads at hand were added for this very place. */
		if (follow(s, &s->now, 0))
			return true;
		if (s->at == s->n)
			return false;
		c = code_at(s, s->at, &len);
		s->turn++;
		s->next.nr = 0;
		s->at += len; /* what follows stands behind it */
		for (size_t i = 0; i < s->now.nr; i++) {
			const struct gs_regex_step *step =
			    &s->re->step[s->now.at[i]];

			if (takes(s->re, step, c) &&
			    follow(s, &s->next, s->now.at[i] + 1))
				return true;
		}
		swap = s->now;
		s->now = s->next;
		s->next = swap;
	}
}

int
gs_regex_finds(const struct gs_regex *re, const char *s, size_t n, bool *yes)
{
	/* Each step is put on the stack by at most two others. */
	size_t nr = re->nr, *mem = calloc(6 * nr + 2, sizeof(*mem));
	struct run run = {
		.re = re, .p = (const uint8_t *)s, .n = n, .turn = 1
	};

	*yes = false;
	if (mem == NULL)
		return GS_ENOMEM;
	run.now = (struct threads){ mem, 0, mem + nr };
	run.next = (struct threads){ mem + 2 * nr, 0, mem + 3 * nr };
	run.stack = mem + 4 * nr;
	*yes = search(&run);
	free(mem);
	return GS_OK;
}

void
gs_regex_free(struct gs_regex *re)
{
	if (re == NULL)
		return;
	free(re->step);
	free(re->range);
	free(re);
}
