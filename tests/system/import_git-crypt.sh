#!/bin/sh
# A repository of git-crypt becomes one of git-seal, in one staged change.
. ./lib.sh
t_need git-crypt

# crypt NAME: a repository of git-crypt with one commit, cd there.
crypt() {
	t_repo "$1"
	git-crypt init >/dev/null 2>&1
	cat >.gitattributes <<-END
		# what is secret
		*.key filter=git-crypt diff=git-crypt
		secret/** filter=git-crypt diff=git-crypt
		secret/README !filter !diff
	END
	mkdir -p secret
	echo 'public' >secret/README
	echo 'S=1' >secret/a.env
	printf 'no line end' >x.key
	: >empty.key
	git add -A
	git commit -qm one
}

t_begin 'the dry run says it all and changes nothing'
crypt alpha
find .git -type f | sort | xargs sha256sum >"$T_DIR/before"
t_ok git seal import git-crypt --dry-run
t_stdout "would make the keyring 'default'"
t_stdout 'would seal secret/a.env'
t_stdout 'would seal x.key'
t_stdout 'would change .gitattributes'
t_no_stdout 'README'
t_clean
find .git -type f | sort | xargs sha256sum >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
t_end

t_begin 'one staged change, and the same bytes'
crypt alpha
for file in secret/a.env x.key empty.key; do
	mkdir -p "$T_DIR/old/secret"
	cp "$file" "$T_DIR/old/$file"
done
t_ok git seal import git-crypt
t_stdout 'sealed secret/a.env'
t_stdout 'imported 3 files from git-crypt'
t_equal '' "$(git diff --name-only)" 'changes that are not staged'
t_sealed_blob :secret/a.env
t_sealed_blob :x.key
t_plain_blob :secret/README
t_equal 0 "$(git cat-file -s :empty.key)" 'the size of an empty file'
for file in secret/a.env x.key; do
	git seal show ":$file" >"$T_DIR/got"
	t_same "$T_DIR/old/$file" "$T_DIR/got"
	t_same "$T_DIR/old/$file" "$file"
done
t_file .gitattributes "$(printf '%s\n' \
    '[attr]sealed filter=seal diff=seal merge=seal -text' '# what is secret' \
    '*.key sealed' 'secret/** sealed' 'secret/README !filter !diff -sealed')"
t_equal '' "$(git config --get-regexp 'filter\.git-crypt' || :)" 'old config'
t_equal '' "$(git config --get-regexp 'diff\.git-crypt' || :)" 'old config'
t_missing .git/git-crypt/keys
git commit -qm two
t_clean
t_ok git seal check
t_ok git seal status
git seal export-key "$T_DIR/key" >/dev/null
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_ok git seal unlock "$T_DIR/key"
t_same "$T_DIR/old/x.key" x.key
t_end

t_begin 'again there is nothing to do'
crypt alpha
t_ok git seal import git-crypt
git write-tree >"$T_DIR/tree"
t_ok git seal import git-crypt
t_stdout 'nothing to import from git-crypt'
t_equal "$(cat "$T_DIR/tree")" "$(git write-tree)" 'the index'
git commit -qm two
t_ok git seal import git-crypt
t_clean
t_end

t_begin 'a clone that git-crypt has locked, with a key file'
crypt alpha
git-crypt export-key "$T_DIR/gc.key"
git-crypt lock
t_ok git seal import git-crypt "$T_DIR/gc.key"
t_file secret/a.env 'S=1'
t_equal '' "$(git diff --name-only)" 'changes that are not staged'
git commit -qm two
t_clean
t_end

t_begin 'without the key, and with another one, nothing is changed'
crypt alpha
git-crypt export-key "$T_DIR/gc.key"
git-crypt lock
t_status 3 git seal import git-crypt
t_stderr "'empty.key' is encrypted by git-crypt, and no key of it is here"
t_stderr 'git-crypt unlock'
t_clean
git init -q "$T_DIR/other"
(cd "$T_DIR/other" && git-crypt init >/dev/null 2>&1 &&
    git-crypt export-key "$T_DIR/other.key")
t_status 3 git seal import git-crypt "$T_DIR/other.key"
t_stderr "'x.key' is encrypted with another key of git-crypt"
t_stderr '3 files cannot be opened; nothing was changed'
t_clean
t_missing .git/git-seal/keyrings
t_missing .git/git-seal/foreign
echo 'not a key' >"$T_DIR/no.key"
chmod 600 "$T_DIR/no.key"
t_status 2 git seal import git-crypt "$T_DIR/no.key"
t_stderr 'is no key of git-crypt'
chmod 644 "$T_DIR/gc.key"
t_status 2 git seal import git-crypt "$T_DIR/gc.key"
t_stderr 'chmod'
t_end

t_begin 'the key on standard input, and one from before 0.4'
crypt alpha
git-crypt export-key "$T_DIR/gc.key"
git-crypt lock
# Version 2: AES key at 40, HMAC key at 80.
tail -c +41 "$T_DIR/gc.key" | head -c 32 >"$T_DIR/legacy"
tail -c +81 "$T_DIR/gc.key" | head -c 64 >>"$T_DIR/legacy"
chmod 600 "$T_DIR/legacy"
t_ok git seal import git-crypt --dry-run - <"$T_DIR/gc.key"
t_ok git seal import git-crypt "$T_DIR/legacy"
t_file secret/a.env 'S=1'
t_end

t_begin 'each named key becomes a keyring'
crypt alpha
git-crypt init -k prod >/dev/null 2>&1
echo 'prod.env filter=git-crypt-prod diff=git-crypt-prod' >>.gitattributes
echo 'P=1' >prod.env
git add -A && git commit -qm prod
t_ok git seal import git-crypt
t_sealed_blob :prod.env
t_equal 'prod.env sealed seal-keyring=prod' "$(tail -n 1 .gitattributes)" line
t_equal prod "$(git check-attr --cached seal-keyring prod.env |
    sed 's/.*: //')" 'the keyring'
git commit -qm two
t_ok git seal check
t_exists .git/git-seal/keyrings/prod
t_end

t_begin 'an attributes file of a subfolder, CRLF, and what must stay'
crypt alpha
mkdir -p sub
printf '%s\r\n' '*.txt filter=git-crypt diff=git-crypt' '*.md text' \
    'pub.txt !filter !diff' '.gitattributes !filter !diff' >sub/.gitattributes
echo T >sub/1.txt
echo P >sub/pub.txt
git add -A && git commit -qm sub
t_ok git seal import git-crypt
t_sealed_blob :sub/1.txt
t_plain_blob :sub/pub.txt
printf '%s\r\n' '*.txt filter=seal diff=seal merge=seal -text' '*.md text' \
    'pub.txt !filter !diff -sealed !merge !text' \
    '.gitattributes !filter !diff -sealed !merge !text' >"$T_DIR/want"
t_same "$T_DIR/want" sub/.gitattributes
t_equal 'unspecified' "$(git check-attr merge sub/pub.txt |
    sed 's/.*: //')" 'merge of what is not sealed'
git commit -qm two
t_clean
t_end

t_begin 'old commits stay readable, until lock'
crypt alpha
t_ok git seal import git-crypt
git commit -qm two
t_ok git seal show HEAD~1:secret/a.env
t_stdout_is 'S=1'
git log -p --format=%s -- secret/a.env >"$T_DIR/log"
grep -q '^+S=1' "$T_DIR/log" || t_fail 'the old commit is not readable'
t_mode 600 .git/git-seal/foreign
git seal export-key "$T_DIR/key" >/dev/null
# The last copy of the old key is not destroyed.
t_status 1 git seal lock
t_stderr 'the old key of git-crypt'
t_stderr 'git seal export-key --old FILE'
t_ok git seal export-key --old "$T_DIR/old.key"
t_mode 600 "$T_DIR/old.key"
t_ok git seal lock
t_missing .git/git-seal/foreign
git seal show HEAD~1:secret/a.env >"$T_DIR/got"
if grep -q 'S=1' "$T_DIR/got"; then
	t_fail 'a locked clone shows old content'
fi
git seal unlock "$T_DIR/key" >/dev/null
t_ok git seal import git-crypt "$T_DIR/old.key"
t_ok git seal show HEAD~1:secret/a.env
t_stdout_is 'S=1'
# It came from a file: that is a copy.
t_ok git seal lock
# And there is a way back.
git checkout -q HEAD~1
t_ok git-crypt unlock "$T_DIR/old.key"
t_file secret/a.env 'S=1'
t_end

t_begin 'a key that came from a file does not hold lock up'
crypt alpha
git-crypt export-key "$T_DIR/gc.key"
t_ok git seal import git-crypt "$T_DIR/gc.key"
t_missing .git/git-crypt
git commit -qm two
git seal export-key "$T_DIR/key" >/dev/null
t_ok git seal lock
t_end

t_begin 'a linked worktree, a subfolder, and SHA-256'
t_repo alpha --object-format=sha256
git-crypt init >/dev/null 2>&1
echo '*.key filter=git-crypt diff=git-crypt' >.gitattributes
mkdir -p deep/down
echo K >deep/down/x.key
git add -A && git commit -qm one
git-crypt export-key "$T_DIR/gc.key"
git-crypt lock
git worktree add -q "$T_DIR/wt" -b side
cd "$T_DIR/wt/deep"
t_ok git seal import git-crypt "$T_DIR/gc.key"
t_stdout 'sealed down/x.key'
t_file down/x.key 'K'
t_sealed_blob :deep/down/x.key
t_exists "$T_DIR/alpha/.git/git-seal/foreign"
git commit -qm two
t_clean
t_end

t_begin 'wrong words'
crypt alpha
t_status 2 git seal import
t_status 2 git seal import git-cript
t_stderr "did you mean 'git seal import git-crypt'?"
t_end
