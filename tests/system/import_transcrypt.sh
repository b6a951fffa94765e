#!/bin/sh
# A repository of transcrypt, whose blobs are made here with openssl.
. ./lib.sh
t_need openssl perl
openssl dgst -md5 /dev/null >/dev/null 2>&1 || t_skip 'openssl has no MD5'

# encrypt FILE PASSWORD CIPHER: what transcrypt's clean filter writes.
encrypt() {
	e_salt=$(openssl dgst -sha256 -hmac "$1:$2" <"$1" | tr -d '\r\n' | tail -c 16)
	{
		printf 'Salted__'
		perl -e 'print pack("H*", shift)' "$e_salt"
		openssl enc "-$3" -md MD5 -pass "pass:$2" -e -S "$e_salt" \
		    -in "$1" 2>/dev/null | perl -pe 'BEGIN { binmode STDIN; $/ = \1048576 }
			s/\ASalted__.{8}//s if $. == 1'
	} | openssl base64 -e
}

# stage FILE BLOB: past every filter.
stage() {
	git update-index --add --cacheinfo \
	    "100644,$(git hash-object -w --no-filters "$2"),$1"
}

transcrypt() {
	t_repo "$1"
	git config transcrypt.password 'correct horse'
	git config transcrypt.cipher aes-256-cbc
	echo '*.env filter=crypt diff=crypt merge=crypt' >.gitattributes
	git add .gitattributes
	echo 'A=1' >a.env
	seq 1 3000 >big.env
	: >empty.env
	for file in a.env big.env; do
		encrypt $file 'correct horse' aes-256-cbc >"$T_DIR/blob"
		stage $file "$T_DIR/blob"
	done
	stage empty.env empty.env
	git commit -qm one
}

t_begin 'files open with the password of the config'
transcrypt alpha
t_equal U2FsdGVkX1 "$(git cat-file blob :a.env | head -c 10)" 'the old blob'
cp a.env big.env "$T_DIR"
t_ok git seal import transcrypt --dry-run
t_stdout 'would seal a.env'
t_no_stdout 'renamed'
t_ok git seal import transcrypt
t_sealed_blob :a.env
t_sealed_blob :big.env
for file in a.env big.env; do
	t_same "$T_DIR/$file" $file
	git seal show ":$file" >"$T_DIR/got"
	t_same "$T_DIR/$file" "$T_DIR/got"
done
t_equal '*.env sealed' "$(tail -n 1 .gitattributes)" 'the line'
t_equal '' "$(git config transcrypt.password || :)" 'the password'
git commit -qm two
t_clean
t_ok git seal check
t_end

t_begin 'a fresh clone, where the tree has encrypted text'
transcrypt alpha
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
git config transcrypt.password 'correct horse'
t_ok git seal import transcrypt
t_file a.env 'A=1'
git commit -qm two
t_clean
t_end

t_begin 'old commits stay readable'
transcrypt alpha
t_ok git seal import transcrypt
git commit -qm two
t_ok git seal show HEAD~1:a.env
t_stdout_is 'A=1'
git log -p --format=%s -- a.env >"$T_DIR/log"
grep -q '^+A=1' "$T_DIR/log" || t_fail 'the old commit is not readable'
git seal export-key "$T_DIR/key" >/dev/null
t_status 1 git seal lock
t_stderr 'the old key of transcrypt'
t_ok git seal export-key --old "$T_DIR/old"
t_ok git seal lock
git seal unlock "$T_DIR/key" >/dev/null
t_ok git seal import transcrypt "$T_DIR/old"
t_ok git seal show HEAD~1:a.env
t_stdout_is 'A=1'
t_end

t_begin 'contexts become keyrings, with ciphers of their own'
transcrypt alpha
git config transcrypt.prod.password 'battery staple'
git config transcrypt.prod.cipher aes-128-cbc
echo '*.prod filter=crypt-prod diff=crypt-prod merge=crypt-prod' >>.gitattributes
git add .gitattributes
echo 'P=1' >x.prod
encrypt x.prod 'battery staple' aes-128-cbc >"$T_DIR/blob"
stage x.prod "$T_DIR/blob"
git commit -qm prod
t_ok git seal import transcrypt
t_equal 'P=1' "$(git seal show :x.prod)" 'the other context'
t_exists .git/git-seal/keyrings/prod
t_end

t_begin 'no password, a wrong one, a renamed file, an unknown cipher'
transcrypt alpha
git config --unset transcrypt.password
t_status 3 git seal import transcrypt
t_stderr 'the password is not in'
git config transcrypt.password wrong
t_status 3 git seal import transcrypt
t_stderr 'cannot be opened; nothing was changed'
t_missing .git/git-seal/keyrings
git config transcrypt.password 'correct horse'
git config transcrypt.cipher bf-cbc
t_status 1 git seal import transcrypt
t_stderr "transcrypt's cipher 'bf-cbc'"
git config transcrypt.cipher aes-256-cbc
git mv a.env renamed.env
t_ok git seal import transcrypt --dry-run
t_stdout 'renamed.env: it was renamed since'
t_end
