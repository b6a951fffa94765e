#!/bin/sh
# A kill at each system call that changes something: what was secret is never
# one `git add -A` away from being plain, and the same command again goes on.
. ./lib.sh

t_need strace git-crypt age age-keygen

# Whether, as things stand, `git add -A` would make FILE plain.
guarded() { # file text when
	cp .git/index "$T_DIR/index"
	GIT_INDEX_FILE=$T_DIR/index git add -A >/dev/null 2>&1 || :
	if [ "$(GIT_INDEX_FILE=$T_DIR/index git cat-file blob ":$1" \
	    2>/dev/null)" = "$2" ]; then
		t_fail "'$1' would be plain, killed at $3"
	fi
}

kill_each() { # call command...
	call=$1 n=0
	shift
	while :; do
		n=$((n + 1))
		rm -rf "$T_DIR/run"
		cp -a "$T_DIR/start" "$T_DIR/run"
		cd "$T_DIR/run"
		t_killed strace -o /dev/null -e trace="$call" \
		    -e inject="$call":signal=KILL:when=$n "$@"
		[ "$t_got" -ne 0 ] || return 0
		after "$call $n"
		t_ok "$@"
		git commit -qm two
		t_clean
		end_state
		[ ! -s "$T_ROOT/notes" ] || return 0
	done
}

t_begin 'git-crypt, locked'
t_repo start
git-crypt init >/dev/null 2>&1
echo '*.key filter=git-crypt diff=git-crypt' >.gitattributes
echo 'K=1' >x.key
echo 'K=2' >y.key
git add -A && git commit -qm one
git-crypt export-key "$T_DIR/gc.key"
git-crypt lock
after() {
	git cat-file blob :x.key | head -c 8 | grep -q 'GIT' ||
		t_fail "the index has something else, killed at $1"
	guarded x.key 'K=1' "$1"
	rm -rf .git/index.lock
}
end_state() {
	t_file x.key 'K=1'
	t_file y.key 'K=2'
	t_sealed_blob :x.key
	t_equal 'K=1' "$(git seal show HEAD~1:x.key)" 'the old commit'
	t_ok git seal check
}
for call in write fsync link rename renameat unlink unlinkat; do
	kill_each "$call" git-seal import git-crypt "$T_DIR/gc.key"
done
t_end

t_begin 'age, where the plain file is made'
t_repo start
age-keygen -o "$T_DIR/id" 2>/dev/null
echo 'A=1' >"$T_DIR/a"
age -r "$(age-keygen -y "$T_DIR/id")" -o a.env.age "$T_DIR/a"
git add -A && git commit -qm one
after() {
	guarded a.env 'A=1' "$1"
	rm -rf .git/index.lock
}
end_state() {
	t_file a.env 'A=1'
	t_sealed_blob :a.env
	t_equal '' "$(git ls-files '*.age')" 'the old file'
	rm -f a.env.age
}
# Where the index is done already there is nothing left to import.
again() {
	if git cat-file -e :a.env.age 2>/dev/null; then
		git-seal import age -i "$T_DIR/id" a.env.age
	fi
}
for call in fsync rename renameat unlink; do
	n=0
	while :; do
		n=$((n + 1))
		rm -rf "$T_DIR/run"
		cp -a "$T_DIR/start" "$T_DIR/run"
		cd "$T_DIR/run"
		t_killed strace -o /dev/null -e trace="$call" \
		    -e inject="$call":signal=KILL:when=$n \
		    git-seal import age -i "$T_DIR/id" a.env.age
		[ "$t_got" -ne 0 ] || break
		after "$call $n"
		t_ok again
		git commit -qm two
		end_state
		[ ! -s "$T_ROOT/notes" ] || break
	done
done
t_end
