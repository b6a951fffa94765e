#!/bin/sh
# A graphical client, an editor or a cron job starts git with a PATH in which
# git-seal is not found: the config says where it is.
. ./lib.sh

# Git as such a client starts it: nothing of the shell's surroundings.
gui() {
	env -i HOME="$HOME" PATH=/usr/bin:/bin \
	    GIT_CONFIG_GLOBAL="$GIT_CONFIG_GLOBAL" GIT_CONFIG_NOSYSTEM=1 \
	    ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} git "$@"
}

start() {
	[ ! -x /usr/bin/git-seal ] && [ ! -x /bin/git-seal ] ||
		t_skip 'git-seal is installed in /usr/bin'
	mkdir "$T_DIR/a folder's bin"
	ln -s "$GS_BUILD/git-seal" "$GS_BUILD/git-seal-textconv" \
	    "$T_DIR/a folder's bin"
	PATH="$T_DIR/a folder's bin:$PATH"
	t_repo alpha
	git seal init -q
	git seal track -q '*.env'
	t_commit a.env 'A=1'
	git add .
	git commit -qm attributes
}

day() {
	t_equal '' "$(gui status --porcelain 2>&1)" 'git status'
	echo 'A=2' >a.env
	t_ok gui diff
	t_stdout '+A=2'
	t_ok gui commit -qam two
	t_no_stderr 'not found'
	t_sealed_blob HEAD:a.env
	t_ok gui checkout -q HEAD~1 -- a.env
	t_file a.env 'A=1'
	t_ok gui reset -q --hard
	t_file a.env 'A=2'
	t_ok gui log -p
	t_stdout '-A=1'
	t_ok gui stash
	t_ok gui clone -q . "$T_DIR/copy"
	t_sealed "$T_DIR/copy/a.env"
}

t_begin 'after init'
start
day
t_end

t_begin 'after unlock, and by clients without the process protocol'
start
git seal export-key -q "$T_DIR/key"
git clone -q . "$T_DIR/beta" 2>/dev/null
cd "$T_DIR/beta"
git seal unlock -q "$T_DIR/key"
git config --unset filter.seal.process
day
t_end

t_begin 'the worktrees that it makes'
start
t_ok gui worktree add -q -b side "$T_DIR/side"
t_file "$T_DIR/side/a.env" 'A=1'
t_end

t_begin 'where the program is gone, Git stops before anything plain is stored'
start
rm -r "$T_DIR/a folder's bin"
echo 'A=3' >a.env
t_status 128 gui add a.env
rm a.env
t_status 128 gui checkout -- a.env
t_sealed_blob :a.env
t_end
