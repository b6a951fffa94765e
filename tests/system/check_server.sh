#!/bin/sh
# A server without any key refuses what is pushed plain, before it takes it;
# a pre-push hook says so earlier.
. ./lib.sh

# A bare server with the hook, and a clone of it with one sealed file.
start() {
	git init -q --bare "$T_DIR/server.git"
	cp "$T_TOP/hooks/pre-receive" "$T_DIR/server.git/hooks/"
	t_repo alpha
	git remote add origin ../server.git
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
}
# stage PATH TEXT: as a client without filters would.
stage() {
	git update-index --add --cacheinfo \
	    "100644,$(printf '%s\n' "$2" | git hash-object -w --stdin),$1"
}

t_begin 'what is sealed comes in'
start
t_ok git push -q origin main
echo 'A=2' >a.env
git commit -qam two
t_ok git push -q origin main
git checkout -qb side HEAD~1
echo 'B=2' >b.env
git add b.env && git commit -qm side
git checkout -q main
git merge -q --no-edit side
git tag -am v1 v1
t_ok git push -q origin main side v1
t_ok git push -q origin :side
t_end

t_begin 'a plain file, taken back in the next commit, stays out'
start
t_ok git push -q origin main
stage a.env 'A=2'
git commit -qm plain
bad=$(git rev-parse --short=12 HEAD)
git reset -q --hard 2>/dev/null
echo 'A=3' >a.env
git add a.env && git commit -qm mended
t_sealed_blob HEAD:a.env
t_status 1 git push -q origin main
t_stderr "error: $bad:a.env: plain, although its attribute says sealed"
t_equal "$(git rev-parse HEAD~2)" "$(git -C ../server.git rev-parse main)"
t_end

t_begin 'a new branch is checked from where it leaves the others'
start
t_ok git push -q origin main
git checkout -qb side
stage b.env 'B=1'
git commit -qm plain
t_status 1 git push -q origin side
t_stderr ':b.env: plain'
git reset -q --hard HEAD~1
echo 'B=1' >b.env
git add b.env && git commit -qm sealed
t_ok git push -q origin side
t_end

t_begin 'a merge that changes what neither side has'
start
git checkout -qb side
echo x >x && git add x && git commit -qm x
git checkout -q main
echo y >y && git add y && git commit -qm y
t_ok git push -q origin main side
git merge -q --no-commit side 2>/dev/null
stage a.env 'A=evil'
git commit -qm merge
t_status 1 git push -q origin main
t_stderr ':a.env: plain'
t_end

t_begin 'a merge that brings a file under the other side of .gitattributes'
start
git checkout -qb side
echo 'B=1' >b.env
git add b.env && git commit -qm 'one more sealed'
git checkout -q main
echo '*.md text' >.gitattributes
git rm -q --cached a.env
git add .gitattributes && git commit -qm 'nothing is sealed any more'
git merge -q --no-edit side
t_status 1 git seal check --range 'HEAD^1..HEAD'
t_stdout ':b.env: sealed, and no attribute says so'
t_end

t_begin 'a client that ignores filters commits the unlocked tree'
start
t_ok git push -q origin main
git -c filter.seal.process= -c filter.seal.clean= -c filter.seal.smudge= \
    -c filter.seal.required=false commit -qam none 2>/dev/null || :
echo 'A=3' >a.env
git -c filter.seal.process= -c filter.seal.clean= -c filter.seal.smudge= \
    -c filter.seal.required=false add a.env
git commit -qm 'without filters'
t_plain_blob HEAD:a.env
t_status 1 git push -q origin main
t_stderr ':a.env: plain'
t_end

t_begin 'pre-push refuses before anything travels'
start
t_ok git push -q origin main
cp "$T_TOP/hooks/pre-push" .git/hooks/
rm ../server.git/hooks/pre-receive
stage a.env 'A=2'
git commit -qm plain
t_status 1 git push -q origin main
t_stderr ':a.env: plain'
git reset -q --hard HEAD~1
echo 'A=2' >a.env
git commit -qam sealed
t_ok git push -q origin main
t_ok git push -q origin main
t_ok git push -q origin main:side
t_ok git push -q origin :side
t_end

t_begin 'all history, and what is not a hook'
start
stage a.env 'A=2'
git commit -qm plain
stage a.env 'A=3'
git commit -qm plain
t_status 1 git seal check --all
t_equal 2 "$(grep -c 'a.env: plain' "$T_ROOT/out")" 'findings'
t_status 2 sh -c 'echo what is this | git seal check --receive'
t_stderr 'is not what Git tells its hook'
t_ok sh -c 'git seal check --receive </dev/null'
t_end

t_begin 'tags of what is no commit'
start
t_ok git push -q origin main
git tag tree "main^{tree}"
git tag blob "$(echo x | git hash-object -w --stdin)"
git tag -am nested nested tree 2>/dev/null
t_ok git push -q origin tree blob nested
t_stderr_is ''
stage a.env 'A=2'
git tag bad "$(git write-tree)"
git tag -am worse worse bad 2>/dev/null
for tag in bad worse; do
	t_status 1 git push -q origin $tag
	t_stderr ':a.env: plain, although its attribute says sealed'
done
git reset -q --hard
t_ok git push -q origin :tree
t_end

t_begin 'SHA-256 names'
t_repo alpha --object-format=sha256
git seal init -q
git seal track -q '*.env' 2>/dev/null
echo 'A=1' >a.env
git add -A
t_ok git seal check --staged
git commit -qm one
stage a.env 'A=2'
t_status 1 git seal check --staged
git commit -qm two
t_status 1 git seal check --all
t_stdout ':a.env: plain'
t_end

t_begin 'a bare repository is judged by its HEAD'
start
t_ok git push -q origin main
cd ../server.git
t_ok git seal check -v
t_stdout '0 errors'
t_end

t_begin 'from inside the Git folder'
start
stage a.env 'A=2'
git commit -qm plain
cd .git
t_status 1 git seal check
t_stdout ':a.env: plain'
t_status 1 git seal check --all
t_end

t_begin 'a server with a working tree of its own'
start
git init -q ../tree
git -C ../tree config receive.denyCurrentBranch updateInstead
cp "$T_TOP/hooks/pre-receive" ../tree/.git/hooks/
t_ok git push -q ../tree main
stage a.env 'A=2'
git commit -qm plain
t_status 1 git push -q ../tree main
t_stderr ':a.env: plain'
t_end
