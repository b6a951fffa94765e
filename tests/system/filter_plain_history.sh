#!/bin/sh
# Plain blobs that Git has already: no tree is dirty for ever, no status dies.
. ./lib.sh

start() {
	t_repo alpha
	echo 'A=1' >prod.env
	echo 'B=1' >dev.env
	git add . && git commit -qm 'plain, before anybody knew better'
	git seal init -q
	printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
	    '*.env sealed' >.gitattributes
	git add .gitattributes && git commit -qm 'attributes'
}

t_begin 'a file that is plain in HEAD stays as it is, with one warning'
start
touch ./*.env
t_ok git status --porcelain
t_stdout_is ''
t_equal 1 "$(grep -c 'stays plain' "$T_ROOT/err")" 'warnings'
t_stderr 'git seal status --fix'
touch ./*.env
t_ok git commit -q --allow-empty -am again
t_plain_blob HEAD:prod.env
t_end

t_begin 'a change to it is sealed'
start
echo 'A=2' >prod.env
t_ok git commit -qam two
t_sealed_blob HEAD:prod.env
t_plain_blob HEAD:dev.env
t_end

t_begin 'a locked clone of it is clean too, and refuses the change'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
git seal setup -q
touch ./*.env
t_ok git status --porcelain
t_stdout_is ''
echo 'A=2' >prod.env
t_status 128 git add prod.env
t_end

t_begin 'an older branch that has it plain can be checked out and left again'
start
git checkout -q -b old HEAD~1
git checkout -q main
echo 'A=2' >prod.env && git commit -qam sealed
t_ok git checkout -q old
t_file prod.env 'A=1'
t_clean
t_ok git checkout -q main
t_file prod.env 'A=2'
t_clean
t_end

t_begin 'what only the index holds plain is sealed by the next add'
start
echo 'N=1' >new.env
git update-index --add --cacheinfo \
    "100644,$(git hash-object -w --no-filters new.env),new.env"
t_plain_blob :new.env
touch new.env
t_ok git add new.env
t_sealed_blob :new.env
t_end

t_begin 'plain blobs of every length come out byte for byte'
t_repo alpha
mkdir s
n=0
while [ $n -le 64 ]; do
	head -c $n /dev/zero | tr '\0' 'p' >s/$n
	n=$((n + 1))
done
git add . && git commit -qm plain
cp -r s "$T_DIR/copy"
git seal init -q
echo 's/* filter=seal -text' >.gitattributes
git add .gitattributes && git commit -qm attributes
rm -r s
t_ok git checkout -q -- .
t_equal '' "$(diff -r s "$T_DIR/copy")" 'difference'
t_end
