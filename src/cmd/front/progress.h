/*
 * progress: how far long work has come, as Git shows it: on a terminal,
 * after one second, on one line that ends with "done.".  Safe to tick from
 * several threads.
 */
#ifndef GS_CMD_FRONT_PROGRESS_H
#define GS_CMD_FRONT_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gs_progress {
	const char *title; /* borrowed: "Unlocking files" */
	size_t total;	   /* 0: not known */
	atomic_size_t done;
	atomic_uint_fast64_t next; /* when to show it again */
	atomic_flag busy;	   /* somebody is printing */
	bool on;
	bool shown;
};

/** gs_progress_start(p, title, total, quiet): begin; shows nothing yet. */
void gs_progress_start(
    struct gs_progress *p, const char *title, size_t total, bool quiet);

/** gs_progress_add(p, n): ${n} more are done. */
void gs_progress_add(struct gs_progress *p, size_t n);

/** gs_progress_end(p, ok): the last state and "done.", if anything was
 * shown; where the work failed (not ${ok}) the line is just ended. */
void gs_progress_end(struct gs_progress *p, bool ok);

#endif
