#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/team/gpg_run.h"
#include "cmd/team/team.h"

#define FPR "FC40B74020C331B71B59D3F44E8CA504AB53B649"
#define SUB "0F3A1D236F1725FE97614DA53CA3F3AD3808CF22"

/* As gpg 2.2 prints them, the parts that differ as arguments. */
#define PUB(validity, expires, caps)                                           \
	"pub:" validity ":255:22:4E8CA504AB53B649:1577836800:" expires         \
	"::u:::" caps ":::::ed25519:::0:\nfpr:::::::::" FPR ":\n"              \
	"uid:u::::1577836800::8A2E::old <old@x>::::::::::0:\n"
#define SUBKEY(validity, expires, caps)                                        \
	"sub:" validity ":255:18:3CA3F3AD3808CF22:1577836800:" expires         \
	":::::" caps ":::::cv25519::\nfpr:::::::::" SUB ":\n"

static const struct {
	const char *name, *text;
	size_t nr;
	const char *why; /* NULL: it can be encrypted to */
	bool has_sub;
	uint64_t sub_expires;
} cases[] = {
	{ "empty", "", 0, NULL, false, 0 },
	{ "no record", "gpg: hello\n:::\n\nfpr:::::::::" FPR ":\n", 0, NULL,
	    false, 0 },
	{ "good",
	    "tru::1:1:0:3:1:5\n" PUB("u", "", "scESC") SUBKEY("u", "", "e"), 1,
	    NULL, true, 0 },
	{ "good, no last line end",
	    PUB("f", "1900000000",
		"scESC") "sub:f:255:18:3C:1:1900000000:::::e",
	    1, NULL, true, 1900000000 },
	{ "expired",
	    PUB("e", "1609372800", "sc") SUBKEY("e", "1609372800", "e"), 1,
	    "expired on 2020-12-31", true, 1609372800 },
	{ "expired by the clock", PUB("u", "1609372800", "scESC"), 1,
	    "expired on 2020-12-31", false, 0 },
	{ "revoked", PUB("r", "", "sc"), 1, "is revoked", false, 0 },
	{ "disabled", PUB("u", "", "scESCD") SUBKEY("u", "", "e"), 1,
	    "is disabled", true, 0 },
	{ "invalid", PUB("i", "", "sc"), 1, "is invalid", false, 0 },
	{ "only signs", PUB("u", "", "scSC") SUBKEY("u", "", "s"), 1,
	    "has no subkey for encryption", false, 0 },
	{ "a revoked subkey", PUB("u", "", "scSC") SUBKEY("r", "", "e"), 1,
	    "has no subkey for encryption", false, 0 },
	{ "an expired subkey",
	    PUB("u", "", "scSC") SUBKEY("e", "1600000000", "e"), 1,
	    "has no subkey for encryption that is still valid", true,
	    1600000000 },
	{ "the longest counts",
	    PUB("u", "", "scESC") SUBKEY("u", "1700000000", "e")
		SUBKEY("u", "1950000000", "e") SUBKEY("u", "1900000000", "e"),
	    1, NULL, true, 1950000000 },
	{ "two keys", PUB("u", "", "scESC") PUB("u", "", "scESC"), 2, NULL,
	    false, 0 },
};

static void
test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		struct gs_gpg_keys keys = { NULL, 0, 0 };
		char why[128] = "";
		bool no;

		assert_int_equal(gs_gpg_keys_parse(cases[i].text,
				     strlen(cases[i].text), &keys),
		    GS_OK);
		if (keys.nr != cases[i].nr)
			fail_msg("%s: %zu keys", cases[i].name, keys.nr);
		if (keys.nr == 0)
			continue;
		no = gs_gpg_why_not(&keys.v[0], 1795000000, why, sizeof(why));
		if (strcmp(keys.v[0].fpr, FPR) != 0 ||
		    no != (cases[i].why != NULL) ||
		    (no && strcmp(why, cases[i].why) != 0) ||
		    keys.v[0].has_sub != cases[i].has_sub ||
		    keys.v[0].sub_expires != cases[i].sub_expires)
			fail_msg(
			    "%s: %s '%s'", cases[i].name, keys.v[0].fpr, why);
		gs_gpg_keys_clear(&keys);
	}
}

/* A fingerprint that is longer than any is cut, not written past its end. */
static void
test_long(void **state)
{
	char text[400];
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	size_t n;

	(void)state;
	memset(text, 'A', sizeof(text));
	memcpy(text, "pub:u\nfpr:::::::::", 18);
	assert_int_equal(gs_gpg_keys_parse(text, sizeof(text), &keys), GS_OK);
	assert_int_equal(keys.nr, 1);
	n = strlen(keys.v[0].fpr);
	assert_int_equal(n, GS_GPG_FPR_MAX);
	gs_gpg_keys_clear(&keys);
}

static void
test_short(void **state)
{
	static const struct {
		const char *in, *out;
	} names[] = {
		{ "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7"
		  "pa",
		    "age1t7rxyev2...6svpy7pa" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICRqNZurzeW9Wt9o",
		    "ssh-ed25519 ...zeW9Wt9o" },
		{ "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDYGIBQ==",
		    "ssh-rsa ...AQDYGIBQ" },
		{ "gpg:FC40B74020C331B71B59D3F44E8CA504AB53B649",
		    "gpg:FC40B740...AB53B649" },
		{ "short", "short" },
		{ "", "" },
	};
	char out[GS_TEAM_SHORT_LEN];

	(void)state;
	for (size_t i = 0; i < GS_NR(names); i++)
		assert_string_equal(
		    gs_team_short(names[i].in, out), names[i].out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
