#!/bin/sh
# edit opens a SOPS file as its plain document and writes it back as a SOPS
# file, under its own data key and for its own recipients.
. ./lib.sh
[ -d /dev/shm ] && [ -w /dev/shm ] || t_skip 'there is no /dev/shm'
t_need age age-keygen /usr/bin/python3
/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
	t_skip 'there is no python3-cryptography'
unset SOPS_AGE_KEY SOPS_AGE_KEY_FILE SOPS_AGE_KEY_CMD
unset SOPS_AGE_SSH_PRIVATE_KEY_FILE SOPS_AGE_SSH_PRIVATE_KEY_CMD

sops() { # FORMAT WHO... <pairs
	/usr/bin/python3 "$T_TOP/tests/system/sops.py" "$@"
}
# editor SCRIPT: an editor that runs sed SCRIPT on the file.
editor() {
	cat >"$T_DIR/editor" <<-END
		#!/bin/sh
		echo "\$1" >"$T_DIR/name"
		sed "$1" "\$1" >"\$1.new" && mv "\$1.new" "\$1"
	END
	chmod +x "$T_DIR/editor"
	GIT_EDITOR=$T_DIR/editor
	export GIT_EDITOR
}
# What edit has kept in memory holds TEXT; drop it.
kept() {
	t_stderr "$(cat "$T_DIR/name")"
	grep -qF -e "$1" "$(cat "$T_DIR/name")" || t_fail "nothing kept: $1"
	rm -r "$(dirname "$(dirname "$(cat "$T_DIR/name")")")"
}
start() {
	age-keygen -o "$T_DIR/id" 2>/dev/null
	who=$(age-keygen -y "$T_DIR/id")
	t_repo alpha
	printf 'A=one\nB=two\n' | sops env "$who" >x.env
	printf 'A=one\nB=two\n' | sops json "$who" >x.json
	printf 'A=one\nB=two\n' | sops yaml "$who" >x.yaml
	printf 'one\ntwo\n' | sops binary "$who" >x.bin
	git add .
	git commit -qm start
}

t_begin 'each format: only what was edited changes its text'
start
SOPS_AGE_KEY_FILE=$T_DIR/id
export SOPS_AGE_KEY_FILE
editor 's/two/three/'
for f in x.env x.json x.yaml x.bin; do
	t_ok git seal edit "$f"
	grep -q three "$f" && t_fail "$f holds a plain value"
	t_ok git seal show --no-index "$f"
	t_stdout three
	t_stdout one
done
# Of x.env: the line of B, the time and the MAC.
t_equal 3 "$(git diff --numstat x.env | cut -f 1)" 'lines that changed'
unset SOPS_AGE_KEY_FILE
t_end

t_begin 'an identity that was typed; nothing changed; the editor failed'
start
editor 's/one/1/'
t_status 3 git seal edit x.env
t_stderr "SOPS file 'x.env'"
t_ok git seal edit -i ../id x.env
t_ok git seal show --no-index -i ../id x.env
t_stdout 'A=1'
git commit -qam edited
editor 's/nothing/x/'
t_ok git seal edit -i ../id x.env
t_clean
GIT_EDITOR=false t_status 5 git seal edit -i ../id x.env
t_clean
t_end

t_begin 'what cannot be written is refused, and the text is kept'
start
editor 's/^A: /- /'
t_status 2 git seal edit -i ../id x.yaml
t_stderr "SOPS file 'x.yaml'"
kept '- one'
t_clean
editor 's/^A=.*/no sign/'
t_status 2 git seal edit -i ../id x.env
t_stderr 'line 1: neither NAME=VALUE nor a comment'
kept 'no sign'
t_clean
t_end

t_begin 'a file that was tampered with is not opened'
start
editor 's/one/1/'
sed 's/^B: /C: /' x.yaml >y.yaml
t_status 4 git seal edit -i ../id y.yaml
t_stderr "the value 'C' does not authenticate"
t_end
