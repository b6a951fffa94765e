#define _GNU_SOURCE /* memfd_create, sched_getaffinity, getrandom */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/vfs.h>
#endif

#include "base/io.h"

#include "base/sys.h"

static mode_t came_with = 022;
static bool hardened;

void
gs_sys_harden(void)
{
	const struct rlimit none = { 0, 0 };

	came_with = umask(077);
	hardened = true;
	(void)setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

unsigned
gs_sys_umask(void)
{
	return (unsigned)came_with;
}

void
gs_sys_umask_back(void)
{
	if (hardened)
		(void)umask(came_with);
}

unsigned
gs_sys_cpus(void)
{
	long n;
#ifdef __linux__
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	else
#endif
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

void
gs_sys_random_seed(void *p, size_t n)
{
	uint64_t fallback = gs_sys_now_ns() ^ (uint64_t)getpid() << 32;

#ifdef __linux__
	if (getrandom(p, n, GRND_NONBLOCK) == (ssize_t)n)
		return;
#endif
	memset(p, 0, n);
	memcpy(p, &fallback, n < sizeof(fallback) ? n : sizeof(fallback));
}

uint64_t
gs_sys_now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int
gs_sys_memory_file(const char *name)
{
#ifdef __linux__
	return memfd_create(name, MFD_CLOEXEC);
#else
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/%s-%ld", name, (long)getpid());
	fd = shm_open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0) {
		(void)shm_unlink(path);
		(void)gs_io_cloexec(fd);
	}
	return fd;
#endif
}

void
gs_sys_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#else
	(void)fd;
#endif
}

const char *
gs_sys_fd_path(int fd, char out[GS_SYS_FD_PATH_LEN])
{
#ifdef __linux__
	/* /dev/fd is a link to it, which small containers lack. */
	(void)snprintf(out, GS_SYS_FD_PATH_LEN, "/proc/self/fd/%d", fd);
#else
	(void)snprintf(out, GS_SYS_FD_PATH_LEN, "/dev/fd/%d", fd);
#endif
	return out;
}

/* linux/magic.h, which not every system has the headers for. */
#define TMPFS_MAGIC 0x01021994u
#define RAMFS_MAGIC 0x858458f6u

bool
gs_sys_in_memory(const char *path)
{
#ifdef __linux__
	struct statfs fs;
	uint32_t kind;

	if (statfs(path, &fs) != 0)
		return false;
	kind = (uint32_t)fs.f_type;
	return kind == TMPFS_MAGIC || kind == RAMFS_MAGIC;
#else
	(void)path;
	return false;
#endif
}
