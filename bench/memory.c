/*
 * memory BYTES ROUNDS: one line for each of AES-256-CBC, sealing and opening,
 * in MiB a second, medians of interleaved rounds over one buffer.  CBC is the
 * serial chain that CMAC is, and so the bound of any AES-SIV on one core.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/siv.h"

enum { CBC, SEAL, OPEN, NR };

static const uint8_t key[GS_SIV_KEY_LEN] = { 1, 2, 3 };
static const uint8_t ad[16] = { 4 };

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
need(int ok)
{
	if (!ok) {
		fprintf(stderr, "memory: libcrypto failed\n");
		exit(1);
	}
}

/* As the sealing does it: a context a file, whole blocks, in place. */
static void
cbc(const EVP_CIPHER *cipher, uint8_t *p, size_t n)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int got;

	need(c != NULL && EVP_EncryptInit_ex2(c, cipher, key, ad, NULL) == 1);
	need(EVP_EncryptUpdate(c, p, &got, p, (int)n) == 1);
	EVP_CIPHER_CTX_free(c);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
measure(int what, const EVP_CIPHER *cipher, uint8_t *p, size_t n, uint8_t *tag)
{
	if (what == CBC)
		cbc(cipher, p, n);
	else if (what == SEAL)
		need(gs_siv_seal(key, ad, sizeof(ad), p, n, tag) == GS_OK);
	else
		need(gs_siv_open(key, ad, sizeof(ad), p, n, tag) == GS_OK);
}

int
main(int argc, char **argv)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
	static const char *const name[NR] = { "cbc", "seal", "open" };
	size_t n, rounds, times;
	uint8_t tag[GS_SIV_TAG_LEN], *p;
	double *took[NR];

	if (argc < 3)
		return 2;
	n = strtoul(argv[1], NULL, 10) & ~(size_t)15;
	rounds = strtoul(argv[2], NULL, 10);
	need(cipher != NULL && n > 0 && n < 1u << 30 && rounds > 0);
	times = n < 1u << 22 ? (1u << 22) / n : 1;
	need((p = calloc(1, n)) != NULL);
	for (int w = 0; w < NR; w++)
		need((took[w] = calloc(rounds, sizeof(double))) != NULL);
	for (size_t r = 0; r < rounds; r++) {
		double sum[NR] = { 0 };

		/* What was sealed is opened at once, so that it authenticates. */
		for (size_t t = 0; t < times; t++) {
			for (int w = 0; w < NR; w++) {
				double began = now();

				measure(w, cipher, p, n, tag);
				sum[w] += now() - began;
			}
		}
		for (int w = 0; w < NR; w++)
			took[w][r] = sum[w] / (double)times;
	}
	for (int w = 0; w < NR; w++) {
		qsort(took[w], rounds, sizeof(double), by_size);
		printf("%s %.0f\n", name[w],
		    (double)n / took[w][rounds / 2] / 1048576.0);
		free(took[w]);
	}
	free(p);
	EVP_CIPHER_free(cipher);
	return 0;
}
