#!/bin/sh
# A clone that opens by itself, because its remote is one that the user trusts.
. ./lib.sh

t_need age-keygen

# Alice's repository at $T_DIR/hub.git; bob is a member, his identity is set
# up, and git-seal is in his config.
start() {
	age-keygen -o "$T_DIR/bob.id" 2>/dev/null
	git init -q --bare "$T_DIR/hub.git"
	t_repo alice
	git seal init -q >/dev/null
	echo A=1 >a.env
	mkdir deep
	echo B=1 >deep/b.env
	echo hello >plain
	git seal track -q '*.env'
	git add .
	git commit -qm one
	git seal grant bob "$(age-keygen -y "$T_DIR/bob.id")" >/dev/null 2>&1
	git commit -qm 'Add bob'
	git remote add origin "$T_DIR/hub.git"
	git push -q -u origin main
	git seal setup -q
	git config --global seal.identity "$T_DIR/bob.id"
	cd "$T_DIR"
}

is_open() {
	t_equal A=1 "$(cat a.env)"
	t_equal B=1 "$(cat deep/b.env)"
	t_ok git status --porcelain
	t_stdout_is ''
	t_stderr_is ''
}

is_sealed() {
	t_sealed a.env
	t_sealed deep/b.env
	t_missing .git/git-seal/keyrings/default
}

t_begin 'setup --trust and git clone give a readable tree, and an unlocked clone'
start
t_ok git seal setup --trust "$T_DIR/hub.git"
t_ok git clone -q hub.git bob
t_stderr 'fingerprint of the keyring'
cd bob
is_open
t_mode 600 .git/git-seal/keyrings/default
t_ok grep -q "floor = " .git/git-seal/state/default
t_equal false "$(git config --local merge.renormalize)"
git config --global --unset seal.identity
git config --global --unset seal.trust
echo A=2 >a.env
t_ok git commit -qam two
t_sealed_blob HEAD:a.env
t_ok git seal status
t_end

t_begin 'another clone stays sealed, with one hint'
start
t_ok git clone -q hub.git bob
t_equal 1 "$(grep -c hint: "$T_ROOT/err")"
t_stderr 'hint: git seal unlock'
cd bob
is_sealed
git config --global seal.trust "$T_DIR/hub"
git config --global --add seal.trust "https://example.org/"
t_ok git checkout -q HEAD^
rm a.env
t_ok git checkout a.env
t_equal A=1 "$(cat a.env)"
t_end

t_begin 'a look-alike is not trusted, nor is what a repository says itself'
start
git config --global seal.trust "$T_DIR/hu"
t_ok git clone -q -c "seal.trust=$T_DIR/hub.git" hub.git bob
cd bob
is_sealed
cd ..
git config --global seal.trust "$T_DIR/../$(basename "$T_DIR")/hub.git"
t_ok git clone -q hub.git carol
cd carol
is_sealed
t_end

t_begin 'a clone that was locked stays locked, whatever the environment says'
start
t_ok git seal setup --trust "$T_DIR/hub.git"
t_ok git clone -q hub.git bob
cd bob
t_ok git seal lock
is_sealed
rm a.env
t_ok git checkout -q a.env
t_stderr_is ''
is_sealed
rm a.env
GIT_SEAL_KEY=$(git -C "$T_DIR/alice" seal export-key -)
GIT_SEAL_IDENTITY=$T_DIR/bob.id
export GIT_SEAL_KEY GIT_SEAL_IDENTITY
t_ok git checkout -q a.env
unset GIT_SEAL_KEY GIT_SEAL_IDENTITY
t_stderr_is ''
is_sealed
t_ok git seal unlock
is_open
t_end

t_begin 'what no wrap brings back is not destroyed by lock'
start
t_ok git seal setup --trust "$T_DIR/hub.git"
t_ok git clone -q hub.git bob
cd bob
git config --global seal.identity "$T_DIR/none.id"
t_status 1 git seal lock
t_stderr 'no wrap that HEAD or the remote carries opens'
t_stderr 'hint: git seal export-key'
is_open
t_end

t_begin 'an identity with a passphrase gives a hint, and no question'
start
rm "$T_DIR/bob.id"
ssh-keygen -q -t ed25519 -N secret -f "$T_DIR/bob.id"
cd alice
git seal grant bob "$T_DIR/bob.id.pub" >/dev/null 2>&1
git commit -qm 'Another key of bob'
git push -q
cd ..
t_ok git seal setup --trust "$T_DIR/hub.git"
t_ok git clone -q hub.git bob
t_stderr 'needs a passphrase'
t_stderr 'hint: git seal unlock'
cd bob
is_sealed
t_end

t_begin 'a partial clone with a sparse cone opens by itself'
start
git -C hub.git config uploadpack.allowFilter true
git -C hub.git config uploadpack.allowAnySHA1InWant true
t_ok git seal setup --trust "file://$T_DIR/hub.git"
t_ok git clone -q --filter=blob:none --sparse "file://$T_DIR/hub.git" bob
cd bob
t_equal A=1 "$(cat a.env)"
t_missing deep
t_ok git sparse-checkout set deep
t_equal B=1 "$(cat deep/b.env)"
t_ok git status --porcelain
t_stdout_is ''
t_end
