#!/bin/sh
# A bare repository has no files: unlock keeps the key, for git archive.
. ./lib.sh
. ./bulk.inc

t_begin 'git archive of an unlocked bare repository is readable'
bulk_origin
git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
cd "$T_DIR/bare.git"
t_ok git seal unlock "$T_DIR/key"
t_stdout 'fingerprint'
mkdir "$T_DIR/out"
git archive HEAD | tar -x -C "$T_DIR/out"
t_file "$T_DIR/out/secrets/one" one
t_file "$T_DIR/out/prod.env" 'A=1'
t_ok git seal lock
t_missing git-seal/keyrings/default
rm -r "$T_DIR/out" && mkdir "$T_DIR/out"
git archive HEAD | tar -x -C "$T_DIR/out"
t_sealed "$T_DIR/out/secrets/one"
t_end

t_begin 'a wrong key is refused there as well'
bulk_origin
git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
git init -q "$T_DIR/foreign"
(cd "$T_DIR/foreign" && git seal init && git seal export-key ../foreign.key) \
    >/dev/null 2>&1
cd "$T_DIR/bare.git"
t_status 3 git seal unlock "$T_DIR/foreign.key"
t_stderr 'is not a key of this repository'
t_missing git-seal/keyrings
t_end

t_begin 'without generation files the blobs of HEAD tell'
bulk_origin
git rm -rq .git-seal
git commit -qm gone
git clone -q --bare "$T_DIR/origin" "$T_DIR/bare.git"
git init -q "$T_DIR/foreign"
(cd "$T_DIR/foreign" && git seal init && git seal export-key ../foreign.key) \
    >/dev/null 2>&1
cd "$T_DIR/bare.git"
t_status 3 git seal unlock "$T_DIR/foreign.key"
t_ok git seal unlock "$T_DIR/key"
t_exists git-seal/keyrings/default
t_end
