#!/bin/sh
# .env files merge by variable.
. ./lib.sh
. ./merge.inc

put() { # file line...
	to=$1
	shift
	printf '%s\n' "$@" >"$to"
}

t_begin 'both add and change variables on neighbouring lines'
start
put .env '# the app' A=1 B=1 '' '# the end' Z=1
put prod.env A=1
put .env.local A=1
git add .
git commit -qm env
git branch -f side
theirs put .env '# the app' A=1 B=2 '# new there' C=3 '' '# the end' Z=1
git checkout -q side
put prod.env A=1 C=1
put .env.local A=1 C=1
git commit -qam more
ours put .env '# the app' A=2 B=1 D=4 '' '# the end' Z=1
put prod.env A=1 B=1
put .env.local A=1 B=1
git commit -qam more
t_ok git merge -q --no-edit side
t_stderr_is ''
put "$T_DIR/want" '# the app' A=2 B=2 D=4 '# new there' C=3 '' '# the end' Z=1
t_same .env "$T_DIR/want"
put "$T_DIR/want" A=1 B=1 C=1
t_same prod.env "$T_DIR/want"
t_same .env.local "$T_DIR/want"
t_sealed_blob HEAD:.env
t_clean
t_end

t_begin 'the same variable, changed differently, is a conflict of its own'
start
put .env A=1 B=1 C=1
git add .
git commit -qm env
git branch -f side
theirs put .env A=1 B=theirs C=theirs
ours put .env A=ours B=ours C=1
git config merge.conflictStyle diff3
t_status 1 git merge -q --no-edit side
put "$T_DIR/want" A=ours '<<<<<<< HEAD' B=ours '||||||| base' B=1 ======= \
    B=theirs '>>>>>>> side' C=theirs
t_same .env "$T_DIR/want"
unmerged .env
stages_sealed .env
stored_nowhere 'B=ours'
put .env A=ours B=both C=theirs
git add .env
t_ok git commit -qm both
t_clean
t_end

t_begin 'in a rebase the same, and a file added on both sides'
start
theirs put new.env A=1 B=1
ours put new.env A=1 C=1
git checkout -q side
t_ok git rebase -q main
put "$T_DIR/want" A=1 C=1 B=1
t_same new.env "$T_DIR/want"
t_clean
t_end

t_begin 'what is no clean env file merges as text'
start
put .env 'KEY="-----BEGIN' a b c 'END-----"' A=1 B=1 C=1 D=1 Z=1
git add .
git commit -qm env
git branch -f side
theirs put .env 'KEY="-----BEGIN' a b c 'END-----"' A=1 B=1 C=1 D=1 Z=2
ours put .env 'KEY="-----BEGIN' a b2 c 'END-----"' A=1 B=1 C=1 D=1 Z=1
t_ok git merge -q --no-edit side
put "$T_DIR/want" 'KEY="-----BEGIN' a b2 c 'END-----"' A=1 B=1 C=1 D=1 Z=2
t_same .env "$T_DIR/want"
theirs put .env 'KEY="-----BEGIN' a b2 c 'END-----"' A=1 B=1 C=1 D=1 Y=1
ours put .env 'KEY="-----BEGIN' a b2 c 'END-----"' A=1 B=1 C=1 D=1 X=1
t_status 1 git merge -q --no-edit side
unmerged .env
t_end
