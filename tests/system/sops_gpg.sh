#!/bin/sh
# SOPS files whose key is encrypted to an OpenPGP key open through gpg.
. ./lib.sh
t_need gpg gpgconf /usr/bin/python3
/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
	t_skip 'there is no python3-cryptography'

t_begin 'with the private key, and without it'
gpg --batch -q --passphrase '' --quick-gen-key pat@example.org \
    rsa2048 encr never 2>/dev/null ||
	t_skip 'gpg makes no keys here'
fpr=$(gpg --batch --with-colons --list-keys 2>/dev/null |
	sed -n 's/^fpr:*\([0-9A-F]*\):*$/\1/p' | head -n 1)
printf 'A=one\n' | /usr/bin/python3 "$T_TOP/tests/system/sops.py" \
    env kms "gpg:$fpr" >x.env
t_ok git seal show --no-index x.env
t_stdout_is 'A=one'
t_repo alpha
cp ../x.env .
git add .
t_ok git seal show :x.env
t_stdout_is 'A=one'
mkdir -m 700 "$T_DIR/empty"
GNUPGHOME=$T_DIR/empty t_status 3 git seal show :x.env
t_stdout_is ''
gpgconf --kill all 2>/dev/null || :
gpgconf --homedir "$T_DIR/empty" --kill all 2>/dev/null || :
t_end
