#!/bin/sh
# One file read with an identity: in a locked clone, and out of an archive.
. ./lib.sh

start() {
	t_need ssh-keygen
	ssh-keygen -q -t ed25519 -N '' -f "$T_DIR/bob"
	ssh-keygen -q -t ed25519 -N '' -f "$T_DIR/eve"
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >prod.env
	git add . && git commit -qm one
	git seal grant -q bob "$T_DIR/bob.pub" --commit
}

t_begin 'a member reads one file of a clone that nobody unlocked'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_ok git seal show -i "$T_DIR/bob" HEAD:prod.env
t_stdout_is 'A=1'
t_sealed prod.env
t_missing .git/git-seal/keyrings/default
t_status 3 git seal show -i "$T_DIR/eve" HEAD:prod.env
t_stderr "it is wrapped for 'bob'"
t_stdout_is ''
t_end

t_begin 'with GIT_SEAL_IDENTITY, and with an identity that is only set up'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
GIT_SEAL_IDENTITY=$T_DIR/bob
export GIT_SEAL_IDENTITY
t_ok git seal show HEAD:prod.env
t_stdout_is 'A=1'
git -C "$T_DIR/alpha" seal lock --force -q
cd "$T_DIR/alpha"
t_status 3 git seal show HEAD:prod.env
unset GIT_SEAL_IDENTITY
cd "$T_DIR/beta"
git config seal.identity "$T_DIR/bob"
t_status 3 git seal show HEAD:prod.env
t_stderr 'no key for it is here'
t_stderr 'hint: git seal unlock'
t_no_stderr wrap
t_missing .git/git-seal/keyrings/default
t_end

t_begin 'after lock an identity that is typed still opens, for that one run'
start
t_ok git seal lock --force
t_ok git seal show -i "$T_DIR/bob" HEAD:prod.env
t_stdout_is 'A=1'
t_exists .git/git-seal/locked
t_end

t_begin 'a file out of an archive opens with the .git-seal/ beside it'
start
git clone -q . "$T_DIR/beta"
mkdir "$T_DIR/away"
git -C "$T_DIR/beta" archive HEAD | tar -x -C "$T_DIR/away"
cd "$T_DIR/away"
t_sealed prod.env
t_ok git-seal show --no-index -i "$T_DIR/bob" prod.env
t_stdout_is 'A=1'
t_status 3 git-seal show --no-index -i "$T_DIR/eve" prod.env
t_stdout_is ''
rm -r .git-seal
t_status 3 git-seal show --no-index -i "$T_DIR/bob" prod.env
t_stderr 'no .git-seal/ beside'
t_end

t_begin 'what is neither a key nor an identity is named, and nothing is shown'
start
echo garbage >"$T_DIR/junk"
t_status 2 git seal show -i "$T_DIR/junk" HEAD:prod.env
t_stderr "junk'"
t_stdout_is ''
t_end
