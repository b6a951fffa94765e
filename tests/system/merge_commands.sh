#!/bin/sh
# Every command of Git's that merges finds the driver, and none loses anything.
. ./lib.sh
. ./merge.inc

# The marks of the one conflict in 'f', and its sides.
conflict_in_f() {
	unmerged f
	stages_sealed f
	grep -q '^<<<<<<< ' f || t_fail 'no marks in f'
	grep -q '^>>>>>>> ' f || t_fail 'no marks in f'
	stored_nowhere 'five'
}

t_begin 'rebase'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git checkout -q side
t_ok git rebase -q main
t_stderr_is ''
t_equal 'ours two' "$(sed -n 2p f)"
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_clean
t_end

t_begin 'rebase, with a conflict in the middle'
start
theirs edit f 5 'theirs five'
theirs edit f 11 'theirs eleven'
ours edit f 5 'ours five'
git checkout -q side
t_status 1 git rebase -q main
conflict_in_f
lines 1 2 3 4 both 6 7 8 9 10 11 12 >f
git add f
t_ok env GIT_EDITOR=true git rebase --continue
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_equal 'line both of the secret text' "$(sed -n 5p f)"
t_sealed_blob HEAD:f
t_clean
t_end

t_begin 'rebase with the apply backend'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git checkout -q side
t_ok git rebase -q --apply main
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_equal 'ours two' "$(sed -n 2p f)"
t_clean
t_end

t_begin 'cherry-pick'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
t_ok git cherry-pick side
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_clean
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
t_status 1 git cherry-pick side
conflict_in_f
t_ok git cherry-pick --abort
t_clean
t_end

t_begin 'revert'
start
ours edit f 2 'ours two'
ours edit f 11 'ours eleven'
t_ok git revert --no-edit HEAD^
t_equal 'line 2 of the secret text' "$(sed -n 2p f)"
t_equal 'ours eleven' "$(sed -n 11p f)"
t_clean
ours edit f 5 'ours five'
ours edit f 5 'five again'
t_status 1 git revert --no-edit HEAD^
conflict_in_f
t_end

t_begin 'stash pop and stash apply'
start
edit f 11 'stashed eleven'
git stash -q
ours edit f 2 'ours two'
t_ok git stash pop -q
t_equal 'stashed eleven' "$(sed -n 11p f)"
t_equal 'ours two' "$(sed -n 2p f)"
git commit -qam both
edit f 5 'stashed five'
git stash -q
ours edit f 5 'ours five'
t_status 1 git stash apply -q
conflict_in_f
stored_nowhere 'stashed'
t_end

t_begin 'am -3'
start
theirs edit f 11 'theirs eleven'
git format-patch -q -1 -o "$T_DIR/patch" side
ours edit f 2 'ours two'
t_ok git am -q -3 "$T_DIR"/patch/*
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_equal 'ours two' "$(sed -n 2p f)"
t_clean
theirs edit f 5 'theirs five'
git format-patch -q -1 -o "$T_DIR/patch2" side
ours edit f 5 'ours five'
t_status 128 git am -q -3 "$T_DIR"/patch2/*
conflict_in_f
t_ok git am --abort
t_clean
t_end

t_begin 'checkout -m carries changes over, and makes a conflict anew'
start
theirs edit f 11 'theirs eleven'
edit f 2 'local two'
t_ok git checkout -q -m side
t_equal 'local two' "$(sed -n 2p f)"
t_equal 'theirs eleven' "$(sed -n 11p f)"
git checkout -q -f main
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git merge -q side >/dev/null 2>&1 || :
echo gone >f
t_ok git checkout -m -- f
conflict_in_f
t_end

t_begin 'merge-tree, which has no working tree, writes sealed results'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
tree=$(git merge-tree --write-tree main side)
t_sealed_blob "$tree:f"
t_ok git seal show "$tree:f"
t_stdout 'theirs eleven'
t_stdout 'ours two'
t_end

t_begin 'pull, with and without --rebase'
start
git clone -q . ../there 2>/dev/null
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
cd ../there
git seal unlock -q "$T_DIR/key" 2>/dev/null
edit f 2 'mine two'
git commit -qam mine
cd ../here
ours edit f 11 'hers eleven'
cd ../there
t_ok git pull -q --no-rebase --no-edit
t_equal 'hers eleven' "$(sed -n 11p f)"
t_equal 'mine two' "$(sed -n 2p f)"
git reset -q --hard HEAD^
t_ok git pull -q --rebase
t_equal 'hers eleven' "$(sed -n 11p f)"
t_equal 'mine two' "$(sed -n 2p f)"
t_clean
t_end
