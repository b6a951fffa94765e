#!/bin/sh
# export plain leaves git-seal: one staged change, everything readable, nothing
# of it left behind but the key.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	mkdir sub
	echo 'A=1' >a.env
	echo 'B=2' >sub/b.env
	printf 'x\n' >sub/new.txt
	echo '*.png binary' >.gitattributes
	git seal track -q '*.env'
	(cd sub && git seal track -q b.env)
	echo 'readme.env -sealed' >>.gitattributes
	echo 'plain' >readme.env
	git add -A && git commit -qm one
}

t_begin 'all files become plain, and nothing of git-seal is left'
start
git seal install-hooks -q
t_ok git seal export plain
t_plain_blob :a.env
t_plain_blob :sub/b.env
t_file .gitattributes '*.png binary'
t_missing sub/.gitattributes
t_missing .git-seal
t_equal '' "$(git config --local --get-regexp 'seal|renormalize' || :)" 'config'
t_equal '' "$(grep -l git-seal .git/hooks/* || :)" 'hooks'
git commit -qm two
t_clean
t_equal 'A=1' "$(git show HEAD:a.env)" 'committed'
t_equal '' "$(git ls-tree -r --name-only HEAD .git-seal)" '.git-seal/'
t_ok git seal show HEAD~1:a.env
t_stdout_is 'A=1'
t_end

t_begin 'a clone of it needs no git-seal'
start
git seal export plain -q
git commit -qm two
git clone -q . "$T_DIR/clone"
cd "$T_DIR/clone" || exit 2
t_file a.env 'A=1'
t_file sub/b.env 'B=2'
t_end

t_begin 'with --dry-run it says what it would do, and changes nothing'
start
t_ok git seal export plain --dry-run
t_stdout 'would make plain a.env'
t_stdout 'would make plain sub/b.env'
t_stdout 'would change sub/.gitattributes'
t_stdout 'would remove .git-seal/'
t_clean
t_sealed_blob :a.env
t_end

t_begin 'changes of the user stay in the tree, unstaged'
start
echo 'A=9' >a.env
t_ok git seal export plain
t_equal 'A=1' "$(git cat-file blob :a.env)" 'index'
t_file a.env 'A=9'
git commit -qm two
t_equal ' M a.env' "$(git status --porcelain)" 'status'
t_end

t_begin 'without the key nothing is changed'
start
git seal export-key -q "$T_DIR/key"
git seal lock -q
t_status 3 git seal export plain
t_stderr 'git seal unlock'
t_clean
t_sealed_blob :a.env
t_end

t_begin 'a damaged file stops all of it, by name'
start
git cat-file blob :a.env >"$T_DIR/bad"
printf 'x' | dd of="$T_DIR/bad" bs=1 seek=40 conv=notrunc 2>/dev/null
id=$(git hash-object -w --no-filters "$T_DIR/bad")
git update-index --cacheinfo 100644,"$id",a.env
t_status 4 git seal export plain
t_stderr 'a.env'
t_sealed_blob :sub/b.env
t_file .git-seal/default/generations/* "$(cat .git-seal/default/generations/*)"
t_end

t_begin 'attributes outside of the tree stop it, and it says where to look'
start
echo '*.env filter=seal -text' >.git/info/attributes
t_status 1 git seal export plain
t_stderr 'info/attributes'
t_clean
t_sealed_blob :a.env
t_end

t_begin 'a second run goes on where a kill has stopped the first'
start
# As after a kill: the attributes are gone already, nothing is staged.
echo '*.png binary' >.gitattributes
echo >sub/.gitattributes
t_ok git seal export plain
t_plain_blob :a.env
t_plain_blob :sub/b.env
t_equal '' "$(git ls-files .git-seal)" '.git-seal/'
git commit -qm two
t_clean
t_ok git seal export plain
t_stdout 'nothing here is sealed'
t_end

t_begin 'other worktrees keep the config that they need'
start
git worktree add -q -b side "$T_DIR/side"
t_ok git seal export plain
t_stderr 'git worktree remove'
t_equal true "$(git config filter.seal.required)" 'config'
cd "$T_DIR/side" || exit 2
t_clean
t_end

t_begin 'the wrong words are a wrong usage'
start
t_status 2 git seal export
t_stderr 'git seal export plain'
t_status 2 git seal export key
t_stderr 'export-key'
t_end
