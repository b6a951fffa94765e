#!/bin/sh
# git subtree: a sealed repository becomes a folder of another one that has a
# keyring of its own.
. ./lib.sh

git subtree -h 2>&1 | grep -q prefix || t_skip 'there is no git subtree'

start() {
	t_repo lib
	git seal init -q -k lib
	git seal track -q -k lib '*.env'
	t_commit lib.env 'L=1'
	git add .
	git commit -qm attributes
	git seal export-key -q -k lib "$T_DIR/lib.key"
	t_repo app
	git seal init -q
	git seal track -q '/*.env'
	t_commit app.env 'A=1'
	git add .
	git commit -qm attributes
}

t_begin 'added, it stays sealed; with its key it opens'
start
t_ok git subtree add -q --prefix=vendor/lib "$T_DIR/lib" main
t_sealed_blob HEAD:vendor/lib/lib.env
t_sealed vendor/lib/lib.env
t_file app.env 'A=1'
t_clean
t_ok git seal status
t_ok git seal unlock -k lib "$T_DIR/lib.key"
t_file vendor/lib/lib.env 'L=1'
t_clean
echo 'L=2' >vendor/lib/lib.env
t_ok git commit -qam 'Change it here'
t_sealed_blob HEAD:vendor/lib/lib.env
t_end

t_begin 'pulled again, and split off again'
start
t_ok git subtree add -q --prefix=vendor/lib "$T_DIR/lib" main
t_ok git seal unlock -q -k lib "$T_DIR/lib.key"
t_clean # git subtree does not refresh the index itself
cd "$T_DIR/lib"
echo 'L=2' >lib.env
git commit -qam two
cd "$T_DIR/app"
t_ok git subtree pull -q --prefix=vendor/lib "$T_DIR/lib" main -m pull
t_file vendor/lib/lib.env 'L=2'
t_clean
echo 'L=3' >vendor/lib/lib.env
git commit -qam three
t_ok git subtree split -q --prefix=vendor/lib -b out
git -C "$T_DIR/lib" pull -q --no-rebase "$T_DIR/app" out
t_file "$T_DIR/lib/lib.env" 'L=3'
cd "$T_DIR/lib"
t_clean
t_end
