#!/bin/sh
# A kill at each system call that changes something, one after the other: Git
# sees no change, and the next run gets to the end.
. ./lib.sh
. ./bulk.inc

t_need strace
strace -o /dev/null true 2>/dev/null || t_skip 'strace may not trace here'

calls='write ftruncate utimensat fsync link rename renameat unlink unlinkat'

# Kill COMMAND at the first, second ... $1, until it lives; after each kill
# the tree is judged, and put back to where it was by `again`.
kill_each() { # call command...
	call=$1 n=0
	shift
	while :; do
		n=$((n + 1))
		start_state
		t_killed strace -o /dev/null -e trace="$call" \
		    -e inject="$call":signal=KILL:when=$n "$@"
		[ "$t_got" -ne 0 ] || return 0
		t_equal '' "$(git status --porcelain 2>&1)" \
		    "git status, killed at $call $n"
		t_equal '' "$(git ls-files -o)" "new files, killed at $call $n"
		t_ok "$@"
		end_state
		[ ! -s "$T_ROOT/notes" ] || return 0
	done
}

# Small: what is killed is each step, not each file.
small() {
	t_repo own
	git seal init >/dev/null 2>&1
	echo '*.env filter=seal -text' >.gitattributes
	echo a >a.env
	echo b >b.env
	: >empty.env
	git add .
	git commit -qm one
	git seal export-key "$T_DIR/key" >/dev/null
}

t_begin 'unlock, killed at each call'
small
start_state() { git seal lock >/dev/null 2>&1 || t_fail 'cannot lock'; }
end_state() {
	t_file a.env a
	bulk_quiet
	t_missing .git/git-seal/locked
}
for call in $calls; do
	kill_each "$call" git-seal unlock "$T_DIR/key"
done
t_end

t_begin 'lock, killed at each call'
small
start_state() {
	git seal unlock "$T_DIR/key" >/dev/null 2>&1 || t_fail 'cannot unlock'
}
end_state() {
	t_sealed a.env
	bulk_quiet
	t_missing .git/git-seal/keyrings/default
	t_exists .git/git-seal/locked
}
for call in $calls; do
	kill_each "$call" git-seal lock
done
t_end
