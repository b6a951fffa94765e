#!/bin/sh
# diff, log -p, show and blame are readable, and say so where they cannot be.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
	echo 'A=2' >a.env
	git commit -qam two
}

t_begin 'unlocked: diff, log -p, show and blame'
start
t_ok git log -p
t_stdout '+A=1'
t_stdout '-A=1'
t_stdout '+A=2'
t_ok git show HEAD
t_stdout '+A=2'
echo 'A=3' >a.env
t_ok git diff
t_stdout '-A=2'
t_stdout '+A=3'
git add a.env
t_ok git diff --cached
t_stdout '+A=3'
t_ok git blame HEAD -- a.env
t_stdout 'A=2'
t_end

t_begin 'locked: the generation, the length, and that it changed'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
id=$(basename "$(git ls-files .git-seal)")
git seal setup -q
t_ok git log -p -- a.env
t_stdout "+sealed, generation $id, 36 bytes, content "
t_equal 2 "$(grep -c '^+sealed' "$T_ROOT/out")" 'lines'
t_equal 1 "$(grep -c '^-sealed' "$T_ROOT/out")" 'lines'
t_end

t_begin 'without the filter the key opens it all the same'
start
git cat-file blob HEAD:a.env >"$T_DIR/blob"
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout_is 'A=2'
t_ok git seal textconv "$T_DIR/blob"
t_stdout_is 'A=2'
mkdir sub
cd sub
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout_is 'A=2'
git worktree add -q "$T_DIR/linked" 2>/dev/null
cd "$T_DIR/linked"
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout_is 'A=2'
GIT_DIR=$T_DIR/alpha/.git
export GIT_DIR
cd /
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout_is 'A=2'
unset GIT_DIR
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout 'sealed, generation'
t_end

t_begin 'what cannot be opened is described, and never fails a diff'
start
git cat-file blob HEAD:a.env >"$T_DIR/blob"
{ cat "$T_DIR/blob" && printf x; } >"$T_DIR/bad"
t_ok git-seal-textconv "$T_DIR/bad"
t_stdout ': damaged'
head -c 12 "$T_DIR/blob" >"$T_DIR/cut"
t_ok git-seal-textconv "$T_DIR/cut"
t_stdout 'damaged'
printf '\0GITSEAL\002' >"$T_DIR/new"
t_ok git-seal-textconv "$T_DIR/new"
chmod 644 .git/git-seal/keyrings/default
t_ok git-seal-textconv "$T_DIR/blob"
t_stdout 'sealed, generation'
t_end

t_begin 'plain bytes pass, of any length'
start
for n in 0 1 7 8 9 31 32 33 65535 65536 65537 200000; do
	head -c $n /dev/urandom >f
	git-seal-textconv f >"$T_DIR/got"
	t_same f "$T_DIR/got"
	git seal textconv f >"$T_DIR/got"
	t_same f "$T_DIR/got"
done
t_status 5 git-seal-textconv none
t_status 5 git-seal-textconv .
t_status 2 git-seal-textconv
t_status 5 sh -c 'git-seal-textconv f >&-'
t_status 5 git seal textconv none
t_status 2 git seal textconv
t_end

t_begin 'it starts no other program, and git-seal-textconv links libc alone'
start
t_need strace
git cat-file blob HEAD:a.env >"$T_DIR/blob"
strace -f -qq -e trace=execve -o "$T_DIR/trace" \
    git-seal textconv "$T_DIR/blob" >/dev/null
t_equal 1 "$(grep -c 'execve.*= 0' "$T_DIR/trace")" 'programs started'
strace -f -qq -e trace=execve,openat -o "$T_DIR/trace" \
    git-seal-textconv a.env >/dev/null
if grep -q crypto "$T_DIR/trace"; then
	t_fail 'it opened libcrypto'
fi
t_end

t_begin 'locked by its user: no key is used'
start
git cat-file blob HEAD:a.env >"$T_DIR/blob"
: >.git/git-seal/locked-worktree
t_ok git seal textconv "$T_DIR/blob"
t_stdout 'sealed, generation'
t_ok git log -p
t_no_stdout '+A='
rm .git/git-seal/locked-worktree
t_ok git seal textconv "$T_DIR/blob"
t_stdout_is 'A=2'
git seal export-key -q "$T_DIR/key"
t_ok git seal lock -q
t_ok git seal textconv "$T_DIR/blob"
t_stdout 'sealed, generation'
t_end
