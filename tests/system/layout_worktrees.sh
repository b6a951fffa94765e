#!/bin/sh
# Linked worktrees: unlock and lock treat all of the clone.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
	git worktree add -q -b side "$T_DIR/side" 2>/dev/null
}

t_begin 'all worktrees become readable, and sealed again'
start
t_ok git seal unlock "$T_DIR/key"
t_stdout 'unlocked 10 files'
bulk_is_plain
bulk_quiet
cd "$T_DIR/side"
bulk_is_plain
bulk_quiet
t_ok git seal lock
t_stdout '10 files sealed'
bulk_is_sealed
bulk_quiet
cd "$T_DIR/clone"
bulk_is_sealed
bulk_quiet
t_end

t_begin 'a worktree added to an unlocked clone is readable'
start
git seal unlock "$T_DIR/key" >/dev/null
t_ok git worktree add -q -b third "$T_DIR/third"
cd "$T_DIR/third"
bulk_is_plain
t_clean
t_end

t_begin 'a change in any of them is named by its whole path'
start
echo mine >"$T_DIR/side/secrets/one"
t_status 1 git seal unlock "$T_DIR/key"
t_stderr "	$T_DIR/side/secrets/one"
bulk_is_sealed
cd "$T_DIR/side"
t_status 1 git seal unlock "$T_DIR/key"
t_stderr '	secrets/one'
t_end

t_begin 'one out of reach is named; lock refuses because of it'
start
git seal unlock "$T_DIR/key" >/dev/null
mv "$T_DIR/side" "$T_DIR/away"
t_ok git seal unlock
t_stderr "worktree '$T_DIR/side' cannot be reached"
t_status 1 git seal lock
t_stderr "worktree '$T_DIR/side' cannot be reached"
bulk_is_plain
t_ok git seal lock --force
t_stderr "worktree '$T_DIR/side' cannot be reached"
bulk_is_sealed
t_end

t_begin 'one that was locked by itself stays sealed'
start
mark=$(git -C "$T_DIR/side" rev-parse --git-dir)/git-seal
mkdir -p "$mark"
: >"$mark/locked-worktree"
t_ok git seal unlock "$T_DIR/key"
t_stderr "'$T_DIR/side' was locked by itself"
bulk_is_plain
bulk_quiet
cd "$T_DIR/side"
bulk_is_sealed
t_end

t_begin 'worktrees of a bare repository'
bulk_origin
git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
git -C "$T_DIR/bare.git" worktree add -q "$T_DIR/wt" main
cd "$T_DIR/wt"
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
cd "$T_DIR/bare.git"
t_ok git seal lock
cd "$T_DIR/wt"
bulk_is_sealed
bulk_quiet
t_end

t_begin 'from a subfolder, and from within the Git folder'
bulk_origin
cd secrets/deep
t_ok git seal lock
cd "$T_DIR/origin"
bulk_is_sealed
bulk_quiet
cd secrets
t_ok git seal unlock ../../key
cd "$T_DIR/origin"
bulk_is_plain
bulk_quiet
cd .git/refs
t_ok git seal lock
cd "$T_DIR/origin"
bulk_is_sealed
bulk_quiet
t_end
