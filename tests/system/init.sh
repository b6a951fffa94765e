#!/bin/sh
. ./lib.sh

root() { # the generation files in the index, of the keyring $1
	git ls-files ".git-seal/${1:-default}/generations"
}

keys() { # how many keys a keyring file holds
	grep -c '^GIT-SEAL-KEY-1' "$1"
}

t_begin 'init makes one key and stages the file that names it'
t_repo alpha
t_ok git seal init
t_stdout "made the keyring 'default', generation "
t_stdout 'fingerprint: '
t_stderr "git-seal: hint: 'git seal track PATTERN'"
t_mode 600 .git/git-seal/keyrings/default
t_mode 700 .git/git-seal/keyrings
t_mode 700 .git/git-seal
t_equal 1 "$(keys .git/git-seal/keyrings/default)"
file=$(root)
t_equal "A  $file" "$(git status --porcelain)"
id=${file##*/}
t_equal 12 "${#id}"
t_equal "100644" "$(git ls-files -s "$file" | cut -d' ' -f1)"
git cat-file blob ":$file" >staged
t_same staged "$file"
t_mode 644 "$file"
t_mode 755 .git-seal/default
grep -qx "	id = $id" staged || t_fail 'the file lacks its id'
grep -qx "	by = Ada Tester" staged || t_fail 'the file lacks its maker'
grep -qx "	created = [0-9]*" staged || t_fail 'the file lacks its time'
! grep -q parent staged || t_fail 'a root has no parent'
grep -q "floor = $id" .git/git-seal/state/default || t_fail 'no floor is set'
t_end

t_begin 'init tells git to call git-seal, for this clone'
t_repo alpha
t_ok git seal init -q
t_stdout_is ''
t_stderr_is ''
t_equal true "$(git config --local filter.seal.required)"
t_equal false "$(git config --local merge.renormalize)"
t_equal "$GS_BUILD/git-seal process" "$(git config --local filter.seal.process)"
t_status 1 git config --global filter.seal.process
t_end

t_begin 'a second init makes no second key'
t_repo alpha
git seal init -q
cp .git/git-seal/keyrings/default before
t_ok git seal init
t_stdout_is "the keyring 'default' is here already: no key was made"
t_same before .git/git-seal/keyrings/default
t_equal 1 "$(root | wc -l | tr -d ' ')"
git commit -qm root
t_ok git seal init
t_equal '?? before' "$(git status --porcelain)"
t_end

t_begin 'a second init stages the file of the root where it is missing'
t_repo alpha
git seal init -q
file=$(root)
git rm -q --cached "$file"
rm -r .git-seal
t_ok git seal init
t_stdout "staged '$file'"
t_equal "$file" "$(root)"
t_exists "$file"
t_end

t_begin 'twenty at once make one key'
t_repo alpha
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	{ git-seal init || echo failed; } >"$T_DIR/out$i" 2>&1 &
done
wait
t_equal 0 "$(cat "$T_DIR"/out* | grep -c failed)" 'number of failures'
t_equal 1 "$(keys .git/git-seal/keyrings/default)"
t_equal 1 "$(cat "$T_DIR"/out* | grep -c '^made the keyring')"
t_missing .git/git-seal/init.lock
t_ok git seal init
t_equal 1 "$(root | wc -l | tr -d ' ')"
t_end

t_begin 'a clone that lacks the key does not make another'
t_repo alpha
git seal init -q
git commit -qm root
git clone -q . ../beta
cd ../beta
t_status 3 git seal init
t_stderr "git-seal: error: this repository has the keyring 'default' already"
t_stderr 'git-seal: hint: git seal unlock'
t_missing .git/git-seal/keyrings/default
t_status 1 git config --local filter.seal.process
# The index alone tells, and HEAD alone.
git rm -q --cached -r .git-seal
t_status 3 git seal init
t_stderr '(HEAD carries it)'
git update-ref -d HEAD
t_status 3 git seal init
t_stderr '(refs/remotes/origin/HEAD carries it)'
git remote remove origin
git reset -q
t_ok git seal init
t_end

t_begin 'another branch of the trunk tells too'
t_repo alpha
t_commit a a
git branch side
git seal init -q
git commit -qm root
git clone -q . ../beta
cd ../beta
git checkout -q side
t_missing .git-seal
t_status 3 git seal init
git config seal.trunk refs/remotes/origin/side
t_ok git seal init
t_end

t_begin 'sealed blobs tell where no generation file does'
t_repo alpha
git seal init -q
echo '*.env filter=seal -text' >.gitattributes
echo secret >a.env
git add .gitattributes a.env
git rm -qr --cached .git-seal
rm -r .git-seal
git commit -qm 'no file of the generation'
t_sealed_blob HEAD:a.env
git clone -q . ../beta
cd ../beta
t_status 3 git seal init
t_stderr "'a.env' is sealed by its generation"
# Another keyring has nothing to do with it.
t_ok git seal init -k prod
t_stdout "made the keyring 'prod'"
echo '*.env filter=seal seal-keyring=prod -text' >.gitattributes
t_status 1 test -e .git/git-seal/keyrings/default
t_ok git seal init
t_stdout "made the keyring 'default'"
t_end

t_begin 'a big sealed blob tells as well as a small one'
t_repo alpha
git seal init -q
echo '*.env filter=seal -text' >.gitattributes
head -c 3000000 /dev/urandom >big.env
git add .gitattributes big.env
git rm -qr --cached .git-seal
git commit -qm big
git clone -q . ../beta
cd ../beta
t_status 3 git seal init
t_stderr "'big.env' is sealed by its generation"
t_end

t_begin 'a locked clone is unlocked, not made anew'
t_repo alpha
git seal init -q
: >.git/git-seal/locked
t_status 3 git seal init
t_stderr 'git-seal: error: this clone is locked'
t_stderr 'git-seal: hint: git seal unlock'
t_end

t_begin 'keyrings of several names'
t_repo alpha
t_ok git seal init -k prod
t_ok git seal init --keyring=dev
t_exists .git/git-seal/keyrings/prod
t_exists .git/git-seal/keyrings/dev
t_missing .git/git-seal/keyrings/default
t_equal 1 "$(root prod | wc -l | tr -d ' ')"
t_equal 1 "$(root dev | wc -l | tr -d ' ')"
t_end

t_begin 'from a subfolder, in a worktree, in a submodule'
t_repo alpha
mkdir -p a/b
cd a/b
t_ok git seal init
t_stdout "staged '../../.git-seal/default/generations/"
cd ../..
git commit -qm root
git worktree add -q ../linked
cd ../linked
t_ok git seal init
t_stdout 'is here already'
t_ok git seal init -k second
t_exists ../alpha/.git/git-seal/keyrings/second
t_exists .git-seal/second
t_missing ../alpha/.git-seal/second
t_repo super
git submodule --quiet add ../alpha sub
cd sub
t_ok git seal init -k own
t_exists ../.git/modules/sub/git-seal/keyrings/own
t_end

t_begin 'with GIT_DIR, GIT_WORK_TREE and GIT_INDEX_FILE'
t_repo alpha
mkdir ../elsewhere
mv .git ../store
cd ..
t_ok env GIT_DIR=store GIT_WORK_TREE=alpha GIT_INDEX_FILE=own-index git seal init
t_exists store/git-seal/keyrings/default
t_exists alpha/.git-seal/default
t_exists alpha/own-index
t_missing store/index
t_end

t_begin 'with SHA-256 objects'
t_repo alpha --object-format=sha256
t_ok git seal init
git commit -qm root
t_clean
t_end

t_begin 'ignored and filtered: the file is staged as it is'
t_repo alpha
echo '.*' >.gitignore
printf '* filter=seal text=auto eol=crlf\n' >.gitattributes
git config core.autocrlf true
t_ok git seal init
file=$(root)
git cat-file blob ":$file" >"$T_DIR/staged"
t_same "$T_DIR/staged" "$file"
git commit -qm root
t_equal '' "$(git status --porcelain --untracked-files=no)"
t_end

t_begin 'a link in the way is not followed'
t_repo alpha
mkdir ../outside
ln -s ../outside .git-seal
t_status 5 git seal init
t_stderr "'.git-seal' is in the way: a symbolic link"
t_equal '' "$(ls ../outside)"
rm .git-seal
t_ok git seal init
t_stdout 'staged'
t_end

t_begin 'a name that does not fit is left out of the file'
t_repo alpha
git config user.name 'A "quoted" name; #1'
t_ok git seal init
t_no_stdout quoted
git commit -qm root
t_clean
git config --global --unset user.name
t_repo beta
t_ok git seal init
grep -q '^	by = ' "$(root)" || t_fail 'the file lacks the line by'
t_end

(
t_begin 'a clock in 1970 locks nobody out'
t_need cc
cat >clock.c <<-'END'
	#include <time.h>
	time_t time(time_t *t) { if (t) *t = 7; return 7; }
END
cc -shared -fPIC -o clock.so clock.c
! t_sanitized || t_skip 'a sanitizer wants to be loaded first'
t_repo alpha
t_ok env LD_PRELOAD="$T_DIR/clock.so" git-seal init
grep -qx '	created = 7' "$(root)" || t_fail 'the clock was not in 1970'
echo '*.env filter=seal -text' >.gitattributes
t_commit a.env secret
t_sealed_blob HEAD:a.env
t_ok git seal init
t_stdout 'no key was made'
t_end
)

(
t_begin 'a Git folder that cannot be written'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can mount'
t_repo alpha
mount -o bind,ro .git .git 2>/dev/null || mount -o bind .git .git 2>/dev/null ||
	t_skip 'this machine does not let us mount'
mount -o remount,bind,ro .git 2>/dev/null || :
if touch .git/probe 2>/dev/null; then
	umount .git
	t_skip 'this machine does not mount read-only'
fi
t_status 5 git seal init
umount .git
t_stderr 'git-seal: error: '
t_stderr 'Read-only file system'
t_missing .git-seal
t_missing .git/git-seal
t_end
)

(
t_begin 'a full disk'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can mount'
mkdir disk
mount -t tmpfs -o size=256k tmpfs disk 2>/dev/null ||
	t_skip 'this machine does not let us mount'
git init -q disk/alpha
cd disk/alpha
head -c 300000 /dev/zero >fill 2>/dev/null || :
got=0
git seal init >"$T_ROOT/out" 2>"$T_ROOT/err" || got=$?
rm fill
t_ok git seal init
t_ok git seal init
t_stdout 'no key was made'
keys=$(keys .git/git-seal/keyrings/default)
cd "$T_DIR"
umount disk
t_equal 5 "$got" 'exit code on a full disk'
t_equal 1 "$keys" 'number of keys'
t_end
)
