#!/bin/sh
# Two branches that change a sealed file merge as two that change a plain one.
. ./lib.sh
. ./merge.inc

t_begin 'different lines merge by themselves, and the result is sealed'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
t_ok git merge -q --no-edit side
t_stderr_is ''
t_equal 'ours two' "$(sed -n 2p f)"
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_sealed_blob HEAD:f
t_clean
stored_nowhere 'secret text'
stored_nowhere 'theirs eleven'
rm f
git checkout -q f
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_end

t_begin 'the same line is a conflict, with marks in plain text'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
t_status 1 git merge --no-edit side
t_stdout 'CONFLICT (content): Merge conflict in f'
t_stderr_is ''
t_equal '<<<<<<< HEAD ours five ======= theirs five >>>>>>> side' \
    "$(sed -n 5,9p f | tr '\n' ' ' | sed 's/ $//')"
unmerged f
stages_sealed f
stored_nowhere 'ours five'
# What Git has of the file with marks is sealed as well.
t_status 1 git diff --quiet
t_ok git diff
t_stdout 'theirs five'
lines 1 2 3 4 5a 6 7 8 9 10 11 12 >f
t_ok git add f
unmerged ''
t_sealed_blob :f
t_ok git commit -qm merged
t_clean
stored_nowhere 'line 5a'
t_end

t_begin 'the resolution may be one of the sides, which keeps its blob'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git merge -q side >/dev/null 2>&1 || :
t_ok git checkout --theirs f
t_equal 'theirs five' "$(sed -n 5p f)"
t_ok git add f
t_equal "$(git rev-parse side:f)" "$(git rev-parse :f)"
t_end

t_begin 'an abort brings everything back'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git merge -q side >/dev/null 2>&1 || :
t_ok git merge --abort
t_equal 'ours five' "$(sed -n 5p f)"
t_clean
t_end

t_begin 'merge.conflictStyle and the size of the marks are obeyed'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
printf '%s\n' '* conflict-marker-size=12' >>.gitattributes
git commit -qam size
git -c merge.conflictStyle=diff3 merge -q side >/dev/null 2>&1 || :
t_equal '||||||||||||' "$(sed -n 7p f | cut -c1-12)"
t_equal 'line 5 of the secret text' "$(sed -n 8p f)"
git merge --abort
git config merge.conflictStyle zdiff3
git checkout -q side
edit f 6 'both six'
git commit -qam six
git checkout -q main
edit f 6 'both six'
git commit -qam six
git merge -q side >/dev/null 2>&1 || :
t_equal 'both six' "$(sed -n 13p f)"
t_equal '<<<<<<<<<<<<' "$(sed -n 5p f | cut -c1-12)"
t_end

t_begin 'binary content is a conflict in which ours stays'
start
printf 'a\0b\n' >b.sec
git add b.sec
git commit -qm binary
git branch -f side
git checkout -q side
printf 'a\0theirs\n' >b.sec
git commit -qam theirs
git checkout -q main
printf 'a\0ours\n' >b.sec
git commit -qam ours
t_status 1 git merge --no-edit side
t_stderr "binary content cannot be merged: 'b.sec'"
t_stderr 'hint: git checkout --theirs -- FILE'
printf 'a\0ours\n' >"$T_DIR/want"
t_same b.sec "$T_DIR/want"
stages_sealed b.sec
git checkout -q --theirs b.sec
git add b.sec
t_equal "$(git rev-parse side:b.sec)" "$(git rev-parse :b.sec)"
t_end

t_begin 'where one side alone changed it, its blob is taken as it is'
start
theirs edit f 5 'theirs five'
ours touch other
t_ok git merge -q --no-edit side
t_equal "$(git rev-parse side:f)" "$(git rev-parse HEAD:f)"
t_end

t_begin 'attributes of the path hold for the result: padding, no compression'
start
printf '%s\n' 'f sealed seal-pad=4096 -seal-compress' >>.gitattributes
git commit -qam attributes
git branch -f side
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
t_ok git merge -q --no-edit side
t_equal 4128 "$(git cat-file -s HEAD:f)"
git rm -q --cached f
git add f
t_equal "$(git rev-parse HEAD:f)" "$(git rev-parse :f)"
t_end

t_begin 'a large file, a name with everything in it, a subfolder'
start
mkdir -p 'a b'
name="a b/-x'\"\$y.sec"
i=0
while [ $i -lt 3000 ]; do
	echo "row $i of something secret"
	i=$((i + 1))
done >"$name"
git add .
git commit -qm rows
git branch -f side
theirs edit "$name" 2900 'theirs late'
ours edit "$name" 10 'ours early'
cd 'a b'
t_ok git merge -q --no-edit side
t_stderr_is ''
cd ..
t_equal 'ours early' "$(sed -n 10p "$name")"
t_equal 'theirs late' "$(sed -n 2900p "$name")"
t_clean
t_end

(
t_begin 'no plain byte touches a disk on the way'
t_need strace
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
strace -f -qq -o "$T_DIR/trace" -s 400 -e trace=write,pwrite64,writev \
    -y git merge -q side >/dev/null 2>&1 || :
# memfd and pipes hold it; files of the work tree do at the end: 'f' alone.
grep -F 'secret text' "$T_DIR/trace" | grep -v -e '<pipe:' -e '/memfd:' |
    grep -v -e "<$T_DIR/here/f>" >"$T_DIR/plain" || :
t_equal '' "$(cat "$T_DIR/plain")"
grep -q '/memfd:' "$T_DIR/trace" || t_fail 'the trace shows no merge'
t_end
)

t_begin 'rerere works, and a person is told what it keeps'
start
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git config rerere.enabled true
t_status 1 git merge -q --no-edit side
t_stderr 'warning: git rerere keeps this conflict in plain text in'
t_stderr 'hint: git config rerere.enabled false'
lines 1 2 3 4 both 6 7 8 9 10 11 12 >f
git add f
git commit -qm both
git reset -q --hard HEAD^
# Once more: it is resolved as before, also with a change elsewhere.
git merge -q --no-edit side >"$T_ROOT/out" 2>"$T_ROOT/err" || :
t_stderr "Resolved 'f' using previous resolution"
t_no_stderr 'is plain'
t_equal 'line both of the secret text' "$(sed -n 5p f)"
git add f
t_sealed_blob :f
git reset -q --hard
ours edit f 12 'ours twelve'
git merge -q --no-edit side >"$T_ROOT/out" 2>"$T_ROOT/err" || :
t_equal 'line both of the secret text' "$(sed -n 5p f)"
t_equal 'ours twelve' "$(sed -n 12p f)"
git merge --abort
git config rerere.enabled false
t_status 1 git merge -q --no-edit side
t_no_stderr rerere
git merge --abort
git config --unset rerere.enabled
t_status 1 git merge -q --no-edit side
t_stderr 'git rerere keeps'
t_end

t_begin 'sealed by a wildcard, what is never sealed still merges'
t_repo here
git seal init -q
printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
    '*.sec sealed' '.gitignore merge=seal' >.gitattributes
lines 1 2 3 4 5 6 7 >.gitignore
echo one >a.sec
git add .
git commit -qm base
git branch side
theirs edit .gitignore 7 seven
ours edit .gitignore 1 one
t_ok git merge -q --no-edit side
t_plain_blob HEAD:.gitignore
t_equal 'one seven' "$(sed -n '1p;7p' .gitignore | tr '\n' ' ' | sed 's/ $//')"
theirs edit .gitignore 3 three
ours edit .gitignore 3 drei
t_status 1 git merge -q --no-edit side
t_plain .gitignore
grep -q '^<<<<<<< HEAD' .gitignore || t_fail 'no marks'
t_end

t_begin 'the same in a SHA-256 repository and a linked worktree'
start --object-format=sha256
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git worktree add -q ../tree -b tree >/dev/null 2>&1
cd ../tree
t_ok git merge -q --no-edit side
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_clean
t_end
