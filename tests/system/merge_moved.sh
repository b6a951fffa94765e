#!/bin/sh
# A file that one side renamed and changed, and the other changed, is deleted
# and modified to Git.  Nothing is lost, and the new path is named.
. ./lib.sh
. ./merge.inc

rename() { # with a change
	git mv f g.sec
	edit g.sec 2 'ours two'
}

both_there() { # the changed old file and the new one
	t_sealed_blob "$1:f"
	stages_sealed f
	t_equal 'theirs five' "$(sed -n 5p f)"
	t_equal 'ours two' "$(sed -n 2p g.sec)"
}

t_begin 'ours renamed it, theirs changed it'
start
lines x y z >other.sec
git add other.sec
git commit -qm other
git branch -f side
theirs edit f 5 'theirs five'
ours rename
lines 1 2 3 a b c d e f g h i >noise.sec
git add .
git commit -qm noise
t_status 1 git merge --no-edit side
t_stdout 'CONFLICT (modify/delete)'
t_stderr "warning: 'f' was probably renamed to 'g.sec' by ours (91% alike)"
t_stderr 'hint: carry the other side'
t_no_stderr noise
both_there side
# It is said once, not at each command amid the merge.
rm other.sec
t_ok git checkout -q other.sec
t_stderr_is ''
git show :3:f >/dev/null
edit g.sec 5 'theirs five'
t_ok git rm -q f
git add g.sec
t_ok git commit -qm merged
t_clean
t_end

t_begin 'theirs renamed it, ours changed it; rebase and cherry-pick too'
start
theirs edit f 5 'theirs five'
ours rename
git branch renamed
git checkout -q side
t_status 1 git merge --no-edit main
t_stderr "'f' was probably renamed to 'g.sec' by theirs (91% alike)"
both_there side
git merge --abort
t_status 1 git cherry-pick main
t_stderr "renamed to 'g.sec' by theirs"
git cherry-pick --abort
t_status 1 git rebase -q main
t_stderr "renamed to 'g.sec' by ours"
both_there side
t_ok git rebase --abort
t_clean
t_end

t_begin 'one that was deleted indeed is not named'
start
lines a b c d e f g h >h.sec
git add h.sec
git commit -qm h
git branch -f side
theirs edit f 5 'theirs five'
git rm -q f
lines p q r s t >new.sec
git add new.sec
git commit -qm 'delete f'
t_status 1 git merge -q --no-edit side
t_no_stderr probably
unmerged f
t_end
