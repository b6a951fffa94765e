#!/bin/sh
# git-secret's files beside the plain ones become the plain ones, sealed.
. ./lib.sh
t_need git-secret gpg

person() { # NAME
	gpg --quiet --batch --passphrase '' --quick-gen-key \
	    "$1 <$1@example.org>" default default never 2>/dev/null
}
secret() {
	mkdir -p "$HOME/.gnupg"
	chmod 700 "$HOME/.gnupg"
	person ada
	t_repo "$1"
	git secret init >/dev/null 2>&1
	git secret tell ada@example.org >/dev/null 2>&1
	mkdir -p deep
	echo 'A=1' >a.env
	echo 'B=1' >deep/b.env
	git secret add a.env deep/b.env >/dev/null
	git secret hide >/dev/null 2>&1
	git add -A
	git commit -qm one
	# Its own agent, and no other.
	gpgconf --homedir "$PWD/.gitsecret/keys" --kill all 2>/dev/null || :
}

t_begin 'plain files take the place of .secret, sealed and shared'
secret alpha
t_ok git seal import git-secret --dry-run
t_stdout 'would seal deep/b.env'
t_stdout 'would remove deep/b.env.secret'
t_stdout "would grant 'ada@example.org' gpg:"
t_clean
t_ok git seal import git-secret
t_stdout "granted 'ada@example.org'"
t_sealed_blob :a.env
t_sealed_blob :deep/b.env
t_file a.env 'A=1'
t_missing a.env.secret
t_missing .gitsecret
t_equal '' "$(git ls-files .gitsecret '*.secret')" 'what git-secret had'
t_equal '' "$(git status --porcelain | grep '^.[^ ]' || :)" 'what is not staged'
t_missing .gitignore
git commit -qm two
t_clean
t_ok git seal check
t_ok git seal import git-secret
t_stdout 'nothing to import'
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_ok git seal unlock
t_file deep/b.env 'B=1'
t_end

t_begin 'without the plain files they are made'
secret alpha
rm a.env deep/b.env
t_ok git seal import git-secret
t_file a.env 'A=1'
t_file deep/b.env 'B=1'
git commit -qm two
t_clean
t_end

t_begin 'a plain file that differs from its .secret stops it'
secret alpha
echo 'A=2' >a.env
t_status 1 git seal import git-secret
t_stderr 'changes that git-secret does not have'
t_stderr 'a.env'
t_clean
t_file a.env 'A=2'
t_end

t_begin 'somebody else'\''s secrets stay shut'
secret alpha
gpgconf --homedir "$HOME/.gnupg" --kill all
rm -rf "$HOME/.gnupg"
mkdir -m 700 "$HOME/.gnupg"
person bob
t_status 3 git seal import git-secret
t_stderr "gpg does not decrypt 'a.env.secret'"
t_stderr '2 files cannot be opened; nothing was changed'
t_clean
t_end
