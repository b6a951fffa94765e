#!/bin/sh
# Tools that work in worktrees of an unlocked clone: several at once, on old
# commits, rebased, removed; and what they may not have is kept from them.
. ./lib.sh
. ./bulk.inc

t_begin 'three at once, each commits, all are merged'
bulk_origin
for name in a b c; do
	git worktree add -q -b "$name" "$T_DIR/$name" 2>"$T_DIR/$name.err" &
done
wait
for name in a b c; do
	cd "$T_DIR/$name"
	bulk_is_plain
	echo "N=$name" >"$name.env"
	git add .
	t_ok git commit -qm "$name"
	t_sealed_blob "HEAD:$name.env"
done
cd "$T_DIR/origin"
t_ok git merge -q --no-edit a b c
for name in a b c; do
	t_file "$name.env" "N=$name"
	t_ok git worktree remove "$T_DIR/$name"
done
bulk_is_plain
t_clean
t_end

t_begin 'of an old commit, of a remote branch, from another worktree'
bulk_origin
git tag old
echo 'A=2' >prod.env
git commit -qam two
git seal rotate -q --commit
t_ok git worktree add -q --detach "$T_DIR/old" old
t_file "$T_DIR/old/prod.env" 'A=1'
t_ok git -C "$T_DIR/old" worktree add -q -b new "$T_DIR/new" main
cd "$T_DIR/new"
t_file prod.env 'A=2'
t_clean
echo 'A=3' >prod.env
t_ok git commit -qam three
cd "$T_DIR/old"
t_ok git checkout -q new~1
t_file prod.env 'A=2'
t_ok git rebase -q new
t_file prod.env 'A=3'
t_clean
cd "$T_DIR/origin"
t_file prod.env 'A=2'
t_clean
t_end

t_begin 'an agent that needs no secrets works, and its commits are whole'
bulk_origin
git config seal.newWorktree locked
t_ok git worktree add -q -b task "$T_DIR/task"
cd "$T_DIR/task"
bulk_is_sealed
echo 'code' >dir/code
git add -A
t_ok git commit -qm code
t_ok git mv dir/plain dir/renamed
t_ok git commit -qam renamed
git ls-files -s -- prod.env secrets >"$T_DIR/after"
git -C "$T_DIR/origin" ls-files -s -- prod.env secrets >"$T_DIR/before"
t_same "$T_DIR/before" "$T_DIR/after"
# It tries to write a secret of its own, and to clean up after itself.
echo 'K=1' >agent.env
t_status 128 git add -A
t_stderr "this worktree is locked"
rm agent.env
t_ok git stash list
cd "$T_DIR/origin"
bulk_is_plain
t_ok git merge -q task
t_file dir/code code
bulk_file=
t_file prod.env 'A=1'
t_clean
t_ok git worktree remove "$T_DIR/task"
t_end

t_begin 'a worktree of a clone that nobody unlocked'
bulk_origin
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
t_ok git worktree add -q -b side "$T_DIR/side"
cd "$T_DIR/side"
bulk_is_sealed
t_clean
t_ok git seal unlock -q "$T_DIR/key"
bulk_is_plain
t_end
