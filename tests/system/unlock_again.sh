#!/bin/sh
# What a clone goes on trusting: unlock after lock, and unlock --trust.
. ./lib.sh

t_need age-keygen

start() {
	age-keygen -o "$T_DIR/bob.id" 2>/dev/null
	git init -q --bare "$T_DIR/hub.git"
	t_repo alice
	git seal init -q >/dev/null
	echo A=1 >a.env
	git seal track -q '*.env'
	git add .
	git commit -qm one
	git seal grant bob "$(age-keygen -y "$T_DIR/bob.id")" >/dev/null 2>&1
	git commit -qm 'Add bob'
	git remote add origin "$T_DIR/hub.git"
	git push -q -u origin main
	git seal export-key "$T_DIR/old.key" >/dev/null
	git config --global seal.identity "$T_DIR/bob.id"
	git clone -q "$T_DIR/hub.git" "$T_DIR/bob" 2>/dev/null
	cd "$T_DIR/bob"
	git seal unlock -q
}

rotate() {
	cd "$T_DIR/alice"
	git seal rotate -q >/dev/null
	git commit -qm rotate
	git push -q
	cd "$T_DIR/bob"
}

floor() {
	sed -n 's/^	floor = //p' .git/git-seal/state/default
}

sealed_by() {
	git cat-file blob "$1" | od -An -tx1 -j10 -N6 | tr -d ' \n'
}

t_begin 'after lock and unlock a clone trusts what it trusted'
start
old=$(floor)
t_ok git seal lock
t_ok git seal unlock
t_stderr_is ''
echo A=2 >a.env
t_ok git commit -qam two
t_equal "$old" "$(sealed_by HEAD:a.env)"
t_end

t_begin 'and follows the edges from there'
start
old=$(floor)
t_ok git seal lock
rotate
t_ok git pull -q
t_sealed a.env
t_ok git seal unlock
t_stderr_is ''
t_equal A=1 "$(cat a.env)"
t_differ "$old" "$(floor)"
echo A=2 >a.env
t_ok git commit -qam two
t_equal "$(floor)" "$(sealed_by HEAD:a.env)"
t_end

t_begin 'an old key file after lock does not take the floor back'
start
rotate
git pull -q
new=$(floor)
t_ok git seal lock
t_ok git checkout -q HEAD^
t_ok git seal unlock "$T_DIR/old.key"
t_equal "$new" "$(floor)"
t_equal A=1 "$(cat a.env)"
echo A=2 >a.env
t_status 128 git add a.env
t_end

t_begin 'another root in its place is not trusted, until its fingerprint is named'
start
old=$(floor)
t_ok git seal lock
git init -q "$T_DIR/evil"
cd "$T_DIR/evil"
git seal init -q >/dev/null
echo E=1 >a.env
git seal track -q '*.env'
git add .
git commit -qm evil
git seal grant bob "$(age-keygen -y "$T_DIR/bob.id")" >/dev/null 2>&1
git commit -qm 'Add bob'
git push -q -f "$T_DIR/hub.git" main
print=$(git seal members --history 2>/dev/null |
    grep -Eo '([0-9a-f]{4} ){15}[0-9a-f]{4}' | head -n 1)
[ -n "$print" ] || print=$(sed -n 's/^	fingerprint = //p' .git-seal/default/generations/*)
cd "$T_DIR/bob"
git fetch -q
git reset -q --hard origin/main
t_ok git seal unlock
t_stderr 'is not trusted to seal: what this clone trusted before is not among it'
t_equal "$old" "$(floor)"
t_missing .git/git-seal/keyrings/default
t_status 3 git seal unlock --trust 1234
t_stderr 'no generation that opens here has the fingerprint'
t_equal "$old" "$(floor)"
t_ok git seal unlock --trust "$print"
t_differ "$old" "$(floor)"
echo E=2 >a.env
t_ok git commit -qam two
t_equal "$(floor)" "$(sealed_by HEAD:a.env)"
t_end

t_begin '--trust names one of the keyring that the clone has'
start
rotate
git pull -q
new=$(floor)
print=$(sed -n 's/^	fingerprint = //p' .git-seal/default/generations/"$(sealed_by HEAD~1:a.env)")
git config --global --unset seal.identity
t_ok git seal unlock --trust "$print"
t_differ "$new" "$(floor)"
t_end
