#!/bin/sh
# status --fix seals what is plain in the index, and nothing else.
. ./lib.sh

raw() { # a git command without the filter
	git -c filter.seal.process= -c filter.seal.clean= \
	    -c filter.seal.required=false "$@"
}

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	echo 'B=2' >b.env
	echo 'C=3' >c.txt
	t_backdate a.env b.env c.txt
	raw add -A && raw commit -qm plain
}

t_begin 'all of it, staged, and the tree is clean afterwards'
start
t_status 1 git seal status
t_ok git seal status --fix
t_stderr 'sealed and staged a.env'
t_stderr 'change the secrets'
t_stdout 'sealed                   a.env'
t_sealed_blob :a.env
t_sealed_blob :b.env
t_plain_blob :c.txt
t_file a.env 'A=1'
git commit -qm sealed
t_clean
t_ok git seal status
t_end

t_begin 'only where it was asked'
start
t_ok git seal status --fix a.env
t_sealed_blob :a.env
t_plain_blob :b.env
t_end

t_begin 'the exec bit and unstaged edits stay'
start
chmod +x a.env
raw add a.env && raw commit -qm x
echo 'A=2' >a.env
t_ok git seal status --fix
t_equal 100755 "$(git ls-files -s a.env | cut -d' ' -f1)" 'mode'
t_equal 'A=1' "$(git seal show :a.env)" 'staged'
t_file a.env 'A=2'
t_end

t_begin 'a file that is plain only in the index comes without a sermon'
start
t_ok git seal status --fix
git commit -qm sealed
echo 'D=4' >d.env
raw add d.env
t_ok git seal status --fix
t_stderr 'sealed and staged d.env'
t_no_stderr 'change the secrets'
t_end

t_begin 'a hundred files'
start
i=0
while [ $i -lt 100 ]; do
	echo "X=$i" >"x$i.env"
	i=$((i + 1))
done
raw add -A
t_ok git seal status --fix
t_equal 102 "$(grep -c '^sealed' "$T_ROOT/out")" 'sealed files'
git commit -qm more
t_clean
t_end

t_begin 'in a linked worktree and with its own index file'
start
git worktree add -q "$T_DIR/linked" -b linked 2>/dev/null
cd "$T_DIR/linked"
t_ok git seal status --fix
t_sealed_blob :a.env
cp .git "$T_DIR/gitfile"
cp "$(git rev-parse --git-path index)" "$T_DIR/index"
cd "$T_DIR/alpha"
t_plain_blob :a.env
GIT_INDEX_FILE=$T_DIR/other
export GIT_INDEX_FILE
raw read-tree HEAD
t_ok git seal status --fix
t_sealed_blob :a.env
unset GIT_INDEX_FILE
t_plain_blob :a.env
t_end

t_begin 'with a split index, SHA-256 and index version 4'
start
git update-index --split-index
t_ok git seal status --fix
t_sealed_blob :a.env
git commit -qm sealed
t_clean
t_repo beta --object-format=sha256
git seal init -q
git update-index --index-version 4
git seal track -q '*.env' 2>/dev/null
echo 'A=1' >a.env
raw add -A
t_ok git seal status --fix
t_sealed_blob :a.env
git commit -qm sealed
t_clean
t_end
