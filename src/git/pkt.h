/*
 * pkt: Git's packet lines (gitprotocol-common(5)) as the long-running filter
 * protocol uses them: four hex digits of length, then up to 65,516 bytes; a
 * length of 0000 is a flush packet.
 *
 * The reader stays awake for a moment before it sleeps.  Git writes about
 * ten small packets a file, and each write to a sleeping reader costs a
 * wake-up; a reader that yields finds them all at once (docs/performance.md).
 */
#ifndef GS_GIT_PKT_H
#define GS_GIT_PKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_PKT_DATA_MAX 65516

/* What became of the time in which the other side is waited for. */
enum gs_pkt_work {
	GS_PKT_NOTHING, /* nothing was to be done: stay awake for a moment */
	GS_PKT_WORKED,	/* look again whether something came */
	GS_PKT_SLEEP	/* other threads need the processor: sleep */
};

#define GS_PKT_BUF_LEN ((size_t)256 << 10)

struct gs_pkt_in {
	int fd; /* borrowed; made non-blocking */
	bool eof;
	bool wide;	 /* the pipe was widened */
	bool awake;	 /* worth staying awake for the next read */
	unsigned idle;	 /* reads in a row that slept all the same */
	size_t from, to; /* the unread bytes of buf */
	uint8_t *buf;	 /* owned, GS_PKT_BUF_LEN bytes; wiped at the end */
	/* Something useful to do for some 20 us instead of waiting.  NULL:
	 * nothing ever. */
	enum gs_pkt_work (*work)(void *ctx);
	void *work_ctx;
};

/** gs_pkt_in_init(in, fd): GS_OK or GS_ENOMEM. */
int gs_pkt_in_init(struct gs_pkt_in *in, int fd) GS_MUST_USE;
void gs_pkt_in_clear(struct gs_pkt_in *in);

enum gs_pkt_kind { GS_PKT_DATA, GS_PKT_FLUSH, GS_PKT_EOF };

/**
 * gs_pkt_read(in, kind, p, n):
 * The next packet: ${n} bytes at ${p}, borrowed until the next call.  End of
 * input between packets is GS_PKT_EOF; within one, or bytes that are no
 * packet line, are GS_EDAMAGED; GS_EIO.
 */
int gs_pkt_read(struct gs_pkt_in *in, enum gs_pkt_kind *kind, const uint8_t **p,
    size_t *n) GS_MUST_USE;

/**
 * gs_pkt_read_all(in, out):
 * Append the data of all packets up to the flush to ${out} (NULL: dropped).
 * On GS_ENOMEM and GS_ETOOBIG the rest has been read and dropped, so that
 * the stream is in step; GS_EDAMAGED also for an end before the flush.
 */
int gs_pkt_read_all(struct gs_pkt_in *in, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_pkt_line(p, n, line):
 * A text packet without its one line end, as a string in ${line} (${max}
 * bytes).  GS_EDAMAGED if it holds a NUL or does not fit.
 */
int gs_pkt_line(const uint8_t *p, size_t n, char *line, size_t max) GS_MUST_USE;

/** gs_pkt_add(b, s): append the text packet ${s} and LF to ${b}. */
int gs_pkt_add(struct gs_buf *b, const char *s) GS_MUST_USE;

/** gs_pkt_add_flush(b): append a flush packet. */
int gs_pkt_add_flush(struct gs_buf *b) GS_MUST_USE;

/**
 * gs_pkt_send(fd, head, p, n, tail):
 * Write ${head} as it is, then ${n} bytes at ${p} as packets, then ${tail},
 * in as few system calls as there can be.  GS_OK or GS_EIO.
 */
int gs_pkt_send(int fd, const struct gs_buf *head, const uint8_t *p, size_t n,
    const struct gs_buf *tail) GS_MUST_USE;

#endif
