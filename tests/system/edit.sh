#!/bin/sh
# edit opens the plain text from memory, and seals what was written.
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
		printf '%s\n' "$1" >>"$T_DIR/names"
		stat -c %a "$(dirname "$1")" >>"$T_DIR/names"
		printf 'B=2\n' >>"$1"
		echo swap >"$1.swp"
	END
	chmod +x "$T_DIR/ed"
	GIT_EDITOR=$T_DIR/ed
	export GIT_EDITOR
}

# Nothing of ours is left in memory: other runs may be at work beside us.
gone() {
	t_missing "$(dirname "$(dirname "$(head -n1 "$T_DIR/names")")")"
}

t_begin 'in an unlocked tree the file is changed as if edited there'
start
chmod 600 prod.env
t_ok git seal edit prod.env
t_stdout 'edited: prod.env; git add stages it'
t_equal "$(printf 'A=1\nB=2')" "$(cat prod.env)"
t_mode 600 prod.env
t_equal ' M prod.env' "$(git status --porcelain)"
grep -q '/prod.env$' "$T_DIR/names" || t_fail 'the name is lost'
grep -qx 700 "$T_DIR/names" || t_fail 'the folder is not private'
gone
git commit -qam two
t_sealed_blob :prod.env
t_clean
t_end

t_begin 'a locked tree: the key is typed, the bytes stay sealed, add takes them'
start
t_ok git seal lock --force
t_status 3 git seal edit prod.env
t_stderr 'the clone is locked'
t_ok git seal edit -i "$T_DIR/team.key" prod.env
t_sealed prod.env
t_ok git add prod.env
t_equal 'M  prod.env' "$(git status --porcelain)"
git commit -qm two
t_ok git seal show -i "$T_DIR/team.key" HEAD:prod.env
t_stdout_is "$(printf 'A=1\nB=2')"
t_missing .git/git-seal/keyrings/default
t_exists .git/git-seal/locked
gone
t_end

t_begin 'an identity opens and seals in a clone that was never unlocked'
start
git seal keygen -q -o "$T_DIR/ada.id" >/dev/null
git seal grant -q ada "$(sed -n 's/.*public key: //p' "$T_DIR/ada.id")"
git commit -qm grant
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
git seal setup -q
t_ok git seal edit -i "$T_DIR/ada.id" prod.env
t_sealed prod.env
t_ok git add prod.env
t_ok git seal show -i "$T_DIR/ada.id" :prod.env
t_stdout_is "$(printf 'A=1\nB=2')"
t_missing .git/git-seal/keyrings/default
t_end

t_begin 'an editor that fails, or changes nothing, changes nothing'
start
t_status 5 env GIT_EDITOR=false git seal edit prod.env
t_stderr "the editor failed (exit code 1): 'prod.env' stays as it was"
t_ok env GIT_EDITOR=true git seal edit prod.env
t_stdout "nothing was changed in 'prod.env'"
t_ok env GIT_EDITOR=: git seal edit prod.env
t_status 5 env GIT_EDITOR='rm' git seal edit prod.env
t_stderr 'the editor left no file'
t_clean
t_end

t_begin 'a second editor is refused, and a dead one is not waited for'
start
cat >"$T_DIR/twice" <<'END'
#!/bin/sh
git seal edit prod.env 2>"$T_DIR/second"
echo $? >"$T_DIR/code"
END
chmod +x "$T_DIR/twice"
t_ok env GIT_EDITOR="$T_DIR/twice" git seal edit prod.env
t_equal 1 "$(cat "$T_DIR/code")"
grep -q 'being edited by another git seal edit (process [0-9]*)' \
    "$T_DIR/second" || t_fail "$(cat "$T_DIR/second")"
cat >"$T_DIR/kill" <<'END'
#!/bin/sh
printf '%s\n' "$1" >"$T_DIR/names"
kill -9 $PPID
END
chmod +x "$T_DIR/kill"
t_killed env GIT_EDITOR="$T_DIR/kill" git-seal edit prod.env
t_equal 137 "$t_got"
t_ok git seal edit prod.env
gone
t_end

t_begin 'a signal wipes what is in memory'
start
cat >"$T_DIR/term" <<'END'
#!/bin/sh
printf '%s\n' "$1" >"$T_DIR/names"
kill -TERM $PPID
exec sleep 60
END
chmod +x "$T_DIR/term"
t_killed env GIT_EDITOR="$T_DIR/term" git-seal edit prod.env
t_equal 143 "$t_got"
gone
t_clean
t_end

t_begin 'a file that changed meanwhile is left alone, and the text is kept'
start
cat >"$T_DIR/slow" <<'END'
#!/bin/sh
echo theirs >prod.env
echo mine >"$1"
printf '%s\n' "$1" >"$T_DIR/names"
END
chmod +x "$T_DIR/slow"
t_status 1 env GIT_EDITOR="$T_DIR/slow" git seal edit prod.env
t_stderr "'prod.env' has been changed by somebody else meanwhile"
t_stderr "$(cat "$T_DIR/names")"
t_file prod.env theirs
t_file "$(cat "$T_DIR/names")" mine
# A later run does not take it for a dead one's.
t_ok env GIT_EDITOR=true git seal edit prod.env
t_file "$(cat "$T_DIR/names")" mine
rm -r "$(dirname "$(dirname "$(cat "$T_DIR/names")")")"
t_end

t_begin 'a new file, odd names, a subfolder; what is not sealed is refused'
start
mkdir sub
cd sub
t_ok git seal edit new/x.env
t_file new/x.env 'B=2'
t_ok git seal edit -- '-*[a] b.env'
t_file './-*[a] b.env' 'B=2'
cd ..
git add -A
t_sealed_blob ':sub/new/x.env'
t_status 2 git seal edit README
t_stderr "'README' is not sealed by attribute"
ln -s prod.env link.env
t_status 2 git seal edit link.env
t_stderr 'a symbolic link'
t_status 2 git seal edit
t_end

(
	t_begin 'without a place in memory it refuses'
	start
	[ "$(stat -f -c %T "$TMPDIR")" != tmpfs ] || t_skip 'TMPDIR is in memory'
	unshare -rm true 2>/dev/null || t_skip 'no namespaces here'
	t_status 5 unshare -rm sh -c \
	    'mount --bind "$TMPDIR" /dev/shm && git seal edit prod.env'
	t_stderr 'there is no place in memory for plain text'
	t_stderr 'mount a tmpfs on /dev/shm'
	t_clean
	t_end
)
