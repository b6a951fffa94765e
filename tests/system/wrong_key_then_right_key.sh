#!/bin/sh
# The wrong key first, in every way that people try, then the right one: the
# clone is never stuck half way.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	t_repo other
	git seal init -q
	git seal export-key -q "$T_DIR/wrong"
	git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
}

untouched() {
	bulk_is_sealed
	t_clean
	t_missing .git/git-seal/keyrings/default
}

t_begin 'unlock with the key of another project, then with the right one'
start
t_status 3 git seal unlock "$T_DIR/wrong"
t_stderr 'is not a key of this repository'
untouched
t_status 3 env GIT_SEAL_KEY="$(cat "$T_DIR/wrong")" git seal unlock
untouched
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
t_status 3 git seal unlock "$T_DIR/wrong"
bulk_is_plain
bulk_quiet
t_ok git seal status
t_end

t_begin 'init in a clone makes no second key, and does not get in the way'
start
t_status 3 git seal init
t_stderr 'hint: git seal unlock'
untouched
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_ok git seal init
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" keys
t_end

t_begin 'the key of another project copied into the Git folder by hand'
start
git seal unlock -q "$T_DIR/key"
git seal lock -q
rm .git/git-seal/locked
mkdir -p .git/git-seal/keyrings
cp "$T_DIR/wrong" .git/git-seal/keyrings/default
rm prod.env
t_ok git checkout -q -- prod.env
t_sealed prod.env
echo 'A=2' >prod.env
t_status 128 git add prod.env
t_sealed_blob :prod.env
rm .git/git-seal/keyrings/default
git checkout -q -- prod.env
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_clean
t_end

t_begin 'a wrong key while a checkout goes on does not end it'
start
git seal setup -q
t_ok env GIT_SEAL_KEY="$(cat "$T_DIR/wrong")" git checkout -q -f HEAD
untouched
t_ok env GIT_SEAL_KEY="$(cat "$T_DIR/wrong")" \
    git clone -q "$T_DIR/origin" "$T_DIR/again"
cd "$T_DIR/again"
untouched
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_clean
t_end
