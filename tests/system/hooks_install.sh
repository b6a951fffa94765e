#!/bin/sh
# install-hooks: into the folder where Git looks, beside what is there, and out
# again.
. ./lib.sh

all='post-checkout post-merge post-rewrite pre-commit pre-push pre-receive'

start() {
	t_repo alpha
	git seal init -q 2>/dev/null
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
}

# A hook $1 with the lines $2 in the folder of hooks.
hook() {
	printf '#!/bin/sh\n%s\n' "$2" >".git/hooks/$1"
	chmod 750 ".git/hooks/$1"
}

# What the folder $1 holds, times and modes included, in order.
snapshot() {
	(cd "$1" && find . -mindepth 1 -printf '%p %m %T@ %i %l\n' | sort)
}

# stage PATH TEXT: as a client without filters would.
stage() {
	git update-index --add --cacheinfo \
	    "100644,$(printf '%s\n' "$2" | git hash-object -w --stdin),$1"
}

t_begin 'installed, and once more, and undone'
start
before=$(snapshot .git/hooks)
t_ok git seal install-hooks
t_stdout 'installed: post-checkout, post-merge, post-rewrite, pre-commit'
for name in $all; do
	t_mode 755 ".git/hooks/$name"
done
after=$(snapshot .git/hooks)
t_ok git seal install-hooks
t_stdout 'there already: post-checkout, post-merge'
t_equal "$after" "$(snapshot .git/hooks)" 'after the second time'
stage a.env 'A=2'
t_status 1 git commit -qm plain
t_stderr 'error: a.env: plain, although its attribute says sealed'
t_ok git seal install-hooks --undo
t_stdout 'removed: post-checkout, post-merge'
t_equal "$before" "$(snapshot .git/hooks)" 'after --undo'
t_ok git seal install-hooks --undo
t_stdout_is 'there are no hooks of git-seal here'
t_ok git commit -qm plain
t_end

t_begin 'what is installed is what hooks/ has'
start
git seal install-hooks -q
for name in $all; do
	sed 's/^seal=.*/seal=git-seal/' ".git/hooks/$name" >one
	t_same one "$T_TOP/hooks/$name"
done
t_equal "$(echo "$all" | tr ' ' '\n')" "$(ls "$T_TOP/hooks")"
t_end

t_begin 'an older version is brought up to date, a hook of no other'
start
git seal install-hooks -q pre-commit
echo '# as it was once' >>.git/hooks/pre-commit
t_ok git seal install-hooks pre-commit
t_stdout 'installed: pre-commit'
! grep -q 'as it was once' .git/hooks/pre-commit || t_fail 'not replaced'
t_missing .git/hooks/pre-commit.before-git-seal
t_end

t_begin 'a hook that is there runs first, and its no is the answer'
start
# shellcheck disable=SC2016
hook pre-commit 'echo first >&2; [ ! -e no ] || exit 3'
before=$(snapshot .git/hooks)
t_ok git seal install-hooks
t_stdout 'kept, and run first: the pre-commit that was there'
t_ok git commit -q --allow-empty -m two
t_stderr_is first
t_ok git seal install-hooks
t_no_stdout kept
t_ok git commit -q --allow-empty -m three
t_stderr_is first
stage a.env 'A=2'
t_status 1 git commit -qm plain
t_stderr first
t_stderr 'error: a.env: plain'
: >no
t_status 1 git commit -qm plain
t_stderr_is first
t_ok git seal install-hooks --undo
t_stdout 'back as before: the pre-commit that was there'
t_equal "$before" "$(snapshot .git/hooks)" 'after --undo'
t_end

t_begin 'both hooks read what Git says on standard input'
start
git init -q --bare ../server.git
git remote add origin ../server.git
# shellcheck disable=SC2016
hook pre-push 'echo "$1 $2"; cat'
git seal install-hooks -q pre-push
git push -q origin main >../said 2>&1
t_equal "origin ../server.git
refs/heads/main $(git rev-parse main) refs/heads/main $(echo |
	sed 's/^/0000000000000000000000000000000000000000/')" "$(cat ../said)"
stage a.env 'A=2'
git commit -qm plain
t_status 1 git push -q origin main
t_stderr ':a.env: plain'
# One that does not read, and one that says no.
hook pre-push.before-git-seal 'exit 0'
t_status 1 git push -q origin main
t_stderr ':a.env: plain'
hook pre-push.before-git-seal 'exit 1'
t_status 1 git push -q origin main
t_no_stderr 'a.env'
t_end

t_begin 'a bare repository gets pre-receive alone, which chains as well'
start
git init -q --bare ../server.git
cd ../server.git
printf '#!/bin/sh\nread old new ref && echo "first: $ref"\n' >hooks/pre-receive
chmod +x hooks/pre-receive
t_ok git seal install-hooks
t_stdout 'installed: pre-receive'
t_missing hooks/pre-commit
cd ../alpha
git remote add origin ../server.git
t_ok git push -q origin main
t_stderr 'first: refs/heads/main'
stage a.env 'A=2'
git commit -qm plain
t_status 1 git push -q origin main
t_stderr 'first: refs/heads/main'
t_stderr ':a.env: plain'
t_end

t_begin 'a link is kept as a link, what may not run does not run'
start
mkdir tools
printf '#!/bin/sh\necho linked >&2\n' >tools/check
chmod +x tools/check
ln -s ../../tools/check .git/hooks/pre-commit
printf '#!/bin/sh\nexit 1\n' >.git/hooks/pre-push
before=$(snapshot .git/hooks)
t_ok git seal install-hooks
t_ok git commit -q --allow-empty -m two
t_stderr_is linked
git init -q --bare ../server.git
t_ok git push -q ../server.git main
t_ok git seal install-hooks --undo
t_equal "$before" "$(snapshot .git/hooks)" 'after --undo'
t_end

t_begin 'what is no file is left alone'
start
mkdir .git/hooks/pre-commit
t_status 1 git seal install-hooks pre-commit
t_stderr "pre-commit' is no file"
rmdir .git/hooks/pre-commit
mkfifo .git/hooks/pre-commit
t_status 1 git seal install-hooks pre-commit
t_ok git seal install-hooks --undo pre-commit
[ -p .git/hooks/pre-commit ] || t_fail 'the FIFO is gone'
t_end

t_begin 'one that asks for its own name cannot be moved aside'
start
# shellcheck disable=SC2016
hook pre-commit 'name=$(basename "$0"); exec "./.tools/$name"'
before=$(snapshot .git/hooks)
t_status 1 git seal install-hooks pre-commit
t_stderr "pre-commit' asks for its own name"
t_stderr 'docs/hooks.md has the line for each hook'
t_equal "$before" "$(snapshot .git/hooks)"
t_end

t_begin 'another tool takes the place of what is installed'
start
hook pre-commit 'echo first >&2'
git seal install-hooks -q pre-commit
hook pre-commit 'echo third >&2'
t_status 1 git seal install-hooks pre-commit
t_stderr "took the place of git-seal's"
t_ok git seal install-hooks --undo
t_ok git commit -q --allow-empty -m two
t_stderr_is third
t_end

t_begin 'names: one hook, several, and none that there is'
start
t_ok git seal install-hooks pre-push pre-commit pre-push
t_equal 'pre-commit
pre-push' "$(cd .git/hooks && find . -type f ! -name '*.sample' |
	sed 's,^./,,' | sort)"
t_status 2 git seal install-hooks update
t_stderr "git-seal has no hook 'update'"
t_ok git seal install-hooks --undo pre-push
t_exists .git/hooks/pre-commit
t_missing .git/hooks/pre-push
t_end

t_begin 'all worktrees of a clone have the same hooks'
start
git worktree add -q ../linked -b side
cd ../linked
t_ok git seal install-hooks
t_exists ../alpha/.git/hooks/pre-commit
t_missing "$(git rev-parse --git-dir)/hooks"
stage a.env 'A=2'
t_status 1 git commit -qm plain
t_end

t_begin "core.hooksPath in the clone's own Git folder"
start
git config core.hooksPath .git/own
t_ok git seal install-hooks
t_exists .git/own/pre-commit
t_missing .git/hooks/pre-commit
# --undo also finds what an older setting left.
git config --unset core.hooksPath
git seal install-hooks -q pre-push
git config core.hooksPath .git/own
t_ok git seal install-hooks --undo
t_missing .git/own/pre-commit
t_missing .git/hooks/pre-push
t_end

t_begin 'hooks in the working tree are everybody'"'"'s'
start
mkdir .githooks
git config core.hooksPath .githooks
t_status 1 git seal install-hooks
t_stderr 'what is put there is committed'
t_equal '' "$(ls -A .githooks)"
t_ok git seal install-hooks --shared pre-commit
# On other machines it lies elsewhere.
grep -q '^seal=git-seal$' .githooks/pre-commit || t_fail 'a path of this machine'
t_status 1 git seal install-hooks --undo
t_ok git seal install-hooks --undo --shared
t_equal '' "$(ls -A .githooks)"
# Nobody else gets what is ignored.
echo '*' >.githooks/.gitignore
t_ok git seal install-hooks pre-commit
git config --unset core.hooksPath
rm -r .git/hooks
ln -s ../.tools .git/hooks
mkdir .tools
t_status 1 git seal install-hooks
t_stderr 'what is put there is committed'
t_end

t_begin 'a folder that all repositories of the user share'
start
mkdir "$HOME/hooks"
git config --global core.hooksPath "$HOME/hooks"
t_status 1 git seal install-hooks
t_stderr '(core.hooksPath, global config), and so do other repositories'
t_stderr "hint: git config core.hooksPath '$T_DIR/alpha/.git/hooks' for this"
t_equal '' "$(ls -A "$HOME/hooks")"
t_ok git seal install-hooks --shared
t_exists "$HOME/hooks/pre-commit"
t_missing .git/hooks/pre-commit
git init -q ../beta
cd ../beta
t_ok git commit -q --allow-empty -m 'nothing is sealed here'
cd ../alpha
t_ok git seal install-hooks --undo --shared
t_equal '' "$(ls -A "$HOME/hooks")"
git config core.hooksPath "$HOME/hooks"
t_status 1 git seal install-hooks
t_end

t_begin 'hooks that are switched off'
start
for off in /dev/null ''; do
	git config core.hooksPath "$off"
	t_status 1 git seal install-hooks --shared
	t_stderr 'hooks are switched off here'
done
git config --unset core.hooksPath
t_status 1 git -c core.hooksPath=.git/x seal install-hooks
t_stderr 'for this one command'
t_missing .git/x
t_end

t_begin 'a folder with any name, and no hooks/ in it'
name=$(printf "it's %%f \$a\n b")
mkdir "$name"
cd "$name"
T_DIR=$PWD
start
rm -r .git/hooks
cp "$GS_BUILD/git-seal" .
t_ok ./git-seal install-hooks
stage a.env 'A=2'
t_status 1 git commit -qm plain
t_stderr 'error: a.env: plain'
rm git-seal
t_status 1 git commit -qm plain
t_stderr 'error: a.env: plain'
t_status 1 env PATH=/usr/bin:/bin git commit -qm plain
t_stderr "there is no program 'git-seal': the commit is not checked"
t_stderr 'hint: install it, or commit with --no-verify'
t_ok env PATH=/usr/bin:/bin git checkout -q --detach
T_DIR=$T_ROOT/$T_NR
t_end

t_begin 'killed at each call: the old hook is in force, or both are'
t_need strace
start
# shellcheck disable=SC2016
hook pre-commit 'echo first >&2'
before=$(cat .git/hooks/pre-commit)
for call in openat link linkat rename fsync write unlink flock; do
	for undo in '' --undo; do
		n=0 t_got=1
		while [ "$t_got" -ne 0 ]; do
			n=$((n + 1))
			if [ -z "$undo" ]; then
				t_ok git seal install-hooks --undo pre-commit
			else
				t_ok git seal install-hooks pre-commit
			fi
			# Split on purpose: nothing, or an option.
			# shellcheck disable=SC2086
			t_killed strace -o /dev/null -e trace=$call \
			    -e inject=$call:signal=KILL:when=$n \
			    git-seal install-hooks $undo pre-commit
			got=$t_got
			t_ok git commit -q --allow-empty -m one
			t_stderr_is first
			t_got=$got
			[ ! -s "$T_ROOT/notes" ] || break 3
		done
	done
done
git seal install-hooks -q --undo
t_equal "$before" "$(cat .git/hooks/pre-commit)"
t_equal 'pre-commit' "$(cd .git/hooks && find . -type f ! -name '*.sample' |
	sed 's,^./,,')" 'what is left'
t_end
