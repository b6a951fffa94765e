#!/bin/sh
# A file of many MiB is opened while Git still sends it.
. ./lib.sh
. ./bulk.inc

start() {
	t_repo own
	git seal init >/dev/null 2>&1
	echo '*.env filter=seal -text' >.gitattributes
	echo small >a.env
	head -c 20000000 /dev/urandom >big.env
	yes 'a line that compresses' | head -c 9000000 >long.env
	cp big.env long.env "$T_DIR"
	git add .
	git commit -qm one
	git seal export-key "$T_DIR/key" >/dev/null
	git seal lock >/dev/null
}

t_begin 'large files come back byte for byte'
start
t_sealed big.env
t_ok git seal unlock "$T_DIR/key"
t_same big.env "$T_DIR/big.env"
t_same long.env "$T_DIR/long.env"
t_file a.env small
bulk_quiet
git gc -q
t_ok git seal lock
t_ok git seal unlock "$T_DIR/key"
t_same big.env "$T_DIR/big.env"
bulk_quiet
t_end

t_begin 'a large one that is damaged stays, the others are opened'
start
id=$({ git cat-file blob :big.env | head -c 19000000; echo x; } |
	git hash-object -w --stdin)
git update-index --cacheinfo "100644,$id,big.env"
git checkout -q big.env
cp big.env "$T_DIR/damaged"
t_status 1 git seal unlock "$T_DIR/key"
t_stderr 'big.env (damaged)'
t_same big.env "$T_DIR/damaged"
t_same long.env "$T_DIR/long.env"
t_equal '' "$(ls -A .git/git-seal/tmp)" 'temporaries'
t_end

t_begin 'a large one of a keyring that is not here stays sealed'
start
git seal unlock "$T_DIR/key" >/dev/null
git seal init -k other >/dev/null 2>&1
git seal export-key -k other "$T_DIR/other.key" >/dev/null
echo 'big.env seal-keyring=other' >>.gitattributes
git rm -q --cached big.env
git add .
git commit -qm other
t_ok git seal lock
t_ok git seal unlock "$T_DIR/key"
t_stderr '1 file of other keyrings stays sealed'
t_sealed big.env
t_same long.env "$T_DIR/long.env"
t_ok git seal unlock "$T_DIR/other.key"
t_same big.env "$T_DIR/big.env"
bulk_quiet
t_end
