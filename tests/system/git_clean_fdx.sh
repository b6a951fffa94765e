#!/bin/sh
# git clean -fdx, as before a build: what it removes can be had again, and the
# key is not in its reach.
. ./lib.sh
. ./bulk.inc

t_begin 'an unlocked clone stays unlocked'
bulk_origin
echo junk >junk.env
mkdir -p out/secrets
echo junk >out/secrets/x
echo 'out/' >.gitignore
git add .gitignore
git commit -qm ignore
t_ok git clean -qfdx
t_missing junk.env
t_missing out
bulk_is_plain
t_clean
rm -rf ./* .gitattributes .gitignore
t_ok git checkout -q -- .
bulk_is_plain
t_ok git clean -qfdx
t_clean
t_ok git seal status
t_end

t_begin 'a locked one stays locked, and the worktrees of both'
bulk_origin
git worktree add -q "$T_DIR/side" 2>/dev/null
git -C "$T_DIR/side" seal lock -q --worktree
git clean -qffdx
git -C "$T_DIR/side" clean -qffdx
bulk_is_plain
t_clean
cd "$T_DIR/side"
bulk_is_sealed
rm -rf secrets prod.env
git checkout -q -- .
bulk_is_sealed
cd "$T_DIR/origin"
git seal lock -q --force
t_ok git clean -qfdx
bulk_is_sealed
t_clean
t_end
