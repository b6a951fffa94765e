#!/bin/sh
# kill -9 while one worktree is locked, opened or made: Git sees every file as
# unchanged, a new one never holds a plain byte, and running it again gets to
# the end.
. ./lib.sh
. ./bulk.inc

t_need timeout

many() { # more files than one moment writes
	bulk_origin
	i=0
	while [ $i -lt 300 ]; do
		i=$((i + 1))
		echo "secret $i" >"secrets/$i"
	done
	git add .
	git commit -qm many
}

# What is killed is each step, not each file.
small() {
	t_repo own
	git seal init >/dev/null 2>&1
	echo '*.env filter=seal -text' >.gitattributes
	echo a >a.env
	echo b >b.env
	: >empty.env
	git add .
	git commit -qm one
}

usable() {
	t_equal '' "$(git status --porcelain 2>&1)" 'git status after a kill'
	t_equal '' "$(git ls-files -o --exclude-standard)" 'new files'
}

none_plain() {
	for file in prod.env secrets/one secrets/deep/two secrets/long \
	    secrets/1 secrets/150 secrets/300; do
		[ ! -s "$file" ] || t_sealed "$file"
	done
}

t_begin 'lock and unlock of one worktree, killed at any moment'
many
git worktree add -q "$T_DIR/side" 2>/dev/null
cd "$T_DIR/side"
mark=$(git rev-parse --git-dir)/git-seal/locked-worktree
ms=2
while [ $ms -lt 50 ]; do
	t_killed timeout -s KILL "0.0$(printf %02d $ms)" \
	    git seal lock --worktree
	usable
	[ ! -e "$mark" ] || none_plain
	t_killed timeout -s KILL "0.0$(printf %02d $ms)" \
	    git seal unlock --worktree
	usable
	ms=$((ms + 5))
done
t_ok git seal lock --worktree
bulk_is_sealed
t_sealed secrets/300
bulk_quiet
t_ok git seal unlock --worktree
bulk_is_plain
t_file secrets/300 'secret 300'
bulk_quiet
t_exists "$T_DIR/origin/.git/git-seal/keyrings/default"
t_end

t_begin 'git worktree add, killed at any moment'
many
git config seal.newWorktree locked
ms=3
while [ $ms -lt 80 ]; do
	w=$T_DIR/w$ms
	t_killed timeout -s KILL "0.0$(printf %02d $ms)" \
	    git worktree add -q --detach "$w"
	if [ -f "$w/.git" ] && cd "$w"; then
		none_plain
		# Somebody cleans up and goes on in there.
		dir=$(git rev-parse --git-dir 2>/dev/null) || dir=
		[ -z "$dir" ] || {
			rm -f "$dir/index.lock" "$dir/HEAD.lock"
			git reset -q --hard main 2>/dev/null || :
			none_plain
		}
		cd "$T_DIR/origin"
	fi
	ms=$((ms + 7))
done
t_clean
t_end

(
t_begin 'the filter of a new worktree, killed at each call that changes something'
t_need strace
small
git config seal.newWorktree locked
cat >"$T_DIR/dying" <<-'END'
	#!/bin/sh
	exec strace -o /dev/null -e trace="$CALL" \
	    -e inject="$CALL:signal=KILL:when=$WHEN" git-seal process
END
chmod +x "$T_DIR/dying"
export CALL WHEN
for CALL in mkdir openat write fsync rename close; do
	WHEN=0 t_got=1
	while [ "$t_got" -ne 0 ] && [ "$WHEN" -lt 60 ]; do
		WHEN=$((WHEN + 1))
		w=$T_DIR/$CALL$WHEN
		# Of one that it makes itself Git would remove what is left.
		git worktree add -q --no-checkout --detach "$w"
		t_killed git -C "$w" -c filter.seal.process="$T_DIR/dying" \
		    reset -q --hard
		rm -f ".git/worktrees/$CALL$WHEN/index.lock"
		[ ! -s "$w/a.env" ] || t_sealed "$w/a.env"
		git -C "$w" reset -q --hard 2>/dev/null
		t_sealed "$w/a.env"
		t_sealed "$w/b.env"
		t_equal '' "$(git -C "$w" status --porcelain 2>&1)" \
		    "git status, killed at $CALL $WHEN"
	done
done
t_end
)

(
t_begin 'lock and unlock of one worktree, killed at each call'
t_need strace
small
for CALL in write fsync link rename unlink mkdir; do
	for verb in lock unlock; do
		n=0 t_got=1
		while [ "$t_got" -ne 0 ]; do
			n=$((n + 1))
			case $verb in
			lock) git seal unlock -q --worktree ;;
			unlock) git seal lock -q --worktree ;;
			esac
			t_killed strace -o /dev/null -e trace="$CALL" \
			    -e inject="$CALL:signal=KILL:when=$n" \
			    git-seal "$verb" --worktree
			t_equal '' "$(git status --porcelain 2>&1)" \
			    "git status, $verb killed at $CALL $n"
			t_ok git seal "$verb" --worktree
			case $verb in
			lock) t_sealed a.env && t_sealed b.env ;;
			unlock) t_file a.env a && t_file b.env b ;;
			esac
			[ ! -s "$T_ROOT/notes" ] || break
		done
	done
done
t_exists .git/git-seal/keyrings/default
t_end
)
