#!/bin/sh
# Sealed files whose attributes ask Git for more than us go through Git.
. ./lib.sh
. ./bulk.inc

t_begin 'a sealed file with line end attributes'
bulk_origin
git config core.autocrlf false
echo 'mixed.env text eol=lf' >>.gitattributes
id=$(git cat-file blob HEAD:prod.env | git hash-object -w --stdin)
git add .gitattributes
git update-index --add --cacheinfo "100755,$id,mixed.env"
git commit -qm mixed
git checkout -q -f .
cp mixed.env "$T_DIR/mixed"
t_ok git seal lock
t_sealed mixed.env
bulk_is_sealed
t_ok git seal unlock "$T_DIR/key"
t_same mixed.env "$T_DIR/mixed"
t_mode 755 mixed.env
bulk_is_plain
t_missing .git/git-seal/tmp/by-git
t_end
