/*
 * print: a value as text of its format, to be put in the place of another.
 */
#ifndef GS_FORMAT_SOPS_PRINT_H
#define GS_FORMAT_SOPS_PRINT_H

#include "format/sops/doc.h"

/**
 * gs_sops_print(d, it, type, p, n, out):
 * Append the ${n} bytes at ${p} (in the one spelling of ${type}) as a value
 * that can stand where ${it} stands in ${d}.
 *
 * GS_OK; GS_EDAMAGED: the format cannot hold it (what is not UTF-8 in JSON or
 * YAML, a line end in a name, NaN in JSON); GS_ENOMEM.
 */
int gs_sops_print(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    enum gs_sops_type type, const void *p, size_t n,
    struct gs_buf *out) GS_MUST_USE;

/** gs_sops_print_enc(d, it, s, n, out): an encrypted value, there. */
int
gs_sops_print_enc(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    const char *s, size_t n, struct gs_buf *out) GS_MUST_USE;

/** gs_sops_print_yaml(d, it, p, n, out): a string of YAML in the simplest
 * style that means it there. */
int
gs_sops_print_yaml(const struct gs_sops_doc *d, const struct gs_sops_item *it,
    const uint8_t *p, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
