/*
 * facts: what a blob is, whatever path it stands at.  All that are needed
 * are gathered first and read at once, each a single time.
 */
#ifndef GS_CMD_CHECK_FACTS_H
#define GS_CMD_CHECK_FACTS_H

#include "base/map.h"
#include "base/oid.h"
#include "cmd/cmd.h"

enum gs_check_form {
	GS_CHECK_ABSENT, /* not here (partial clone) */
	GS_CHECK_EMPTY,
	GS_CHECK_PLAIN,
	GS_CHECK_SEALED,    /* a well-formed sealed file */
	GS_CHECK_MALFORMED, /* begins like one, and is none */
	GS_CHECK_NEWER,	    /* a version or flag of the future */
	GS_CHECK_NO_NOISE   /* behind the header stands no ciphertext */
};

#define GS_CHECK_DIGEST_LEN 32

struct gs_check_fact {
	struct gs_oid id;
	enum gs_check_form form;
	uint8_t gen[GS_GEN_ID_LEN]; /* SEALED: whose it is */
	/* With a key: */
	const struct gs_keyring *ring; /* borrowed: whose keyring has it */
	bool opened;
	bool damaged; /* it does not authenticate */
	/* Of its plain bytes: where a key stands in them (0: nowhere), and
	 * what kind (enum gs_leak_kind); of a sealed one: of its own ring. */
	size_t leak_line;
	int leak;
	struct gs_buf content; /* of a file that gs_check_keep asked for */
	bool keep;
	bool known; /* digest is that of the plain bytes */
	uint8_t digest[GS_CHECK_DIGEST_LEN];
};

#define GS_CHECK_BLOCK 256

/* A zeroed one is empty. */
struct gs_check_facts {
	struct gs_map by_id;
	struct gs_check_fact **block; /* owned: GS_CHECK_BLOCK facts each */
	size_t nr, cap;		      /* facts; blocks there is room for */
	size_t read;		      /* so many were read */
};

/** gs_check_want(f, id): that blob will be read.  GS_OK, GS_ENOMEM. */
int
gs_check_want(struct gs_check_facts *f, const struct gs_oid *id) GS_MUST_USE;

/** gs_check_keep(f, id): the same, and its bytes will be kept. */
int
gs_check_keep(struct gs_check_facts *f, const struct gs_oid *id) GS_MUST_USE;

/**
 * gs_check_read(f, ctx, e):
 * Read those that were not read yet.  Sealed ones are opened with what
 * ctx->keys holds, if anything.  Never fetches.
 */
int gs_check_read(struct gs_check_facts *f, const struct gs_ctx *ctx,
    struct gs_err *e) GS_MUST_USE;

/** gs_check_fact(f, id): what it is; it was wanted. */
const struct gs_check_fact *
gs_check_fact(const struct gs_check_facts *f, const struct gs_oid *id);

/** gs_check_is_sealed(fact): whether it was meant to be sealed. */
bool gs_check_is_sealed(const struct gs_check_fact *fact);

void gs_check_facts_clear(struct gs_check_facts *f);

#endif
