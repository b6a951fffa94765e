/*
 * faults: allocations that fail when told to.  The linker sends malloc,
 * calloc, realloc, free, mmap, mremap and munmap of the code under test
 * through here (-Wl,--wrap).
 */
#ifndef GS_FAULTS_H
#define GS_FAULTS_H

/** faults_sweep(what, fn, ctx): run ${fn} with its first allocation failing,
 * then its second, and so on until all succeed.  Each time ${fn} must say
 * GS_ENOMEM or GS_ECRYPTO (or GS_OK, where it could do without), and leave
 * not one allocation behind; it checks by itself that what it holds is as
 * the contract of the function says. */
void faults_sweep(const char *what, int (*fn)(void *ctx), void *ctx);

/** faults_openssl(): let libcrypto's own allocations fail too; first thing in
 * main, before libcrypto has allocated anything. */
void faults_openssl(void);

/** faults_live(): allocations that have not been freed yet. */
long faults_live(void);

#endif
