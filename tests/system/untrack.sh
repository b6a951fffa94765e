#!/bin/sh
# untrack takes back what track wrote, and never makes a file plain unasked.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	mkdir sub
	echo 'A=1' >a.env
	echo 'B=2' >sub/b.env
	git seal track -q '*.env' '*.key'
	git add -A && git commit -qm one
}

t_begin 'files that would lose cover are listed, and nothing is changed'
start
cp .gitattributes "$T_DIR/was"
t_status 1 git seal untrack '*.env'
t_stdout_is "$(printf 'a.env\nsub/b.env')"
t_stderr '--plain'
t_same .gitattributes "$T_DIR/was"
t_clean
t_equal '' "$(find .git/git-seal -name 'tmp-*')" 'scratch folders'
t_end

t_begin 'a line that nothing needs goes at once'
start
t_ok git seal untrack '*.key'
t_equal '' "$(grep key .gitattributes || :)" 'line'
t_equal 'M  .gitattributes' "$(git status --porcelain)" 'status'
t_end

t_begin 'with --plain they become plain in the index, and the files stay'
start
t_ok git seal untrack --plain '*.env' '*.key'
t_plain_blob :a.env
t_plain_blob :sub/b.env
t_file a.env 'A=1'
t_missing .gitattributes
git commit -qm two
t_clean
t_equal 'B=2' "$(git show HEAD:sub/b.env)" 'committed'
t_end

t_begin 'what another line covers keeps its seal'
start
git seal track -q a.env
git commit -qam two
t_status 1 git seal untrack '*.env'
t_stdout_is 'sub/b.env'
t_ok git seal untrack --plain '*.env'
t_sealed_blob :a.env
t_plain_blob :sub/b.env
t_ok git seal status
t_end

t_begin 'the macro stays while a line needs it'
start
t_ok git seal untrack --plain '*.env'
grep -q '^\[attr\]sealed' .gitattributes
mkdir -p sub
echo '*.pem sealed' >sub/.gitattributes
t_ok git seal untrack '*.key'
grep -q '^\[attr\]sealed' .gitattributes
t_end

t_begin 'other attributes of the line stay'
start
printf '*.key sealed seal-pad=64 export-ignore\n' >>.gitattributes
t_ok git seal untrack '*.key'
grep -qxF '*.key export-ignore' .gitattributes
t_end

t_begin 'a pattern that is not there'
start
t_status 1 git seal untrack '*.pem'
t_stderr "no line of '.gitattributes' seals '*.pem'"
t_stderr "it seals: '*.env', '*.key'"
t_status 2 git seal untrack
t_end

t_begin 'a name whose file is gone'
start
echo x >'[x]'
git seal track -q '[x]'
rm '[x]'
t_ok git seal untrack '[x]'
t_equal '' "$(grep x] .gitattributes || :)" 'line'
t_end

t_begin 'without the key --plain changes nothing'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_status 3 git seal untrack --plain '*.env'
t_stderr 'hint: git seal unlock'
t_clean
t_end

t_begin 'a damaged file stops it before anything is changed'
start
git cat-file blob :a.env >"$T_DIR/blob"
printf x >>"$T_DIR/blob"
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters "$T_DIR/blob"),a.env"
cp .gitattributes "$T_DIR/was"
t_status 4 git seal untrack --plain '*.env'
t_stderr "'a.env' is damaged"
t_same .gitattributes "$T_DIR/was"
t_sealed_blob :sub/b.env
t_end
