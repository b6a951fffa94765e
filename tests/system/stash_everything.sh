#!/bin/sh
# git stash in all its forms: what it keeps is sealed, what it brings back is
# readable.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env'
	echo 'A=1' >a.env
	echo 'B=1' >b.env
	git add .
	git commit -qm one
}

# All blobs of the stash under a sealed name are sealed.
kept_sealed() {
	for commit in $(git rev-list --no-walk 'stash@{0}' \
	    'stash@{0}^2' 2>/dev/null; git rev-parse -q --verify 'stash@{0}^3'); do
		for name in $(git ls-tree -r --name-only "$commit" |
		    grep '\.env$'); do
			t_sealed_blob "$commit:$name"
		done
	done
}

# Not --staged: Git refuses that of every binary file.
t_begin 'plain, with --keep-index, by path'
start
echo 'A=2' >a.env
git add a.env
echo 'B=2' >b.env
t_ok git stash
kept_sealed
t_file a.env 'A=1'
t_file b.env 'B=1'
t_clean
t_ok git stash pop -q --index
t_equal 'M  a.env
 M b.env' "$(git status --porcelain)" 'git status'
t_ok git stash -q --keep-index
kept_sealed
t_file a.env 'A=2'
t_file b.env 'B=1'
git reset -q --hard
t_ok git stash pop -q
t_file b.env 'B=2'
t_ok git stash push -q b.env
kept_sealed
t_file b.env 'B=1'
t_file a.env 'A=2'
t_ok git stash pop -q
t_file a.env 'A=2'
t_file b.env 'B=2'
t_end

t_begin 'untracked and ignored files that are to be sealed'
start
echo 'ignored.env' >.gitignore
git add .
git commit -qm ignore
echo 'N=1' >new.env
echo 'I=1' >ignored.env
t_ok git stash -q -u
kept_sealed
t_missing new.env
t_ok git stash pop -q
t_file new.env 'N=1'
t_ok git stash -q -a
kept_sealed
t_missing ignored.env
t_ok git stash pop -q
t_file ignored.env 'I=1'
t_end

t_begin 'a branch of it, a diff of it, over a rotation'
start
echo 'A=2' >a.env
t_ok git stash -q
git seal rotate -q --commit
t_ok git stash show -p --textconv
t_stdout '+A=2'
t_ok git stash apply -q
t_file a.env 'A=2'
t_ok git commit -qam two
t_ok git seal status
t_no_stdout 'old generation           a.env'
git reset -q --hard HEAD~2
t_ok git stash branch other
t_file a.env 'A=2'
t_end

t_begin 'in a locked clone: other files can be stashed, sealed ones not touched'
start
echo hello >plain
git add .
git commit -qm plain
git seal lock -q --force
echo changed >plain
t_ok git stash -q
t_sealed a.env
t_clean
t_ok git stash pop -q
t_file plain changed
t_sealed a.env
t_end
