#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "base/text.h"

#include "base/map.h"

/* FNV-1a, started from the seed so that nobody can plan collisions. */
static uint64_t
hash(const struct gs_map *m, const char *key, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u ^ m->seed;

	for (size_t i = 0; i < n; i++) {
		h ^= (uint8_t)key[i];
		h *= 0x100000001b3u;
	}
	return h ^ h >> 32;
}

static struct gs_map_slot *
find(const struct gs_map *m, const char *key, size_t n, uint64_t h)
{
	size_t i = (size_t)h & (m->cap - 1);

	while (m->slot[i].key != NULL) {
		if (m->slot[i].hash == h && m->slot[i].n == n &&
		    memcmp(m->slot[i].key, key, n) == 0)
			break;
		i = (i + 1) & (m->cap - 1);
	}
	return &m->slot[i];
}

static int
grow(struct gs_map *m)
{
	struct gs_map old = *m;
	size_t cap = m->cap == 0 ? 64 : m->cap * 2;

	if ((m->slot = calloc(cap, sizeof(*m->slot))) == NULL) {
		m->slot = old.slot;
		return GS_ENOMEM;
	}
	m->cap = cap;
	if (old.cap == 0)
		gs_sys_random_seed(&m->seed, sizeof(m->seed));
	for (size_t i = 0; i < old.cap; i++) {
		struct gs_map_slot *s = &old.slot[i];

		if (s->key != NULL)
			*find(m, s->key, s->n, s->hash) = *s;
	}
	free(old.slot);
	return GS_OK;
}

void **
gs_map_at(struct gs_map *m, const char *key, size_t n)
{
	struct gs_map_slot *s;
	uint64_t h;

	if (m->nr >= m->cap / 2 && grow(m) != GS_OK)
		return NULL;
	h = hash(m, key, n);
	s = find(m, key, n, h);
	if (s->key == NULL) {
		if ((s->key = gs_strndup(key, n)) == NULL)
			return NULL;
		s->n = n;
		s->hash = h;
		m->nr++;
	}
	return &s->value;
}

int
gs_map_put(struct gs_map *m, const char *key, size_t n, void *value)
{
	void **at = gs_map_at(m, key, n);

	if (at == NULL)
		return GS_ENOMEM;
	*at = value;
	return GS_OK;
}

void *
gs_map_get(const struct gs_map *m, const char *key, size_t n)
{
	if (m->cap == 0)
		return NULL;
	return find(m, key, n, hash(m, key, n))->value;
}

void
gs_map_clear(struct gs_map *m, void (*drop)(void *value))
{
	for (size_t i = 0; i < m->cap; i++) {
		if (m->slot[i].key == NULL)
			continue;
		free(m->slot[i].key);
		if (drop != NULL && m->slot[i].value != NULL)
			drop(m->slot[i].value);
	}
	free(m->slot);
	memset(m, 0, sizeof(*m));
}
