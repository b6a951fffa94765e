#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/wipe.h"

#include "cmd/filter/plain.h"

#define CHUNK ((size_t)64 << 10)
#define PROGRAM "git-seal"

/* As format/sealed.h and format/foreign/ have them; those files would bring
 * libcrypto along. */
#define MAGIC_LEN 8
static const char magic[][MAGIC_LEN + 1] = { "\0GITSEAL", "\0GITCRYP",
	"U2FsdGVk" };

/* Bytes read, fewer than ${n} only at the end of the file; -1 and errno. */
static ssize_t
fill(int fd, uint8_t *p, size_t n)
{
	size_t got = 0;
	ssize_t k;

	while (got < n) {
		k = read(fd, p + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

static bool
is_closed(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < GS_NR(magic); i++) {
		if (n >= MAGIC_LEN && memcmp(p, magic[i], MAGIC_LEN) == 0)
			return true;
	}
	return false;
}

static int
copy(int fd, const char *path, uint8_t *p, struct gs_err *e)
{
	bool first = true;
	ssize_t k;

	for (;;) {
		if ((k = fill(fd, p, CHUNK)) < 0)
			return gs_fail_errno(
			    e, GS_EIO, "cannot read '%s'", path);
		if (first && is_closed(p, (size_t)k))
			return GS_ENOKEY;
		first = false;
		if (gs_io_write(STDOUT_FILENO, p, (size_t)k) != GS_OK)
			return gs_fail_errno(
			    e, GS_EIO, "cannot write to standard output");
		if ((size_t)k < CHUNK)
			return GS_OK;
	}
}

int
gs_plain_copy(const char *path, struct gs_err *e)
{
	static uint8_t chunk[CHUNK];
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return gs_fail_errno(e, errno == ENOENT ? GS_ENOTFOUND : GS_EIO,
		    "cannot open '%s'", path);
	r = copy(fd, path, chunk, e);
	gs_wipe(chunk, sizeof(chunk));
	(void)close(fd);
	return r;
}

void
gs_plain_exec(const char *own, const char *path)
{
	char self[PATH_MAX], beside[PATH_MAX + sizeof(PROGRAM)];
	const char *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n > 0) {
		self[n] = '\0';
		own = self;
	}
	slash = strrchr(own, '/');
	if (slash != NULL && (size_t)(slash - own) < PATH_MAX) {
		(void)snprintf(beside, sizeof(beside), "%.*s/" PROGRAM,
		    (int)(slash - own), own);
		(void)execl(
		    beside, PROGRAM, "textconv", "--", path, (char *)NULL);
	}
	(void)execlp(PROGRAM, PROGRAM, "textconv", "--", path, (char *)NULL);
}
