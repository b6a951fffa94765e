#!/bin/sh
# Whoever can push can write member files; only a proof makes them count.
. ./lib.sh
. ./team.inc

wrapped_only_for() { # alice, and nobody whose wrap was hoped for
	t_ok git seal rotate --commit
	team_has_wrap "$(team_tip)" alice || t_fail 'alice has no wrap'
	if team_has_wrap "$(team_tip)" "$1"; then
		t_fail "$1 has a wrap"
	fi
}

t_begin 'a forged member is never wrapped to'
team_start alice
root=$(team_tip)
team_mallory
team_roster key >"$T_DIR/own"
team_roster member "$T_DIR/own" mallory "$(team_who mallory)" >/dev/null
sed -i "s/tag = $(team_roster id "$T_DIR/own")/tag = $root/" \
    .git-seal/default/members/*
team_push 'a member of his own making'
team_go alice
git pull -q
wrapped_only_for mallory
t_stdout 'wrapped for 1 recipient'
git checkout -q HEAD~1
team_keys
cat "$T_DIR"/keys/* >"$T_DIR/all.keys"
t_status 1 python3 "$T_TOP/contrib/check-roster.py" "$T_DIR/all.keys"
t_stdout 'forged'
t_end

t_begin 'a forged member who bears the name of a true one'
team_start alice carol
team_mallory
team_roster key >"$T_DIR/own"
team_roster member --forge "$T_DIR/own" carol "$(team_who mallory)" >/dev/null
team_push 'another key for carol'
team_go alice
git pull -q
wrapped_only_for mallory
team_has_wrap "$(team_tip)" carol || t_fail 'carol has no wrap'
# A revocation of that name takes both away.
t_ok git seal revoke carol --commit
t_equal 1 "$(git ls-files .git-seal/default/members | wc -l | tr -d ' ')"
t_end

t_begin "a leaver's member file is put back"
team_leaver
team_mallory
git checkout -q HEAD~1 -- .git-seal/default/members
team_push 'put back'
team_go alice
git pull -q
wrapped_only_for bob
t_end

t_begin 'a leaver tags his file anew, under what he knows'
team_leaver
team_mallory
team_roster member "$bobs" bobby "$(team_who bob)" >/dev/null
team_push 'tagged anew'
team_go alice
git pull -q
wrapped_only_for bob
t_end

t_begin 'a member who was removed without a rotation is no leaver'
team_start alice bob
t_ok git seal rotate --commit
git push -q
root=$(team_tip)
team_mallory
git rm -q "$(grep -l 'name = bob' .git-seal/default/members/* | head -n 1)"
team_push 'removed'
team_go alice
git pull -q
team_keys
cat "$T_DIR"/keys/* >"$T_DIR/all.keys"
t_status 1 python3 "$T_TOP/contrib/check-roster.py" "$T_DIR/all.keys"
t_stdout 'removed without a rotation'
# He is not wrapped to, and nothing is closed to him either.
team_new still "$root"
wrapped_only_for bob
t_end
