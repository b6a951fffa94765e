#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/par.h"
#include "base/sys.h"
#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/ctr.h"

/* Alone: what stays in a cache from one look to the next. */
#define STEP ((size_t)128 << 10)

/* Shared: starting a thread takes some 50 us, as long as half a MiB. */
#define SHARED_MIN ((size_t)4 << 20)
#define PART ((size_t)256 << 10)

struct share {
	const struct gs_ctr *c;
	uint8_t *p;
	size_t n;
	int (*then)(void *ctx, const uint8_t *p, size_t n);
	void *ctx;
	size_t nr;
	atomic_size_t next; /* the first part that nobody has taken */
	atomic_bool failed;
	atomic_bool *done; /* owned; a flag for each part */
};

static EVP_CIPHER_CTX *
context(const struct gs_ctr *c)
{
	const EVP_CIPHER *aes = gs_evp_ctr(c->key_len);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (aes != NULL && ctx != NULL &&
	    EVP_EncryptInit_ex2(ctx, aes, c->key, c->start, NULL) == 1)
		return ctx;
	EVP_CIPHER_CTX_free(ctx);
	return NULL;
}

/* The counter ${blocks} further on, modulo 2^128. */
static void
advance(const struct gs_ctr *c, size_t blocks, uint8_t out[GS_CTR_BLOCK])
{
	uint64_t high = gs_be64_get(c->start), low = gs_be64_get(c->start + 8);

	low += blocks;
	high += low < blocks;
	gs_be64_put(out, high);
	gs_be64_put(out + 8, low);
}

static size_t
part_len(const struct share *s, size_t i)
{
	return i + 1 < s->nr ? PART : s->n - i * PART;
}

static int
crypt_part(const struct share *s, EVP_CIPHER_CTX *ctx, size_t i)
{
	uint8_t counter[GS_CTR_BLOCK], *p = s->p + i * PART;
	int r = GS_ECRYPTO;

	advance(s->c, i * (PART / GS_CTR_BLOCK), counter);
	if (EVP_EncryptInit_ex2(ctx, NULL, NULL, counter, NULL) == 1)
		r = gs_evp_update(ctx, p, p, part_len(s, i));
	if (r == GS_OK)
		atomic_store_explicit(&s->done[i], true, memory_order_release);
	return r;
}

/* One more part, if one is left that nobody has taken. */
static int
crypt_next(struct share *s, EVP_CIPHER_CTX *ctx, bool *left)
{
	size_t i = atomic_fetch_add(&s->next, 1);

	*left = i < s->nr;
	return *left ? crypt_part(s, ctx, i) : GS_OK;
}

/* Hand on the parts in order; rather than wait for one, do another. */
static int
hand_on(struct share *s, EVP_CIPHER_CTX *ctx)
{
	bool left = true;
	int r;

	for (size_t i = 0; i < s->nr; i++) {
		while (
		    !atomic_load_explicit(&s->done[i], memory_order_acquire)) {
			if (atomic_load(&s->failed))
				return GS_ECRYPTO;
			if (!left)
				(void)sched_yield();
			else if ((r = crypt_next(s, ctx, &left)) != GS_OK)
				return r;
		}
		if ((r = s->then(s->ctx, s->p + i * PART, part_len(s, i))) !=
		    GS_OK)
			return r;
	}
	return GS_OK;
}

/* Item 0 hands on, where there is somebody to hand on to; all others only
 * crypt.  Item 0 needs none of them, so any number of threads will do. */
static int
work(void *arg, size_t item, unsigned worker)
{
	struct share *s = arg;
	EVP_CIPHER_CTX *ctx = context(s->c);
	bool left = true;
	int r = ctx == NULL ? GS_ECRYPTO : GS_OK;

	(void)worker;
	if (r == GS_OK && item == 0 && s->then != NULL)
		r = hand_on(s, ctx);
	while (r == GS_OK && left && !atomic_load(&s->failed))
		r = crypt_next(s, ctx, &left);
	if (r != GS_OK)
		atomic_store(&s->failed, true);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

static int
run_alone(const struct share *s)
{
	EVP_CIPHER_CTX *ctx = context(s->c);
	int r = ctx == NULL ? GS_ECRYPTO : GS_OK;
	size_t part;

	for (size_t at = 0; r == GS_OK && at < s->n; at += part) {
		part = s->n - at < STEP ? s->n - at : STEP;
		r = gs_evp_update(ctx, s->p + at, s->p + at, part);
		if (r == GS_OK && s->then != NULL)
			r = s->then(s->ctx, s->p + at, part);
	}
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

static int
run_shared(struct share *s)
{
	int r;

	s->nr = (s->n + PART - 1) / PART;
	atomic_init(&s->next, 0);
	atomic_init(&s->failed, false);
	if ((s->done = calloc(s->nr, sizeof(*s->done))) == NULL)
		return run_alone(s);
	r = gs_par_for(2, 2, work, s);
	free(s->done);
	return r;
}

int
gs_ctr_run(const struct gs_ctr *c, uint8_t *p, size_t n,
    int (*then)(void *ctx, const uint8_t *p, size_t n), void *ctx)
{
	struct share s = { .c = c, .p = p, .n = n, .then = then, .ctx = ctx };

	return n >= SHARED_MIN && gs_sys_cpus() > 1 ? run_shared(&s)
						    : run_alone(&s);
}
