#!/bin/sh
# Private keys as ssh-keygen and openssl make them; what is not an identity;
# what is not an age file.
. ./lib.sh
t_need ssh-keygen

t_begin 'OpenSSH keys, each cipher'
t_need age
umask 077
echo 'correct horse' >pass
echo wrong >wrong
for type in ed25519 rsa; do
	rm -f id id.pub
	ssh-keygen -q -t "$type" -N 'correct horse' -f id
	for cipher in aes256-ctr aes256-cbc aes192-ctr aes128-ctr \
	    aes256-gcm@openssh.com chacha20-poly1305@openssh.com; do
		ssh-keygen -q -p -P 'correct horse' -N 'correct horse' \
		    -Z "$cipher" -f id >keygen.out
		echo "$cipher" | age -r "$(cat id.pub)" >x.age
		t_ok git seal unwrap -i id --passphrase-file pass <x.age
		t_stdout_is "$cipher"
		t_status 3 git seal unwrap -i id --passphrase-file wrong <x.age
		t_stderr "wrong passphrase for identity 'id'"
		t_stdout_is ''
	done
done
t_end

t_begin 'PEM and PKCS#8 keys, with the .pub file beside them and without'
t_need age openssl
umask 077
echo 'correct horse' >pass
for form in PEM PKCS8; do
	for words in '' 'correct horse'; do
		rm -f id id.pub
		ssh-keygen -q -t rsa -b 2048 -m "$form" -N "$words" -f id
		echo "$form" | age -r "$(cat id.pub)" >x.age
		t_ok git seal unwrap -i id --passphrase-file pass <x.age
		t_stdout_is "$form"
		mv id.pub elsewhere
		t_ok git seal unwrap -i id --passphrase-file pass <x.age
		t_stdout_is "$form"
	done
done
openssl genpkey -algorithm ed25519 -out id2 2>/dev/null
t_status 3 git seal unwrap -i id2 <x.age
t_end

t_begin 'a passphrase is asked for only where it can help'
t_need age
umask 077
cat >ask <<'END'
#!/bin/sh
echo "$1" >>asked
echo 'correct horse'
END
chmod 700 ask
ssh-keygen -q -t ed25519 -N 'correct horse' -f a
ssh-keygen -q -t ed25519 -N 'correct horse' -f b
ssh-keygen -q -t rsa -b 2048 -m PEM -N 'correct horse' -f c
echo hello | age -r "$(cat a.pub)" >x.age
GIT_ASKPASS=$T_DIR/ask
export GIT_ASKPASS
t_ok git seal unwrap -i c -i b -i a <x.age
t_stdout_is hello
t_equal "Passphrase of identity 'a': " "$(cat asked)"
rm asked
t_status 3 git seal unwrap -i b -i c <x.age
t_missing asked
unset GIT_ASKPASS
SSH_ASKPASS=$T_DIR/ask
export SSH_ASKPASS
t_ok git seal unwrap -i a <x.age
rm asked
printf '#!/bin/sh\nexit 1\n' >ask
t_status 3 git seal unwrap -i a <x.age
t_stderr 'gave no passphrase'
SSH_ASKPASS=$T_DIR/none
t_status 5 git seal unwrap -i a <x.age
unset SSH_ASKPASS
t_status 3 git seal unwrap -i a <x.age
t_stderr "identity 'a' needs a passphrase, and there is no terminal"
t_stderr 'git-seal: hint: GIT_ASKPASS or SSH_ASKPASS'
t_end

t_begin 'what is no identity is named, and not a byte of it said'
umask 077
ssh-keygen -q -t ed25519 -N '' -f id
ssh-keygen -q -t ecdsa -N '' -f ecdsa
ssh-keygen -q -t rsa -b 1024 -N '' -f small
: >empty
echo 'PuTTY-User-Key-File-3: ssh-ed25519' >putty
echo age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj >recipient
echo 'hunter2' >prose
sed 's/$/\\n/' id | tr -d '\n' >oneline
sed 's/^/"/;s/$/"/' recipient >quoted
echo AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZ >short
git seal wrap -r "$(cat id.pub)" <prose >x.age
refused() { # file text
	t_status 2 git seal unwrap -i "$1" <x.age
	t_stderr "git-seal: error: identity '$1'"
	t_stderr "$2"
	t_no_stderr hunter2
	t_no_stderr GFPYY
	t_stdout_is ''
}
refused id.pub 'public key'
refused ecdsa 'kind or size'
refused small 'kind or size'
refused empty 'empty'
refused putty 'PuTTY'
refused recipient 'public half'
refused prose 'no identity'
refused oneline 'line ends'
refused quoted 'quotation'
refused short 'cut short'
t_status 5 git seal unwrap -i missing <x.age
t_stderr "'missing'"
t_status 2 git seal unwrap -i . <x.age
chmod 644 id
t_status 2 git seal unwrap -i id <x.age
t_stderr "chmod"
t_stdout_is ''
t_end

t_begin 'post-quantum and plugin identities are for others'
umask 077
git seal keygen -o id 2>err
key=$(sed -n 's/^Public key: //p' err)
echo hello | git seal wrap -r "$key" >x.age
echo AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR >pq
echo AGE-PLUGIN-YUBIKEY-1QQQQ >plugin
t_status 3 git seal unwrap -i pq <x.age
t_stderr 'post-quantum'
t_status 3 git seal unwrap -i plugin <x.age
cat pq id >both
t_ok git seal unwrap -i both <x.age
t_stdout_is hello
t_end

t_begin 'what is no age file, or a broken one, gives nothing'
umask 077
git seal keygen -o id 2>err
key=$(sed -n 's/^Public key: //p' err)
head -c 200000 /dev/urandom >plain
git seal wrap -r "$key" <plain >x.age
git seal wrap -a -r "$key" <plain >x.asc
broken() {
	t_status 4 git seal unwrap -i id <bad
	t_stdout_is ''
	t_stderr 'git-seal: error: '
}
for n in 0 10 100 180 199 65800 200000 200200; do
	head -c "$n" x.age >bad
	broken
done
for n in 10 40 100 1000 270000; do
	head -c "$n" x.asc >bad
	broken
done
{ cat x.age; echo; } >bad
broken
{ echo hello; cat x.asc; } >bad
broken
sed 's,^age-encryption.org/v1$,age-encryption.org/v2,' x.age >bad
broken
t_stderr 'newer'
echo hello >bad
broken
t_stderr 'no age file'
t_ok git seal unwrap -i id <x.age
t_same plain "$T_ROOT/out"
# A full disk is no success.
t_status 5 sh -c 'git seal unwrap -i id <x.age >/dev/full'
t_end

t_begin 'wrap refuses what it cannot do'
umask 077
ssh-keygen -q -t ecdsa -N '' -f ecdsa
ssh-keygen -q -t rsa -b 1024 -N '' -f small
git seal keygen -o id 2>err
key=$(sed -n 's/^Public key: //p' err)
echo secret >pass
t_status 2 git seal wrap
t_stderr 'give a recipient'
t_status 2 git seal wrap -r "$(cat ecdsa.pub)"
t_stderr 'ECDSA'
t_status 2 git seal wrap -r "$(cat small.pub)"
t_stderr '2,048'
t_status 2 git seal wrap -r "$(sed -n 3p id)"
t_stderr 'secret key'
t_no_stderr "$(sed -n 3p id)"
t_status 2 git seal wrap -r "${key}x"
t_status 2 git seal wrap -r "$key" --passphrase-file pass
t_stderr 'stands alone'
t_ok git seal wrap -a --passphrase-file pass -p
t_status 2 git seal wrap -r "$key" file
: >nothing
t_status 2 git seal wrap --passphrase-file nothing
printf 'two\nlines\n' >two
t_status 2 git seal wrap --passphrase-file two
chmod 644 pass
t_ok git seal wrap -a --passphrase-file pass
t_stderr "warning: others can read the passphrase in 'pass'"
t_status 3 git seal wrap -p
t_stderr 'no terminal'
t_end
