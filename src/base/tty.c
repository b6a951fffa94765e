#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "base/io.h"

#include "base/tty.h"

#define TTY "/dev/tty"

/* Signals that would end or stop us with the echo off. */
static const int watched[] = { SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM,
	SIGALRM, SIGTSTP, SIGTTIN, SIGTTOU };

static volatile sig_atomic_t caught[GS_NR(watched)];

static void
note(int sig)
{
	for (size_t i = 0; i < GS_NR(watched); i++) {
		if (watched[i] == sig)
			caught[i] = 1;
	}
}

/* What to put back afterwards. */
struct watch {
	struct sigaction old[GS_NR(watched)];
	sigset_t mask;
};

/*
 * Signals wait until read_line says that it is ready for them: one that came
 * between a look at ${caught} and a read would be slept over.  Not so
 * SIGTTIN and SIGTTOU: blocked, they would let a background process at the
 * terminal.
 */
static void
watch(struct watch *w)
{
	struct sigaction sa;
	sigset_t block;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = note;
	(void)sigemptyset(&sa.sa_mask);
	(void)sigemptyset(&block);
	for (size_t i = 0; i < GS_NR(watched); i++) {
		caught[i] = 0;
		(void)sigaction(watched[i], &sa, &w->old[i]);
		if (watched[i] != SIGTTIN && watched[i] != SIGTTOU)
			(void)sigaddset(&block, watched[i]);
	}
	(void)sigprocmask(SIG_BLOCK, &block, &w->mask);
}

/* Put the handlers back and deliver what came meanwhile.  Returns whether
 * anything did and we are still here: stopped, and now continued. */
static bool
unwatch(const struct watch *w)
{
	bool any = false;

	(void)sigprocmask(SIG_SETMASK, &w->mask, NULL);
	for (size_t i = 0; i < GS_NR(watched); i++)
		(void)sigaction(watched[i], &w->old[i], NULL);
	for (size_t i = 0; i < GS_NR(watched); i++) {
		if (!caught[i])
			continue;
		(void)kill(getpid(), watched[i]);
		any = any || watched[i] == SIGTSTP || watched[i] == SIGTTIN ||
		    watched[i] == SIGTTOU;
	}
	return any;
}

/* Wait for input, or for a signal of those that are blocked. */
static int
wait_input(int fd, const sigset_t *mask)
{
	fd_set set;

	if (fd >= FD_SETSIZE)
		return GS_EIO;
	FD_ZERO(&set);
	FD_SET(fd, &set);
	if (pselect(fd + 1, &set, NULL, NULL, NULL, mask) == 1)
		return GS_OK;
	return errno == EINTR ? GS_ENOKEY : GS_EIO;
}

/* GS_ENOKEY: end of file, or a signal. */
static int
read_line(int fd, const sigset_t *mask, struct gs_buf *out)
{
	size_t from = out->n;
	int r;
	char c;

	for (;;) {
		ssize_t k;

		if ((r = wait_input(fd, mask)) != GS_OK)
			return r;
		k = read(fd, &c, 1);
		if (k < 0 && errno != EINTR)
			return GS_EIO;
		if (k <= 0)
			return GS_ENOKEY;
		if (c == '\n')
			return GS_OK;
		if (out->n - from == GS_TTY_ANSWER_MAX)
			return GS_ETOOBIG;
		if ((r = gs_buf_addc(out, c)) != GS_OK)
			return r;
	}
}

/* Echo off unless it is to be seen, question, answer, echo on again. */
static int
ask_once(int fd, const sigset_t *mask, const char *question, bool echo,
    struct gs_buf *out)
{
	struct termios was, quiet;
	int r = GS_EIO;

	if (tcgetattr(fd, &was) != 0)
		return GS_EIO;
	quiet = was;
	if (!echo)
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	quiet.c_lflag |= ICANON | ISIG;
	quiet.c_iflag |= ICRNL;
	/* Fails in the background, with SIGTTOU. */
	if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0)
		return GS_EIO;
	if (gs_io_write(fd, question, strlen(question)) == GS_OK)
		r = read_line(fd, mask, out);
	if (tcsetattr(fd, TCSAFLUSH, &was) != 0 && r == GS_OK)
		r = GS_EIO;
	if (!echo)
		(void)!gs_io_write(fd, "\n", 1);
	return r;
}

static int
ask(const char *question, bool echo, struct gs_buf *out, struct gs_err *e)
{
	struct watch w;
	size_t from = out->n;
	bool again;
	int fd, r;

	if ((fd = open(TTY, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
		return gs_fail(e, GS_ENOTFOUND, "there is no terminal to ask");
	do {
		gs_buf_cut(out, from);
		watch(&w);
		r = ask_once(fd, &w.mask, question, echo, out);
		again = unwatch(&w);
	} while (again && r != GS_OK);
	(void)close(fd);
	if (r == GS_OK)
		return r;
	gs_buf_cut(out, from);
	if (r == GS_ENOKEY)
		return gs_fail(e, r, "no answer");
	if (r == GS_ETOOBIG)
		return gs_fail(e, r, "the answer is too long");
	return gs_fail(e, r, "cannot ask on the terminal");
}

int
gs_tty_ask(const char *question, struct gs_buf *out, struct gs_err *e)
{
	return ask(question, false, out, e);
}

int
gs_tty_line(const char *question, struct gs_buf *out, struct gs_err *e)
{
	return ask(question, true, out, e);
}

int
gs_tty_say(const char *text)
{
	int fd = open(TTY, O_WRONLY | O_NOCTTY | O_CLOEXEC), r;

	if (fd < 0)
		return GS_ENOTFOUND;
	r = gs_io_write(fd, text, strlen(text));
	(void)close(fd);
	return r;
}
