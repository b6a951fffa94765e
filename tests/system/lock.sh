#!/bin/sh
# Sealing the tree again and removing the key: what must not be lost by it.
. ./lib.sh
. ./bulk.inc

t_begin 'lock puts the sealed bytes back, and git status runs no filter'
bulk_origin
t_ok git seal lock
t_stdout 'locked: 5 files sealed, 1 keyring removed'
bulk_is_sealed
t_missing .git/git-seal/keyrings/default
t_exists .git/git-seal/locked
bulk_quiet
[ -x secrets/run ] || t_fail 'secrets/run lost its exec bit'
t_end

t_begin 'a locked clone commits no new plain bytes, and opens with the key again'
bulk_origin
git seal lock >/dev/null
echo new >secrets/one
t_status 128 git add secrets/one
git checkout -q -f secrets/one
t_sealed secrets/one
t_status 3 git seal unlock
t_ok git seal unlock "$T_DIR/key"
t_missing .git/git-seal/locked
bulk_is_plain
bulk_quiet
t_end

t_begin 'locking again says so, and changes nothing'
bulk_origin
git seal lock >/dev/null
bulk_inodes >"$T_DIR/before"
t_ok git seal lock
t_stdout 'was locked already'
bulk_inodes >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
bulk_quiet
t_end

t_begin 'the last copy of a key is not destroyed'
bulk_origin
rm -r .git/git-seal/state
git init -q "$T_DIR/own"
cd "$T_DIR/own"
git seal init >/dev/null 2>&1
echo '*.env filter=seal -text' >.gitattributes
echo x >x.env
git add .
git commit -qm one
t_status 1 git seal lock
t_stderr 'never exported'
t_stderr 'hint: git seal export-key FILE'
t_plain x.env
t_exists .git/git-seal/keyrings/default
t_missing .git/git-seal/locked
git seal export-key - >/dev/null
t_ok git seal lock
t_sealed x.env
t_end

t_begin 'a key that came from a file can be had again'
bulk_origin
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
git seal unlock "$T_DIR/key" >/dev/null
t_ok git seal lock
bulk_is_sealed
t_end

t_begin '--force destroys the key all the same'
t_repo own
git seal init >/dev/null 2>&1
t_ok git seal lock --force
t_missing .git/git-seal/keyrings/default
t_end

t_begin 'changes that would be lost are named, and nothing is touched'
bulk_origin
echo mine >>secrets/one
printf 'A=2\n' >prod.env
echo other >>dir/plain
t_status 1 git seal lock
t_stderr 'changes that would be lost'
t_stderr secrets/one
t_stderr prod.env
t_no_stderr dir/plain
t_no_stderr deep
t_plain secrets/one
t_plain secrets/long
t_exists .git/git-seal/keyrings/default
t_missing .git/git-seal/locked
t_ok git seal lock --force
bulk_sealed='prod.env secrets/one secrets/deep/two secrets/long secrets/run'
for f in $bulk_sealed; do t_sealed "$f"; done
t_equal ' M dir/plain' "$(git status --porcelain)" status
t_end

t_begin 'a staged change is in a blob, so it is not lost'
bulk_origin
echo staged >>secrets/one
git add secrets/one
t_ok git seal lock
t_sealed secrets/one
t_equal 'M  secrets/one' "$(git status --porcelain)" status
t_ok git seal unlock "$T_DIR/key"
t_equal 'one
staged' "$(cat secrets/one)" secrets/one
t_end

t_begin 'a conflict is a change too'
bulk_origin
git checkout -q -b side
echo side >secrets/one
git commit -qam side
git checkout -q main
echo main >secrets/one
git commit -qam main
git -c merge.seal.driver=false merge side >/dev/null 2>&1 || :
t_differ '' "$(git ls-files -u)" 'conflict'
t_status 1 git seal lock
t_stderr 'secrets/one (in a conflict)'
t_plain secrets/long
git reset -q --hard
t_ok git seal lock
t_sealed secrets/one
t_end

t_begin 'deleted files stay deleted, untouched ones keep their index entry'
bulk_origin
rm secrets/one
t_ok git seal lock
t_missing secrets/one
t_equal ' D secrets/one' "$(git status --porcelain)" status
t_end

t_begin 'a touched file is compared by content'
bulk_origin
touch secrets/one prod.env
cat prod.env >x && rm prod.env && mv x prod.env
t_ok git seal lock
bulk_is_sealed
bulk_quiet
t_end

t_begin 'a file of the length of its blob is sealed as well'
bulk_origin
# Incompressible: 32 bytes more when sealed, so a second one of that length
# can be told from it only by its content.
head -c 600 /dev/urandom >secrets/a
git add secrets/a
head -c 632 /dev/urandom >secrets/a
t_status 1 git seal lock
t_stderr secrets/a
git add secrets/a
git commit -qm a
t_ok git seal lock
t_sealed secrets/a
t_end

t_begin 'after a kill that left the mark but not the end'
bulk_origin
echo locked >.git/git-seal/locked
t_ok git seal lock
t_missing .git/git-seal/keyrings/default
bulk_is_sealed
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
git seal unlock "$T_DIR/key" >/dev/null
echo locked >.git/git-seal/locked
t_ok git seal unlock
t_missing .git/git-seal/locked
bulk_is_plain
bulk_quiet
t_end

t_begin 'the filter stays in the config'
bulk_origin
git config --local --get-regexp '^filter\.' >"$T_DIR/before"
t_ok git seal lock
git config --local --get-regexp '^filter\.' >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
t_end

t_begin 'what Git makes for git-seal has the modes of the umask'
t_repo own
git seal init >/dev/null 2>&1
t_mode 644 .git/index
t_end

t_begin 'no words'
bulk_origin
t_status 2 git seal lock secrets
bulk_is_plain
t_end
