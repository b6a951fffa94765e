#!/bin/sh
# vim keeps much about a file elsewhere; of one that edit opens it keeps nothing.
. ./lib.sh

[ -d /dev/shm ] && [ -w /dev/shm ] || t_skip 'there is no /dev/shm'
t_need vim expect

# A vimrc that wants everything on disk, viminfofile too: it outdoes -i.
start() {
	t_repo alpha
	git seal init -q
	printf 'A=1\nOLD=xyzzy\n' >prod.env
	git seal track -q '*.env'
	git add -A && git commit -qm one
	mkdir "$HOME/kept" "$HOME/bin"
	ln -s "$(command -v vim)" "$HOME/bin/editor"
	ln -s "$(command -v vim)" "$HOME/bin/vi"
	PATH=$HOME/bin:$PATH
	TERM=vt100
	export TERM
	cat >"$HOME/.vimrc" <<-'END'
		set nocompatible
		silent! set viminfofile=~/kept/viminfo
		set viminfo='100,<50,s10
		silent! set undofile undodir=~/kept
		set backup writebackup backupdir=~/kept directory=~/kept
	END
	cat >"$T_DIR/type" <<-'END'
		set timeout 20
		spawn -noecho git seal edit prod.env
		expect OLD {} timeout { exit 2 } eof { exit 3 }
		send "jyyddoNEW=2\033:preserve\r"
		expect -re {E313|Cannot preserve|preserved} {} timeout { exit 4 }
		set during [glob -nocomplain $env(HOME)/kept/*]
		send ":wq\r"
		expect eof
		lassign [wait] pid id os code
		if {$during ne ""} { puts "during: $during"; exit 5 }
		exit $code
	END
}

for t_editor in vi editor "$(command -v vim)" 'X=a/b exec vim' '"vim" -f'; do
	t_begin "nothing is left of what was edited with: $t_editor"
	start
	t_ok env GIT_EDITOR="$t_editor" expect "$T_DIR/type"
	t_equal "$(printf 'A=1\nNEW=2')" "$(cat prod.env)"
	t_equal '' "$(grep -rl xyzzy "$HOME")"
	t_equal '' "$(find "$HOME/kept" -type f)"
	t_missing "$HOME/.viminfo"
	t_end
done
