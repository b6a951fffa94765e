#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/siv_part.h"

/* Decrypted and then authenticated while still in the cache. */
#define STEP ((size_t)128 << 10)

struct gs_siv_reader {
	uint8_t key[GS_SIV_KEY_LEN];
	uint8_t tag[GS_SIV_TAG_LEN];
	struct gs_siv s;
	EVP_CIPHER_CTX *ctr; /* owned */
	uint8_t *p;	     /* borrowed */
	size_t n;
	size_t front;	  /* what is authenticated before the last step */
	size_t decrypted; /* of the text's bytes */
	size_t mac_at;	  /* authenticated; the thread's while it runs */
	int mac_r;	  /* the same: how that went */
	pthread_t thread;
	bool threaded;
	pthread_mutex_t lock; /* over the two below */
	pthread_cond_t more;
	size_t ready; /* plain bytes in front that wait for the thread */
	bool ended;   /* there will be no more */
};

/* Authenticate up to ${to}, which is a block's end. */
static void
mac_to(struct gs_siv_reader *r, size_t to)
{
	while (r->mac_r == GS_OK && r->mac_at < to) {
		size_t part = to - r->mac_at;

		if (part > STEP)
			part = STEP;
		r->mac_r = gs_cmac_blocks(&r->s.mac, r->p + r->mac_at, part);
		r->mac_at += part;
	}
}

static void *
run(void *arg)
{
	struct gs_siv_reader *r = arg;
	bool ended = false;
	size_t ready;

	while (!ended) {
		(void)pthread_mutex_lock(&r->lock);
		while (r->ready == r->mac_at && !r->ended)
			(void)pthread_cond_wait(&r->more, &r->lock);
		ready = r->ready;
		ended = r->ended;
		(void)pthread_mutex_unlock(&r->lock);
		mac_to(r, ready);
	}
	return NULL;
}

static void
tell(struct gs_siv_reader *r, size_t ready, bool ended)
{
	(void)pthread_mutex_lock(&r->lock);
	r->ready = ready;
	r->ended = ended;
	(void)pthread_cond_signal(&r->more);
	(void)pthread_mutex_unlock(&r->lock);
}

/* Wait for the thread, which is done with what it was told of. */
static void
join(struct gs_siv_reader *r)
{
	if (!r->threaded)
		return;
	tell(r, r->ready, true);
	(void)pthread_join(r->thread, NULL);
	r->threaded = false;
}

static int
start_ctr(struct gs_siv_reader *r)
{
	const EVP_CIPHER *aes = gs_evp_ctr(r->s.ctr.key_len);

	gs_siv_ctr(&r->s, r->tag);
	if (aes == NULL || (r->ctr = EVP_CIPHER_CTX_new()) == NULL ||
	    EVP_EncryptInit_ex2(
		r->ctr, aes, r->s.ctr.key, r->s.ctr.start, NULL) != 1)
		return GS_ECRYPTO;
	return GS_OK;
}

int
gs_siv_reader_new(const uint8_t key[GS_SIV_KEY_LEN], const void *ad,
    size_t ad_len, uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN],
    struct gs_siv_reader **out)
{
	const struct gs_siv_ad one = { ad, ad_len };
	struct gs_siv_reader *r;
	int code;

	*out = NULL;
	if ((r = gs_secret_new(sizeof(*r))) == NULL)
		return GS_ENOMEM;
	memcpy(r->key, key, GS_SIV_KEY_LEN);
	memcpy(r->tag, tag, GS_SIV_TAG_LEN);
	r->p = p;
	r->n = n;
	r->front = gs_siv_front(n);
	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_cond_init(&r->more, NULL);
	code = gs_siv_begin(&r->s, r->key, sizeof(r->key), &one, 1);
	if (code == GS_OK)
		code = start_ctr(r);
	if (code != GS_OK) {
		gs_siv_reader_free(r);
		return code;
	}
	r->threaded =
	    gs_sys_cpus() > 1 && pthread_create(&r->thread, NULL, run, r) == 0;
	*out = r;
	return GS_OK;
}

int
gs_siv_reader_more(struct gs_siv_reader *r, size_t have)
{
	size_t plain;
	int code;

	GS_BUG(have > r->n || have < r->decrypted);
	while (r->decrypted < have) {
		size_t part = have - r->decrypted;
		uint8_t *at = r->p + r->decrypted;

		if (part > STEP)
			part = STEP;
		if ((code = gs_evp_update(r->ctr, at, at, part)) != GS_OK)
			return code;
		r->decrypted += part;
		plain = r->decrypted < r->front ? r->decrypted : r->front;
		plain -= plain % GS_SIV_TAG_LEN;
		if (r->threaded)
			tell(r, plain, false);
		else
			mac_to(r, plain);
	}
	return GS_OK;
}

int
gs_siv_reader_end(struct gs_siv_reader *r)
{
	uint8_t computed[GS_SIV_TAG_LEN];
	int code = gs_siv_reader_more(r, r->n);

	join(r);
	if (code == GS_OK)
		code = r->mac_r;
	if (code == GS_OK)
		code = gs_siv_tag(
		    &r->s, r->p + r->front, r->n - r->front, computed);
	if (code == GS_OK && !gs_ct_eq(computed, r->tag, sizeof(computed)))
		code = GS_EDAMAGED;
	gs_wipe(computed, sizeof(computed));
	if (code != GS_OK)
		gs_wipe(r->p, r->n);
	return code;
}

void
gs_siv_reader_free(struct gs_siv_reader *r)
{
	if (r == NULL)
		return;
	join(r);
	EVP_CIPHER_CTX_free(r->ctr);
	gs_siv_end(&r->s);
	(void)pthread_mutex_destroy(&r->lock);
	(void)pthread_cond_destroy(&r->more);
	gs_secret_free(r);
}
