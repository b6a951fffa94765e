#include "unit.h"

#include <stdatomic.h>
#include <sys/mman.h>

#include <openssl/crypto.h>

#include "faults.h"

static atomic_long live;
static atomic_long left = -1; /* allocations that still succeed; -1: all */
static atomic_bool fired;

void *__real_malloc(size_t n);
void *__real_calloc(size_t nr, size_t n);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__real_mmap(void *p, size_t n, int prot, int flags, int fd, off_t off);
void *__real_mremap(void *p, size_t old, size_t n, int flags, ...);
int __real_munmap(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t nr, size_t n);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);
void *__wrap_mmap(void *p, size_t n, int prot, int flags, int fd, off_t off);
void *__wrap_mremap(void *p, size_t old, size_t n, int flags);
int __wrap_munmap(void *p, size_t n);

static bool
fails(void)
{
	if (atomic_load(&left) < 0)
		return false;
	if (atomic_fetch_sub(&left, 1) > 0)
		return false;
	atomic_store(&left, -1); /* once; what comes after succeeds */
	atomic_store(&fired, true);
	return true;
}

static void *
counted(void *p)
{
	if (p != NULL)
		live++;
	return p;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : counted(__real_malloc(n));
}

void *
__wrap_calloc(size_t nr, size_t n)
{
	return fails() ? NULL : counted(__real_calloc(nr, n));
}

void *
__wrap_realloc(void *p, size_t n)
{
	void *q = fails() ? NULL : __real_realloc(p, n);

	return p == NULL ? counted(q) : q;
}

void
__wrap_free(void *p)
{
	if (p != NULL)
		live--;
	__real_free(p);
}

void *
__wrap_mmap(void *p, size_t n, int prot, int flags, int fd, off_t off)
{
	if (fails())
		return MAP_FAILED;
	p = __real_mmap(p, n, prot, flags, fd, off);
	if (p != MAP_FAILED)
		live++;
	return p;
}

void *
__wrap_mremap(void *p, size_t old, size_t n, int flags)
{
	return fails() ? MAP_FAILED : __real_mremap(p, old, n, flags);
}

int
__wrap_munmap(void *p, size_t n)
{
	live--;
	return __real_munmap(p, n);
}

static void *
openssl_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : __real_malloc(n);
}

static void *
openssl_realloc(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : __real_realloc(p, n);
}

static void
openssl_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	__real_free(p);
}

void
faults_openssl(void)
{
	if (CRYPTO_set_mem_functions(
		openssl_malloc, openssl_realloc, openssl_free) != 1)
		fail_msg("libcrypto has allocated already");
}

long
faults_live(void)
{
	return atomic_load(&live);
}

void
faults_sweep(const char *what, int (*fn)(void *ctx), void *ctx)
{
	long k = 0, before = 0;
	int r;

	do {
		atomic_store(&fired, false);
		before = faults_live();
		atomic_store(&left, k);
		r = fn(ctx);
		atomic_store(&left, -1);
		if (faults_live() != before)
			fail_msg("%s: %ld allocations left behind by a failure "
				 "of the %ldth",
			    what, faults_live() - before, k + 1);
		if (fired && r != GS_OK && r != GS_ENOMEM && r != GS_ECRYPTO)
			fail_msg("%s: got %d when allocation %ld failed", what,
			    r, k + 1);
		k++;
	} while (fired);
	unit_ok(r, what);
	if (k == 1)
		fail_msg(
		    "%s allocates nothing: the sweep proves nothing", what);
}
