/*
 * trust_file: the generation files of a struct gs_trust; for the trust_*.c
 * files only.
 */
#ifndef GS_ENGINE_TRUST_FILE_H
#define GS_ENGINE_TRUST_FILE_H

#include "engine/trust.h"

/* One file, however many places carry it. */
struct gs_trust_file {
	uint8_t gen[GS_GEN_ID_LEN]; /* its name */
	struct gs_oid blob;
	uint32_t sets;		 /* GS_CHAIN_* */
	uint32_t added;		 /* those of them that the chain knows */
	struct gs_generation *g; /* owned, the chain borrows it; or NULL: */
	int why;		 /* why it could not be read */
};

/** gs_trust_files(t, from, to, e): read the generation files of the places
 * ${from} to ${to} into the chain, which is not built yet. */
int gs_trust_files(struct gs_trust *t, enum gs_where from, enum gs_where to,
    struct gs_err *e) GS_MUST_USE;

/** gs_trust_files_clear(t): after the chain is freed. */
void gs_trust_files_clear(struct gs_trust *t);

/** gs_trust_id_parse(s, id): 12 lower-case hex digits and the end; else
 * GS_EDAMAGED. */
int gs_trust_id_parse(const char *s, uint8_t id[GS_GEN_ID_LEN]) GS_MUST_USE;

#endif
