#!/bin/sh
# git rebase -i over sealed history: reworded, squashed, split, reordered,
# edited; and with a rotation in the middle of it.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env'
	git add .
	git commit -qm base
	git tag base
	for i in 1 2 3 4 5 6; do
		echo "F=$i" >"f$i.env"
		echo "A=$i" >a.env
		git add .
		git commit -qm $i
	done
}

# $1: a sed program for the list of commits.
edit() {
	GIT_SEQUENCE_EDITOR="sed -i -e '$1'" GIT_EDITOR=true \
	    git rebase -q -i base
}

subjects() {
	git log --format=%s base.. | tr '\n' ' '
}

whole() {
	for i in 1 2 3 4 5 6; do
		t_file "f$i.env" "F=$i"
		t_sealed_blob "HEAD:f$i.env"
	done
	t_file a.env 'A=6'
	t_clean
}

t_begin 'squashed, fixed up, dropped and written anew'
start
t_ok edit '2s/^pick/squash/; 4s/^pick/fixup/; 6s/^pick/reword/'
t_equal '6 5 3 1 ' "$(subjects)" commits
whole
t_end

t_begin 'exec after each: readable and clean at every step'
start
# shellcheck disable=SC2016 # for the shell that rebase starts
t_ok git -c sequence.editor=true rebase -q -i \
    --exec 'test -z "$(git status --porcelain)" && grep -q A= a.env' base
whole
t_end

t_begin 'reordered: a conflict is settled in plain text'
start
git rm -q f6.env
git commit -qm 7
t_status 1 edit '5{h;d}; 6{G}'
grep -q '<<<<<<<' a.env || grep -q 'A=' a.env || t_fail 'no readable side'
while [ -d .git/rebase-merge ]; do
	git checkout -q --theirs -- a.env 2>/dev/null || :
	git add a.env
	GIT_EDITOR=true git rebase --continue >/dev/null 2>&1 || :
done
t_file a.env 'A=5'
t_clean
for commit in $(git rev-list base..); do
	t_sealed_blob "$commit:a.env"
done
t_end

t_begin 'a commit is opened, split in two, and its secret changed'
start
t_ok edit '3s/^pick/edit/'
t_file a.env 'A=3'
git reset -q HEAD~1
echo 'F=new' >f3.env
git add f3.env
t_ok git commit -qm '3a'
git add .
t_ok git commit -qm '3b'
t_ok git rebase --continue
t_file f3.env 'F=new'
t_sealed_blob HEAD~4:f3.env
t_equal '6 5 4 3b 3a 2 1 ' "$(subjects)" commits
t_clean
t_end

t_begin 'a rotation among the commits goes along, and may be dropped'
start
git seal rotate -q --commit
echo 'A=7' >a.env
git commit -qam 7
t_ok edit '2s/^pick/reword/'
t_file a.env 'A=7'
t_clean
t_ok git seal status
t_no_stdout 'old generation           a.env'
git tag whole
t_ok edit '7d; 8d'
whole
t_ok git seal status
t_ok git seal show whole:a.env
t_stdout_is 'A=7'
t_end

t_begin 'autostash, autosquash, and a rebase that is given up'
start
echo 'F=two' >f2.env
git commit -qam 'fixup! 2'
echo 'A=dirty' >a.env
GIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash --autostash base \
    2>/dev/null || t_fail 'autosquash'
t_file f2.env 'F=two'
t_file a.env 'A=dirty'
t_equal '6 5 4 3 2 1 ' "$(subjects)" commits
git checkout -q -- a.env
before=$(git rev-parse HEAD)
t_ok edit '3s/^pick/edit/'
t_ok git rebase --abort
t_equal "$before" "$(git rev-parse HEAD)" HEAD
t_file a.env 'A=6'
t_clean
t_end
