#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/wipe.h"

#define SECRET_MAX ((size_t)64 << 20)

void
gs_wipe(void *p, size_t n)
{
	if (n == 0)
		return;
	memset(p, 0, n);
	/* The barrier makes the bytes observable, so memset must happen. */
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

bool
gs_ct_eq(const void *a, const void *b, size_t n)
{
	const volatile uint8_t *x = a, *y = b;
	uint8_t diff = 0;

	for (size_t i = 0; i < n; i++)
		diff = (uint8_t)(diff | (x[i] ^ y[i]));
	return diff == 0;
}

/* The length of the mapping stands in front of the secret. */
struct head {
	size_t mapped;
	size_t pad; /* keeps what follows aligned to 16 bytes */
};

void *
gs_secret_new(size_t n)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size, ps = page > 0 ? (size_t)page : 4096;
	struct head *h;

	if (n == 0 || n > SECRET_MAX)
		return NULL;
	size = (n + sizeof(*h) + ps - 1) / ps * ps;
	h = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (h == MAP_FAILED)
		return NULL;
	/* Best effort: RLIMIT_MEMLOCK may be 0 in a container. */
	(void)mlock(h, size);
#ifdef MADV_DONTDUMP
	(void)madvise(h, size, MADV_DONTDUMP);
#endif
	h->mapped = size;
	return h + 1;
}

void
gs_secret_free(void *p)
{
	struct head *h;
	size_t size;

	if (p == NULL)
		return;
	h = (struct head *)p - 1;
	size = h->mapped;
	gs_wipe(h, size);
	(void)munmap(h, size);
}
