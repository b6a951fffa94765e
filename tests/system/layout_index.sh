#!/bin/sh
# Every form that an index can have.
. ./lib.sh
. ./bulk.inc

there_and_back() {
	t_ok git seal unlock "$T_DIR/key"
	bulk_is_plain
	bulk_quiet
	t_ok git seal lock
	bulk_is_sealed
	bulk_quiet
	t_ok git fsck --no-dangling
	t_ok git seal unlock "$T_DIR/key"
	bulk_is_plain
	bulk_quiet
	bulk_loud prod.env
	t_clean
}

start() {
	bulk_origin
	git clone -q "$T_DIR/origin" "$T_DIR/clone" 2>/dev/null
	cd "$T_DIR/clone"
}

t_begin 'index version 4'
start
git config index.version 4
git update-index --index-version 4
there_and_back
t_equal 4 "$(od -An -tu1 -j7 -N1 .git/index | tr -d ' ')" 'version'
t_end

t_begin 'a split index'
start
git config core.splitIndex true
git update-index --split-index
there_and_back
t_differ '' "$(ls .git/sharedindex.*)" 'shared index'
t_missing .git/index.git-seal-whole
t_end

t_begin 'a split index by hand'
start
git update-index --split-index
there_and_back
t_end

t_begin 'SHA-256'
bulk_init=--object-format=sha256
start
bulk_init=
there_and_back
t_end

t_begin 'untracked cache and many threads'
start
git config core.untrackedCache true
git config index.threads 2
git update-index --force-untracked-cache
there_and_back
t_end

t_begin 'a null checksum'
start
git config index.skipHash true
git config feature.manyFiles true
there_and_back
t_end

t_begin 'an index file of another name'
start
cp .git/index "$T_DIR/index"
export GIT_INDEX_FILE="$T_DIR/index"
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
bulk_quiet
unset GIT_INDEX_FILE
t_end

t_begin 'a shared repository keeps its modes'
start
git config core.sharedRepository group
chmod g+rwX -R .git
git update-index --force-write-index 2>/dev/null || git add .
mode=$(stat -c %a .git/index)
there_and_back
t_mode "$mode" .git/index
t_end

t_begin 'core.autocrlf and core.eol change nothing'
start
git config core.autocrlf true
git config core.eol crlf
there_and_back
git config core.autocrlf input
there_and_back
t_end

t_begin 'core.trustctime, core.checkStat'
start
git config core.trustctime false
git config core.checkStat minimal
there_and_back
t_end

t_begin 'a repository that Git refuses'
start
t_need id
[ "$(id -u)" -eq 0 ] || t_skip 'only root can give a folder away'
chown -R 12345 .
t_status 5 git seal unlock "$T_DIR/key"
t_stderr 'dubious ownership'
git config --global --add safe.directory "$PWD"
chown 12345 "$T_DIR/key"
t_ok git seal unlock "$T_DIR/key"
bulk_is_plain
t_end
