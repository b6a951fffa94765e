#!/bin/sh
# Attributes that would let Git damage sealed bytes, and patterns that cover
# what is never sealed, are findings.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
}

for trap in text eol=crlf ident working-tree-encoding=UTF-16; do
	t_begin "trap: $trap"
	start
	case $trap in
	eol=*) printf '*.env sealed !text %s\n' "$trap" >.gitattributes.new ;;
	*) printf '*.env sealed %s\n' "$trap" >.gitattributes.new ;;
	esac
	cat .gitattributes.new >>.gitattributes
	t_status 1 git seal status
	t_stdout "sealed (attribute trap: ${trap%%=*}) a.env"
	t_status 1 git seal status --json
	t_stdout "\"traps\":[\"${trap%%=*}\"]"
	t_end
done

for trap in seal-keyring=no/name seal-pad=17; do
	t_begin "trap: $trap"
	start
	echo "*.env $trap" >>.gitattributes
	t_status 1 git seal status
	t_stdout "(attribute trap: ${trap%%=*}) a.env"
	t_end
done

t_begin 'a symbolic link is never sealed'
start
ln -s a.env link.env
git add link.env
t_status 1 git seal status
t_stdout 'symbolic link (attribute trap) link.env'
t_end

t_begin 'a pattern that covers .gitattributes and .git-seal/'
start
echo '* sealed' >>.gitattributes
t_status 1 git seal status
t_stdout 'never sealed (attribute trap) .gitattributes'
t_stdout 'never sealed (attribute trap) .git-seal/default/generations/'
t_end

t_begin 'covered only where upper and lower case are one'
start
git config core.ignorecase true
echo 'B=2' >B.ENV
git add B.ENV
t_sealed_blob :B.ENV
t_status 1 git seal status
t_stdout 'sealed (attribute trap: core.ignorecase) B.ENV'
t_stdout 'sealed                   a.env'
t_end

t_begin 'a tool that runs no filters is in use'
start
mkdir .jj
t_ok git seal status
t_stderr 'jj runs no filters'
t_end
