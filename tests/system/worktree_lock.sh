#!/bin/sh
# One worktree is locked by itself: its files are sealed, nothing new can be
# committed to a sealed path there, the keyring and the other worktrees stay.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	git worktree add -q -b side "$T_DIR/side" 2>/dev/null
}

mark() {
	echo "$(git rev-parse --git-dir)/git-seal/locked-worktree"
}

t_begin 'lock --worktree seals this one, unlock --worktree opens it again'
start
cd "$T_DIR/side"
bulk_is_plain
t_ok git seal lock --worktree
t_stdout 'locked this worktree: 5 files sealed, the keyring stays'
bulk_is_sealed
bulk_quiet
t_exists "$(mark)"
t_exists "$T_DIR/origin/.git/git-seal/keyrings/default"
t_missing "$T_DIR/origin/.git/git-seal/locked"
t_ok git seal lock --worktree
t_stdout 'this worktree was locked already'
(cd "$T_DIR/origin" && bulk_is_plain && t_clean)
t_ok git seal unlock --worktree
t_stdout 'unlocked 5 files'
bulk_is_plain
bulk_quiet
t_missing "$(mark)"
t_ok git seal unlock --worktree
t_stdout 'unlocked 0 files'
bulk_is_plain
t_end

t_begin 'the main worktree too, from a subfolder and from within the Git folder'
start
cd secrets/deep
t_ok git seal lock --worktree
cd "$T_DIR/origin"
bulk_is_sealed
bulk_quiet
(cd "$T_DIR/side" && bulk_is_plain && t_clean)
cd .git/refs
t_ok git seal unlock --worktree
cd "$T_DIR/origin"
bulk_is_plain
bulk_quiet
t_end

t_begin 'locked rules: what is new is refused, what is unchanged passes'
start
cd "$T_DIR/side"
git seal lock -q --worktree
git ls-files -s >"$T_DIR/before"
touch prod.env secrets/one
t_clean
git add -A
git ls-files -s >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
echo 'N=1' >new.env
t_status 128 git add new.env
t_stderr "this worktree is locked, so the changed file cannot be sealed: 'new.env'"
t_stderr 'hint: git seal unlock --worktree'
rm new.env
echo 'A=2' >prod.env
t_status 128 git commit -qam two
t_stderr "this worktree is locked, so the changed file cannot be sealed: 'prod.env'"
git checkout -q -- prod.env
t_sealed prod.env
echo more >>secrets/one
t_status 128 git add secrets/one
t_stderr 'git seal unlock --worktree, then edit it'
git checkout -q -- secrets/one
echo two >dir/plain
t_ok git commit -qam 'A plain file'
git mv prod.env moved.env
t_ok git commit -qm 'A sealed file moves'
t_sealed moved.env
t_sealed_blob HEAD:moved.env
t_clean
t_end

t_begin 'checkouts, merges, stashes and resets bring sealed bytes only'
start
echo 'A=2' >prod.env
git commit -qam two
cd "$T_DIR/side"
git seal lock -q --worktree
t_ok git merge -q main
t_sealed prod.env
t_ok git checkout -q HEAD~1
t_sealed prod.env
t_ok git reset -q --hard main
t_sealed prod.env
rm -r secrets prod.env
t_ok git checkout -q -- .
bulk_is_sealed
t_ok git clean -qfdx
t_clean
t_end

t_begin 'status, show and textconv'
start
cd "$T_DIR/side"
git seal lock -q --worktree
t_ok git seal status
t_stdout 'locked (this worktree)   prod.env'
t_stderr 'hint: git seal unlock --worktree opens what is locked'
t_ok git seal status --json
python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert d["locked"] and d["locked_worktree"], d
assert {f["state"] for f in d["files"]} == {"locked", "empty"}, d' \
    "$T_ROOT/out" || t_fail 'JSON'
t_ok git seal status -z
tr '\0' '\n' <"$T_ROOT/out" >"$T_DIR/records"
grep -qx "locked	prod.env" "$T_DIR/records" || t_fail 'the record'
t_ok git seal show HEAD:prod.env
t_stdout_is 'A=1'
git log -p >"$T_DIR/log"
grep -q 'sealed, generation' "$T_DIR/log" || t_fail 'textconv'
! grep -q 'A=1' "$T_DIR/log" || t_fail 'a plain byte in git log -p'
cd "$T_DIR/origin"
t_ok git seal status
t_stdout 'sealed                   prod.env'
t_end

t_begin 'keys of the environment open nothing there'
start
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
cd "$T_DIR/side"
git seal lock -q --worktree
rm prod.env
git checkout -q -- prod.env
t_sealed prod.env
unset GIT_SEAL_KEY
t_end

t_begin 'commands that seal refuse there'
start
git seal grant -q bob "$(git seal keygen -o "$T_DIR/bob.id" 2>/dev/null;
    sed -n 's/.*public key: //p' "$T_DIR/bob.id")" --commit
cd "$T_DIR/side"
git merge -q main
git seal lock -q --worktree
git ls-files -s >"$T_DIR/before"
for command in 'rotate' 'rotate --closing' 'revoke bob' 'members --wrap' \
    'grant eve age1xkzeeuj3xlmgha3zcuk53dl0p09uguzkk0edv8m52u27q2u5ppcqsy50jq' \
    'track *.key' 'untrack --plain *.env' 'reseal' 'init -k other' \
    'import git-crypt'; do
	# Words, and patterns that nothing expands.
	set -f
	# shellcheck disable=SC2086
	t_status 3 git seal $command
	set +f
	t_stderr 'hint: git seal unlock --worktree'
done
git ls-files -s >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
t_missing "$T_DIR/origin/.git/git-seal/keyrings/other"
t_ok git seal members
t_end

t_begin 'changes that would be lost are named, and nothing is touched'
start
cd "$T_DIR/side"
echo mine >secrets/one
t_status 1 git seal lock --worktree
t_stderr 'sealed files have changes that would be lost:'
t_stderr '	secrets/one'
t_stderr "git seal lock --worktree --force"
t_plain prod.env
t_missing "$(mark)"
t_ok git seal lock --worktree --force
bulk_is_sealed
echo theirs >secrets/one
t_status 1 git seal unlock --worktree
t_stderr '	secrets/one'
t_sealed prod.env
t_exists "$(mark)"
t_ok git seal unlock --worktree --force
bulk_is_plain
# A change elsewhere is nobody's business here.
echo mine >"$T_DIR/origin/secrets/one"
t_ok git seal lock --worktree
t_ok git seal unlock --worktree
t_file "$T_DIR/origin/secrets/one" mine
t_end

t_begin 'lock and unlock of the clone leave it sealed'
start
cd "$T_DIR/side"
git seal lock -q --worktree
cd "$T_DIR/origin"
t_ok git seal lock
bulk_is_sealed
cd "$T_DIR/side"
bulk_is_sealed
bulk_quiet
t_status 3 git seal unlock --worktree
t_stderr 'the whole clone is locked'
t_stderr 'hint: git seal unlock opens the clone; then git seal unlock --worktree'
t_exists "$(mark)"
t_ok git seal status
t_stdout 'locked                   prod.env'
t_ok git seal unlock "$T_DIR/key"
t_stderr "'$T_DIR/side' was locked by itself and stays sealed"
bulk_is_sealed
bulk_quiet
(cd "$T_DIR/origin" && bulk_is_plain && t_clean)
t_exists "$(mark)"
t_ok git seal unlock --worktree
bulk_is_plain
bulk_quiet
t_end

t_begin 'locked by itself while the clone is locked'
start
git seal lock -q
cd "$T_DIR/side"
t_ok git seal lock --worktree
bulk_is_sealed
t_ok git seal unlock -q "$T_DIR/key"
bulk_is_sealed
(cd "$T_DIR/origin" && bulk_is_plain)
t_end

t_begin 'plain content of a locked worktree stands in the way of lock'
start
cd "$T_DIR/side"
git seal lock -q --worktree
echo mine >prod.env
cd "$T_DIR/origin"
t_status 1 git seal lock
t_stderr "	$T_DIR/side/prod.env"
bulk_is_plain
t_end

t_begin 'files that were rotated meanwhile open from their wraps'
start
git seal keygen -o "$T_DIR/me.id" 2>/dev/null
git config seal.identity "$T_DIR/me.id"
git seal grant -q me "$(sed -n 's/.*public key: //p' "$T_DIR/me.id")" --commit
cd "$T_DIR/side"
git merge -q main
git seal lock -q --worktree
git clone -q "$T_DIR/origin" "$T_DIR/other" 2>/dev/null
cd "$T_DIR/other"
git seal unlock -q -i "$T_DIR/me.id"
git seal rotate -q --commit
cd "$T_DIR/side"
git pull -q "$T_DIR/other" main
bulk_is_sealed
t_ok git seal unlock --worktree
bulk_is_plain
t_clean
t_end

t_begin 'no working tree, no keyring, other keys'
start
t_status 2 git seal unlock --worktree "$T_DIR/key"
t_stderr '--worktree takes the keyring that the clone has'
t_status 2 git seal unlock --worktree -i "$T_DIR/key"
t_status 2 git seal unlock --worktree --trust 1234
t_status 2 git seal lock --worktree word
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
t_status 3 git seal unlock --worktree
t_stderr 'this clone has no keyring'
t_ok git seal lock --worktree
t_ok git seal unlock "$T_DIR/key"
bulk_is_sealed
t_ok git seal unlock --worktree
bulk_is_plain
git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
cd "$T_DIR/bare.git"
t_status 5 git seal lock --worktree
t_stderr 'this needs a working tree'
git seal unlock -q "$T_DIR/key"
t_status 5 git seal unlock --worktree
t_end

t_begin 'removed with its worktree'
start
cd "$T_DIR/side"
git seal lock -q --worktree
cd "$T_DIR/origin"
t_ok git worktree remove "$T_DIR/side"
t_ok git worktree add -q "$T_DIR/side" side
cd "$T_DIR/side"
bulk_is_plain
t_clean
t_end

t_begin 'both sides changed a sealed file: a conflict, and not one plain byte'
start
echo 'A=ours' >prod.env
echo 'B=1' >>secrets/one
git commit -qam ours
git checkout -q -b theirs HEAD~1
echo 'A=theirs' >prod.env
git commit -qam theirs
git checkout -q main
cd "$T_DIR/side"
git reset -q --hard main
git seal lock -q --worktree
git ls-files -s prod.env >"$T_DIR/before"
t_status 1 git merge -q theirs
t_stderr 'hint: git seal unlock --worktree, then git checkout -m -- FILE'
for file in prod.env secrets/one; do t_sealed "$file"; done
! git grep -qa 'A=theirs' || t_fail 'a plain byte'
for stage in 1 2 3; do t_sealed_blob ":$stage:prod.env"; done
t_status 0 git seal show :3:prod.env
t_stdout_is 'A=theirs'
git checkout -q --ours prod.env
git add prod.env
git ls-files -s prod.env >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
t_ok git commit -qm merged
t_clean
t_end
