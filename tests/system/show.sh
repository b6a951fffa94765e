#!/bin/sh
# show prints what a commit, the index or any blob holds, in plain.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	mkdir sub
	echo 'A=1' >a.env
	echo 'B=2' >sub/b.env
	git add -A && git commit -qm one
}

t_begin 'as Git names it'
start
echo 'A=2' >a.env
git add a.env
t_ok git seal show HEAD:a.env
t_stdout_is 'A=1'
t_ok git seal show :a.env
t_stdout_is 'A=2'
t_ok git seal show :0:a.env
t_stdout_is 'A=2'
t_ok git seal show "$(git rev-parse HEAD:sub/b.env)"
t_stdout_is 'B=2'
t_ok git seal show HEAD:.gitattributes
t_stdout '*.env sealed'
cd sub
t_ok git seal show HEAD:./b.env
t_stdout_is 'B=2'
t_ok git seal show :./b.env
t_ok git seal show HEAD:a.env
t_stdout_is 'A=1'
t_ok git seal show @:./../a.env
t_end

t_begin 'the sides of a conflict'
start
git checkout -qb side
echo 'A=2' >a.env
git commit -qam side
git checkout -q -
echo 'A=3' >a.env
git commit -qam ours
git -c merge.seal.driver=false merge -q side >/dev/null 2>&1 || :
for n in 1 3 2; do
	t_ok git seal show ":$n:a.env"
done
t_stdout_is 'A=3'
t_end

t_begin 'bytes of all kinds, and none'
start
/usr/bin/python3 -c '
import sys
sys.stdout.buffer.write(bytes(range(256)) * 5000)' >big.env
: >empty.env
printf 'no end' >end.env
git add -A && git commit -qm two
for f in big.env empty.env end.env; do
	git seal show "HEAD:$f" >"$T_DIR/got"
	t_same "$f" "$T_DIR/got"
done
t_end

t_begin 'in a bare repository, with the key from the command line'
start
git seal export-key -q "$T_DIR/key"
git clone -q --bare . "$T_DIR/bare.git"
cd "$T_DIR/bare.git"
t_status 3 git seal show HEAD:a.env
id=$(basename "$(git ls-tree -r --name-only HEAD .git-seal)")
t_stderr "sealed by generation $id of keyring 'default'"
t_stderr 'git seal unlock'
t_stdout_is ''
t_ok git seal show -i "$T_DIR/key" HEAD:a.env
t_stdout_is 'A=1'
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
t_ok git seal show HEAD:sub/b.env
t_stdout_is 'B=2'
unset GIT_SEAL_KEY
t_end

t_begin 'what is not there'
start
t_status 5 git seal show HEAD:nothing
t_stderr "there is no 'HEAD:nothing'"
t_status 5 git seal show nothing
t_status 5 git seal show HEAD:sub
t_stderr 'is no file'
t_status 5 git seal show HEAD
t_status 2 git seal show
t_status 2 git seal show HEAD:a.env HEAD:sub/b.env
t_status 5 git seal show -- --help
mkdir "$T_DIR/nowhere"
cd "$T_DIR/nowhere"
t_status 5 git seal show HEAD:a.env
t_stderr 'not a git repository'
t_end

t_begin 'damage is exit 4, and not one byte comes out'
start
git cat-file blob :a.env >"$T_DIR/blob"
printf x >>"$T_DIR/blob"
oid=$(git hash-object -w --no-filters "$T_DIR/blob")
t_status 4 git seal show "$oid"
t_stderr 'damaged'
t_stdout_is ''
head -c 31 "$T_DIR/blob" >"$T_DIR/cut"
t_status 4 git seal show "$(git hash-object -w --no-filters "$T_DIR/cut")"
{ head -c 9 "$T_DIR/blob" && printf '\010' && tail -c +11 "$T_DIR/blob"; } \
    >"$T_DIR/newer"
t_status 4 git seal show "$(git hash-object -w --no-filters "$T_DIR/newer")"
t_stderr 'newer git-seal'
t_end

t_begin 'seal.maxSize bounds it, by name'
start
head -c 5000 /dev/zero >zero.env
git add -A
git config seal.maxSize 4k
t_status 4 git seal show :zero.env
t_stderr 'seal.maxSize'
t_no_stderr 'damaged'
git config seal.maxSize 5k
t_ok git seal show :zero.env
git config seal.maxSize lots
t_status 2 git seal show :zero.env
t_end

t_begin 'standard output that cannot be written is exit 5'
start
# Through `git seal` Git itself opens /dev/null for what is closed.
t_status 5 sh -c 'git-seal show HEAD:a.env >&-'
t_stderr 'standard output'
if [ -w /dev/full ]; then
	t_status 5 sh -c 'git seal show HEAD:a.env >/dev/full'
fi
t_end

t_begin 'file names of all kinds'
start
nl='
'
for f in "new${nl}line.env" '*.env' '[a].env' '-x.env' ':(top).env' \
    "$(printf '\377.env')"; do
	printf '%s' "$f" >"./$f"
	git --literal-pathspecs add -- "./$f"
	t_ok git seal show ":$f"
	t_equal "$f" "$(cat "$T_ROOT/out")" 'content'
done
t_end

t_begin 'after lock only a key on the command line opens'
start
git seal export-key -q "$T_DIR/key"
t_ok git seal lock -q
t_sealed a.env
t_status 3 git seal show HEAD:a.env
t_stderr 'the clone is locked'
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
t_status 3 git seal show HEAD:a.env
unset GIT_SEAL_KEY
t_ok git seal show -i "$T_DIR/key" HEAD:a.env
t_stdout_is 'A=1'
t_sealed a.env
t_end

t_begin 'in a worktree that is locked by itself it works'
start
: >.git/git-seal/locked-worktree
t_ok git seal show HEAD:a.env
t_stdout_is 'A=1'
t_end
