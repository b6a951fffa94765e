#!/bin/sh
# seal.newWorktree = locked: a worktree that a tool makes comes out sealed,
# however it makes it, and never holds a plain byte of a sealed file.
. ./lib.sh
. ./bulk.inc

# A repository whose new worktrees are locked.
start() {
	bulk_origin
	git config seal.newWorktree locked
}

locked() { # the worktree that we stand in
	bulk_is_sealed
	t_clean
	echo N >new.env
	t_status 128 git add new.env
	t_stderr 'this worktree is locked'
	rm new.env
	t_ok git seal status
	t_stdout 'locked (this worktree)   prod.env'
	t_exists "$(git rev-parse --git-dir)/git-seal/locked-worktree"
	t_missing "$(git rev-parse --git-dir)/git-seal/met"
}

t_begin 'git worktree add'
start
t_ok git worktree add -b side "$T_DIR/side"
t_stderr 'git-seal: this worktree is new and stays sealed, as seal.newWorktree says'
bulk_is_plain
cd "$T_DIR/side"
locked
t_ok git seal show HEAD:prod.env
t_stdout_is 'A=1'
cd "$T_DIR/origin"
t_clean
echo 'A=2' >prod.env
t_ok git commit -qam two
cd "$T_DIR/side"
t_ok git merge -q main
t_sealed prod.env
locked
t_end

(
t_begin 'no plain byte is written by anybody, at any moment'
t_need strace
start
echo 'A=unmistakable-secret' >prod.env
git commit -qam two
strace -f -s 4096 -e 'trace=write,writev,pwrite64,sendto,sendmsg' \
    -o "$T_DIR/trace" git worktree add -q "$T_DIR/side" 2>/dev/null
! grep -q unmistakable "$T_DIR/trace" || t_fail 'a plain byte was written'
# That it can fail: the same in an open worktree.
git config --unset seal.newWorktree
strace -f -s 4096 -e 'trace=write,writev,pwrite64,sendto,sendmsg' \
    -o "$T_DIR/trace" git worktree add -q "$T_DIR/open" 2>/dev/null
grep -q unmistakable "$T_DIR/trace" || t_fail 'strace saw nothing'
t_sealed "$T_DIR/side/prod.env"
t_plain "$T_DIR/open/prod.env"
t_end
)

t_begin '--no-checkout, and a checkout in any of the ways that follow'
start
for how in 'checkout' 'reset --hard' 'checkout HEAD -- .' \
    'checkout-index' 'restore -SW -s HEAD .' 'switch -f side' 'stash'; do
	git branch -qf side
	git worktree add -q --no-checkout --detach "$T_DIR/w" 2>/dev/null
	cd "$T_DIR/w"
	case $how in
	checkout-index)
		# The index is there before any filter runs.
		git read-tree HEAD
		git checkout-index -a -f
		git update-index -q --refresh
		;;
	stash)
		git reset -q
		git stash -q
		;;
	checkout)
		git reset -q
		git checkout -q -- dir
		git checkout -q -- .
		;;
	*)
		# shellcheck disable=SC2086
		git $how >/dev/null 2>&1
		;;
	esac
	bulk_is_sealed
	locked
	cd "$T_DIR/origin"
	git worktree remove --force "$T_DIR/w"
done
t_end

t_begin 'sparse, as tools for large repositories make it'
start
git worktree add -q --no-checkout -b side "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
git sparse-checkout set secrets/deep 2>/dev/null
git checkout -q side 2>/dev/null
t_sealed prod.env
t_sealed secrets/deep/two
t_missing dir
git sparse-checkout disable 2>/dev/null
locked
t_end

t_begin 'a worktree that begins without a commit, or with plain content'
start
git worktree add -q --no-checkout --detach "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
git checkout -q --orphan other 2>/dev/null
git rm -rq --cached . 2>/dev/null || :
echo '*.env filter=seal -text' >.gitattributes
echo 'N=1' >new.env
t_status 128 git add .
t_stderr 'this worktree is locked'
t_equal '' "$(git ls-files new.env)" 'the index'
t_end

t_begin 'from a hook, and with GIT_DIR set'
start
cat >.git/hooks/post-commit <<-END
	#!/bin/sh
	unset GIT_INDEX_FILE
	git worktree add -q "$T_DIR/hooked" -b hooked
END
chmod +x .git/hooks/post-commit
echo 'A=2' >prod.env
t_ok git commit -qam two
t_plain prod.env
(cd "$T_DIR/hooked" && locked)
GIT_DIR=$T_DIR/origin/.git git worktree add -q "$T_DIR/env" -b env 2>/dev/null
(cd "$T_DIR/env" && locked)
(cd "$T_DIR/hooked" && git worktree add -q "$T_DIR/nested" -b nested 2>/dev/null)
(cd "$T_DIR/nested" && locked)
t_end

t_begin 'with the hooks installed'
start
t_ok git seal install-hooks
t_ok git worktree add -b side "$T_DIR/side"
cd "$T_DIR/side"
locked
bulk_quiet
t_ok git checkout -q -b other
echo code >dir/code
git add .
t_ok git commit -qm code
t_ok git rebase -q main
t_ok git merge -q --no-ff --no-edit main
locked
cd "$T_DIR/origin"
bulk_is_plain
t_end

t_begin 'from a worktree to a worktree, moved, and by clients without the protocol'
start
git config --unset filter.seal.process
git worktree add -q "$T_DIR/side" 2>/dev/null
(cd "$T_DIR/side" && locked)
git worktree move "$T_DIR/side" "$T_DIR/moved"
rm "$T_DIR/moved/prod.env"
git -C "$T_DIR/moved" checkout -q -- prod.env
(cd "$T_DIR/moved" && locked)
t_end

t_begin 'worktrees of a bare repository, SHA-256 too'
for bulk_init in '' --object-format=sha256; do
	rm -rf "$T_DIR/origin" "$T_DIR/bare.git" "$T_DIR/wt" "$T_DIR/key"
	bulk_origin
	git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
	cd "$T_DIR/bare.git"
	git seal unlock -q "$T_DIR/key"
	git config seal.newWorktree locked
	git worktree add -q "$T_DIR/wt" main 2>/dev/null
	cd "$T_DIR/wt"
	locked
done
bulk_init=
t_end

t_begin 'the user says so for all repositories, or one command does'
bulk_origin
git -c seal.newWorktree=locked worktree add -q "$T_DIR/one" 2>/dev/null
(cd "$T_DIR/one" && bulk_is_sealed && git checkout -q HEAD~0 && bulk_is_sealed)
git worktree add -q "$T_DIR/two" 2>/dev/null
(cd "$T_DIR/two" && bulk_is_plain)
git config --global seal.newWorktree locked
git worktree add -q "$T_DIR/three" 2>/dev/null
(cd "$T_DIR/three" && locked)
t_end

t_begin 'worktrees that were there before are not locked by it'
bulk_origin
git worktree add -q "$T_DIR/side" 2>/dev/null
(cd "$T_DIR/side" && bulk_is_plain)
git branch older
echo 'A=2' >prod.env
git commit -qam two
git config seal.newWorktree locked
cd "$T_DIR/side"
t_clean
bulk_is_plain
t_ok git merge -q main
t_file prod.env 'A=2'
t_ok git checkout -q older
bulk_is_plain
rm "$(git rev-parse --git-path index)"
t_ok git reset -q
t_clean
echo 'A=3' >prod.env
t_ok git commit -qam three
t_sealed_blob HEAD:prod.env
t_missing "$(git rev-parse --git-dir)/git-seal/locked-worktree"
# Opened by unlock, and not by the filter.
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
git worktree add -q "$T_DIR/linked" 2>/dev/null
git seal unlock -q "$T_DIR/key"
git config seal.newWorktree locked
cd "$T_DIR/linked"
t_plain prod.env
t_ok git checkout -q HEAD~1
t_file prod.env 'A=1'
t_clean
t_end

t_begin 'unlock --worktree holds'
start
git worktree add -q -b side "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
t_ok git seal unlock --worktree
bulk_is_plain
bulk_quiet
rm prod.env
git checkout -q -- .
bulk_is_plain
echo 'A=2' >prod.env
t_ok git commit -qam two
t_sealed_blob HEAD:prod.env
t_ok git checkout -q HEAD~1
bulk_is_plain
rm "$(git rev-parse --git-path index)"
t_ok git reset -q --hard
bulk_is_plain
# Before anything was checked out, too.
git worktree add -q --no-checkout -b late "$T_DIR/late" 2>/dev/null
cd "$T_DIR/late"
t_ok git seal unlock --worktree
t_ok git reset -q --hard
bulk_is_plain
# And it can be locked again.
t_ok git seal lock --worktree
git checkout -q HEAD~0
bulk_is_sealed
t_end

t_begin 'not opened by accident'
start
git worktree add -q "$T_DIR/side" 2>/dev/null
git config --unset seal.newWorktree
cd "$T_DIR/side"
rm prod.env
git checkout -q -- .
bulk_is_sealed
git config seal.newWorktree unlocked
t_ok git seal unlock -q
bulk_is_sealed
(cd "$T_DIR/origin" && git seal unlock -q && git seal lock -q &&
	git seal unlock -q "$T_DIR/key")
bulk_is_sealed
git config seal.newWorktree locked
# One that lost its mark is new again.
rm -r "$(git rev-parse --git-dir)/git-seal"
rm prod.env
git checkout -q -- .
locked
t_end

t_begin 'a clone that is locked, or has no key yet'
start
git seal lock -q
git worktree add -q "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
bulk_is_sealed
t_ok git seal unlock -q "$T_DIR/key"
locked
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
git config seal.newWorktree locked
git worktree add -q "$T_DIR/linked" 2>/dev/null
cd "$T_DIR/linked"
t_ok git seal unlock "$T_DIR/key"
t_stderr "'$T_DIR/linked' was locked by itself"
locked
(cd "$T_DIR/clone" && bulk_is_plain)
t_end

t_begin 'a clone that opens by itself leaves them sealed'
start
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
git config --global seal.newWorktree locked
git seal setup -q
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
bulk_is_plain
git worktree add -q "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
bulk_is_sealed
t_clean
unset GIT_SEAL_KEY
t_end

t_begin 'a submodule in a locked worktree'
start
git config --global seal.newWorktree locked
git config --global seal.trust "$T_DIR"
git seal setup -q
git seal keygen -o "$T_DIR/me.id" 2>/dev/null
git config --global seal.identity "$T_DIR/me.id"
git seal grant -q me "$(sed -n 's/.*public key: //p' "$T_DIR/me.id")" --commit
git checkout -q --detach # so that it may be pushed to
t_repo super
git seal init -q
git submodule --quiet add "$T_DIR/origin" sub
git commit -qm sub
(cd sub && bulk_is_plain)
git worktree add -q "$T_DIR/wt" 2>/dev/null
cd "$T_DIR/wt"
git seal lock -q --worktree
git submodule --quiet update --init 2>/dev/null
cd sub
bulk_is_sealed
t_clean
t_ok git seal unlock -q -i "$T_DIR/me.id"
bulk_is_sealed
t_ok git seal unlock --worktree
bulk_is_plain
t_end

t_begin 'the first key, made in a linked worktree'
t_repo alpha
git config seal.newWorktree locked
t_commit README hello
git worktree add -q "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
t_ok git seal init
t_ok git seal track '*.env'
echo 'A=1' >a.env
t_ok git add .
t_ok git commit -qm one
t_sealed_blob HEAD:a.env
t_end

t_begin 'a word that the setting does not know opens nothing'
start
git config seal.newWorktree lock
git worktree add -q "$T_DIR/side" 2>"$T_ROOT/err" || :
t_stderr "the setting 'seal.newWorktree' is 'lock', neither 'locked' nor 'unlocked'"
cd "$T_DIR/side"
bulk_is_sealed
t_status 2 git seal status
t_stderr "the setting 'seal.newWorktree' is 'lock'"
git config seal.newWorktree locked
locked
(cd "$T_DIR/origin" && t_ok git seal status)
t_end
