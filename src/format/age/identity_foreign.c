#include <stdbool.h>
#include <string.h>

#include "base/err.h"

#include "format/age/identity_foreign.h"

static const struct {
	const char *prefix;
	const char *what;
} known[] = {
	{ "age1", "is an age recipient, the public half of an identity" },
	{ "ssh-",
	    "is an ssh public key: the private half is in the file without "
	    ".pub" },
	{ "ecdsa-", "is an ssh public key, and of a kind that age cannot use" },
	{ "sk-", "is an ssh public key, and of a kind that age cannot use" },
	{ "GIT-SEAL-KEY-1",
	    "is a git-seal key file: give it as KEYFILE, not as an identity" },
	{ "git-seal-key-1",
	    "is a git-seal key file: give it as KEYFILE, not as an identity" },
	{ "age-secret-key-1",
	    "is an age identity in lower case: it must be "
	    "in upper case" },
	{ "AGE-SECRET-KEY-", "is an age identity of an unknown kind" },
	{ "PuTTY-User-Key-File-",
	    "is a PuTTY key: 'puttygen FILE -O private-openssh -o NEW' "
	    "converts it" },
	{ "---- BEGIN SSH2 PUBLIC KEY", "is an ssh public key" },
	{ "---- BEGIN SSH2",
	    "is an ssh key in the SSH2 format: 'ssh-keygen -i' converts it" },
	{ "SSH PRIVATE KEY FILE FORMAT 1.1", "is a key of SSH version 1" },
	{ "-----BEGIN PGP PUBLIC", "is an OpenPGP public key" },
	{ "-----BEGIN PGP",
	    "is an OpenPGP key: those are used out of gpg's own keyring" },
	{ "-----BEGIN EC PRIVATE KEY",
	    "is an ECDSA key, which age cannot use: Ed25519 and RSA work" },
	{ "-----BEGIN DSA PRIVATE KEY",
	    "is a DSA key, which age cannot use: Ed25519 and RSA work" },
	{ "-----BEGIN CERTIFICATE", "is a certificate, not a private key" },
	{ "-----BEGIN PUBLIC KEY", "is a public key" },
	{ "-----BEGIN RSA PUBLIC KEY", "is a public key" },
	{ "-----BEGIN AGE ENCRYPTED FILE",
	    "is an age file with something in front of it" },
	{ "\"", "has quotation marks around it, which do not belong to it" },
	{ "'", "has quotation marks around it, which do not belong to it" },
};

static bool
holds(const char *p, size_t n, const char *what)
{
	size_t len = strlen(what);

	for (; n >= len; p++, n--) {
		if (memcmp(p, what, len) == 0)
			return true;
	}
	return false;
}

const char *
gs_identity_unreadable(const void *text, size_t n)
{
	const char *p = text;

	if (n >= 2 &&
	    (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0 ||
		p[0] == '\0' || p[1] == '\0'))
		return n >= 8 && memcmp(p, "\0GITSEAL", 8) == 0
		    ? "is a sealed file"
		    : "is UTF-16 text: save it as UTF-8";
	if ((holds(p, n, "AGE-SECRET-KEY-") ||
		holds(p, n, " PRIVATE KEY-----")) &&
	    holds(p, n, "\\n"))
		return "has its line ends spelled out as \\n: they must be "
		       "real ones";
	return NULL;
}

const char *
gs_identity_foreign(const void *line, size_t n)
{
	for (size_t i = 0; i < GS_NR(known); i++) {
		size_t len = strlen(known[i].prefix);

		if (n >= len && memcmp(line, known[i].prefix, len) == 0)
			return known[i].what;
	}
	return "holds something that is no identity";
}

const char *
gs_identity_missing(const void *p, size_t n)
{
	if (holds(p, n, "AGE-SECRET-KEY-"))
		return "has its only key in a comment: perhaps its line ends "
		       "are lost";
	return n == 0 ? "is empty" : "holds no identity";
}
