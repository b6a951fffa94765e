#include <string.h>

#include "base/text.h"
#include "codec/hex.h"

#include "codec/yaml_reader.h"

static int
put(struct gs_yaml *y, const void *p, size_t n)
{
	return gs_buf_add(&y->out->text, p, n) == GS_OK
	    ? GS_OK
	    : gs_yaml_failed(y, GS_ENOMEM);
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool
is_break(uint8_t c)
{
	return c == '\n' || c == '\r';
}

/* Blanks and line ends, of which there is at least one; counts those. */
static int
fold_breaks(struct gs_yaml *y, size_t *breaks)
{
	*breaks = 0;
	for (;;) {
		while (is_blank(gs_yaml_peek(y, 0)))
			y->at++;
		if (!gs_yaml_break(y))
			return GS_OK;
		++*breaks;
		if (gs_yaml_marker(y))
			return gs_yaml_bad(y, "a value without an end");
	}
}

/* One line end is a blank; of several all but the first stay. */
static int
put_fold(struct gs_yaml *y, size_t breaks)
{
	int r = breaks == 1 ? put(y, " ", 1) : GS_OK;

	while (r == GS_OK && breaks-- > 1)
		r = put(y, "\n", 1);
	return r;
}

/* Whether the plain scalar ends before the byte at hand. */
static bool
plain_ends(const struct gs_yaml *y, bool flow)
{
	uint8_t c = gs_yaml_peek(y, 0);

	if (y->at >= y->n || is_break(c) || (c == ':' && gs_yaml_ends(y, 1)))
		return true;
	return flow && strchr(",[]{}", c) != NULL;
}

/* The words of one line; trailing blanks do not belong to it. */
static int
plain_line(struct gs_yaml *y, bool flow, size_t *end)
{
	size_t from = y->at, k;

	*end = from;
	while (!plain_ends(y, flow)) {
		for (k = 0; is_blank(gs_yaml_peek(y, k)); k++)
			;
		if (k > 0) {
			if (gs_yaml_peek(y, k) == '#')
				break;
			y->at += k;
			continue;
		}
		if (flow && gs_yaml_peek(y, 0) == ':' && y->at + 1 < y->n &&
		    strchr(",[]{}", gs_yaml_peek(y, 1)) != NULL)
			return gs_yaml_bad(
			    y, "a ':' that could mean two things");
		*end = ++y->at;
	}
	y->at = *end;
	return put(y, y->p + from, *end - from);
}

/* Whether a plain scalar goes on in a line below, and how far down. */
static bool
plain_goes_on(struct gs_yaml *y, size_t min, bool flow, size_t *breaks)
{
	struct gs_yaml look = *y;
	bool tab = false;

	*breaks = 0;
	for (;;) {
		for (; is_blank(gs_yaml_peek(&look, 0)); look.at++)
			tab = tab || (*breaks > 0 && look.p[look.at] == '\t');
		if (!gs_yaml_break(&look))
			break;
		++*breaks;
		tab = false;
	}
	if (*breaks == 0 || look.at >= look.n || gs_yaml_marker(&look) ||
	    gs_yaml_peek(&look, 0) == '#' || plain_ends(&look, flow) ||
	    (!flow && (look.at - look.line < min || tab)))
		return false;
	*y = look;
	return true;
}

int
gs_yaml_plain(struct gs_yaml *y, size_t min, bool flow, bool one_line)
{
	size_t from = y->at, text = y->out->text.n, end, breaks;
	bool lines = false;
	int r = plain_line(y, flow, &end);

	while (
	    r == GS_OK && !one_line && plain_goes_on(y, min, flow, &breaks)) {
		lines = true;
		if ((r = put_fold(y, breaks)) == GS_OK)
			r = plain_line(y, flow, &end);
	}
	if (r != GS_OK)
		return r;
	if (lines && !flow && gs_yaml_peek(y, 0) == ':')
		return gs_yaml_bad(y, "a key of more than one line");
	if (y->at == from)
		return gs_yaml_bad(y, "a value begins with a sign of YAML's");
	return gs_yaml_scalar_add(y, from, text, GS_STYLE_PLAIN, flow);
}

static int
put_code(struct gs_yaml *y, uint32_t c)
{
	uint8_t u[4];

	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return gs_yaml_bad(y, "an escape that is no character");
	return put(y, u, gs_text_utf8_put(c, u));
}

static int
escape_hex(struct gs_yaml *y, size_t digits)
{
	uint8_t b[4];
	uint32_t c = 0;

	if (y->n - y->at < digits ||
	    gs_hex_parse((const char *)y->p + y->at, digits, b) != GS_OK)
		return gs_yaml_bad(y, "an escape without its hex digits");
	for (size_t i = 0; i < digits / 2; i++)
		c = c << 8 | b[i];
	y->at += digits;
	return put_code(y, c);
}

/* It is nothing itself, but empty lines below it are line ends. */
static int
escaped_break(struct gs_yaml *y)
{
	size_t breaks;
	int r = fold_breaks(y, &breaks);

	while (r == GS_OK && breaks-- > 1)
		r = put(y, "\n", 1);
	return r;
}

static int
escape(struct gs_yaml *y)
{
	static const char names[] = "0abt\tnvfre \"/\\N_LP";
	static const uint16_t codes[] = { 0, 7, 8, 9, 9, 10, 11, 12, 13, 27,
		' ', '"', '/', '\\', 0x85, 0xa0, 0x2028, 0x2029 };
	const char *at;
	uint8_t c;

	y->at++;
	c = gs_yaml_peek(y, 0);
	if (is_break(c))
		return escaped_break(y);
	y->at++;
	if (c == 'x')
		return escape_hex(y, 2);
	if (c == 'u')
		return escape_hex(y, 4);
	if (c == 'U')
		return escape_hex(y, 8);
	if (c == '\0' || (at = strchr(names, c)) == NULL)
		return gs_yaml_bad(y, "an escape that is none");
	return put_code(y, codes[at - names]);
}

/* Blanks and line ends within quotes. */
static int
quoted_blanks(struct gs_yaml *y, bool one_line)
{
	size_t from = y->at, breaks;
	int r;

	if ((r = fold_breaks(y, &breaks)) != GS_OK)
		return r;
	if (breaks == 0)
		return put(y, y->p + from, y->at - from);
	if (one_line)
		return gs_yaml_bad(y, "a key of more than one line");
	return put_fold(y, breaks);
}

int
gs_yaml_quoted(struct gs_yaml *y, bool flow, bool one_line)
{
	size_t from = y->at, text = y->out->text.n, k;
	uint8_t quote = gs_yaml_peek(y, 0), c;
	int r = GS_OK;

	for (y->at++; r == GS_OK;) {
		if (y->at >= y->n)
			return gs_yaml_bad(y, "quotes without an end");
		c = gs_yaml_peek(y, 0);
		if (c == quote && (c == '"' || gs_yaml_peek(y, 1) != quote))
			break;
		if (c == quote) {
			y->at += 2;
			r = put(y, "'", 1);
		} else if (is_blank(c) || is_break(c)) {
			r = quoted_blanks(y, one_line);
		} else if (c == '\\' && quote == '"') {
			if (one_line && is_break(gs_yaml_peek(y, 1)))
				return gs_yaml_bad(
				    y, "a key of more than one line");
			r = escape(y);
		} else {
			k = gs_text_utf8_len(y->p + y->at, y->n - y->at);
			r = put(y, y->p + y->at, k);
			y->at += k;
		}
	}
	if (r != GS_OK)
		return r;
	y->at++;
	return gs_yaml_scalar_add(y, from, text,
	    quote == '"' ? GS_STYLE_DOUBLE : GS_STYLE_SINGLE, flow);
}

/* A block scalar while it is read. */
struct block {
	bool literal;
	int chomp;     /* -1 strip, 0 clip, 1 keep */
	size_t indent; /* 0: not known yet */
	size_t least;  /* it stands at least here */
	size_t breaks; /* line ends since the last line with text */
	size_t end;    /* behind the last byte that belongs to it */
};

static int
block_header(struct gs_yaml *y, struct block *b, long parent)
{
	uint8_t c;
	int r = GS_OK;

	b->literal = gs_yaml_peek(y, 0) == '|';
	for (y->at++; !gs_yaml_ends(y, 0); y->at++) {
		c = gs_yaml_peek(y, 0);
		if ((c == '+' || c == '-') && b->chomp == 0)
			b->chomp = c == '+' ? 1 : -1;
		else if (c >= '1' && c <= '9' && b->indent == 0)
			b->indent =
			    (size_t)((parent < 0 ? 0 : parent) + (c - '0'));
		else
			return gs_yaml_bad(y, "a block value's first line");
	}
	b->least = (size_t)(parent + 1) < 1 ? 1 : (size_t)(parent + 1);
	b->end = y->at;
	while (is_blank(gs_yaml_peek(y, 0)))
		y->at++;
	if (gs_yaml_peek(y, 0) == '#')
		r = is_blank(y->p[y->at - 1])
		    ? gs_yaml_comment(y)
		    : gs_yaml_bad(y, "a block value's first line");
	if (r == GS_OK && y->at < y->n && !gs_yaml_break(y))
		r = gs_yaml_bad(y, "a block value's first line");
	return r;
}

/* Empty lines, and the indentation of the next that is not. */
static int
block_breaks(struct gs_yaml *y, struct block *b)
{
	size_t most = 0;

	for (;;) {
		while ((b->indent == 0 || y->at - y->line < b->indent) &&
		    gs_yaml_peek(y, 0) == ' ')
			y->at++;
		if (y->at - y->line > most)
			most = y->at - y->line;
		if ((b->indent == 0 || y->at - y->line < b->indent) &&
		    gs_yaml_peek(y, 0) == '\t')
			return gs_yaml_bad(y, "a tab where blanks must indent");
		if (!gs_yaml_break(y))
			break;
		b->breaks++;
	}
	if (b->indent != 0)
		return GS_OK;
	/* The text would begin with blanks, or end before it began. */
	if (y->at < y->n && most > y->at - y->line &&
	    y->at - y->line >= b->least)
		return gs_yaml_bad(
		    y, "an empty line that is indented more than the text");
	b->indent = most < b->least ? b->least : most;
	return GS_OK;
}

static int
block_lines(struct gs_yaml *y, struct block *b)
{
	bool leading_blank = false, first = true;
	int r = block_breaks(y, b);

	while (r == GS_OK && y->at < y->n && y->at - y->line == b->indent) {
		bool blank = is_blank(gs_yaml_peek(y, 0));
		size_t from;

		/* breaks counts the end of the last line, too. */
		if (!first && b->literal == false && !leading_blank && !blank)
			r = put_fold(y, b->breaks);
		else
			while (r == GS_OK && b->breaks > 0) {
				r = put(y, "\n", 1);
				b->breaks--;
			}
		b->breaks = 0;
		leading_blank = blank;
		first = false;
		for (from = y->at; y->at < y->n && !is_break(y->p[y->at]);)
			y->at++;
		if (r == GS_OK)
			r = put(y, y->p + from, y->at - from);
		b->end = y->at;
		b->breaks = gs_yaml_break(y);
		if (r == GS_OK)
			r = block_breaks(y, b);
	}
	return r;
}

int
gs_yaml_block(struct gs_yaml *y, long parent)
{
	struct block b = { .literal = true };
	size_t from = y->at, text, behind;
	int r;

	if ((r = block_header(y, &b, parent)) != GS_OK)
		return r;
	text = y->out->text.n; /* behind that of a comment in the header */
	if ((r = block_lines(y, &b)) != GS_OK)
		return r;
	if (y->out->text.n == text && b.chomp != 1)
		b.breaks = 0;
	else if (b.chomp < 1 && b.breaks > 0)
		b.breaks = b.chomp == 0 ? 1 : 0;
	for (; r == GS_OK && b.breaks > 0; b.breaks--)
		r = put(y, "\n", 1);
	if (r != GS_OK)
		return r;
	/* The event ends with its text; reading goes on where it stopped. */
	behind = y->at;
	y->at = b.chomp == 1 && y->line > b.end ? y->line - 1 : b.end;
	r = gs_yaml_scalar_add(y, from, text,
	    b.literal ? GS_STYLE_LITERAL : GS_STYLE_FOLDED, false);
	y->at = behind;
	return r;
}
