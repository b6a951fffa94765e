/*
 * io: whole reads and writes on file descriptors.  EINTR and short counts
 * are dealt with here and nowhere else.
 */
#ifndef GS_BASE_IO_H
#define GS_BASE_IO_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"

/** gs_io_write(fd, p, n): all ${n} bytes; GS_OK, or GS_EIO with errno. */
int gs_io_write(int fd, const void *p, size_t n) GS_MUST_USE;

/**
 * gs_io_read(fd, max, out):
 * Append everything up to end of file to ${out}.  GS_OK, GS_EIO with errno,
 * GS_ENOMEM, or GS_ETOOBIG if there are more than ${max} bytes.
 */
int gs_io_read(int fd, size_t max, struct gs_buf *out) GS_MUST_USE;

/** gs_io_close(fd): close, reporting a write that failed late (GS_EIO). */
int gs_io_close(int fd) GS_MUST_USE;

/** gs_io_cloexec(fd): set close-on-exec; returns ${fd}. */
int gs_io_cloexec(int fd);

#endif
