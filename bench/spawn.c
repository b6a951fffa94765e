/*
 * spawn ROUNDS INPUT COMMAND [ARG...] [:: COMMAND [ARG...]]...: start each
 * command ROUNDS times, one after the other in turns, with INPUT as standard
 * input and no output; print the median of each in milliseconds, a line each.
 * Python's own spawning costs more than what is measured here.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define COMMANDS_MAX 8

extern char **environ;

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
once(char **argv, const char *input)
{
	posix_spawn_file_actions_t files;
	double began;
	int status;
	pid_t pid;

	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
	(void)posix_spawn_file_actions_addopen(
	    &files, 1, "/dev/null", O_WRONLY, 0);
	began = now_ms();
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || status != 0) {
		fprintf(stderr, "spawn: %s failed\n", argv[0]);
		exit(1);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return now_ms() - began;
}

int
main(int argc, char **argv)
{
	char **command[COMMANDS_MAX];
	size_t nr = 0, rounds;
	double *took;

	if (argc < 4)
		return 2;
	rounds = strtoul(argv[1], NULL, 10);
	command[nr++] = argv + 3;
	for (int i = 3; i < argc && nr < COMMANDS_MAX; i++) {
		if (strcmp(argv[i], "::") != 0 || i + 1 == argc)
			continue;
		argv[i] = NULL;
		command[nr++] = argv + i + 1;
	}
	took = calloc(rounds * nr, sizeof(*took));
	if (took == NULL || rounds == 0)
		return 2;
	for (size_t r = 0; r < rounds; r++) {
		for (size_t c = 0; c < nr; c++)
			took[c * rounds + r] = once(command[c], argv[2]);
	}
	for (size_t c = 0; c < nr; c++) {
		qsort(took + c * rounds, rounds, sizeof(*took), by_size);
		printf("%.3f\n", took[c * rounds + rounds / 2]);
	}
	free(took);
	return 0;
}
