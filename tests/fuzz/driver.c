/*
 * driver: a main for fuzz targets where there is no libFuzzer.  Feeds the target
 * every file that is named, and every file of a folder that is named; the
 * target aborts where its invariant does not hold, after the name of the input
 * was printed.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
give_up(const char *path)
{
	perror(path);
	exit(2);
}

/* Exactly as many bytes as there are, so that a sanitizer sees one more. */
static void
feed(const char *path, size_t n)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = malloc(n != 0 ? n : 1);

	if (f == NULL || p == NULL || fread(p, 1, n, f) != n)
		give_up(path);
	(void)fclose(f);
	printf("%s\n", path);
	(void)fflush(stdout);
	(void)LLVMFuzzerTestOneInput(p, n);
	free(p);
}

static size_t
walk(const char *path)
{
	struct dirent *entry;
	struct stat st;
	char name[4096];
	size_t nr = 0;
	DIR *folder;

	if (stat(path, &st) != 0)
		give_up(path);
	if (S_ISREG(st.st_mode)) {
		feed(path, (size_t)st.st_size);
		return 1;
	}
	if (!S_ISDIR(st.st_mode))
		return 0;
	if ((folder = opendir(path)) == NULL)
		give_up(path);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (snprintf(name, sizeof(name), "%s/%s", path,
			entry->d_name) >= (int)sizeof(name))
			give_up(path);
		nr += walk(name);
	}
	(void)closedir(folder);
	return nr;
}

int
main(int argc, char **argv)
{
	size_t nr = 0;

	for (int i = 1; i < argc; i++)
		nr += walk(argv[i]);
	printf("%zu inputs\n", nr);
	return nr == 0; /* a corpus that is not there tests nothing */
}
