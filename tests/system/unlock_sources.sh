#!/bin/sh
# Where unlock finds its key, and what it tells those whom nothing opens.
. ./lib.sh

t_need age-keygen

start() {
	git init -q --bare "$T_DIR/hub.git"
	t_repo alice
	git seal init -q >/dev/null
	echo A=1 >a.env
	git seal track -q '*.env'
	git add .
	git commit -qm one
	for name in "$@"; do
		age-keygen -o "$T_DIR/$name.id" 2>/dev/null
		git seal grant "$name" "$(age-keygen -y "$T_DIR/$name.id")" \
		    >/dev/null 2>&1
		git commit -qm "Add $name"
	done
	git remote add origin "$T_DIR/hub.git"
	git push -q -u origin main
	git seal export-key "$T_DIR/key" >/dev/null
	clone
}

clone() {
	cd "$T_DIR"
	rm -rf clone
	git clone -q "$T_DIR/hub.git" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
}

origin_is() {
	t_ok grep -q "generation = [0-9a-f]* $1" .git/git-seal/state/default
}

t_begin 'seal.keyCommand is run by sh, behind the identity that was set'
start bob
git config --global seal.keyCommand "cat '$T_DIR/key'; echo ran >>'$T_DIR/ran'"
t_ok git seal unlock
t_equal A=1 "$(cat a.env)"
origin_is keyfile
t_ok git seal lock
rm "$T_DIR/ran"
rm a.env
t_ok git checkout -q a.env
t_missing "$T_DIR/ran"
git config --global seal.identity "$T_DIR/bob.id"
clone
t_ok git seal unlock
t_stdout "git seal setup --trust '$T_DIR/hub.git'"
origin_is wrap
t_missing "$T_DIR/ran"
t_ok git seal unlock
t_no_stdout 'setup --trust'
t_end

t_begin 'a key command that fails is named, and the next source is asked'
start bob
git config --global seal.keyCommand 'exit 7'
t_status 3 git seal unlock
t_stderr 'seal.keyCommand failed (exit code 7)'
mkdir -p "$HOME/.config/git-seal"
cp "$T_DIR/bob.id" "$HOME/.config/git-seal/identity"
t_ok git seal unlock
t_equal A=1 "$(cat a.env)"
clone
git config --global seal.keyCommand 'echo nonsense'
rm -r "$HOME/.config/git-seal"
t_status 2 git seal unlock
t_stderr 'seal.keyCommand prints'
t_no_stderr nonsense
t_end

t_begin 'a stranger is told for whom it is wrapped'
start bob carol
t_status 3 git seal unlock
t_stderr "it is wrapped for 'bob', 'carol'"
t_stderr 'hint: ask one of them for git seal grant'
age-keygen -o "$T_DIR/eve.id" 2>/dev/null
t_status 3 git seal unlock -i "$T_DIR/eve.id"
t_stderr 'is not wrapped for any identity here'
t_stderr "it is wrapped for 'bob', 'carol'"
t_status 5 git seal unlock -i "$T_DIR/none.id"
t_stderr 'none.id'
t_sealed a.env
t_missing .git/git-seal/keyrings
t_end

t_begin 'a member who was revoked is told so'
start bob carol
cd "$T_DIR/alice"
git seal revoke bob >/dev/null 2>&1 || :
git commit -qm 'Revoke bob'
git push -q
clone
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr 'revoked'
t_stderr 'hint: ask a member for git seal grant'
t_sealed a.env
t_ok git seal unlock -i "$T_DIR/carol.id"
t_equal A=1 "$(cat a.env)"
t_end

t_begin 'a gpg key opens what was granted to it'
t_need gpg
start
GNUPGHOME=$T_DIR/gpg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
gpg --batch -q --passphrase '' --quick-gen-key 'Gina <gina@example.org>' \
    default default never 2>/dev/null
print=$(gpg --batch --with-colons -K 2>/dev/null | sed -n 's/^fpr:::::::::\([0-9A-F]*\):/\1/p' | head -n 1)
cd "$T_DIR/alice"
t_ok git seal grant gina "gpg:$print"
git commit -qm 'Add gina'
git push -q
clone
t_ok git seal unlock
t_equal A=1 "$(cat a.env)"
origin_is wrap
gpgconf --kill all
unset GNUPGHOME
t_end
