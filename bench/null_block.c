/* The null filter as anybody would write it: it sleeps in read(). */
#include "null.h"

static ssize_t
read_block(void *p, size_t n)
{
	return read(STDIN_FILENO, p, n);
}

int
main(void)
{
	return null_filter(read_block);
}
