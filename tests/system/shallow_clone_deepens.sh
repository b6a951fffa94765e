#!/bin/sh
# A shallow clone, as CI makes it, of a history with plain times and
# rotations: deepened step by step.
. ./lib.sh

start() {
	t_repo alpha
	echo 'A=0' >a.env
	echo 'old' >left.env
	git add .
	git commit -qm plain
	git seal init -q
	printf '%s\n' '*.env filter=seal diff=seal -text' >.gitattributes
	echo 'A=1' >a.env
	git add .gitattributes a.env .git-seal
	git commit -qm seal 2>/dev/null
	for i in 2 3 4; do
		echo "A=$i" >a.env
		git commit -qam $i 2>/dev/null
		git seal rotate -q --commit 2>/dev/null || :
	done
	git seal export-key -q "$T_DIR/key"
	git clone -q --depth=1 "file://$T_DIR/alpha" "$T_DIR/beta" 2>/dev/null
	cd "$T_DIR/beta"
}

t_begin 'clean before and after unlock, at every depth'
start
t_clean
t_ok git seal unlock "$T_DIR/key"
t_file a.env 'A=4'
t_file left.env old
touch -d 2001-01-01 a.env left.env
t_clean
for depth in 2 4 100; do
	t_ok git fetch -q --depth=$depth
	touch -d 2001-01-01 a.env left.env
	t_clean
	t_ok git log -p
done
git checkout -q "$(git rev-list --grep=seal --reverse HEAD | head -n 1)" \
    2>/dev/null
t_file a.env 'A=1'
t_clean
t_end

t_begin 'committed to and pushed from'
start
git seal unlock -q "$T_DIR/key"
git checkout -q -b work
echo 'A=5' >a.env
t_ok git commit -qam five
t_sealed_blob HEAD:a.env
t_ok git push -q origin work
cd "$T_DIR/alpha"
t_ok git merge -q work
t_file a.env 'A=5'
t_clean
t_end
