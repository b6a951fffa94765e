#!/bin/sh
# A submodule is a repository of its own, with a Git folder in its parent's.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	t_repo super
	git submodule add -q "$T_DIR/origin" sub 2>/dev/null
	git commit -qm sub
	cd sub
}

t_begin 'unlock and lock in a submodule'
start
bulk_is_sealed
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
t_exists "$T_DIR/super/.git/modules/sub/git-seal/keyrings/default"
t_missing "$T_DIR/super/.git/git-seal"
t_ok git seal lock
bulk_is_sealed
bulk_quiet
cd ..
t_clean
t_end

t_begin 'a worktree of a submodule'
start
git worktree add -q -b side "$T_DIR/side" 2>/dev/null
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
cd "$T_DIR/side"
bulk_is_plain
bulk_quiet
t_ok git seal lock
bulk_is_sealed
cd "$T_DIR/super/sub"
bulk_is_sealed
bulk_quiet
t_end
