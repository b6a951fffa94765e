#!/bin/sh
# What years of git-crypt leave in a repository, and files that somebody is
# at work on.
. ./lib.sh
t_need git-crypt

crypt() {
	t_repo "$1"
	git-crypt init >/dev/null 2>&1
	echo '*.key filter=git-crypt diff=git-crypt' >.gitattributes
	echo 'K=1' >x.key
	git add -A
	git commit -qm one
}

# plain FILE: stage it past every filter.
plain() {
	git update-index --add --cacheinfo \
	    "100644,$(git hash-object -w --no-filters "$1"),$1"
}

t_begin 'a file that was committed plain is sealed, and said'
crypt alpha
echo 'a plain file of more than twenty-two bytes' >p.key
plain p.key
git commit -qm plain
t_ok git seal import git-crypt
t_stdout 'sealed p.key: it was plain, and history keeps it'
t_sealed_blob :p.key
t_file p.key 'a plain file of more than twenty-two bytes'
t_end

t_begin 'a short plain file that git-crypt has emptied comes back'
crypt alpha
echo 'short' >p.key
plain p.key
git commit -qm plain
rm p.key
git checkout -q p.key
t_equal 0 "$(wc -c <p.key)" 'what git-crypt makes of it'
t_ok git seal import git-crypt
t_file p.key 'short'
t_equal 'short' "$(git seal show :p.key)" 'the sealed file'
git commit -qm two
t_clean
t_end

t_begin 'plain files of 0 to 23 bytes'
crypt alpha
for n in 0 1 2 10 21 22 23; do
	head -c $n /dev/zero | tr '\0' x >$n.key
	cp $n.key "$T_DIR/$n"
	plain $n.key
done
git commit -qm plain
t_ok git seal import git-crypt
for n in 0 1 2 10 21 22 23; do
	t_same "$T_DIR/$n" $n.key
	git seal show :$n.key >"$T_DIR/got"
	t_same "$T_DIR/$n" "$T_DIR/got"
done
t_end

t_begin 'a file that was encrypted twice'
crypt alpha
git cat-file blob :x.key >t.key
git add t.key
git commit -qm twice
t_ok git seal import git-crypt
t_stdout 'sealed t.key: it was encrypted more than once'
t_file t.key 'K=1'
t_equal 'K=1' "$(git seal show :t.key)" 'the innermost'
git commit -qm two
t_clean
t_end

t_begin 'a file of another key is named, and nothing is changed'
crypt alpha
git init -q "$T_DIR/other"
cd "$T_DIR/other"
git-crypt init >/dev/null 2>&1
git-crypt export-key "$T_DIR/other.key"
echo '* filter=git-crypt' >.gitattributes
echo Z >z
git add z 2>/dev/null
git cat-file blob :z >"$T_DIR/blob"
cd ../alpha
cp "$T_DIR/blob" z.key
plain z.key
git commit -qm foreign
rm z.key
git read-tree HEAD
t_status 3 git seal import git-crypt
t_stderr "'z.key' is encrypted with another key of git-crypt"
t_stderr '1 file cannot be opened; nothing was changed'
t_missing .git/git-seal/keyrings
# With both it goes.
git-crypt export-key "$T_DIR/gc.key"
t_ok git seal import git-crypt "$T_DIR/gc.key" "$T_DIR/other.key"
t_equal 'Z' "$(git seal show :z.key)" 'the other file'
t_end

t_begin 'changes that are not staged stop it, and --force leaves them alone'
crypt alpha
echo 'K=2' >x.key
t_status 1 git seal import git-crypt
t_stderr '1 file has changes that git-crypt does not have; nothing was changed'
t_stderr 'x.key'
t_equal ' M x.key' "$(git status --porcelain)" 'status'
t_ok git seal import git-crypt --force
t_equal 'K=1' "$(git seal show :x.key)" 'what is staged'
t_file x.key 'K=2'
t_equal 'MM x.key' "$(git status --porcelain x.key)" 'status'
t_end

t_begin 'staged changes are taken along'
crypt alpha
echo 'K=2' >x.key
git add x.key
t_ok git seal import git-crypt
t_equal 'K=2' "$(git seal show :x.key)" 'what is staged'
t_end

t_begin 'other changes in the tree do not matter'
crypt alpha
t_commit README one
echo two >README
t_ok git seal import git-crypt
t_equal ' M README' "$(git status --porcelain README)" 'status'
t_end

t_begin 'changed attributes stop it'
crypt alpha
echo '# more' >>.gitattributes
t_status 1 git seal import git-crypt
t_stderr "'.gitattributes' has changes that are not staged"
t_end

t_begin 'a file that was deleted stays deleted'
crypt alpha
rm x.key
t_ok git seal import git-crypt
t_missing x.key
t_equal 'K=1' "$(git seal show :x.key)" 'what is staged'
t_end

t_begin 'a conflict stops it by name'
crypt alpha
git checkout -q -b side
echo 'K=2' >x.key && git commit -qam side
git checkout -q main
echo 'K=3' >x.key && git commit -qam main
git merge -q side >/dev/null 2>&1 || :
t_status 1 git seal import git-crypt
t_stderr "'x.key' is in a conflict"
t_end

t_begin 'attributes that would damage sealed bytes stop it'
crypt alpha
echo '*.key ident' >>.gitattributes
git add -A && git commit -qm ident
t_status 1 git seal import git-crypt
t_stderr 'ident'
t_stderr 'nothing was changed'
t_clean
t_end

t_begin 'text on the line of git-crypt does no harm'
t_repo alpha
git-crypt init >/dev/null 2>&1
echo '*.key text filter=git-crypt diff=git-crypt eol=lf' >.gitattributes
printf 'K=1\n' >x.key
git add -A && git commit -qm one
t_ok git seal import git-crypt
t_equal 'K=1' "$(git seal show :x.key)" 'the sealed file'
git commit -qm two
t_clean
t_end

t_begin 'a macro of the user is changed where it stands'
t_repo alpha
git-crypt init >/dev/null 2>&1
printf '%s\n' '[attr]hidden filter=git-crypt diff=git-crypt' '*.key hidden' \
    >.gitattributes
echo K >x.key
git add -A && git commit -qm one
t_ok git seal import git-crypt
t_file .gitattributes "$(printf '%s\n' \
    '[attr]hidden filter=seal diff=seal merge=seal -text' '*.key hidden')"
t_sealed_blob :x.key
t_end

t_begin 'names that only Git can love'
crypt alpha
nl='
'
echo 1 >"-n.key"
echo 2 >"a${nl}b.key"
echo 3 >"sp ace.key"
git add -A && git commit -qm names
t_ok git seal import git-crypt
t_equal 2 "$(git seal show ":a${nl}b.key")" 'a name with a line end'
t_equal 1 "$(git seal show ':-n.key')" 'a name with a dash'
git commit -qm two
t_clean
t_end

t_begin 'a link in the place of a file is the user'\''s own'
crypt alpha
echo victim >"$T_DIR/victim"
rm x.key
ln -s "$T_DIR/victim" x.key
t_status 1 git seal import git-crypt
t_file "$T_DIR/victim" 'victim'
t_end

t_begin 'a locked clone is told to unlock'
crypt alpha
git seal init >/dev/null
git seal export-key "$T_DIR/key" >/dev/null
git commit -qm init
git seal lock >/dev/null
t_status 3 git seal import git-crypt
t_stderr 'this clone is locked'
t_end

t_begin 'a repository that has a keyring goes on with it'
crypt alpha
git seal init >/dev/null
git commit -qm init
t_ok git seal import git-crypt
t_no_stdout 'made the keyring'
t_sealed_blob :x.key
t_end

t_begin 'a branch from before, merged afterwards'
crypt alpha
git checkout -q -b old
echo 'N=1' >new.key
git add new.key && git commit -qm new
git checkout -q main
t_ok git seal import git-crypt
git commit -qm two
git merge -q --no-edit old >/dev/null 2>&1
head -c 9 new.key | grep -q GITCRYPT || t_fail 'new.key is no blob of git-crypt'
t_status 1 git seal status --fix
t_stderr "'new.key' stays as it is: git-crypt encrypted it"
t_stderr 'git seal import git-crypt'
t_ok git seal import git-crypt
t_stdout 'sealed new.key'
t_file new.key 'N=1'
t_sealed_blob :new.key
git commit -qm three
t_clean
t_ok git seal check
t_end

t_begin 'where there is nothing, git-crypt is left as it is'
crypt alpha
git checkout -q --orphan empty
git rm -rq --cached .
rm -f .gitattributes x.key
git commit -q --allow-empty -m empty
t_ok git seal import git-crypt
t_stdout 'nothing to import from git-crypt'
t_exists .git/git-crypt/keys/default
t_missing .git/git-seal/foreign
git checkout -q main
t_file x.key 'K=1'
t_clean
t_end
