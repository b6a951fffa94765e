#!/bin/sh
# kill -9 while unlock or lock are at work: Git sees every file as unchanged,
# whatever form it has, and running it again gets to the end.
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

# Run it so often that some runs end early, some late, some not at all.
kill_many() { # command...
	ms=1
	while [ $ms -lt 60 ]; do
		t_killed timeout -s KILL "0.0$(printf %02d $ms)" "$@"
		usable
		ms=$((ms + 3))
	done
}

# Nothing is lost: no content is anything but sealed or plain, and Git has no
# change to tell of.
usable() {
	if [ -e .git/index.lock ]; then
		# Ours, as the next run can tell.
		t_equal "$(stat -c %i .git/index.git-seal)" \
		    "$(stat -c %i .git/index.lock)" 'whose lock it is'
	fi
	t_equal '' "$(git status --porcelain 2>&1)" 'git status after a kill'
	t_equal '' "$(git ls-files -o --exclude-standard)" 'new files'
}

t_begin 'unlock, killed at any moment'
many
git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
cd "$T_DIR/clone"
# Git's own lock on the config is Git's: a kill of git config is not told here.
git seal unlock "$T_DIR/key" >/dev/null
git seal lock >/dev/null
kill_many git seal unlock "$T_DIR/key"
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_file secrets/300 'secret 300'
bulk_quiet
t_end

t_begin 'lock, killed at any moment'
many
kill_many git seal lock
t_ok git seal lock
bulk_is_sealed
t_sealed secrets/300
t_missing .git/git-seal/keyrings/default
bulk_quiet
t_end

t_begin 'back and forth, killed again and again'
many
ms=2
while [ $ms -lt 50 ]; do
	t_killed timeout -s KILL "0.0$(printf %02d $ms)" git seal lock
	usable
	t_killed timeout -s KILL "0.0$(printf %02d $ms)" \
	    git seal unlock "$T_DIR/key"
	usable
	ms=$((ms + 5))
done
t_ok git seal lock
bulk_is_sealed
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
t_end
