#!/bin/sh
# Attributes that would let Git change the sealed bytes.
. ./lib.sh

try() { # the attributes of *.env
	t_repo alpha
	git seal init -q
	printf '*.env filter=seal %s\n' "$1" >.gitattributes
	echo .gitattributes >.git/info/exclude
	printf 'A=1\r\nB=2\n' >prod.env
}

for trap in text 'text eol=crlf' 'eol=crlf' '-text ident' \
    '-text working-tree-encoding=UTF-16'; do
	t_begin "new content under '$trap' is refused, with the mend"
	try "$trap"
	t_status 128 git add prod.env
	t_stderr "'prod.env'"
	t_stderr '-text'
	t_equal '' "$(git ls-files prod.env)" 'index entry'
	t_end
done

for fine in '-text' 'text=auto' '' '-text eol=crlf' 'binary'; do
	t_begin "content under '$fine' is sealed and comes back"
	try "$fine"
	git config core.autocrlf true
	t_ok git add prod.env
	t_sealed_blob :prod.env
	t_ok git commit -qm one
	rm prod.env
	t_ok git checkout -- prod.env
	t_equal '413d310d0a423d320a' \
	    "$(od -An -tx1 prod.env | tr -d ' \n')" 'bytes'
	t_clean
	t_end
done
