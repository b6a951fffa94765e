#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "engine/filter.h"

#include "engine/ahead_made.h"

/* Read ${path} behind the room, if it is a file worth it. */
static bool
read_file(const char *path, off_t min, off_t max, struct gs_buf *plain)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	bool ok = false;

	if (fd < 0)
		return false;
	gs_buf_reset(plain);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= min &&
	    st.st_size < max &&
	    gs_buf_reserve(plain, GS_FILTER_ROOM + (size_t)st.st_size + 1) ==
		GS_OK) {
		memset(plain->p, 0, GS_FILTER_ROOM);
		plain->n = GS_FILTER_ROOM;
		ok = gs_io_read(fd, (size_t)max, plain) == GS_OK &&
		    plain->n > GS_FILTER_ROOM &&
		    !gs_sealed_is(
			plain->p + GS_FILTER_ROOM, plain->n - GS_FILTER_ROOM);
	}
	(void)close(fd);
	return ok;
}

bool
gs_ahead_make(struct gs_ahead_made *m, const struct gs_keys *keys,
    const char *path, const struct gs_attrs *attrs, off_t min, off_t max)
{
	const struct gs_gen *gen;

	if (!attrs->sealed || !attrs->keyring_ok || !attrs->pad_ok ||
	    attrs->traps != 0 || gs_filter_never(path) ||
	    (gen = gs_keys_sealing(keys, attrs->keyring)) == NULL ||
	    !read_file(path, min, max, &m->plain))
		return false;
	memcpy(m->id, gen->content.id, sizeof(m->id));
	m->opt = (struct gs_seal_opt){ attrs->compress, attrs->pad };
	gs_buf_reset(&m->sealed);
	return gs_buf_add(&m->sealed, m->plain.p, m->plain.n) == GS_OK &&
	    gs_sealed_seal(&gen->content, &m->opt, &m->sealed) == GS_OK;
}

bool
gs_ahead_fits(const struct gs_ahead_made *m, const struct gs_content_key *key,
    const struct gs_seal_opt *opt, const struct gs_buf *b)
{
	return m->opt.compress == opt->compress && m->opt.pad == opt->pad &&
	    memcmp(m->id, key->id, sizeof(key->id)) == 0 &&
	    m->plain.n == b->n &&
	    memcmp(m->plain.p + GS_FILTER_ROOM, b->p + GS_FILTER_ROOM,
		b->n - GS_FILTER_ROOM) == 0;
}

void
gs_ahead_made_clear(struct gs_ahead_made *m)
{
	gs_buf_clear(&m->plain);
	gs_buf_clear(&m->sealed);
}
