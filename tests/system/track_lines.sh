#!/bin/sh
# track writes its line once, where Git reads it as meant, and nothing else.
. ./lib.sh

macro='[attr]sealed filter=seal diff=seal merge=seal -text'

start() {
	t_repo alpha
	git seal init -q
	echo 'A=1' >a.env
}

t_begin 'the macro stands once and in front'
start
printf '*.txt text\n# mine' >.gitattributes
t_ok git seal track a.env
t_ok git seal track '*.key'
t_ok git seal track a.env '*.key'
t_stdout 'tracked already'
t_file .gitattributes "$(printf '%s\n' "$macro" '*.txt text' '# mine' \
    'a.env sealed' '*.key sealed')"
t_end

t_begin 'CRLF stays CRLF'
start
printf '*.txt text\r\n' >.gitattributes
t_ok git seal track a.env
printf '%s\r\n' "$macro" '*.txt text' 'a.env sealed' >"$T_DIR/want"
t_same .gitattributes "$T_DIR/want"
git add -A
t_sealed_blob :a.env
t_end

t_begin 'UTF-16, NUL bytes, links and folders are refused'
start
printf '\377\376a\0' >.gitattributes
cp .gitattributes "$T_DIR/was"
t_status 2 git seal track a.env
t_stderr 'UTF-16'
t_same .gitattributes "$T_DIR/was"
printf 'a\0b' >.gitattributes
t_status 2 git seal track a.env
rm .gitattributes
echo 'x text' >elsewhere
ln -s elsewhere .gitattributes
t_status 2 git seal track a.env
t_stderr 'symbolic link'
t_file elsewhere 'x text'
rm .gitattributes
mkdir .gitattributes
t_status 2 git seal track a.env
t_stderr 'is not a file'
t_end

t_begin 'in a subfolder the plain attributes are written'
start
mkdir -p sub/deep
echo 1 >sub/deep/x.key
cd sub
t_ok git seal track '*.key'
t_stdout 'tracking '"'*.key'"' in .gitattributes'
t_stdout 'deep/x.key'
t_file .gitattributes '*.key filter=seal diff=seal merge=seal -text'
t_missing ../.gitattributes
git add -A
t_sealed_blob :sub/deep/x.key
t_status 2 git seal track ../a.env
t_stderr 'outside the current folder'
t_ok git seal track -k default /deep/
t_file .gitattributes "$(printf '%s\n' \
    '*.key filter=seal diff=seal merge=seal -text' \
    '/deep/** filter=seal diff=seal merge=seal -text')"
t_end

t_begin 'a keyring of its own, and back'
start
git seal init -q -k prod
t_ok git seal track -k prod a.env
t_stdout '1 file covered'
grep -qxF 'a.env sealed seal-keyring=prod' .gitattributes
git add -A
t_ok git seal status -v
t_stdout 'keyring prod'
t_ok git seal track a.env
grep -qxF 'a.env sealed seal-keyring=prod' .gitattributes
t_ok git seal track -k default a.env
grep -qxF 'a.env sealed' .gitattributes
t_status 1 git seal status
t_stdout 'other keyring'
t_ok git seal reseal
t_ok git seal status -v
t_stdout 'keyring default'
t_end

t_begin 'default is written out where a broader line says otherwise'
start
git seal init -q -k prod
git seal track -q -k prod '*.env'
t_ok git seal track -k default a.env
grep -qxF 'a.env sealed seal-keyring=default' .gitattributes
t_end

t_begin 'where other lines win nothing is changed'
start
mkdir sub
echo 1 >sub/b.env
echo '*.env -filter' >sub/.gitattributes
t_status 1 git seal track sub/b.env
t_stderr 'other lines of .gitattributes'
t_missing .gitattributes
t_equal '' "$(git ls-files .gitattributes)" 'staged'
echo '* text' >.gitattributes
echo 'a.env -filter' >.git/info/attributes
t_status 1 git seal track a.env
t_file .gitattributes '* text'
echo 1 >c.env
t_ok git seal track '*.env'
t_stderr 'leave files out'
t_end

t_begin 'a pattern may leave files out that other lines exclude'
start
echo 1 >b.env
printf 'b.env -filter\n' >.git/info/attributes
t_ok git seal track '*.env'
t_stderr "leave files out, such as 'b.env'"
t_stdout '1 file covered:'
t_end

t_begin 'a pattern that cannot be'
start
t_status 2 git seal track '!a.env'
t_stderr 'Git ignores patterns'
t_status 2 git seal track ''
t_status 2 git seal track
t_status 2 git seal track '[attr]x*'
t_status 2 git seal track "$(printf '%2100s' x | tr ' ' y)"
t_stderr 'too long'
t_missing .gitattributes
t_end

t_begin 'a pattern that covers nothing is said loudly'
start
t_ok git seal track 'nothing/**'
t_stderr "warning: 'nothing/**' covers no file"
t_end

t_begin 'what is never sealed is said once'
start
echo x >.gitignore
git add -A
t_ok git seal track '*'
t_stderr 'is never sealed'
git add -A
t_plain_blob :.gitattributes
t_plain_blob :.gitignore
t_sealed_blob :a.env
t_end

t_begin 'an ignored file can be named'
start
echo .env >.gitignore
echo 'B=2' >.env
t_ok git seal track .env
t_stdout '1 file covered:'
t_stderr 'git add -f'
t_end

t_begin 'without the key nothing is written'
start
git seal track -q a.env
git add -A && git commit -qm one
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
cp .gitattributes "$T_DIR/was"
t_status 3 git seal track '*.key'
t_stderr 'hint: git seal unlock'
t_same .gitattributes "$T_DIR/was"
t_repo gamma
t_status 3 git seal track '*.key'
t_stderr 'hint: git seal init'
t_missing .gitattributes
t_end

t_begin 'outside of a working tree'
git init -q --bare bare.git
cd bare.git
t_status 5 git seal track x
cd ..
mkdir nowhere
cd nowhere
t_status 5 git seal track x
t_stderr 'not a git repository'
t_end
