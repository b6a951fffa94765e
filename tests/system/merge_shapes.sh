#!/bin/sh
# Merges that are more than one changed text: add/add, delete/modify, renames,
# criss-cross histories, modes, empty files.
. ./lib.sh
. ./merge.inc

write() { # file line...
	to=$1
	shift
	lines "$@" >"$to"
}

t_begin 'both add a file: alike it merges, differently it is a conflict'
start
theirs write new.sec 1 2 3
ours write new.sec 1 2 3
t_ok git merge -q --no-edit side
theirs write more.sec 1 2 theirs
ours write more.sec 1 2 ours
t_status 1 git merge -q --no-edit side
unmerged more.sec
stages_sealed more.sec
t_equal 2 "$(grep -c '^line [12] ' more.sec)"
grep -q '^line ours ' more.sec || t_fail 'ours is not in it'
grep -q '^line theirs ' more.sec || t_fail 'theirs is not in it'
stored_nowhere 'line ours'
git add more.sec
t_sealed_blob :more.sec
t_end

t_begin 'one side deletes what the other changes'
start
theirs edit f 5 'theirs five'
git checkout -q main
git rm -q f
git commit -qm 'delete f'
t_status 1 git merge --no-edit side
t_stdout 'CONFLICT (modify/delete)'
t_equal 'theirs five' "$(sed -n 5p f)"
stages_sealed f
t_ok git add f
t_equal "$(git rev-parse side:f)" "$(git rev-parse :f)"
t_end

t_begin 'a file that was renamed on one side and changed on the other follows'
start
theirs edit f 5 'theirs five'
git checkout -q main
git mv f g.sec
git commit -qm 'rename'
t_ok git merge -q --no-edit side
t_missing f
t_equal 'theirs five' "$(sed -n 5p g.sec)"
t_sealed_blob HEAD:g.sec
t_clean
t_end

t_begin 'a criss-cross history: the bases are merged first'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git branch main1
git checkout -q side
git branch side1
t_ok git merge -q --no-edit main1
edit f 8 'side eight'
git commit -qam eight
git checkout -q main
t_ok git merge -q --no-edit side1
edit f 5 'main five'
git commit -qam five
t_ok git merge -q --no-edit side
t_equal 'main five' "$(sed -n 5p f)"
t_equal 'side eight' "$(sed -n 8p f)"
t_clean
t_end

t_begin 'a criss-cross history whose bases conflict: marks within the base'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git branch main1
git checkout -q side
git branch side1
git merge -q main1 >/dev/null 2>&1 || :
lines 1 2 3 4 'side' 6 7 8 9 10 11 12 >f
git commit -qam side
git checkout -q main
git merge -q side1 >/dev/null 2>&1 || :
lines 1 2 3 4 'main' 6 7 8 9 10 11 12 >f
git commit -qam main
t_status 1 git -c merge.conflictStyle=diff3 merge -q --no-edit side
unmerged f
stages_sealed f
grep -q '^<<<<<<<<< ' f || t_fail 'the base has no marks of its own'
grep -q '^line main ' f || t_fail 'ours is not in it'
grep -q '^line side ' f || t_fail 'theirs is not in it'
stored_nowhere 'five'
git merge --abort
# The same through the older backend.
t_status 1 git merge -q -s recursive --no-edit side
unmerged f
stored_nowhere 'five'
lines 1 2 3 4 'all' 6 7 8 9 10 11 12 >f
git add f
t_ok git commit -qm all
t_clean
t_end

t_begin 'one side empties a file, the other changes it'
start
: >e.sec
git add .
git commit -qm empty
git branch -f side
theirs write e.sec 1
ours touch other
t_ok git merge -q --no-edit side
t_sealed_blob HEAD:e.sec
theirs cp /dev/null f
ours edit f 5 'ours five'
t_status 1 git merge -q --no-edit side
unmerged f
stored_nowhere 'ours five'
git checkout -q -f main
theirs cp /dev/null e.sec
git checkout -q main
git rm -q --cached e.sec
git add e.sec
t_ok git merge -q --no-edit -s ours side
t_end

t_begin 'a change of mode merges with a change of content'
start
theirs chmod +x f
ours edit f 2 'ours two'
t_ok git merge -q --no-edit side
t_mode 755 f
t_equal 'ours two' "$(sed -n 2p f)"
t_clean
t_end

t_begin 'a branch that seals a file and one that changes it plain'
t_repo here
git seal init -q
git add .
lines 1 2 3 4 5 6 7 >p.sec
git add .
git commit -qm plain
git branch side
git seal track -q '*.sec' >/dev/null
git commit -qm sealed
theirs edit p.sec 5 'theirs five'
t_status 1 git merge --no-edit side
unmerged p.sec
grep -q '^theirs five' p.sec || t_fail 'theirs is not in it'
git add p.sec
t_sealed_blob :p.sec
t_end
