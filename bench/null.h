/*
 * null: a long-running filter that hands every file back unchanged, as fast as
 * the protocol lets it: one buffer, one writev an answer where the file is
 * small.  What it costs is what Git itself makes any such filter cost.  The
 * includer says how it waits for bytes; it is no part of the product, shares
 * no code with it, and trusts Git's packets.
 */
#ifndef GS_NULL_H
#define GS_NULL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define PACKET_MAX 65516
#define BATCH 64 /* packets a writev; IOV_MAX is at least 1024 here */

/* Up to ${n} bytes of standard input to ${p}; 0 at its end. */
typedef ssize_t (*null_read)(void *p, size_t n);

struct null {
	null_read read;
	uint8_t in[2 * 65536];
	size_t from, to; /* unread bytes of ${in} */
	uint8_t *file;
	size_t len, cap;
};

static void
give_up(const char *why)
{
	fprintf(stderr, "null filter: %s\n", why);
	exit(1);
}

/* ${n} bytes to ${p}, past the buffer where they are many. */
static bool
take(struct null *f, uint8_t *p, size_t n)
{
	while (n > 0) {
		size_t have = f->to - f->from;
		ssize_t got;

		if (have > 0) {
			have = have < n ? have : n;
			memcpy(p, f->in + f->from, have);
			f->from += have;
			p += have;
			n -= have;
			continue;
		}
		if (n >= sizeof(f->in)) {
			if ((got = f->read(p, n)) <= 0)
				return false;
			p += got;
			n -= (size_t)got;
			continue;
		}
		if ((got = f->read(f->in, sizeof(f->in))) <= 0)
			return false;
		f->from = 0;
		f->to = (size_t)got;
	}
	return true;
}

/* The length of the next packet's content; -1: a flush; -2: the end. */
static int
next(struct null *f)
{
	char head[5] = "";
	long n;

	if (!take(f, (uint8_t *)head, 4))
		return -2;
	n = strtol(head, NULL, 16);
	if (n == 0)
		return -1;
	if (n < 4 || n > PACKET_MAX + 4)
		give_up("not a packet");
	return (int)n - 4;
}

/* Skip a list of lines; false at the end of input. */
static bool
skip_list(struct null *f)
{
	uint8_t line[PACKET_MAX];
	int n;

	while ((n = next(f)) >= 0) {
		if (!take(f, line, (size_t)n))
			return false;
	}
	return n == -1;
}

static void
read_file(struct null *f)
{
	int n;

	f->len = 0;
	while ((n = next(f)) >= 0) {
		if (f->len + (size_t)n > f->cap) {
			f->cap = f->cap < 65536 ? 131072 : 2 * f->cap;
			if ((f->file = realloc(f->file, f->cap)) == NULL)
				give_up("out of memory");
		}
		if (!take(f, f->file + f->len, (size_t)n))
			give_up("cut short");
		f->len += (size_t)n;
	}
}

static void
put(struct iovec *v, int nr)
{
	while (nr > 0) {
		ssize_t n = writev(STDOUT_FILENO, v, nr);

		if (n < 0)
			give_up("cannot write");
		for (; nr > 0 && (size_t)n >= v->iov_len; v++, nr--)
			n -= (ssize_t)v->iov_len;
		if (nr > 0) {
			v->iov_base = (uint8_t *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
}

static struct iovec
piece(void *p, size_t n)
{
	struct iovec v = { p, n };

	return v;
}

/* Status, content, and the empty list that keeps the status. */
static void
answer(struct null *f)
{
	static char status[] = "0013status=success\n0000", end[] = "00000000";
	char head[BATCH][5];
	struct iovec v[2 * BATCH + 2];
	size_t off = 0;
	int nr = 0, packets = 0;

	v[nr++] = piece(status, sizeof(status) - 1);
	while (off < f->len) {
		size_t n =
		    f->len - off < PACKET_MAX ? f->len - off : PACKET_MAX;

		(void)snprintf(head[packets], sizeof(head[0]), "%04x",
		    (unsigned)(n + 4) & 0xffffu);
		v[nr++] = piece(head[packets++], 4);
		v[nr++] = piece(f->file + off, n);
		off += n;
		if (packets == BATCH) {
			put(v, nr);
			nr = packets = 0;
		}
	}
	v[nr++] = piece(end, sizeof(end) - 1);
	put(v, nr);
}

static int
null_filter(null_read read)
{
	static struct null f;
	static char hello[] = "0016git-filter-server\n000eversion=2\n0000",
		    able[] =
			"0015capability=clean\n0016capability=smudge\n0000";
	struct iovec v;

	f.read = read;
	if (!skip_list(&f))
		return 1;
	v = piece(hello, sizeof(hello) - 1);
	put(&v, 1);
	if (!skip_list(&f))
		return 1;
	v = piece(able, sizeof(able) - 1);
	put(&v, 1);
	while (skip_list(&f)) {
		read_file(&f);
		answer(&f);
	}
	return 0;
}

#endif
