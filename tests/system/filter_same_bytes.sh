#!/bin/sh
# Whoever adds a file, in whatever surroundings, stores the same bytes; and
# whoever checks it out gets them back: the long-running filter and the
# one-shot commands, any locale, umask, time zone and line end setting.
. ./lib.sh

# What a conversion on the way would change, or a pipe cut.
contents() {
	printf 'A=1\nB=2\n' >lf.env
	printf 'A=1\r\nB=2\r\n' >crlf.env
	printf 'A=1\r\nB=2\nC=3\r' >mixed.env
	printf 'no line end' >bare.env
	printf '\n' >newline.env
	printf 'x' >one.env
	: >empty.env
	# shellcheck disable=SC2016 # as Git's ident wants it
	printf '$Id$ $Date$\n' >ident.env
	printf 'a\0b\r\nc\377\376' >binary.env
	printf '\377\376A\0=\0001\0\r\0\n\0' >utf16.env
	printf '\357\273\277A=\303\244\n' >utf8.env
	printf 'A=\344\n' >latin1.env
	printf 'x=1\n' >"$(printf 'n\303\244me.env')"
	printf 'x=2\n' >"$(printf 'n\344me.env')"
	seq 1 30000 >long.env
	seq 1 30000 | sed 's/$/\r/' >long-crlf.env
	head -c 65516 /dev/zero >packet.env
	head -c 200000 /dev/zero | tr '\0' '\n' >lines.env
}

start() {
	t_repo alpha
	git seal init -q
	printf '%s\n' '*.env filter=seal diff=seal -text' >.gitattributes
	contents
	git add .
	git commit -qm one
	git ls-files -s >"$T_DIR/index"
	sums >"$T_DIR/sums"
}

sums() {
	for file in *.env; do cksum "$file"; done
}

# Under the variables and settings given: taken in anew, nothing kept of the
# old index, and checked out anew.
row() { # [NAME=VALUE...] [-c setting=value...]
	rm .git/index
	env "$@" git add . 2>"$T_ROOT/err" || t_fail "add under: $*"
	git ls-files -s >"$T_DIR/got"
	t_same "$T_DIR/index" "$T_DIR/got"
	rm ./*.env
	env "$@" git checkout -q -- . 2>"$T_ROOT/err" ||
		t_fail "checkout under: $*"
	sums >"$T_DIR/got"
	t_same "$T_DIR/sums" "$T_DIR/got"
	t_equal '' "$(env "$@" git status --porcelain)" "status under: $*"
	[ ! -s "$T_ROOT/notes" ] || t_fail "... under: $*"
}

set_config() { # setting=value: for the next row
	row GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="${1%%=*}" \
	    GIT_CONFIG_VALUE_0="${1#*=}"
}

line_ends() {
	for setting in core.autocrlf=true core.autocrlf=input core.eol=crlf; do
		set_config "$setting"
	done
}

surroundings() {
	row LC_ALL=C
	row LC_ALL=C.UTF-8
	row LC_ALL=xx_XX.nowhere LANG=xx LANGUAGE=xx
	row LC_ALL= LANG= LC_CTYPE=POSIX
	row TZ=Pacific/Kiritimati
	row TZ=nonsense
	row GIT_ADVICE=0 GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0
	row GIT_TRACE=1 GIT_TRACE_PACKET=1
	row GIT_FLUSH=1 GIT_LITERAL_PATHSPECS=1
	row POSIXLY_CORRECT=1
	line_ends
	for setting in core.safecrlf=true core.quotePath=false \
	    core.checkStat=minimal core.trustctime=false \
	    core.preloadIndex=false checkout.workers=4 index.version=4 \
	    i18n.commitEncoding=ISO-8859-1 core.bigFileThreshold=1k \
	    core.compression=0 core.attributesFile=/dev/null; do
		set_config "$setting"
	done
}

masks() {
	for mask in 000 077 027; do
		(
			umask "$mask"
			row LC_ALL=C
			t_mode "$(printf '%o' $((0666 & ~0$mask)))" lf.env
		)
		t_mode 600 .git/git-seal/keyrings/default
	done
}

t_begin 'the long-running filter'
start
surroundings
masks
t_end

t_begin 'the one-shot commands'
start
git config --unset filter.seal.process
surroundings
masks
t_end

t_begin 'clean and smudge by hand, without any setting of Git'
start
for file in *.env; do
	# shellcheck disable=SC2094 # a name, not the file
	git-seal clean -- "$file" <"$file" >"$T_DIR/sealed" ||
		t_fail "clean of $file"
	t_equal "$(git rev-parse ":./$file")" \
	    "$(git hash-object --no-filters "$T_DIR/sealed")" "sealed $file"
	git-seal smudge -- "$file" <"$T_DIR/sealed" >"$T_DIR/plain" ||
		t_fail "smudge of $file"
	t_same "$file" "$T_DIR/plain"
done
t_end

t_begin 'a line end setting in the attributes of other files'
start
printf '%s\n' '* text=auto' '*.txt text eol=crlf' '*.env filter=seal -text' \
    >.gitattributes
git add .
git commit -qm attributes
git ls-files -s >"$T_DIR/index"
line_ends
t_end

t_begin 'a key that was made under any umask is its owner'"'"'s alone'
for mask in 000 022 077; do
	rm -rf "$T_DIR/m"
	git init -q "$T_DIR/m"
	cd "$T_DIR/m"
	(
		umask "$mask"
		git seal init -q
	)
	t_mode 600 .git/git-seal/keyrings/default
	t_mode 700 .git/git-seal/keyrings
	t_mode 700 .git/git-seal
done
t_end
