#!/bin/sh
# Killed at any moment, run again: all is well, and there is one key.
. ./lib.sh

t_need strace

# survives CALLS: kill init at the first, second ... of these system calls.
survives() {
	n=0
	while :; do
		n=$((n + 1))
		t_repo "r$n"
		t_killed strace -o /dev/null -e trace="$1" \
		    -e inject="$1":signal=KILL:when=$n git-seal init
		got=$t_got
		if [ "$got" -ne 0 ]; then
			# What the hint of a lock that nobody holds says.
			find .git -name '*.lock' -exec rm {} +
		fi
		t_ok git-seal init
		t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" \
		    "keys after a kill at number $n of $1"
		file=$(git ls-files .git-seal)
		t_exists "$file"
		grep -q "floor = ${file##*/}" .git/git-seal/state/default ||
			t_fail "no floor after a kill at number $n of $1"
		grep -q "generation = ${file##*/} made" .git/git-seal/state/default ||
			t_fail "no origin after a kill at number $n of $1"
		t_equal "A  $file" "$(git status --porcelain)"
		t_equal true "$(git config filter.seal.required)"
		cd "$T_DIR"
		rm -rf "r$n"
		[ "$got" -ne 0 ] || break
	done
	[ "$n" -gt 1 ] || t_fail "nothing was killed at $1"
}

t_begin 'killed where a file is made'
survives openat
t_end

t_begin 'killed where bytes are written'
survives write
t_end

t_begin 'killed where a file is synced or takes its place'
survives fsync
survives rename
t_end

t_begin 'killed where a folder is made'
survives mkdir
t_end

# A lock that a kill left is waited for only while it is young, and the hint
# says what to remove.
t_begin 'a lock that nobody holds is named'
t_repo alpha
git seal init -q
: >.git/git-seal/keyrings/second.lock
touch -t 202001010000 .git/git-seal/keyrings/second.lock
t_status 5 git seal init -k second
t_stderr "cannot lock '"
t_stderr "keyrings/second.lock'"
rm .git/git-seal/keyrings/second.lock
t_ok git seal init -k second
t_end
