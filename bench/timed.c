/*
 * timed FILE COMMAND...: run COMMAND on our own standard input and output, and
 * add a line to FILE: wall seconds, CPU seconds of it and all its children,
 * the most memory that any one of them held in KiB.  A program of its own,
 * since the kernel counts the memory of whoever forked: Python's would hide
 * that of anything small.
 */
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct rusage use;
	double began, wall;
	int status = 1;
	pid_t pid;
	FILE *out;

	if (argc < 3)
		return 125;
	began = now();
	if (posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0)
		return 127;
	if (wait4(pid, &status, 0, &use) != pid)
		return 125;
	wall = now() - began;
	if ((out = fopen(argv[1], "a")) == NULL)
		return 125;
	fprintf(out, "%.6f %.6f %ld\n", wall,
	    seconds(use.ru_utime) + seconds(use.ru_stime), use.ru_maxrss);
	if (fclose(out) != 0)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
