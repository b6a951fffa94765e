#!/bin/sh
# Clones that hold only a part: sparse, shallow, partial.
. ./lib.sh
. ./bulk.inc

start() { # options of git clone
	bulk_origin
	git config uploadpack.allowFilter true
	git config uploadpack.allowAnySHA1InWant true
	mkdir out
	echo far >out/far.env
	git add out
	git commit -qm out
	git clone -q "$@" "file://$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
}

there_and_back() {
	t_ok git seal unlock "$T_DIR/key"
	bulk_is_plain
	bulk_quiet
	t_ok git seal lock
	bulk_is_sealed
	bulk_quiet
	t_ok git seal unlock "$T_DIR/key"
	bulk_quiet
}

t_begin 'a shallow clone'
start --depth 1
there_and_back
t_end

t_begin 'a sparse checkout, then all of it'
start
git sparse-checkout set --cone --no-sparse-index secrets dir
t_missing out
there_and_back
t_missing out
git sparse-checkout disable
t_file out/far.env far
t_clean
t_ok git seal lock
t_sealed out/far.env
t_end

t_begin 'a sparse index'
start
git sparse-checkout set --cone --sparse-index secrets dir
t_equal 1 "$(git ls-files --sparse | grep -c '^out/$')" 'folder entries'
there_and_back
t_equal 1 "$(git ls-files --sparse | grep -c '^out/$')" 'folder entries'
git sparse-checkout disable
t_file out/far.env far
t_clean
t_end

t_begin 'a sparse checkout by patterns'
start
git sparse-checkout set --no-cone '/*' '!out/'
there_and_back
t_missing out
t_end

t_begin 'a partial clone without blobs'
start --filter=blob:none
there_and_back
t_end

t_begin 'a partial clone with a sparse cone fetches nothing for the rest'
start --filter=blob:none --sparse
git sparse-checkout set --cone --no-sparse-index secrets dir
t_missing out
far=$(git ls-tree HEAD out/far.env | cut -d ' ' -f 3 | cut -f 1)
there_and_back
t_status 128 env GIT_ALLOW_PROTOCOL=none git cat-file -e "$far"
t_end
