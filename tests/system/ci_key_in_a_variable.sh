#!/bin/sh
# The key in the secret store of a CI: on one line, with CR, as base64, in a
# masked variable that cannot hold line ends.
. ./lib.sh
. ./bulk.inc

start() {
	bulk_origin
	git seal rotate -q --commit
	git seal export-key -q --force "$T_DIR/key"
	git clone -q "$T_DIR/origin" "$T_DIR/work" 2>/dev/null
	cd "$T_DIR/work"
}

t_begin 'all lines on one'
start
GIT_SEAL_KEY=$(tr '\n' ' ' <"$T_DIR/key")
export GIT_SEAL_KEY
t_ok git seal unlock
unset GIT_SEAL_KEY
bulk_is_plain
t_clean
t_end

t_begin 'with CR, blanks and empty lines around'
start
GIT_SEAL_KEY=$(printf '\r\n \r\n'; sed 's/$/ \r/' "$T_DIR/key"; printf '\r\n')
export GIT_SEAL_KEY
t_ok git seal unlock
unset GIT_SEAL_KEY
bulk_is_plain
t_end

t_begin 'one generation alone opens what it sealed'
start
key=$(tr ' ' '\n' <"$T_DIR/key" | grep '^GIT-SEAL-KEY-1' | tail -n 1)
t_ok env GIT_SEAL_KEY="$key" git seal unlock
bulk_is_plain
t_end

t_begin 'base64, as stores want it that take no line ends'
start
secret=$(base64 <"$T_DIR/key" | tr -d '\n')
t_status 2 env GIT_SEAL_KEY="$secret" git seal unlock
t_stderr 'GIT_SEAL_KEY'
t_stderr 'base64'
bulk_is_sealed
printf '%s' "$secret" | base64 -d | git seal unlock - >/dev/null ||
	t_fail "exit code $?"
bulk_is_plain
t_end

t_begin 'a checkout first, the key in the next step'
start
t_clean
t_status 3 git seal unlock
t_ok env GIT_SEAL_KEY="$(cat "$T_DIR/key")" git seal unlock -q
t_stdout_is ''
bulk_is_plain
t_ok git seal lock
bulk_is_sealed
t_missing .git/git-seal/keyrings/default
t_end

t_begin 'an empty variable, as for a pull request of a stranger, is none'
start
t_status 3 env GIT_SEAL_KEY= git seal unlock
t_stderr 'there is no key'
t_ok env GIT_SEAL_KEY= git checkout -q -f HEAD
bulk_is_sealed
t_clean
t_end
