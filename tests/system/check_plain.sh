#!/bin/sh
# Plain bytes where sealed ones belong, whoever put them there: a client that
# ignores filters, an edited .gitattributes, a rename, a link.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 'secrets/**' 2>/dev/null
	mkdir secrets
	echo 'A=1' >a.env
	echo 'long enough to be judged by the look of its bytes' >secrets/b
	echo 'nothing to hide' >plain.txt
	git add -A && git commit -qm one
}
# stage PATH TEXT: as a client without filters would.
stage() {
	git update-index --add --cacheinfo \
	    "100644,$(printf '%s\n' "$2" | git hash-object -w --stdin),$1"
}

t_begin 'a repository as it should be'
start
t_ok git seal check
t_stdout_is ''
t_ok git seal check --staged
t_ok git seal check HEAD
t_ok git seal check --all -v
t_stdout '0 errors'
git seal lock -q --force
t_ok git seal check
t_stdout_is ''
t_end

t_begin 'a client that ignores filters'
start
stage a.env 'A=2'
for how in --staged ''; do
	# shellcheck disable=SC2086
	t_status 1 git seal check $how
	t_stdout 'error: a.env: plain, although its attribute says sealed'
	t_stdout 'hint: git seal status --fix'
done
t_ok git seal check HEAD
git commit -qm 'in the clear'
t_ok git seal check --staged
t_status 1 git seal check
t_status 1 git seal check HEAD
t_stdout "error: $(git rev-parse --short=12 HEAD):a.env: plain"
t_status 1 git seal check --range HEAD~1..HEAD
t_stdout_is "error: $(git rev-parse --short=12 HEAD):a.env: plain, although\
 its attribute says sealed; hint: git seal status --fix"
t_end

t_begin 'from a subfolder'
start
stage secrets/b 'B'
cd secrets
t_status 1 git seal check --staged
t_stdout 'error: b: plain'
t_end

t_begin 'the very first commit'
t_repo alpha
git seal init -q
git seal track -q '*.env' 2>/dev/null
git add -A
stage a.env 'A=1'
t_status 1 git seal check --staged
t_stdout 'error: a.env: plain'
t_stderr_is ''
t_status 1 git seal check
git commit -qm one
t_status 1 git seal check --all
t_stdout ':a.env: plain'
t_end

t_begin 'the attribute is lost, the bytes are still sealed'
start
: >.gitattributes
git add .gitattributes
t_status 1 git seal check --staged
t_stdout 'error: a.env: sealed, and no attribute says so'
t_stdout 'error: secrets/b: sealed, and no attribute says so'
git commit -qm lost
t_status 1 git seal check --range HEAD~1..
t_stdout ':a.env: sealed, and no attribute says so'
t_end

t_begin 'the attribute is lost in a subfolder, and the next edit is plain'
start
echo '* !filter' >secrets/.gitattributes
echo new >secrets/b
git add secrets
t_plain_blob :secrets/b
t_status 1 git seal check --staged
t_stdout_is 'error: secrets/b: sealed before, and plain now without the'\
' attribute; hint: git seal track secrets/b'
git commit -qm plain
t_status 1 git seal check
t_stdout 'secrets/b: sealed before'
t_status 1 git seal check --range HEAD~1..
t_stdout ':secrets/b: sealed before'
t_end

t_begin '.gitattributes becomes a symbolic link, which Git does not follow'
start
mv .gitattributes rules
ln -s rules .gitattributes
git add .gitattributes rules
t_status 1 git seal check --staged
t_stdout 'error: a.env: sealed, and no attribute says so'
t_end

t_begin 'renamed to where no attribute reaches'
start
git mv secrets/b b
t_status 1 git seal check --staged
t_stdout 'error: b: sealed, and no attribute says so'
git rm -qf --cached b
stage b 'edited meanwhile'
t_status 1 git seal check --staged
t_stdout 'error: b: a sealed file under another name, and plain (secrets/b)'
t_end

t_begin 'renamed with its content, which only a key sees'
start
git rm -q --cached secrets/b
stage other "$(cat secrets/b)"
t_status 1 git seal check --staged
t_stdout 'error: other: a sealed file under another name'
git seal lock -q --force
t_ok git seal check --staged
t_stderr_is ''
t_end

t_begin 'renamed and edited, which only a key sees'
start
seq -f 'NAME%g=some value' 1 40 >secrets/long
git add secrets && git commit -qm long
git rm -q --cached secrets/long
stage other "$(sed -n '10,$p' secrets/long; echo more)"
stage unlike "$(seq -f 'OTHER%g=thing' 1 40)"
t_status 1 git seal check --staged
t_stdout_is 'error: other: a sealed file under another name, and plain'\
' (secrets/long); hint: git seal track other'
git commit -qm moved
t_status 1 git seal check --range HEAD~1..
t_stdout ':other: a sealed file under another name, and plain'
git seal lock -q --force
t_ok git seal check --range HEAD~1..
t_end

t_begin 'a symbolic link in its place'
start
ln -sf plain.txt a.env
git add a.env
t_status 1 git seal check --staged
t_stdout 'error: a.env: a symbolic link under the attribute'
t_stdout 'error: a.env: a sealed file before, and a symbolic link now'
t_end

t_begin 'plain bytes behind a sealed header'
start
{
	git cat-file blob :secrets/b | head -c 32
	printf '%0100d' 0
} >forged
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters forged),secrets/b"
rm forged
git seal lock -q --force
t_status 1 git seal check --staged
t_stdout 'error: secrets/b: holds something else than ciphertext'
t_end

t_begin 'cut short, and of a newer version'
start
git update-index --cacheinfo "100644,$(git cat-file blob :a.env |
	head -c 32 | git hash-object -w --stdin),a.env"
git update-index --cacheinfo "100644,$({
	git cat-file blob :secrets/b | head -c 8
	printf '\002'
	git cat-file blob :secrets/b | tail -c +10
} | git hash-object -w --stdin),secrets/b"
t_status 1 git seal check --staged
t_stdout 'error: a.env: begins like a sealed file and is none'
t_stdout 'error: secrets/b: sealed by a newer git-seal'
t_end

t_begin 'one bit is enough, where there is a key'
start
git update-index --cacheinfo "100644,$({
	git cat-file blob :secrets/b | head -c 40
	printf 'X'
	git cat-file blob :secrets/b | tail -c +42
} | git hash-object -w --stdin),secrets/b"
t_status 1 git seal check --staged
t_stdout 'error: secrets/b: does not authenticate'
git seal lock -q --force
t_ok git seal check --staged
t_end

t_begin 'an empty file has nothing to hide'
start
: >a.env
git add a.env
t_ok git seal check --staged
t_stdout_is ''
t_end
