# git-seal: GNU make, no configure step.  `make help` lists the targets.
VERSION := 0.1.0

prefix ?= $(if $(PREFIX),$(PREFIX),/usr/local)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/git-seal
bashcompdir ?= $(datarootdir)/bash-completion/completions
zshcompdir ?= $(datarootdir)/zsh/site-functions
fishcompdir ?= $(datarootdir)/fish/vendor_completions.d
INSTALL ?= install
CC ?= cc
PKG_CONFIG ?= pkg-config

# B names a build folder, so that several kinds of build stand side by side.
B ?= build
SAN ?=
WERROR ?= -Werror
OPT ?= -O2
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection
ifneq ($(filter x86_64 i%86,$(shell uname -m)),)
HARDEN += -fcf-protection
endif
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
  -Wformat=2 -Wundef -Wcast-qual -Wcast-align -Wwrite-strings \
  -Wpointer-arith -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference \
  -Wdouble-promotion $(WERROR)
CFLAGS ?= -g
LIBS := libcrypto zlib
override CPPFLAGS += -D_DEFAULT_SOURCE -DGS_VERSION='"$(VERSION)"' -Isrc \
  -Iinclude $(shell $(PKG_CONFIG) --cflags $(LIBS))
ALL_CFLAGS := -std=c11 $(OPT) $(WARN) -fno-common -fPIE -pthread \
  $(if $(SAN),,$(HARDEN)) $(SAN) $(CFLAGS)
ALL_LDFLAGS := -pie -pthread -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) \
  $(LDFLAGS)
LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBS))

V ?= 0
ifeq ($(V),0)
Q := @
say = @printf '  %-7s %s\n' $(1) $(2)
endif

FLOORS := base codec crypto git format repo engine cmd
SRC := $(sort $(wildcard $(FLOORS:%=src/%/*.c) src/*/*/*.c))
OBJ := $(SRC:%.c=$(B)/%.o)
MAIN := $(B)/src/main/main.o
LIBSRC := $(sort $(wildcard src/lib/*.c))
LIBOBJ := $(LIBSRC:%.c=$(B)/%.o)
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

.DELETE_ON_ERROR:
.PHONY: all help demo check unit system lint asan valgrind fuzz bench peers \
  install uninstall clean dist deps format

all: $(B)/git-seal

$(B)/git-seal: $(MAIN) $(B)/libcore.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(MAIN) $(B)/libcore.a $(LDLIBS)

$(B)/libcore.a: $(OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(OBJ)

$(B)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/unit/%: $(B)/tests/unit/%.o $(B)/libcore.a $(LIBOBJ)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBOBJ) $(B)/libcore.a $(LDLIBS) -lcmocka

unit: $(UNIT)
	$(Q)for t in $(UNIT); do echo "== $$t"; $$t || exit 1; done

# GS_BUILD: the stories run the program of this build, a sanitizer's too.
system: all
	$(Q)GS_BUILD=$(B) tests/system/run $(T)

clean:
	rm -rf build

-include $(OBJ:.o=.d) $(MAIN:.o=.d) $(LIBOBJ:.o=.d)
-include $(wildcard $(B)/tests/unit/*.d)
