#!/bin/sh
# edit where the tree is not what it seems, or changes under its hands.
. ./lib.sh

[ -d /dev/shm ] && [ -w /dev/shm ] || t_skip 'there is no /dev/shm'

start() {
	t_repo alpha
	git seal init -q
	printf 'A=1\n' >prod.env
	git seal track -q '*.env'
	git add -A && git commit -qm one
	git seal export-key -q "$T_DIR/team.key"
	cat >"$T_DIR/ed" <<-'END'
		#!/bin/sh
		printf '%s\n' "$1" >"$T_DIR/names"
		printf 'B=2\n' >>"$1"
	END
	chmod +x "$T_DIR/ed"
	GIT_EDITOR=$T_DIR/ed
	export GIT_EDITOR
}

# The name of what was kept; drop it.
kept() { # TEXT
	t_file "$(cat "$T_DIR/names")" "$1"
	rm -r "$(dirname "$(dirname "$(cat "$T_DIR/names")")")"
}

t_begin 'where no file of this repository can be, no editor starts'
start
git init -q other
mkdir "$T_DIR/out"
ln -s "$T_DIR/out" link
t_status 2 git seal edit other/x.env
t_stderr "'other/x.env' lies in another repository, in 'other'"
t_status 2 git seal edit other/sub/x.env
t_status 2 git seal edit link/x.env
t_stderr "'link' is a symbolic link"
t_status 2 git seal edit prod.env/x.env
t_stderr "'prod.env' is no folder"
t_status 2 git seal edit .git/x.env
t_stderr "'.git/x.env' is Git's own"
t_status 2 git seal edit sub/.GIT/x.env
t_missing "$T_DIR/names"
t_missing other/x.env
t_missing .git/x.env
# Each let go of what it held.
t_ok git seal edit sub/x.env
t_end

t_begin 'a file that a sparse checkout leaves out: git add --sparse'
start
mkdir far
echo 'X=1' >far/x.env
git add -A && git commit -qm two
git sparse-checkout set --cone near
t_missing far/x.env
t_ok git seal edit far/x.env
t_stdout 'edited: far/x.env; git add --sparse stages it'
t_equal "$(printf 'X=1\nB=2')" "$(cat far/x.env)"
t_ok git add --sparse far/x.env
t_sealed_blob :far/x.env
t_end

t_begin 'a tree that a key in the environment opened stays plain'
start
git seal keygen -q -o "$T_DIR/ada.id" >/dev/null
git seal grant -q ada "$(sed -n 's/.*public key: //p' "$T_DIR/ada.id")"
git commit -qm grant
git seal setup -q
for t_name in KEY IDENTITY; do
	t_value=$T_DIR/ada.id
	[ $t_name = IDENTITY ] || t_value=$(cat "$T_DIR/team.key")
	cd "$T_DIR"
	env "GIT_SEAL_$t_name=$t_value" git clone -q alpha "$t_name"
	cd "$t_name"
	t_file prod.env 'A=1'
	t_ok env "GIT_SEAL_$t_name=$t_value" git seal edit prod.env
	t_stdout 'edited: prod.env; git add stages it'
	t_equal "$(printf 'A=1\nB=2')" "$(cat prod.env)"
	t_ok env "GIT_SEAL_$t_name=$t_value" git add prod.env
	t_sealed_blob :prod.env
	# Without one it says so before anybody has typed.
	rm "$T_DIR/names"
	t_status 3 git seal edit prod.env
	t_stderr "the keyring 'default' is not here"
	t_missing "$T_DIR/names"
	# A tree that came out sealed stays sealed.
	cd "$T_DIR"
	git clone -q alpha "sealed-$t_name"
	cd "sealed-$t_name"
	t_sealed prod.env
	t_ok env "GIT_SEAL_$t_name=$t_value" git seal edit prod.env
	t_stdout 'edited, and sealed again: prod.env'
	t_sealed prod.env
	t_ok git add prod.env
	# After lock the environment does not count.
	git seal unlock -q "$T_DIR/team.key"
	git seal lock -q --force
	t_status 3 env "GIT_SEAL_$t_name=$t_value" git seal edit prod.env
done
t_end

t_begin 'a tree that is locked meanwhile gets no plain file'
start
cat >"$T_DIR/lock" <<'END'
#!/bin/sh
git seal lock -q $how
"$T_DIR/ed" "$1"
END
chmod +x "$T_DIR/lock"
for t_how in --force --worktree; do
	t_status 1 env how="$t_how" GIT_EDITOR="$T_DIR/lock" \
	    git seal edit new.env
	t_stderr "the tree was locked meanwhile: 'new.env' stays as it was"
	t_missing new.env
	kept 'B=2'
	if [ "$t_how" = --force ]; then
		t_ok git seal unlock -q "$T_DIR/team.key"
	fi
done
t_status 3 git seal edit new.env
t_stderr "this worktree is locked: the keyring 'default' seals nothing here"
t_stderr 'git seal unlock --worktree'
t_end

t_begin 'a file emptied in a locked tree is empty, and Git takes it'
start
git seal lock -q --force
cat >"$T_DIR/empty" <<'END'
#!/bin/sh
: >"$1"
END
chmod +x "$T_DIR/empty"
t_ok env GIT_EDITOR="$T_DIR/empty" git seal edit -i "$T_DIR/team.key" prod.env
t_equal '' "$(cat prod.env)"
t_ok git add prod.env
t_end

t_begin 'what was typed is kept, even where nobody reads the message'
start
cat >"$T_DIR/slow" <<'END'
#!/bin/sh
read -r go <"$T_DIR/go"
echo theirs >prod.env
echo mine >"$1"
printf '%s\n' "$1" >"$T_DIR/names"
END
chmod +x "$T_DIR/slow"
mkfifo "$T_DIR/go" "$T_DIR/says"
exec 8<>"$T_DIR/says"
exec 9>"$T_DIR/says"
GIT_EDITOR=$T_DIR/slow git-seal edit prod.env 2>&9 8<&- 9>&- &
t_pid=$!
exec 8<&- 9>&-
echo go >"$T_DIR/go"
t_status 141 wait "$t_pid"
t_file prod.env theirs
# A later run clears up what the dead have left; this is not theirs.
t_ok env GIT_EDITOR=true git seal edit prod.env
kept mine
t_end
