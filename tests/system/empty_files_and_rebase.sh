#!/bin/sh
# Empty files under the attribute: nothing is dirty because of them, nothing
# is lost in them, and a rebase goes through.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env'
	: >empty.env
	mkdir -p conf
	: >conf/.keep.env
	echo 'A=1' >a.env
	git add .
	git commit -qm one
	git seal export-key -q "$T_DIR/key"
}

t_begin 'they are empty in the repository too, and never dirty'
start
t_equal 0 "$(git cat-file -s HEAD:empty.env)" 'size of the blob'
touch -d 2001-01-01 empty.env conf/.keep.env
t_clean
t_ok git seal status
t_stdout 'empty                    empty.env'
git clone -q . "$T_DIR/beta" 2>/dev/null
cd "$T_DIR/beta"
t_clean
touch -d 2001-01-01 empty.env
t_clean
t_ok git seal unlock "$T_DIR/key"
t_clean
[ -f empty.env ] && [ ! -s empty.env ] || t_fail 'empty.env is not empty'
t_end

t_begin 'rebase, merge, stash and cherry-pick with them in the tree'
start
git checkout -q -b side
: >side.env
git add .
git commit -qm side
git checkout -q main
echo x >plain
: >main.env
git add .
git commit -qm main
git checkout -q side
t_ok git rebase -q main
t_clean
git checkout -q main
t_ok git merge -q --no-ff --no-edit side
echo y >plain
t_ok git stash -q
t_ok git stash pop -q
t_ok git commit -qam y
git checkout -q -b third main~1
: >third.env
git add .
git commit -qm third
git checkout -q main
t_ok git cherry-pick third
t_clean
for file in empty.env conf/.keep.env side.env main.env third.env; do
	[ -f "$file" ] && [ ! -s "$file" ] || t_fail "$file is not empty"
done
t_end

t_begin 'a file becomes empty, and an empty one is filled'
start
: >a.env
t_ok git commit -qam emptied
t_equal 0 "$(git cat-file -s HEAD:a.env)" 'size of the blob'
t_clean
t_ok git seal status
echo 'A=2' >a.env
echo 'E=1' >empty.env
t_ok git commit -qam filled
t_sealed_blob HEAD:a.env
t_sealed_blob HEAD:empty.env
t_ok git checkout -q HEAD~1
[ ! -s a.env ] || t_fail 'a.env is not empty'
t_ok git checkout -q main
t_file a.env 'A=2'
t_clean
t_end

t_begin 'files shorter than any header come back byte for byte'
start
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	head -c $i /dev/zero | tr '\0' 'x' >"s$i.env"
done
git add .
t_ok git commit -qm short
rm s*.env
t_ok git checkout -q -- .
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	t_equal $i "$(wc -c <"s$i.env" | tr -d ' ')" "s$i.env"
done
t_clean
t_end
