# git-seal: GNU make, no configure step, no network.  `make help` lists targets.
VERSION := 0.1.0

# Where things go: GNU's names, and PREFIX for short.
prefix ?= $(if $(PREFIX),$(PREFIX),/usr/local)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/git-seal
bashcompdir ?= $(datarootdir)/bash-completion/completions
zshcompdir ?= $(datarootdir)/zsh/site-functions
fishcompdir ?= $(datarootdir)/fish/vendor_completions.d
fishconfdir ?= $(datarootdir)/fish/vendor_conf.d

INSTALL ?= install
OBJCOPY ?= objcopy
PKG_CONFIG ?= pkg-config

# B names a build folder, so that several kinds of build stand side by side.
B ?= build
OPT ?= -O2
SAN ?=
WERROR ?= -Werror
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
  -Wformat=2 -Wundef -Wcast-qual -Wcast-align -Wwrite-strings \
  -Wpointer-arith -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference \
  -Wdouble-promotion -Wno-missing-field-initializers $(WERROR)
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
  -fstack-clash-protection
ifneq ($(filter x86_64 i%86,$(shell uname -m)),)
HARDEN += -fcf-protection
endif
# Between a sanitizer's own calls gcc loses sight of what was set.
BLIND := $(if $(findstring clang,$(CC)),,-Wno-maybe-uninitialized)
CFLAGS ?= -g

# Asked for once, and only when something is compiled: `make deps` must work
# on a machine that has no pkg-config yet.
LIBS := libcrypto zlib
LIB_CFLAGS = $(eval LIB_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(ALL_LIBS)))$(LIB_CFLAGS)
LIB_LDLIBS = $(eval LIB_LDLIBS := $$(shell $(PKG_CONFIG) --libs $(ALL_LIBS)))$(LIB_LDLIBS)
# Reads streams faster where it is there; LIBDEFLATE=no does without.
LIBDEFLATE ?= $(eval LIBDEFLATE := $$(shell $(PKG_CONFIG) --exists libdeflate 2>/dev/null && echo yes))$(LIBDEFLATE)
ALL_LIBS = $(LIBS) $(if $(filter yes,$(LIBDEFLATE)),libdeflate)
ALL_CPPFLAGS = -D_DEFAULT_SOURCE -DGS_VERSION='"$(VERSION)"' -Isrc -Iinclude \
  $(if $(filter yes,$(LIBDEFLATE)),-DGS_LIBDEFLATE) $(LIB_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 $(OPT) $(WARN) -fno-common -fPIE -pthread \
  $(if $(SAN),$(SAN) $(BLIND),$(HARDEN)) $(CFLAGS)
ALL_LDFLAGS = -pie -pthread -Wl,-z,relro,-z,now -Wl,-z,noexecstack \
  -Wl,--as-needed $(SAN) $(LDFLAGS)

V ?= 0
ifeq ($(V),0)
Q := @
say = @printf '  %-7s %s\n' $(1) $(2)
MAKEFLAGS += --no-print-directory
endif

# The floors, lowest first.  The library is cut from the lower ones.
FLOORS := base codec crypto git format repo engine cmd
LIBFLOORS := base codec crypto format
sources = $(sort $(wildcard $(1:%=src/%/*.c) $(1:%=src/%/*/*.c)))
objects = $(patsubst %.c,$(B)/%.o,$(1))
OBJ := $(call objects,$(call sources,$(FLOORS))) $(B)/made/hooktext.o
MAIN := $(B)/src/main/main.o
SMALL := $(B)/src/main/textconv.o
LIB := $(call objects,$(call sources,lib))
LIBOBJ := $(LIB) $(call objects,$(call sources,$(LIBFLOORS)))
UNIT_C := $(wildcard tests/unit/test_*.c)
UNIT_HELP := $(call objects,$(filter-out $(UNIT_C),$(wildcard tests/unit/*.c)))
UNIT := $(UNIT_C:tests/unit/%.c=$(B)/unit/%)
FUZZ_C := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ := $(FUZZ_C:tests/fuzz/%.c=$(B)/fuzz/%)
FUZZ_HELP := $(call objects,$(filter-out $(FUZZ_C),$(wildcard tests/fuzz/*.c)))
BENCH := $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/*.c))

ASAN := -fsanitize=address,undefined -fno-omit-frame-pointer

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help demo check check-built unit fuzz-replay system lint lint-fast \
  lint-slow asan valgrind fuzz fuzz-built bench bench-built peers install \
  uninstall clean dist format deps units FORCE

all: $(B)/git-seal $(B)/git-seal-textconv $(B)/docs $(if $(LIB),$(B)/libgitseal.a) ## build the program (default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' \
	    Makefile
	@echo '  Variables: B=build folder  V=1 full lines  T=names of tests'

# The program and the library

$(B)/git-seal: $(MAIN) $(B)/libcore.a $(B)/flags
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(MAIN) $(B)/libcore.a $(LIB_LDLIBS)

# One process a blob: it links libc alone, so that it starts as fast as cat.
$(B)/git-seal-textconv: $(SMALL) $(B)/libcore.a $(B)/flags
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(SMALL) $(B)/libcore.a

# Manual pages and completion come out of the program's own command table.
$(B)/docs: $(B)/git-seal docs/man/git-seal.1.in scripts/make-docs
	$(call say,DOCS,$(B)/man)
	$(Q)scripts/make-docs $(B)
	$(Q)touch $@

$(B)/libcore.a: $(OBJ) $(B)/sources
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(OBJ)

# One object, so that all names but the public ones can be made local.
$(B)/libgitseal.a: $(LIBOBJ) $(B)/sources
	$(call say,AR,$@)
	$(Q)$(LD) -r -o $(B)/gitseal.o $(LIBOBJ)
	$(Q)$(OBJCOPY) --wildcard --keep-global-symbol='gitseal_*' $(B)/gitseal.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(B)/gitseal.o

$(B)/%.o: %.c $(B)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The hooks travel within the program.
HOOKS := $(sort $(wildcard hooks/*))
$(B)/made/hooktext.c: $(HOOKS) scripts/embed-hooks $(B)/sources
	$(call say,HOOKS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)scripts/embed-hooks $(HOOKS) >$@

$(B)/made/%.o: $(B)/made/%.c $(B)/flags
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Files that change when the flags do, or the list of sources.
quote = '$(subst ','\'',$(1))'
stamp = @mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) >$@.new; \
  if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi
$(B)/flags: FORCE
	$(call stamp,$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS))
$(B)/sources: FORCE
	$(call stamp,$(OBJ) $(LIBOBJ) $(HOOKS))

# Tests

check: deps ## install what is missing, build, run every test
	@$(MAKE) check-built

check-built: all units $(FUZZ)
	@GS_BUILD=$(B) CC='$(CC)' tests/check

units: $(UNIT)
unit: units ## unit tests (T=test_buf ...)
	@tests/unit/run $(if $(T),$(T:%=$(B)/unit/%),$(UNIT))

# Through tests/unit/faults.c, which makes the k-th one fail.
WRAP := $(foreach f,malloc calloc realloc free mmap mremap munmap,-Wl,--wrap=$f)
$(B)/unit/%: $(B)/tests/unit/%.o $(UNIT_HELP) $(LIB) $(B)/libcore.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $< $(UNIT_HELP) $(LIB) \
	    $(B)/libcore.a $(LIB_LDLIBS) -lcmocka

fuzz-replay: $(FUZZ) ## the fuzz targets over their stored corpora
	@tests/fuzz/replay $(FUZZ)

$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(FUZZ_HELP) $(LIB) $(B)/libcore.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(FUZZ_HELP) $(LIB) $(B)/libcore.a \
	    $(LIB_LDLIBS)

system: all ## stories with the real git (T=names)
	@GS_BUILD=$(B) tests/system/run $(T)

asan: ## everything again under address and undefined sanitizers
	@$(MAKE) B=build/asan SAN='$(ASAN)' OPT=-O1 all units unit fuzz-replay system

valgrind: units ## unit tests under valgrind
	@GS_UNDER='valgrind -q --error-exitcode=99 --leak-check=full' \
	    tests/unit/run $(if $(T),$(T:%=$(B)/unit/%),$(UNIT))

fuzz: ## libFuzzer, FUZZ_TIME a target (T=fuzz_sealed ...)
	@$(MAKE) CC=clang B=build/libfuzzer OPT=-O1 \
	    SAN='$(ASAN) -fsanitize=fuzzer-no-link' fuzz-built
FUZZ_TIME ?= 60
fuzz-built: $(FUZZ:$(B)/fuzz/%=$(B)/libfuzzer/%)
	@tests/fuzz/hunt $(FUZZ_TIME) $(if $(T),$(T:%=$(B)/libfuzzer/%),$^)
$(B)/libfuzzer/%: $(B)/tests/fuzz/%.o $(LIB) $(B)/libcore.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< $(LIB) \
	    $(B)/libcore.a $(LIB_LDLIBS)

lint: all ## every check of the source (lint-fast: those of `make check`)
	@GS_BUILD=$(B) CC='$(CC)' tests/lint/run all
lint-fast: all
	@GS_BUILD=$(B) CC='$(CC)' tests/lint/run fast
lint-slow: all
	@GS_BUILD=$(B) CC='$(CC)' tests/lint/run slow

# Measuring and showing

demo: deps ## play the main job in a scratch repository
	@$(MAKE) all
	@GS_BUILD=$(B) scripts/demo

bench: all $(BENCH) ## side-by-side measurements (T='small add', ROUNDS=7)
	@GS_BUILD=$(B) bench/run $(if $(ROUNDS),--rounds $(ROUNDS)) $(T)

$(B)/bench/%: $(B)/bench/%.o $(B)/libcore.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(B)/libcore.a $(LIB_LDLIBS)

# Other people's programs

deps: ## install what building and testing need
	@scripts/install-deps

peers: ## real peers for tests and benchmarks, into build/peers
	@scripts/install-peers

format: ## clang-format over the C files
	clang-format -i $$(find $(wildcard src include tests bench) -name '*.[ch]')

# Installing

put = $(INSTALL) -d $(DESTDIR)$(2) && $(INSTALL) -m $(1) $(3) $(DESTDIR)$(2)

install: all ## into $(DESTDIR)$(prefix)
	$(call put,755,$(bindir),$(B)/git-seal $(B)/git-seal-textconv)
	$(call put,644,$(mandir)/man1,$(B)/man/*.1)
	$(call put,644,$(bashcompdir),$(B)/completion/git-seal)
	$(call put,644,$(zshcompdir),$(B)/completion/_git-seal)
	$(call put,644,$(fishcompdir),$(B)/completion/git-seal.fish)
	$(call put,644,$(fishconfdir),contrib/completion/git-seal.conf.fish)
	$(call put,644,$(docdir),README.md CHANGELOG.md COPYING)
	$(if $(wildcard hooks/*),$(call put,755,$(datadir)/git-seal/hooks,hooks/*))
	$(if $(LIB),$(call put,644,$(libdir),$(B)/libgitseal.a))
	$(if $(LIB),$(call put,644,$(includedir),include/gitseal.h))

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(bindir)/git-seal $(DESTDIR)$(bindir)/git-seal-textconv \
	    $(DESTDIR)$(libdir)/libgitseal.a $(DESTDIR)$(includedir)/gitseal.h
	rm -f $(DESTDIR)$(mandir)/man1/git-seal.1 $(DESTDIR)$(mandir)/man1/git-seal-*.1
	rm -f $(DESTDIR)$(bashcompdir)/git-seal $(DESTDIR)$(zshcompdir)/_git-seal \
	    $(DESTDIR)$(fishcompdir)/git-seal.fish \
	    $(DESTDIR)$(fishconfdir)/git-seal.conf.fish
	rm -rf $(DESTDIR)$(datadir)/git-seal $(DESTDIR)$(docdir)

dist: ## a source archive of the last commit, into build
	@mkdir -p build
	git archive --prefix=git-seal-$(VERSION)/ HEAD | gzip -9n \
	    >build/git-seal-$(VERSION).tar.gz

clean: ## remove every build folder; the peers stay
	@mkdir -p build
	find build -mindepth 1 -maxdepth 1 ! -name peers -exec rm -rf {} +

-include $(sort $(wildcard $(patsubst %.o,%.d,$(OBJ) $(MAIN) $(SMALL) $(LIB) \
  $(UNIT_HELP) $(FUZZ_HELP)) $(B)/tests/*/*.d $(B)/bench/*.d))
