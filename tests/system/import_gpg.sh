#!/bin/sh
# Whoever could open with gpg goes on to, if the user is sure of the key.
. ./lib.sh
t_need git-crypt gpg

person() { # NAME [HOME]
	gpg --quiet --batch --passphrase '' --quick-gen-key \
	    "$1 <$1@example.org>" default default never 2>/dev/null
}
people() {
	mkdir -p "$HOME/.gnupg"
	chmod 700 "$HOME/.gnupg"
	person ada
	person bob
}
crypt() {
	t_repo "$1"
	git-crypt init >/dev/null 2>&1
	echo '*.key filter=git-crypt diff=git-crypt' >.gitattributes
	echo 'K=1' >x.key
	git add -A
	git commit -qm one
	git-crypt add-gpg-user ada@example.org >/dev/null 2>&1
	git-crypt add-gpg-user bob@example.org >/dev/null 2>&1
}

t_begin 'git-crypt: the key comes out of .git-crypt, and all are granted'
people
crypt alpha
git-crypt lock
rm -rf .git/git-crypt
t_ok git seal import git-crypt --dry-run
t_stdout "would grant 'bob@example.org' gpg:"
t_clean
t_ok git seal import git-crypt
t_stdout "granted 'ada@example.org'"
t_stdout "granted 'bob@example.org'"
t_file x.key 'K=1'
t_equal '' "$(git ls-files .git-crypt)" 'what git-crypt had'
t_missing .git-crypt
git commit -qm two
t_clean
t_ok git seal check
# The old key can be had again from history: lock does not hold on to it.
git seal export-key "$T_DIR/key" >/dev/null
t_ok git seal lock
t_ok git seal unlock
t_file x.key 'K=1'
t_end

t_begin 'a key that gpg is not sure of is named'
people
crypt alpha
gpg --quiet --armor --export bob >"$T_DIR/bob.asc" 2>/dev/null
bob=$(gpg --batch --with-colons --list-keys bob 2>/dev/null |
    sed -n 's/^fpr:::::::::\([^:]*\):.*/\1/p' | head -n 1)
gpg --quiet --batch --yes --delete-secret-and-public-key "$bob" 2>/dev/null
gpg --quiet --batch --import "$T_DIR/bob.asc" 2>/dev/null
t_status 1 git seal import git-crypt
t_stderr "'bob@example.org' (gpg:$bob) was not granted"
t_stderr 'gpg is not sure'
t_stdout "granted 'ada@example.org'"
t_sealed_blob :x.key
t_ok git seal grant bob "gpg:$bob" --force
git commit -qm two
t_ok git seal check
t_end

t_begin '--grant takes all of them'
people
crypt alpha
gpg --quiet --armor --export bob >"$T_DIR/bob.asc" 2>/dev/null
bob=$(gpg --batch --with-colons --list-keys bob 2>/dev/null |
    sed -n 's/^fpr:::::::::\([^:]*\):.*/\1/p' | head -n 1)
gpg --quiet --batch --yes --delete-secret-and-public-key "$bob" 2>/dev/null
gpg --quiet --batch --import "$T_DIR/bob.asc" 2>/dev/null
t_ok git seal import git-crypt --grant
t_stdout "granted 'bob@example.org'"
t_end

t_begin 'a file that somebody has put there gives nobody the key'
people
crypt alpha
fake=00112233445566778899AABBCCDDEEFF00112233
echo junk >".git-crypt/keys/default/0/$fake.gpg"
git add -A && git commit -qm fake
t_status 1 git seal import git-crypt
t_stderr "'$fake' (gpg:$fake) was not granted"
t_equal 2 "$(git ls-files .git-seal/default/members | wc -l)" 'members'
t_end

t_begin 'blackbox'
people
t_repo alpha
mkdir -p .blackbox deep
gpg --batch --export ada bob >.blackbox/pubring.gpg 2>/dev/null
printf '%s\n' ada@example.org bob@example.org >.blackbox/blackbox-admins.txt
printf '%s\n' a.env deep/b.env >.blackbox/blackbox-files.txt
echo 'blackbox-files.txt text eol=lf' >.blackbox/.gitattributes
printf '%s\n' '*.o' /a.env /deep/b.env >.gitignore
echo 'A=1' >a.env
echo 'B=1' >deep/b.env
for file in a.env deep/b.env; do
	gpg --quiet --batch --trust-model always --encrypt -r ada -r bob \
	    -o "$file.gpg" "$file" 2>/dev/null
done
rm deep/b.env
git add -A && git commit -qm one
t_ok git seal import blackbox
t_stdout "granted 'bob@example.org'"
t_sealed_blob :a.env
t_file deep/b.env 'B=1'
t_file .gitignore '*.o'
t_equal '' "$(git ls-files .blackbox '*.gpg' ':!.git-seal')" 'what it had'
t_missing .blackbox
git commit -qm two
t_clean
t_ok git seal check
t_end
