#!/bin/sh
# GIT_DIR and GIT_WORK_TREE, as dotfiles repositories use them, and Git folders
# that lie elsewhere.
. ./lib.sh
. ./bulk.inc

t_begin 'GIT_DIR and GIT_WORK_TREE'
bulk_origin
mkdir "$T_DIR/tree"
git clone -q --bare "$T_DIR/origin" "$T_DIR/dots.git"
export GIT_DIR="$T_DIR/dots.git" GIT_WORK_TREE="$T_DIR/tree"
cd "$T_DIR/tree"
git checkout -q -f
bulk_is_sealed
cd dir
t_ok git seal unlock "$T_DIR/key"
cd ..
bulk_is_plain
bulk_quiet
t_ok git seal lock
bulk_is_sealed
bulk_quiet
unset GIT_DIR GIT_WORK_TREE
t_end

t_begin 'the same by relative paths, and from elsewhere'
bulk_origin
mkdir "$T_DIR/tree"
git clone -q --bare "$T_DIR/origin" "$T_DIR/dots.git"
cd "$T_DIR"
git --git-dir=dots.git --work-tree=tree checkout -q -f
t_ok git --git-dir=dots.git --work-tree=tree seal unlock key
cd tree
bulk_is_plain
t_equal '' "$(git --git-dir=../dots.git --work-tree=. status --porcelain)" \
    status
cd ..
t_ok env GIT_DIR=dots.git GIT_WORK_TREE=tree git seal lock
t_sealed tree/prod.env
t_sealed tree/secrets/deep/two
t_end

t_begin 'core.worktree'
bulk_origin
mkdir "$T_DIR/tree"
git clone -q -n "$T_DIR/origin" "$T_DIR/clone"
git -C "$T_DIR/clone" config core.worktree "$T_DIR/tree"
cd "$T_DIR/clone/.git"
git reset -q --hard
t_ok git seal unlock "$T_DIR/key"
cd "$T_DIR/tree"
bulk_is_plain
t_end

t_begin 'a Git folder on another file system'
bulk_origin
t_need df
other=$(mktemp -d /dev/shm/gs-test.XXXXXX 2>/dev/null) ||
	t_skip 'there is no /dev/shm'
[ "$(stat -c %d "$other")" != "$(stat -c %d .)" ] || {
	rm -r "$other"
	t_skip 'it is one file system'
}
git clone -q --separate-git-dir="$other/git" "$T_DIR/origin" "$T_DIR/clone" \
    2>/dev/null
cd "$T_DIR/clone"
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
t_equal '' "$(git ls-files -o)" 'new files'
t_ok git seal lock
bulk_is_sealed
bulk_quiet
t_equal '' "$(git ls-files -o)" 'new files'
rm -r "$other"
t_end

t_begin 'a worktree on another file system'
bulk_origin
other=$(mktemp -d /dev/shm/gs-test.XXXXXX 2>/dev/null) ||
	t_skip 'there is no /dev/shm'
git worktree add -q -b side "$other/side" 2>/dev/null
(cd "$other/side" && bulk_is_plain)
t_ok git seal lock
(cd "$other/side" && bulk_is_sealed && bulk_quiet)
t_ok git seal unlock "$T_DIR/key"
(cd "$other/side" && bulk_is_plain && bulk_quiet)
rm -r "$other"
t_end
