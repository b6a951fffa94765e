#!/bin/sh
# What cannot be proved to come from a member of today is never merged
# silently; and what a rotation re-sealed is no change at all.
. ./lib.sh
. ./merge.inc

plain() { # commit 'f' as it lies there, plain, past the filter
	git -c filter.seal.process= -c filter.seal.clean=cat \
	    -c filter.seal.required=false "$@"
}

marked() { # a conflict in 'f' with both texts in it
	unmerged f
	for text; do
		grep -q "^$text" f || t_fail "the text '$text' is not in it"
	done
	grep -q '^<<<<<<< ' f || t_fail 'no marks in it'
}

# What the conflict in 'f' is before anybody mended it.
no_plain_marks() {
	git cat-file --batch-all-objects --batch --unordered >"$T_DIR/objects"
	! grep -aqF '<<<<<<<' "$T_DIR/objects" ||
		t_fail 'an object holds the marks in plain text'
	rm "$T_DIR/objects"
}

rotate() {
	git seal rotate -q "$@" >/dev/null
	git commit -qm rotate
}

t_begin 'a rotation there, an edit here: clean, under what seals now'
start
old=$(sealed_by :f)
git checkout -q side
rotate
new=$(sealed_by :f)
git checkout -q main
ours edit f 5 'ours five'
t_equal "$old" "$(sealed_by :f)"
t_ok git merge -q --no-edit side
t_stderr_is ''
t_equal 'ours five' "$(sed -n 5p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
t_clean
t_end

t_begin '... and the other way round; the blob under what seals is kept'
start
theirs edit f 5 'theirs five'
rotate
new=$(sealed_by :f)
t_ok git merge -q --no-edit side
t_equal 'theirs five' "$(sed -n 5p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
t_clean
git branch -f side
theirs edit f 5 'again five'
ours touch other
t_ok git merge -q --no-edit side
t_equal "$(git rev-parse side:f)" "$(git rev-parse HEAD:f)"
t_end

t_begin 'edits on both sides of a rotation merge'
start
theirs edit f 11 'theirs eleven'
rotate
new=$(sealed_by :f)
ours edit f 2 'ours two'
t_ok git merge -q --no-edit side
t_equal 'theirs eleven' "$(sed -n 11p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
git checkout -q side
t_ok git rebase -q HEAD~0
git reset -q --hard HEAD
t_ok git merge -q --no-edit main
t_end

t_begin 'a pull of a rotation over a local commit that edited the file'
start
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git clone -q . ../there 2>/dev/null
cd ../there
git seal unlock -q "$T_DIR/key" 2>/dev/null
edit f 5 'mine five'
git commit -qam mine
cd ../here
rotate
new=$(sealed_by :f)
git seal export-key -q "$T_DIR/key2" >/dev/null 2>&1
cd ../there
git seal unlock -q "$T_DIR/key2" 2>/dev/null
t_ok git pull -q --no-rebase --no-edit
t_equal 'mine five' "$(sed -n 5p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
git reset -q --hard HEAD^
t_ok git pull -q --rebase
t_equal 'mine five' "$(sed -n 5p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
t_clean
t_end

t_begin 'two rotations apart: what nobody edited stays, an edit is a conflict'
start
lines 1 2 3 4 5 6 >g.sec
git add .
git commit -qm g
git branch -f side
git checkout -q side
rotate
git checkout -q main
rotate
ours edit f 5 'ours five'
mine=$(sealed_by :f)
kept=$(git rev-parse :g.sec)
t_status 1 git merge -q --no-edit side
t_stderr 'was rotated on two branches'
unmerged f
t_equal "$kept" "$(git rev-parse :g.sec)"
t_equal 'ours five' "$(sed -n 5p f)"
stages_sealed f
no_plain_marks
t_equal "$mine" "$(sealed_by :2:f)"
t_end

t_begin 'a side that is plain is a conflict, also where the other is unchanged'
start
git checkout -q side
edit f 5 'theirs five'
plain commit -qam plain
t_plain_blob side:f
git checkout -q -f main 2>/dev/null
ours edit f 2 'ours two'
t_status 1 git merge -q --no-edit side
t_stderr "theirs is plain in the repository"
marked 'theirs five' 'ours two' 'line 5 '
no_plain_marks
git merge --abort
# 'f' re-sealed alone: Git must ask, and hears that nothing of ours changed.
ours edit f 2 'line 2 of the secret text'
rotate
t_status 1 git merge -q --no-edit side
t_stderr "theirs is plain in the repository"
marked 'theirs five' 'line 5 '
t_end

t_begin 'a plain side that says the same as the base, or as ours, brings nothing'
start
git checkout -q side
touch f
plain add f
plain commit -qm plain
t_plain_blob side:f
git checkout -q -f main 2>/dev/null
ours edit f 2 'ours two'
t_ok git merge -q --no-edit side
t_equal 'ours two' "$(sed -n 2p f)"
t_sealed_blob HEAD:f
git checkout -q -f side 2>/dev/null
git checkout -q main -- f
plain add f
plain commit -qm 'plain as ours'
git checkout -q -f main 2>/dev/null
t_ok git merge -q --no-edit side
t_equal 'ours two' "$(sed -n 2p f)"
t_sealed_blob HEAD:f
t_end

t_begin 'ours plain: the same, and the result is sealed'
start
theirs edit f 11 'theirs eleven'
edit f 5 'ours five'
plain commit -qam plain
t_status 1 git merge -q --no-edit side
t_stderr 'ours is plain in the repository'
marked 'theirs eleven' 'ours five'
no_plain_marks
lines 1 2 3 4 5 >f
t_ok git add f
t_sealed_blob :f
t_end

t_begin 'a side under a closed generation is a conflict'
start
theirs edit f 5 'theirs five'
rotate --closing
t_status 1 git merge -q --no-edit side
t_stderr 'theirs was changed under a generation that is closed by now'
marked 'theirs five' 'line 5 '
stages_sealed f
no_plain_marks
lines 1 2 3 4 both 6 7 8 9 10 11 12 >f
git add f
t_differ "$(sealed_by side:f)" "$(sealed_by :f)"
git commit -qm both
t_ok git seal status
t_end

t_begin '... also ours, when a revocation is pulled over a local edit'
start
ours edit f 5 'ours five'
git checkout -q side
rotate --closing
git checkout -q main
t_status 1 git merge -q --no-edit side
t_stderr 'ours was changed under a generation that is closed by now'
marked 'ours five' 'line 5 '
git add f
git commit -qm looked
t_ok git seal status
git checkout -q -B again HEAD^
t_status 1 git rebase -q side
t_stderr 'theirs was changed under a generation that is closed by now'
marked 'ours five' 'line 5 '
t_end

t_begin 'a closed generation that changed nothing is no conflict'
start
ours edit f 5 'ours five'
rotate --closing
git checkout -q side
touch other
git add other
git commit -qm other
git checkout -q main
t_ok git merge -q --no-edit side
t_end

t_begin 'a side that is damaged'
start
git checkout -q side
git cat-file blob HEAD:f >"$T_DIR/bad"
printf 'x' >>"$T_DIR/bad"
id=$(git hash-object -w --no-filters "$T_DIR/bad")
git update-index --cacheinfo "100644,$id,f"
git commit -qm bad
git checkout -q -f main
ours edit f 5 'ours five'
t_status 1 git merge -q --no-edit side
t_stderr "error: not merged, theirs is damaged, it does not authenticate: 'f'"
t_stderr 'hint: git checkout --ours -- FILE takes the other side'
t_equal 'ours five' "$(sed -n 5p f)"
unmerged f
t_ok git checkout --ours -- f
git add f
t_equal "$(git rev-parse main:f)" "$(git rev-parse :f)"
t_end

t_begin 'a side of a generation that is not here'
start
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git clone -q . ../there 2>/dev/null
cd ../there
git seal unlock -q "$T_DIR/key" 2>/dev/null
edit f 5 'mine five'
git commit -qam mine
cd ../here
rotate
ours edit f 2 'hers two'
cd ../there
t_status 1 git pull -q --no-rebase --no-edit
t_stderr 'not merged, no key for generation'
t_stderr 'hint: git seal unlock, then git checkout -m -- FILE'
unmerged f
t_equal 'mine five' "$(sed -n 5p f)"
stages_sealed f
git -C ../here seal export-key -q "$T_DIR/key2" >/dev/null 2>&1
t_ok git seal unlock "$T_DIR/key2"
t_ok git checkout -m -- f
t_equal 'mine five' "$(sed -n 5p f)"
t_equal 'hers two' "$(sed -n 2p f)"
t_end

t_begin 'a side under another keyring than the path'
start
git seal init -q -k dev
git add .git-seal
git commit -qm dev
git branch -f side
git checkout -q side
sed 's/^f .*/f sealed seal-keyring=dev/' .gitattributes >"$T_DIR/a"
grep -q 'f sealed' "$T_DIR/a" || sed 's/^\/f .*/\/f sealed seal-keyring=dev/' \
    .gitattributes >"$T_DIR/a"
cp .gitattributes "$T_DIR/b"
cp "$T_DIR/a" .gitattributes
edit f 5 'theirs five'
git add f
cp "$T_DIR/b" .gitattributes
git commit -qm 'sealed under dev'
t_differ "$(sealed_by main:f)" "$(sealed_by side:f)"
git checkout -q -f main
ours edit f 2 'ours two'
t_status 1 git merge -q --no-edit side
t_stderr "theirs was changed under another keyring than the path's"
marked 'theirs five' 'ours two'
t_end

t_begin 'attributes that let nothing be sealed'
start
theirs edit f 11 'theirs eleven'
edit f 2 'ours two'
git add f
printf '%s\n' 'f seal-pad=17' >>.gitattributes
git add .gitattributes
git commit -qm bad
t_status 1 git merge -q --no-edit side
t_stderr "the attribute seal-pad is no power of two"
unmerged f
t_equal 'ours two' "$(sed -n 2p f)"
no_plain_marks
t_end
