#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/bech32.h"

#include "format/keyring.h"

#define HUMAN "git-seal-key-"
#define HUMAN_LEN (sizeof(HUMAN) - 1)
#define PREFIX "GIT-SEAL-KEY-1"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define LINE_LEN GS_BECH32_LEN(HUMAN_LEN, (size_t)GS_GEN_PAYLOAD_LEN)

struct parser {
	const uint8_t *p; /* borrowed */
	size_t n;
	size_t at;
	size_t line; /* counted from 1 */
	size_t keys;
	struct gs_gens gens; /* what was there, and what was read */
	struct gs_err *e;
};

bool
gs_keyring_name_ok(const char *s, size_t n)
{
	if (n < 1 || n > GS_KEYRING_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9');

		if (!word && (i == 0 || (c != '_' && c != '-')))
			return false;
	}
	return true;
}

/* Whether the first ${n} bytes of ${what} stand at ${at}, in one case. */
static bool
stands_at(const struct parser *s, size_t at, const char *what, size_t n)
{
	bool upper = true, lower = true;

	if (n > s->n - at)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = what[i], got = (char)s->p[at + i];

		upper = upper && got == c;
		lower =
		    lower && got == (c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	return upper || lower;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past a comment: to the line's end, or to a key that has lost its line end
 * (a CI variable on one line) but was not itself commented out. */
static void
skip_comment(struct parser *s)
{
	while (s->at < s->n && s->p[s->at] != '\n') {
		bool touches = s->p[s->at] == '#';

		s->at++;
		if (!touches && stands_at(s, s->at, PREFIX, PREFIX_LEN))
			return;
	}
}

static size_t
word_len(const struct parser *s)
{
	size_t end = s->at;

	while (end < s->n && !is_blank(s->p[end]) && s->p[end] != '#')
		end++;
	return end - s->at;
}

static int
add_key(struct parser *s, const uint8_t *payload)
{
	struct gs_gen *gen = gs_secret_new(sizeof(*gen));
	int r = GS_ENOMEM;

	if (gen != NULL) {
		r = gs_gen_derive(gs_be64_get(payload), payload + 8, gen);
		if (r == GS_OK)
			r = gs_gens_add(&s->gens, gen);
	}
	gs_secret_free(gen);
	if (r == GS_EREFUSED)
		return gs_fail(s->e, r,
		    "line %zu: another key with the same id is there already",
		    s->line);
	if (r == GS_ETOOBIG)
		return gs_fail(
		    s->e, r, "more than %d keys", GS_KEYRING_GENS_MAX);
	if (r != GS_OK)
		return gs_fail(
		    s->e, r, "line %zu: %s", s->line, gs_strerror(r));
	s->keys++;
	return GS_OK;
}

/* What is wrong with a word that begins as a key but is none.  Not one byte
 * of it is said. */
static int
bad_key(const struct parser *s, size_t n)
{
	const char *what = "is mistyped or damaged (wrong checksum)";

	if (memchr(s->p + s->at, '\\', n) != NULL)
		what = "holds a backslash, as from a literal \\n: "
		       "line ends must be real ones, or blanks";
	else if (memchr(s->p + s->at, '"', n) != NULL ||
	    memchr(s->p + s->at, '\'', n) != NULL)
		what = "has a quotation mark at its end: "
		       "quotes do not belong to it";
	else if (n < LINE_LEN)
		what = "is cut short";
	else if (n > LINE_LEN)
		what = "is too long";
	return gs_fail(s->e, GS_EUSAGE, "line %zu: the key %s", s->line, what);
}

static int
read_key(struct parser *s)
{
	struct gs_buf payload = GS_BUF_INIT;
	char human[GS_BECH32_HUMAN_MAX + 1];
	size_t n = word_len(s);
	int r;

	r = gs_bech32_parse((const char *)s->p + s->at, n, human, &payload);
	if (r == GS_EDAMAGED || (r == GS_OK && payload.n != GS_GEN_PAYLOAD_LEN))
		r = bad_key(s, n);
	else if (r != GS_OK)
		r = gs_fail(s->e, r, "line %zu: %s", s->line, gs_strerror(r));
	else
		r = add_key(s, payload.p);
	gs_buf_clear(&payload);
	s->at += n;
	return r;
}

/* "GIT-SEAL-" and "# git-sea", encoded: how some stores keep what has line
 * ends. */
static bool
is_base64(const struct parser *s)
{
	static const char key[] = "R0lULVNFQUwt", comment[] = "IyBnaXQtc2Vh";

	return stands_at(s, s->at, key, sizeof(key) - 1) ||
	    stands_at(s, s->at, comment, sizeof(comment) - 1);
}

/* What stands where a key should begin. */
static int
bad_word(const struct parser *s)
{
	static const char age[] = "AGE-SECRET-KEY-";
	size_t n = word_len(s);
	const char *what = "holds something that is no git-seal key";

	if (s->p[s->at] == '"' || s->p[s->at] == '\'')
		what = "has a quotation mark: quotes do not belong to a key";
	else if (s->p[s->at] == '\\')
		what = "holds a backslash, as from a literal \\n: "
		       "line ends must be real ones, or blanks";
	else if (n < PREFIX_LEN && stands_at(s, s->at, PREFIX, n))
		what = "holds a key that is cut short";
	else if (stands_at(s, s->at, age, sizeof(age) - 1))
		what = "holds an age identity, not a git-seal key";
	else if (is_base64(s))
		what = "holds a key as base64: base64 -d makes it one again";
	return gs_fail(s->e, GS_EUSAGE, "line %zu %s", s->line, what);
}

static int
parse(struct parser *s)
{
	int r = GS_OK;

	while (r == GS_OK && s->at < s->n) {
		uint8_t c = s->p[s->at];

		if (c == '#') {
			skip_comment(s);
		} else if (is_blank(c)) {
			s->line += c == '\n';
			s->at++;
		} else if (stands_at(s, s->at, PREFIX, PREFIX_LEN)) {
			r = read_key(s);
		} else {
			r = bad_word(s);
		}
	}
	if (r == GS_OK && s->keys == 0)
		r = gs_fail(s->e, GS_EUSAGE, "holds no git-seal key");
	return r;
}

/* UTF-16 of either order, with or without its mark: ASCII has every second
 * byte 0 in it. */
static bool
is_utf16(const uint8_t *p, size_t n)
{
	return n >= 2 &&
	    ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff) ||
		p[0] == 0 || p[1] == 0);
}

int
gs_keyring_parse(const void *p, size_t n, struct gs_gens *out, struct gs_err *e)
{
	struct parser s = { .p = p, .n = n, .line = 1, .e = e };
	struct gs_gens old;
	int r = GS_OK;

	if (n > GS_KEYRING_TEXT_MAX)
		return gs_fail(e, GS_ETOOBIG, "too long for a keyring");
	if (n != 0 && is_utf16(p, n))
		return gs_fail(e, GS_EUSAGE,
		    "is UTF-16 text: save it as UTF-8 without a mark");
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		s.at = 3;
	for (size_t i = 0; r == GS_OK && i < out->nr; i++)
		r = gs_gens_add(&s.gens, &out->v[i]);
	if (r != GS_OK)
		r = gs_fail(e, r, "%s", gs_strerror(r));
	else
		r = parse(&s);
	if (r == GS_OK) {
		old = *out;
		*out = s.gens;
		s.gens = old;
	}
	gs_gens_clear(&s.gens);
	return r;
}

int
gs_keyring_print_gen(const struct gs_gen *gen, struct gs_buf *b)
{
	uint8_t payload[GS_GEN_PAYLOAD_LEN];
	int r;

	gs_gen_payload(gen, payload);
	r = gs_bech32_print(HUMAN, true, payload, sizeof(payload), b);
	gs_wipe(payload, sizeof(payload));
	return r == GS_OK ? gs_buf_addc(b, '\n') : r;
}

int
gs_keyring_print(const char *name, const struct gs_gens *g, struct gs_buf *b)
{
	int r = gs_buf_addf(b, "# git-seal keyring: %s\n", name);

	for (size_t i = 0; r == GS_OK && i < g->nr; i++)
		r = gs_keyring_print_gen(&g->v[i], b);
	return r;
}
