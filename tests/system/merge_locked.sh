#!/bin/sh
# Without the key a merge is a conflict that says so, and nothing is damaged.
. ./lib.sh
. ./merge.inc

ours_stays() { # what the conflict looks like while locked
	unmerged f
	stages_sealed f
	t_sealed f
	git cat-file blob main:f >"$T_DIR/want"
	t_same f "$T_DIR/want"
}

t_begin 'in a locked clone: a clear conflict; unlock, and make it anew'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git seal lock -q
git branch -q before
t_status 1 git merge --no-edit side
t_stderr "error: not merged, locked: 'f' (keyring 'default')"
t_stderr 'hint: git seal unlock, then git checkout -m -- FILE'
ours_stays
t_ok git merge --abort
t_clean
t_status 1 git merge -q --no-edit side
t_ok git seal unlock "$T_DIR/key"
t_ok git checkout -m -- f
grep -q '^theirs five' f || t_fail 'theirs is not in it'
grep -q '^ours five' f || t_fail 'ours is not in it'
lines 1 2 3 4 both 6 7 8 9 10 11 12 >f
git add f
t_ok git commit -qm both
t_clean
t_end

t_begin 'a merge of other files goes on, locked or not'
start
theirs edit f 5 'theirs five'
ours cp f g.sec
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git seal lock -q
t_ok git merge -q --no-edit side
t_equal "$(git rev-parse side:f)" "$(git rev-parse HEAD:f)"
t_clean
t_end

t_begin 'a clone that was never unlocked, with and without the driver'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git clone -q . ../there 2>/dev/null
cd ../there
git branch -q side origin/side
t_status 1 git merge -q --no-edit side
ours_stays
git merge --abort
t_ok git seal setup -q
t_status 1 git merge -q --no-edit side
t_stderr 'not merged, locked'
ours_stays
t_ok git merge --abort
t_clean
t_end

t_begin 'a keyring that this clone lacks'
start
git seal init -q -k prod
mkdir prod
lines 1 2 3 4 5 >prod/p
git seal track -q -k prod 'prod/*' >/dev/null
git add .
git commit -qm prod
git branch -f side
theirs edit prod/p 2 'theirs two'
theirs edit f 2 'theirs two'
ours edit prod/p 4 'ours four'
ours edit f 11 'ours eleven'
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git clone -q . ../there 2>/dev/null
cd ../there
git branch -q side origin/side
t_ok git seal unlock "$T_DIR/key"
t_status 1 git merge -q --no-edit side
t_stderr "error: not merged, locked: 'prod/p' (keyring 'prod')"
t_no_stderr "'f'"
unmerged prod/p
stages_sealed prod/p
t_equal 'ours eleven' "$(sed -n 11p f)"
t_equal 'theirs two' "$(sed -n 2p f)"
t_end

t_begin 'in a worktree that is locked by itself'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git worktree add -q ../tree -b tree 2>/dev/null
cd ../tree
git seal lock -q --worktree
t_sealed f
t_status 1 git merge -q --no-edit side
t_stderr "error: not merged, locked: 'f'"
unmerged f
stages_sealed f
t_sealed f
t_ok git merge --abort
t_clean
cd ../here
t_status 1 git merge -q --no-edit side
t_plain f
t_end

t_begin 'the driver is set up where it was not, and goes with setup --undo'
start
t_equal 'git-seal merge %O %A %B %L -- %P' \
    "$(git config --local merge.seal.driver | sed "s|^.*git-seal |git-seal |")"
git config --local --unset merge.seal.driver
t_ok git seal unlock
t_differ '' "$(git config --local merge.seal.driver)"
t_ok git seal setup -q
t_differ '' "$(git config --global merge.seal.driver)"
t_ok git seal setup -q --undo
t_status 1 git config --global merge.seal.driver
t_end

t_begin 'used by hand it says what it wants'
start
t_status 2 git seal merge
t_stderr 'takes the five words'
t_status 5 git seal merge no no no 7 -- f
t_stderr "'no'"
cd "$T_DIR"
echo x >a
t_status 5 git seal merge a a a 7 -- f
t_end
