#!/bin/sh
# add -p shows plain hunks, and stages them sealed.
. ./lib.sh

[ -d /dev/shm ] && [ -w /dev/shm ] || t_skip 'there is no /dev/shm'

start() {
	t_repo alpha "$@"
	git seal init -q
	seq 1 40 | sed 's/^/V/; s/$/=x/' >prod.env
	seq 1 40 >plain.txt
	echo gone >gone.env
	git seal track -q '*.env'
	git add -A && git commit -qm one
}

# patch ANSWERS ARG...: the letters of ANSWERS, a line each, to add -p.
patch() {
	printf '%s' "$1" | tr -d ' ' | fold -w 1 >"$T_DIR/answers"
	echo >>"$T_DIR/answers"
	shift
	git seal add -p "$@" <"$T_DIR/answers"
}

nothing_plain() {
	git cat-file --batch-all-objects --batch | grep -aq 'V2=SECRET' &&
		t_fail 'a plain object is in the repository'
	return 0
}

t_begin 'one hunk of two: staged sealed, and the tree is left alone'
start
sed -i 's/^V2=x/V2=SECRET/; s/^V38=x/V38=other/' prod.env
cp prod.env "$T_DIR/tree"
t_ok patch 'y n'
t_stdout '+V2=SECRET'
t_no_stdout 'Binary'
t_same prod.env "$T_DIR/tree"
t_sealed_blob :prod.env
t_equal 'MM prod.env' "$(git status --porcelain)"
git seal show :prod.env >"$T_DIR/staged"
grep -q '^V2=SECRET' "$T_DIR/staged" || t_fail 'the hunk is missing'
grep -q '^V38=x' "$T_DIR/staged" || t_fail 'the other hunk came along'
nothing_plain
t_equal '' "$(find .git -name 'addp-*')"
git commit -qm two
t_equal ' M prod.env' "$(git status --porcelain)"
t_ok patch 'y'
t_equal 'M  prod.env' "$(git status --porcelain)"
git commit -qm three
t_clean
t_end

t_begin 'no to all stages nothing, and taking all is what git add gives'
start
sed -i 's/^V2=x/V2=SECRET/' prod.env
t_ok patch 'n'
t_equal ' M prod.env' "$(git status --porcelain)"
t_ok patch 'a'
one=$(git rev-parse :prod.env)
git add prod.env
t_equal "$one" "$(git rev-parse :prod.env)"
t_end

t_begin 'plain files, deletions, modes and new files beside sealed ones'
start
sed -i 's/^2$/two/' plain.txt
sed -i 's/^V2=x/V2=SECRET/' prod.env
chmod +x prod.env
rm gone.env
echo 'V2=SECRET' >new.env
git add -N new.env
t_ok patch 'y y y y y y'
t_equal 'D  gone.env
A  new.env
M  plain.txt
M  prod.env' "$(git status --porcelain)"
t_plain_blob :plain.txt
t_sealed_blob :new.env
t_sealed_blob :prod.env
t_equal 100755 "$(git ls-files -s prod.env | cut -d' ' -f1)"
nothing_plain
git commit -qm two
t_clean
t_end

t_begin 'paths as the user writes them, from a subfolder; SHA-256; worktrees'
start --object-format=sha256
mkdir sub
echo A=1 >sub/a.env
git add -A && git commit -qm two
git worktree add -q "$T_DIR/other"
cd "$T_DIR/other"
echo A=2 >sub/a.env
sed -i 's/^V2=x/V2=SECRET/' prod.env
cd sub
t_ok patch 'y' .
cd ..
t_equal ' M prod.env
M  sub/a.env' "$(git status --porcelain)"
t_sealed_blob :sub/a.env
t_end

t_begin 'a locked tree commits nothing plain; without -p it is git add'
start
git seal export-key -q "$T_DIR/k"
git seal lock
echo V2=SECRET >prod.env
patch 'y y' >/dev/null 2>&1 || :
nothing_plain
t_sealed_blob :prod.env
git seal unlock -q --force "$T_DIR/k"
echo V2=SECRET >>prod.env
t_ok git seal add prod.env
t_sealed_blob :prod.env
t_status 5 git seal add nothing-there
t_status 2 git seal add -p -A
t_end
