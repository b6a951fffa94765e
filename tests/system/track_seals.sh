#!/bin/sh
# track seals what the index holds plain, and says what history keeps.
. ./lib.sh

t_begin 'a committed file becomes sealed in the index, its file stays'
t_repo alpha
git seal init -q
echo 'A=1' >a.env
t_backdate a.env
git add -A && git commit -qm one
t_ok git seal track a.env
t_stdout 'sealed and staged a.env'
t_stderr 'plain in HEAD: a.env'
t_stderr 'change the secrets'
t_sealed_blob :a.env
t_plain_blob HEAD:a.env
t_file a.env 'A=1'
t_equal 'M  a.env' "$(git status --porcelain a.env)" 'status'
t_equal 'A  .gitattributes' "$(git status --porcelain .gitattributes)" status
git commit -qm two
t_clean
t_equal 'A=1' "$(git seal show HEAD:a.env)" 'what it opens to'
t_end

t_begin 'only history holds it plain'
t_repo alpha
git seal init -q
t_commit a.env 'A=1'
git seal track -q a.env 2>/dev/null
git commit -qm sealed
t_ok git seal track a.env
t_stderr 'plain in history: a.env'
t_no_stderr 'plain in HEAD'
t_end

t_begin 'on another branch, and in names of all kinds'
t_repo alpha
git seal init -q
git commit -qm zero
git checkout -q -b side
nl='
'
echo x >"we\"ird${nl}*name"
git add -A && git commit -qm plain
git checkout -q -
echo y >"we\"ird${nl}*name"
t_ok git seal track "we\"ird${nl}*name"
git add -A
t_ok git seal track "we\"ird${nl}*name"
t_stderr 'plain in history: "we\"ird\n*name"'
t_end

t_begin 'what never was plain is not accused'
t_repo alpha
git seal init -q
echo 1 >a.env
t_ok git seal track a.env
git add -A && git commit -qm one
t_ok git seal track '*.env'
t_no_stderr 'plain in'
t_end

t_begin 'edits that are not staged stay so'
t_repo alpha
git seal init -q
t_commit a.env 'A=1'
echo 'A=2' >a.env
t_ok git seal track a.env
t_equal 'A=1' "$(git seal show :a.env)" 'staged content'
t_file a.env 'A=2'
t_equal 'MM a.env' "$(git status --porcelain a.env)" 'status'
t_end

t_begin 'a file that Git converted is taken as it stands'
t_repo alpha
git seal init -q
git config core.autocrlf true
printf 'A=1\r\nB=2\r\n' >a.env
t_backdate a.env
git add -A 2>/dev/null && git commit -qm one
t_equal "$(printf 'A=1\nB=2')" "$(git cat-file blob :a.env)" 'plain blob'
t_ok git seal track a.env
git seal show :a.env >"$T_DIR/got"
t_same a.env "$T_DIR/got"
git commit -qm two
t_clean
t_end

t_begin 'the filter is not needed to see that nothing changed'
t_repo alpha
git seal init -q
i=0
while [ $i -lt 20 ]; do
	echo "X=$i" >"$i.env"
	t_backdate "$i.env"
	i=$((i + 1))
done
git add -A && git commit -qm one
t_ok git seal track '*.env'
# A filter that fails would be seen.
t_ok git -c filter.seal.process=false -c filter.seal.clean=false diff --quiet
t_end

t_begin 'an attribute that would damage it is named'
t_repo alpha
git seal init -q
t_commit a.env 'A=1'
printf 'a.env ident\n' >.git/info/attributes
t_status 1 git seal track a.env
t_stderr 'ident'
t_plain_blob :a.env
t_end
