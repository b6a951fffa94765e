#!/bin/sh
# Making a clone readable: the key, what it must not overwrite, what it says.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
	gen=$(ls .git-seal/default/generations)
}

t_begin 'a clone is readable after unlock, and git status runs no filter'
start
bulk_is_sealed
t_ok git seal unlock "$T_DIR/key"
t_stdout "unlocked 5 files (keyring 'default', generation $gen)"
t_stdout "$(sed -n 's/^fingerprint: //p' "$T_DIR/init.out")"
t_stderr_is ''
bulk_is_plain
bulk_quiet
bulk_loud prod.env
t_mode 600 .git/git-seal/keyrings/default
echo 'A=2' >prod.env
t_ok git commit -qam two
t_sealed_blob HEAD:prod.env
t_end

t_begin 'unlocking again changes nothing'
start
t_ok git seal unlock "$T_DIR/key"
bulk_inodes >"$T_DIR/before"
t_ok git seal unlock "$T_DIR/key"
t_stdout 'unlocked 0 files'
t_ok git seal unlock
bulk_inodes >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
bulk_quiet
t_end

t_begin 'the key comes from standard input or from GIT_SEAL_KEY as well'
start
git seal unlock - <"$T_DIR/key" >/dev/null || t_fail "exit code $?"
bulk_is_plain
git clone -q "$T_DIR/origin" "$T_DIR/other" 2>/dev/null
cd "$T_DIR/other"
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
t_ok git seal unlock
unset GIT_SEAL_KEY
bulk_is_plain
bulk_quiet
t_end

t_begin 'without any key it says what it looked for'
start
t_status 3 git seal unlock
t_stderr 'GIT_SEAL_KEY'
t_stderr 'hint: git seal unlock KEYFILE'
bulk_is_sealed
t_missing .git/git-seal/keyrings
t_end

t_begin 'a key of another repository changes nothing'
start
git init -q "$T_DIR/foreign"
(cd "$T_DIR/foreign" && git seal init && git seal export-key ../foreign.key) \
    >/dev/null 2>&1
other=$(ls "$T_DIR/foreign/.git-seal/default/generations")
cp .git/config "$T_DIR/config"
t_status 3 git seal unlock "$T_DIR/foreign.key"
t_stderr 'is not a key of this repository'
t_stderr "$gen"
t_stderr "$other"
bulk_is_sealed
t_missing .git/git-seal/keyrings
t_same .git/config "$T_DIR/config"
t_status 3 env GIT_SEAL_KEY="$(cat "$T_DIR/foreign.key")" git seal unlock
t_stderr 'GIT_SEAL_KEY is not a key of this repository'
t_end

t_begin 'a variable of another project does not stand in the way of the key here'
start
t_ok git seal unlock "$T_DIR/key"
git init -q "$T_DIR/foreign"
(cd "$T_DIR/foreign" && git seal init && git seal export-key ../foreign.key) \
    >/dev/null 2>&1
t_ok env GIT_SEAL_KEY="$(cat "$T_DIR/foreign.key")" git seal unlock
t_stderr 'GIT_SEAL_KEY is ignored'
t_equal 1 "$(grep -c GIT-SEAL-KEY-1 .git/git-seal/keyrings/default)" 'lines'
t_end

t_begin 'an old key that opens nothing here is named as such'
start
git clone -q "$T_DIR/origin" "$T_DIR/rotated" 2>/dev/null
cd "$T_DIR/rotated"
# What a rotation leaves: every blob under a key that the old file lacks.
git init -q "$T_DIR/new"
(cd "$T_DIR/new" && git seal init && git seal export-key ../new.key) \
    >/dev/null 2>&1
new=$(ls "$T_DIR/new/.git-seal/default/generations")
cp "$T_DIR/new/.git-seal/default/generations/$new" .git-seal/default/generations
git add .git-seal
for f in $bulk_sealed; do
	id=$(git -C "$T_DIR/origin" cat-file --filters "HEAD:$f" |
		/usr/bin/python3 "$T_TOP/tests/system/seal.py" "$T_DIR/new.key" |
		git hash-object -w --stdin)
	git update-index --cacheinfo "$(git ls-files -s "$f" | cut -c 1-6),$id,$f"
done
git commit -qm rotated
git checkout -q .
t_status 3 git seal unlock "$T_DIR/key"
t_stderr 'opens no sealed file here'
t_stderr "need generation $new"
t_stderr "has $gen"
t_missing .git/git-seal/keyrings
t_ok git seal unlock "$T_DIR/new.key"
t_clean
bulk_is_plain
t_end

t_begin 'changes that would be lost are named, and nothing is touched'
start
echo 'mine' >secrets/one
echo 'appended' >>prod.env
echo other >>dir/plain
echo new >untracked
t_status 1 git seal unlock "$T_DIR/key"
t_stderr 'changes that would be lost'
t_stderr secrets/one
t_stderr prod.env
t_stderr 'hint: '
t_stderr '--force'
t_no_stderr dir/plain
t_no_stderr deep
t_file secrets/one mine
t_sealed secrets/deep/two
t_missing .git/git-seal/keyrings
(cd secrets && t_status 1 git seal unlock "$T_DIR/key" &&
	t_stderr '	one' && t_stderr '	../prod.env')
t_ok git seal unlock --force "$T_DIR/key"
t_file secrets/one one
t_file prod.env 'A=1'
t_equal ' M dir/plain
?? untracked' "$(git status --porcelain)" status
t_end

t_begin 'other changes, and files that are gone, do not matter'
start
echo other >>dir/plain
rm secrets/one
rm -r secrets/deep
ln -s ../dir secrets/deep
echo staged >dir/new
git add dir/new
t_ok git seal unlock "$T_DIR/key"
t_stdout 'unlocked 3 files'
t_missing secrets/one
t_missing dir/two
t_plain prod.env
t_equal 'A  dir/new
 M dir/plain
 D secrets/deep/two
 D secrets/one
?? secrets/deep' "$(git status --porcelain)" status
t_end

t_begin 'something else in the place of a file is a change too'
start
rm secrets/one prod.env
ln -s /dev/null secrets/one
mkdir prod.env
t_status 1 git seal unlock "$T_DIR/key"
t_stderr secrets/one
t_stderr prod.env
rmdir prod.env
t_ok git seal unlock --force "$T_DIR/key"
t_file secrets/one one
[ ! -L secrets/one ] || t_fail 'the link is still there'
t_end

t_begin 'files that are readable already are no changes'
start
echo one >secrets/one
echo 'A=1' >prod.env
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
t_end

t_begin 'damaged files stay as they are, the others are opened'
start
id=$({ git cat-file blob HEAD:prod.env | head -c 40; echo x; } |
	git hash-object -w --stdin)
git update-index --cacheinfo "100644,$id,prod.env"
newer=$(printf '\0GITSEAL\002\0123456789' | git hash-object -w --stdin)
git update-index --cacheinfo "100644,$newer,secrets/one"
git checkout -q .
t_status 1 git seal unlock "$T_DIR/key"
t_stdout 'unlocked 3 files'
t_stderr '2 files could not be unlocked'
t_stderr 'prod.env (damaged)'
t_stderr 'secrets/one (sealed by a newer git-seal)'
t_file secrets/deep/two two
t_equal "$id" "$(git hash-object --no-filters prod.env)" 'prod.env'
t_equal 'M  prod.env
M  secrets/one' "$(git status --porcelain)" status
t_end

t_begin 'a plain blob under the pattern is left alone'
start
id=$(echo bare | git hash-object -w --stdin)
git update-index --cacheinfo "100644,$id,secrets/one"
git checkout -q .
echo changed >>secrets/one
t_ok git seal unlock "$T_DIR/key"
t_equal 'bare
changed' "$(cat secrets/one)" secrets/one
t_end

t_begin 'modes: no wider than before, nor than the umask; exec is as in the index'
start
chmod 640 secrets/one
chmod 600 secrets/run
chmod 666 prod.env
(umask 027 && git seal unlock "$T_DIR/key" >/dev/null)
t_mode 640 secrets/one
t_mode 700 secrets/run
t_mode 640 prod.env
t_mode 640 secrets/long
t_end

t_begin 'names of any bytes'
start
cd "$T_DIR/origin"
nl='
'
for n in 'with blank' "new${nl}line" '"quoted"' 'tab	bed' '-dash' 'ünï' \
    '*' '[x]' ':(top)x'; do
	echo "$n" >"secrets/$n"
done
printf 'x\n' >"secrets/$(printf 'latin\344')"
git add .
git commit -qm names
cd "$T_DIR/clone"
git pull -q
t_ok git seal unlock "$T_DIR/key"
for n in 'with blank' "new${nl}line" '"quoted"' 'tab	bed' '-dash' 'ünï' \
    '*' '[x]' ':(top)x'; do
	t_file "secrets/$n" "$n"
done
t_file "secrets/$(printf 'latin\344')" x
bulk_quiet
t_end

t_begin 'a clone without a commit takes a key, and keeps it'
git init -q "$T_DIR/clone"
git init -q "$T_DIR/foreign"
(cd "$T_DIR/foreign" && git seal init && git seal export-key ../key) \
    >/dev/null 2>&1
cd "$T_DIR/clone"
t_ok git seal unlock "$T_DIR/key"
t_mode 600 .git/git-seal/keyrings/default
t_end

t_begin 'too many words, a file that is none, text that is no key'
start
t_status 2 git seal unlock a b
t_status 5 git seal unlock "$T_DIR/none"
t_stderr none
echo nonsense >"$T_DIR/nonsense"
chmod 600 "$T_DIR/nonsense"
t_status 2 git seal unlock "$T_DIR/nonsense"
bulk_is_sealed
t_end

t_begin 'two keyrings: what has no key stays sealed, and says so'
start
cd "$T_DIR/origin"
git seal init -k prod >/dev/null 2>&1
echo 'prod/** sealed seal-keyring=prod' >>.gitattributes
mkdir prod
echo p >prod/p
git add .
git commit -qm prod
git seal export-key -k prod "$T_DIR/prod.key" >/dev/null
cat "$T_DIR/key" "$T_DIR/prod.key" >"$T_DIR/both.key"
chmod 600 "$T_DIR/both.key"
cd "$T_DIR/clone"
git pull -q
t_ok git seal unlock "$T_DIR/key"
t_stderr '1 file of other keyrings stays sealed'
t_sealed prod/p
bulk_quiet
t_ok git seal unlock "$T_DIR/prod.key"
t_file prod/p p
t_exists .git/git-seal/keyrings/prod
bulk_quiet
git clone -q "$T_DIR/origin" "$T_DIR/third" 2>/dev/null
cd "$T_DIR/third"
t_ok git seal unlock "$T_DIR/both.key"
t_file prod/p p
t_file prod.env 'A=1'
t_exists .git/git-seal/keyrings/default
t_exists .git/git-seal/keyrings/prod
bulk_quiet
t_end

t_begin 'another git-seal at work in the tree is waited for by nobody'
start
mkdir -p .git/git-seal/tmp
t_need flock
t_status 5 flock .git/git-seal/tmp git seal unlock "$T_DIR/key"
t_stderr 'is in use'
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_end

t_begin 'what a killed run left in the Git folder is removed'
start
mkdir -p .git/git-seal/tmp/by-git/x
echo secret >.git/git-seal/tmp/.git-seal-tmp0
echo secret >.git/git-seal/tmp/by-git/x/y
t_ok git seal unlock "$T_DIR/key"
bulk_quiet
t_end
