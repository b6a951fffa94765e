#!/bin/sh
# gpg recipients: the public key travels in the repository, so whoever rotates
# wraps for everybody; what gpg doubts, and keys that have expired.
. ./lib.sh
. ./team.inc
t_need gpg gpgconf

# gpg_new NAME [WHEN]: a key in the gpg keyring of this HOME, which is made;
# as of WHEN it was good for a year.
gpg_new() {
	[ -d "$HOME/.gnupg" ] || mkdir -m 700 "$HOME/.gnupg"
	gpg_for=0
	[ $# -eq 1 ] || gpg_for=1y
	gpg --batch -q ${2:+--faked-system-time "$2"} --gen-key 2>/dev/null <<-END
		%no-protection
		Key-Type: eddsa
		Key-Curve: ed25519
		Key-Usage: sign
		Subkey-Type: ecdh
		Subkey-Curve: cv25519
		Subkey-Usage: encrypt
		Name-Real: $1
		Name-Email: $1@example.org
		Expire-Date: $gpg_for
		%commit
	END
}

gpg_fpr() {
	gpg --batch --with-colons --list-keys "$1@example.org" 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }'
}

# gpg_user NAME: another user's HOME, with a gpg keyring of its own.
gpg_user() {
	HOME=$T_DIR/$1.d/home
	mkdir -p "$HOME"
	mkdir -m 700 "$HOME/.gnupg"
}

gpg_end() {
	for home in "$T_DIR"/*.d/home/.gnupg; do
		gpgconf --homedir "$home" --kill all 2>/dev/null || :
	done
}

# Sealed by an agent or a home of ours that outlived it?
gpg_clean() {
	find "$T_DIR" -path '*git-seal/tmp-*' >"$T_DIR/left"
	t_equal '' "$(cat "$T_DIR/left")" 'what is left'
}

t_begin 'granted with gpg, rotated by somebody without that key'
team_start alice
admin=$HOME
gpg_user pat
gpg_new pat
fpr=$(gpg_fpr pat)
gpg --batch -q --armor --export "$fpr" >"$T_DIR/pat.asc"
HOME=$admin
mkdir -m 700 "$HOME/.gnupg"
t_status 2 git seal grant pat "gpg:$fpr"
t_stderr "the gpg keyring has no public key '$fpr'"
gpg --batch -q --import "$T_DIR/pat.asc"
t_status 1 git seal grant pat "gpg:$fpr"
t_stderr "gpg is not sure whose the OpenPGP key $fpr is"
t_stderr '--lsign-key'
t_clean
t_ok git seal grant pat gpg:pat@example.org --force --commit
t_stdout "granted 'pat' 1 generation with gpg:"
t_ok git seal grant pat "gpg:$fpr" --force
t_stdout 'nothing to do'
id=$(grep -l "recipient = gpg:$fpr" .git-seal/default/members/*)
id=${id##*/}
t_exists ".git-seal/default/identities/$id.asc"
gpg_clean
git push -q
# Alice has no gpg keyring at all in this clone.
gpg_user nobody
rm -r "$HOME/.gnupg"
git clone -q "$T_DIR/hub.git" "$T_DIR/alice2"
cd "$T_DIR/alice2"
t_ok git seal unlock -q -i "$T_DIR/alice.id"
t_ok git seal rotate --commit
t_stdout 'wrapped for 2 recipients'
t_missing "$HOME/.gnupg"
gpg_clean
HOME=$T_DIR/pat.d/home
for wrap in .git-seal/default/wraps/*/"$id"-*.gpg; do
	gpg --batch -q -d "$wrap"
done >"$T_DIR/plain"
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' "$T_DIR/plain")" keys
t_equal 2 "$(wc -l <"$T_DIR/plain" | tr -d ' ')" lines
grep '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default >"$T_DIR/lines"
while read -r line; do
	grep -qF "$line" "$T_DIR/lines" || t_fail 'not a line of the keyring'
done <"$T_DIR/plain"
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/pat"
cd "$T_DIR/pat"
t_ok git seal unlock
t_file a.env 'A=1'
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" unlocked
gpg_end
t_end

t_begin 'an expired key: refused, forced, stops a rotation, renewed'
team_start alice
gpg_new old 20200101T000000
gpg_new new
fpr=$(gpg_fpr old)
t_status 1 git seal grant old "gpg:$fpr"
t_stderr "the OpenPGP key $fpr expired on"
t_stderr '--force takes it all the same'
t_ok git seal grant old "gpg:$fpr" --force --commit
t_ok git seal grant new gpg:new@example.org --commit
t_status 3 git seal rotate
t_stderr "cannot wrap the new generation for 'old': the OpenPGP key $fpr expired"
t_stderr "git-seal: hint: git seal members --refresh 'old', or go on --without 'old'"
t_clean
t_ok git seal rotate --without old --commit
t_stdout 'wrapped for 2 recipients'
t_ok git seal members
t_stdout 'lacks 1'
t_status 1 git seal members --wrap
t_stderr "cannot wrap for 'old'"
# Renewed by its owner, the same key.
gpg --batch -q --quick-set-expire "$fpr" 0
sub=$(gpg --batch --with-colons --list-keys "$fpr" 2>/dev/null |
	awk -F: '$1 == "fpr" { last = $10 } END { print last }')
gpg --batch -q --quick-set-expire "$fpr" 0 "$sub"
t_ok git seal members --refresh old --commit
t_stdout "took the renewed key $fpr of 'old'"
t_stdout 'made 1 missing wrap'
id=$(grep -l 'name = old' .git-seal/default/members/*)
id=${id##*/}
t_equal 2 "$(git ls-files | grep -c "/identities/$id")" copies
t_clean
t_ok git seal members --refresh old
t_stdout 'is no newer'
t_clean
t_status 2 git seal members --refresh alice
t_stderr "no member 'alice' with a gpg key"
t_ok git seal rotate
t_stdout 'wrapped for 3 recipients'
gpg_clean
# Who leaves takes both copies along.
git reset -q --hard
t_ok git seal revoke old --commit
t_equal 0 "$(git ls-files | grep -c "/identities/$id")" copies
t_end

t_begin 'another key in the file, none, a damaged one'
team_start alice
gpg_new pat
gpg_new mallory
t_ok git seal grant pat gpg:pat@example.org --commit
pat=$(gpg_fpr pat)
mallory=$(gpg_fpr mallory)
asc=$(echo .git-seal/default/identities/*.asc)
gpg --batch --armor --export "$mallory" >"$asc"
git add .git-seal
t_status 3 git seal rotate
t_stderr "holds the OpenPGP key $mallory instead of $pat"
gpg --batch --armor --export >"$asc"
git add .git-seal
t_status 3 git seal rotate
t_stderr 'holds the OpenPGP key'
echo garbage >"$asc"
git add .git-seal
t_status 3 git seal rotate
t_stderr 'holds no OpenPGP key that gpg can read'
git rm -q --cached "$asc"
t_status 3 git seal rotate
t_stderr "the repository lacks 'identities/"
gpg_clean
t_end

t_begin 'revoked, ambiguous, without a subkey for encryption, without gpg'
team_start alice
gpg_new pat
gpg_new pat
t_status 2 git seal grant pat gpg:pat@example.org
t_stderr 'name the one you mean: gpg:FINGERPRINT'
gpg --batch -q --passphrase '' --quick-gen-key 'sign <sign@example.org>' \
    ed25519 sign 2>/dev/null
t_status 2 git seal grant s gpg:sign@example.org
t_stderr 'has no subkey for encryption'
gpg_new gone
fpr=$(gpg_fpr gone)
sed 's/^:---/---/' "$HOME/.gnupg/openpgp-revocs.d/$fpr.rev" |
	gpg --batch -q --import 2>/dev/null
t_status 1 git seal grant gone "gpg:$fpr"
t_stderr "the OpenPGP key $fpr is revoked"
t_status 1 git seal grant gone "gpg:$fpr" --force
t_status 5 git -c gpg.program=no-such-gpg seal grant gone "gpg:$fpr"
t_stderr "cannot start 'no-such-gpg'"
t_stderr 'git config gpg.program'
t_clean
t_end
