#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "git/url.h"

struct pair {
	const char *prefix, *url;
	bool covers;
};

/* clang-format off */
static const struct pair pairs[] = {
	{ "https://h.example/org", "https://h.example/org/repo", true },
	{ "https://h.example/org/", "https://h.example/org/repo.git", true },
	{ "https://h.example", "https://h.example/any/thing", true },
	{ "https://h.example/", "https://h.example", true },
	{ "https://h.example/org/repo", "https://h.example/org/repo.git", true },
	{ "https://h.example/org/repo.git", "https://h.example/org/repo", true },
	{ "https://h.example/org/repo.git", "https://h.example/org/repo/", true },
	{ "https://H.Example/org", "HTTPS://h.eXample:443/org//repo", true },
	{ "https://h.example:443/org", "https://h.example/org", true },
	{ "http://h:80/", "http://h/x", true },
	{ "ssh://git@h:22/org", "git@h:org/repo.git", true },
	{ "git@h:org", "ssh://git@h/org/repo", true },
	{ "git@h:", "git@h:org/repo", true },
	{ "h:org", "ssh://h/org/x", true },
	{ "ssh://[::1]:22/x", "ssh://[::1]/x", true },
	{ "/srv/git", "file:///srv/git/a.git", true },
	{ "file:///srv/git", "/srv/git/a", true },
	{ "https://h/org.git", "https://h/org.git/x", true },

	/* What only looks alike. */
	{ "https://h.example/org", "https://h.example/organisation/x", false },
	{ "https://h.example/org", "https://h.example/org-evil", false },
	{ "https://h.example/org", "https://h.example.evil.net/org/x", false },
	{ "https://h.example", "https://h.example.evil.net/", false },
	{ "https://h.example/org", "https://evil-h.example/org/x", false },
	{ "https://h.example/org", "http://h.example/org/x", false },
	{ "https://h.example/org", "https://h.example:8443/org/x", false },
	{ "https://h.example/org", "ssh://h.example/org/x", false },
	{ "https://h.example/org", "https://h.example/Org/x", false },
	{ "https://h.example/org", "https://h.example/other", false },
	{ "https://h.example/org/repo", "https://h.example/org", false },
	{ "https://h/org", "https://h/org.git/x", false },
	{ "https://h/org.git", "https://h/org/x", false },
	{ "https://h/a.git", "https://h/a.git.git", false },
	{ "https://h/org", "https://h/o%72g/x", false },
	{ "ssh://git@h/org", "ssh://h/org/x", false },
	{ "ssh://h/org", "git@h:org/x", false },
	{ "git@h:org", "eve@h:org/x", false },
	{ "git@h:org", "GIT@h:org/x", false },
	{ "ssh://git@h/org", "ssh://git@h:2222/org/x", false },
	{ "/srv/git", "/srv/github/x", false },
	{ "/srv/git", "ssh://srv/git/x", false },
};

static const struct {
	const char *url, *why;
} refused[] = {
	{ "https://user@h.example/org", "user name" },
	{ "https://h.example@evil.net/org", "user name" },
	{ "https://user:pw@h/org", "user name" },
	{ "https://@h/org", "user name" },
	{ "ssh://git:pw@h/org", "password" },
	{ "ssh://@h/org", "user name is odd" },
	{ "ssh://a@b@h/org", "user name is odd" },
	{ "ssh://-oProxyCommand@h/org", "user name is odd" },
	{ "ssh://-oProxyCommand=x/org", "host is odd" },
	{ "https://h/org/../other", "'..'" },
	{ "https://h/org/./x", "'.'" },
	{ "https://h/org/..", "'..'" },
	{ "git@h:../x", "'..'" },
	{ "https://h/org/%2e%2E/other", "hides" },
	{ "https://h/org%2Fx", "hides" },
	{ "https://h/org\\x", "hides" },
	{ "https://h/org?x", "query" },
	{ "https://h/org#x", "query" },
	{ "https://h/o\nrg", "hides" },
	{ "https://h?x/org", "host is odd" },
	{ "https://h\\.evil.net/org", "host is odd" },
	{ "https://h%2eevil/org", "host is odd" },
	{ "https:///org", "no host" },
	{ "https://:443/org", "no host" },
	{ "https://h:0/org", "port" },
	{ "https://h:65536/org", "port" },
	{ "https://h:4x/org", "port" },
	{ "https://h:000443/org", "port" },
	{ "ftp://h/org", "none of https" },
	{ "ext::sh -c x", "helper" },
	{ "ext::https://h/org", "helper" },
	{ "helper::x", "helper" },
	{ "://h/org", "no host" },
	{ "file://h/x", "no host" },
	{ "org/repo", "relative" },
	{ "github.com/org", "relative" },
	{ "", "relative" },
	{ ".", "relative" },
	{ "[h:22]:org", "host is odd" },
};
/* clang-format on */

static void
test_covers(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(pairs); i++) {
		struct gs_url a, b;
		struct gs_err e = { "", "" };

		if (gs_url_parse(pairs[i].prefix, &a, &e) != GS_OK ||
		    gs_url_parse(pairs[i].url, &b, &e) != GS_OK)
			fail_msg("%s, %s: %s", pairs[i].prefix, pairs[i].url,
			    e.what);
		if (gs_url_covers(&a, &b) != pairs[i].covers)
			fail_msg("%s covers %s: not %d", pairs[i].prefix,
			    pairs[i].url, pairs[i].covers);
		if (!gs_url_covers(&a, &a) || !gs_url_covers(&b, &b))
			fail_msg("%s does not cover itself", pairs[i].url);
		gs_url_clear(&a);
		gs_url_clear(&b);
	}
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(refused); i++) {
		struct gs_err e = { "", "" };
		struct gs_url u;
		int r = gs_url_parse(refused[i].url, &u, &e);

		if (r != GS_EUSAGE || strstr(e.what, refused[i].why) == NULL)
			fail_msg("'%s': %d, %s", refused[i].url, r, e.what);
		assert_null(u.scheme);
	}
}

static void
test_no_secret_is_repeated(void **state)
{
	struct gs_err e = { "", "" };
	struct gs_url u;

	(void)state;
	assert_int_equal(
	    gs_url_parse("https://u:hunter2@h/x", &u, &e), GS_EUSAGE);
	assert_null(strstr(e.what, "hunter2"));
	assert_null(strstr(e.hint, "hunter2"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_secret_is_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
