/*
 * The null filter that stays awake for 50 microseconds before it sleeps, as
 * git-seal does: Git writes about ten small packets a file, and each write to
 * a sleeping reader costs a wake-up.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <time.h>

#include "null.h"

#define AWAKE_NS 50000
#define TIRED 100 /* waits in a row that were longer: then it just sleeps */

static long long
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static ssize_t
read_yield(void *p, size_t n)
{
	static unsigned slept;
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	ssize_t got = read(STDIN_FILENO, p, n);
	long long until;

	if (got >= 0 || errno != EAGAIN)
		return got;
	until = slept < TIRED ? now() + AWAKE_NS : 0;
	while (until != 0 && now() < until) {
		(void)sched_yield();
		got = read(STDIN_FILENO, p, n);
		if (got >= 0 || errno != EAGAIN) {
			slept = 0;
			return got;
		}
	}
	slept++;
	(void)poll(&in, 1, -1);
	return read(STDIN_FILENO, p, n);
}

int
main(void)
{
	if (fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) != 0)
		give_up("cannot set O_NONBLOCK");
	return null_filter(read_yield);
}
