#include <string.h>

#include "codec/bech32.h"

static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char
lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/*
 * The group that a printable character stands for, or -1.  Keys pass through
 * here: every digit is compared, so that the time does not depend on which
 * one it is.
 */
static int
value(char c)
{
	unsigned folded = (unsigned char)c | 0x20u;
	int v = -1;

	for (int i = 0; i < 32; i++) {
		unsigned differ = (unsigned char)digits[i] ^ folded;

		v += (int)((differ - 1) >> 8 & 1) * (i + 1);
	}
	return v;
}

bool
gs_bech32_digit(char c)
{
	return c > ' ' && value(c) >= 0;
}

static uint32_t
checksum_step(uint32_t sum, uint8_t group)
{
	static const uint32_t generator[5] = { 0x3b6a57b2, 0x26508e6d,
		0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ group;
	for (int i = 0; i < 5; i++)
		sum ^= generator[i] & (0u - (top >> i & 1));
	return sum;
}

static uint32_t
checksum_human(const char *human, size_t n)
{
	uint32_t sum = 1;

	for (size_t i = 0; i < n; i++)
		sum = checksum_step(sum, (uint8_t)((uint8_t)human[i] >> 5));
	sum = checksum_step(sum, 0);
	for (size_t i = 0; i < n; i++)
		sum = checksum_step(sum, (uint8_t)(human[i] & 31));
	return sum;
}

static void
put_group(uint8_t group, uint32_t *sum, struct gs_buf *out)
{
	*sum = checksum_step(*sum, group);
	out->p[out->n++] = (uint8_t)digits[group];
}

/* Eight bits in, five out; the last group is filled up with zeros. */
static void
put_bytes(const uint8_t *p, size_t n, uint32_t *sum, struct gs_buf *out)
{
	uint32_t acc = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++) {
		acc = acc << 8 | p[i];
		for (bits += 8; bits >= 5; bits -= 5)
			put_group((acc >> (bits - 5)) & 31, sum, out);
	}
	if (bits > 0)
		put_group(acc << (5 - bits) & 31, sum, out);
}

int
gs_bech32_print(
    const char *human, bool upper, const void *p, size_t n, struct gs_buf *out)
{
	size_t human_n = strlen(human), from = out->n;
	uint32_t sum = checksum_human(human, human_n);
	int r;

	GS_BUG(human_n < 1 || human_n > GS_BECH32_HUMAN_MAX);
	if (n > GS_BUF_MAX / 8)
		return GS_ETOOBIG;
	if ((r = gs_buf_reserve(out, GS_BECH32_LEN(human_n, n))) != GS_OK ||
	    (r = gs_buf_adds(out, human)) != GS_OK ||
	    (r = gs_buf_addc(out, '1')) != GS_OK)
		return r;
	put_bytes(p, n, &sum, out);
	for (int i = 0; i < GS_BECH32_CHECKSUM_LEN; i++)
		sum = checksum_step(sum, 0);
	sum ^= 1;
	for (int i = 0; i < GS_BECH32_CHECKSUM_LEN; i++)
		out->p[out->n++] = (uint8_t)digits[sum >> (25 - 5 * i) & 31];
	for (size_t i = from; upper && i < out->n; i++) {
		if (is_lower((char)out->p[i]))
			out->p[i] = (uint8_t)(out->p[i] - 'a' + 'A');
	}
	return GS_OK;
}

/* Where the human part ends; 0 where the string has no right shape. */
static size_t
human_len(const char *s, size_t n)
{
	bool some_lower = false, some_upper = false;
	size_t end = n;

	for (size_t i = 0; i < n; i++) {
		if (s[i] <= ' ' || s[i] > '~')
			return 0;
		some_lower |= is_lower(s[i]);
		some_upper |= is_upper(s[i]);
	}
	while (end > 0 && s[end - 1] != '1')
		end--;
	/* ${end} counts the separator. */
	if ((some_lower && some_upper) || end < 2 ||
	    end - 1 > GS_BECH32_HUMAN_MAX || n - end < GS_BECH32_CHECKSUM_LEN)
		return 0;
	return end - 1;
}

int
gs_bech32_parse_groups(const char *s, size_t n,
    char human[GS_BECH32_HUMAN_MAX + 1], struct gs_buf *out)
{
	size_t human_n = human_len(s, n), before = out->n;
	uint32_t sum;
	int r, bad = 0;

	human[0] = '\0';
	if (human_n == 0)
		return GS_EDAMAGED;
	if ((r = gs_buf_reserve(out, n - human_n - 1)) != GS_OK)
		return r;
	for (size_t i = 0; i < human_n; i++)
		human[i] = lower(s[i]);
	sum = checksum_human(human, human_n);
	for (size_t i = human_n + 1; i < n; i++) {
		int v = value(s[i]);

		bad |= v;
		sum = checksum_step(sum, (uint8_t)(v & 31));
		out->p[out->n++] = (uint8_t)(v & 31);
	}
	if (bad < 0 || sum != 1) {
		human[0] = '\0';
		gs_buf_cut(out, before);
		return GS_EDAMAGED;
	}
	human[human_n] = '\0';
	gs_buf_cut(out, out->n - GS_BECH32_CHECKSUM_LEN);
	return GS_OK;
}

/* Turn the ${n} groups at ${p} into bytes, in place; false where bits are
 * left over that make up a group of their own or are not zero. */
static bool
join_groups(uint8_t *p, size_t n, size_t *len)
{
	uint32_t acc = 0;
	unsigned bits = 0;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		acc = acc << 5 | p[i];
		if ((bits += 5) >= 8)
			p[at++] = (uint8_t)(acc >> (bits -= 8));
	}
	*len = at;
	return bits < 5 && (acc & ((1u << bits) - 1)) == 0;
}

int
gs_bech32_parse(const char *s, size_t n, char human[GS_BECH32_HUMAN_MAX + 1],
    struct gs_buf *out)
{
	size_t before = out->n, len;
	bool whole;
	int r;

	if ((r = gs_bech32_parse_groups(s, n, human, out)) != GS_OK)
		return r;
	whole = join_groups(out->p + before, out->n - before, &len);
	gs_buf_cut(out, whole ? before + len : before);
	if (!whole)
		human[0] = '\0';
	return whole ? GS_OK : GS_EDAMAGED;
}
