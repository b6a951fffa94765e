#!/bin/sh
# kill -9 while rotate or revoke are at work: the repository stays usable, no
# key is lost that anything was sealed under, and running it again gets there.
. ./lib.sh
. ./team.inc

t_need strace

team_usable() {
	find .git -name '*.lock' -exec rm {} +
	git status --porcelain >/dev/null 2>&1 ||
		t_fail "git status fails after a kill at number $n of $calls"
	for file in a.env b.env; do
		git seal show ":$file" >"$T_DIR/shown" 2>/dev/null ||
			t_fail "$file is lost after a kill at number $n of $calls"
		t_same "$file" "$T_DIR/shown"
	done
	t_file a.env 'A=1'
}

# The same again; somebody who is revoked already cannot be once more.
again() { # command...
	if [ "$1" = revoke ] &&
	    ! git grep -q --cached 'name = bob' -- .git-seal; then
		t_ok git-seal rotate
	else
		t_ok git-seal "$@"
	fi
	if team_has_wrap "$(team_seals)" bob; then
		[ "$1" = rotate ] || t_fail "bob has a wrap: $n of $calls"
	fi
}

# survives CALLS STEP COMMAND...: kill it at each STEPth of these calls.
survives() {
	calls=$1 step=$2 n=1
	shift 2
	while :; do
		rm -rf "$T_DIR/try"
		cp -r "$T_DIR/alice" "$T_DIR/try"
		team_go try
		t_killed strace -o /dev/null -e trace="$calls" \
		    -e inject="$calls":signal=KILL:when=$n git-seal "$@"
		got=$t_got
		team_usable
		[ "$got" -ne 0 ] || break
		again "$@"
		git commit -qm rotated
		t_ok git-seal status
		team_usable
		n=$((n + step))
	done
	[ "$n" -gt 1 ] || t_fail "nothing was killed at $calls"
}

t_begin 'rotate, killed where bytes are written or a file takes its place'
team_start alice bob
survives rename 1 rotate
survives write 2 rotate
t_end

t_begin 'rotate, killed where a file is made or a child starts'
team_start alice bob
survives openat 12 rotate
survives clone 1 rotate
t_end

t_begin 'revoke, killed'
team_start alice bob
survives rename 1 revoke bob
survives write 3 revoke bob
t_end
