#!/bin/sh
# revoke: a rotation without the leaver, and what he knew, to act on.
. ./lib.sh
. ./team.inc

t_begin 'what he knew, in plain words, then file by file'
team_start alice bob
printf '# comment\nexport DB_PASS="x y"\nHOST=here\n' >b.env
git commit -qam b
root=$(team_tip)
t_ok git seal revoke bob --reason left
head -n 1 "$T_ROOT/out" >"$T_DIR/first"
grep -q 'history stays known to bob' "$T_DIR/first" || t_fail 'the first line'
t_stdout 'DB_PASS'
t_stdout 'HOST'
t_stdout 'b.env'
t_no_stdout 'x y'
t_no_stdout here
now=$(team_tip)
grep -q 'revoked = [0-9a-f]* bob' ".git-seal/default/generations/$now" ||
	t_fail 'no revoked line'
t_equal 1 "$(git ls-files .git-seal/default/members | wc -l | tr -d ' ')" members
if team_has_wrap "$now" bob; then t_fail 'bob has a wrap'; fi
team_has_wrap "$root" bob || t_fail 'history was rewritten'
git commit -qm left
t_clean
t_ok git seal status
team_keys
team_check "$T_DIR/keys"
t_end

t_begin 'as JSON'
team_start alice bob
t_ok git seal revoke bob --json
python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert "bob" in json.dumps(d) and "a.env" in json.dumps(d), d' "$T_ROOT/out" ||
	t_fail 'no JSON'
t_end

t_begin 'a name that is nobody, wrong words, an older branch'
team_start alice bob
t_status 2 git seal revoke mallory
t_stderr "'mallory' is no member"
t_status 2 git seal revoke
t_status 2 git seal revoke alice bob
t_clean
git branch older
t_ok git seal rotate --commit
git push -q
git checkout -q older
t_status 1 git seal revoke bob
t_stderr 'this is an older branch'
t_status 1 git seal grant dan "$(team_who dan)"
t_stderr 'this is an older branch'
t_clean
t_end

t_begin 'an older tag or branch stays usable'
team_start alice bob
git tag v1
git branch release
t_ok git seal revoke bob --commit
git push -q
git checkout -q v1
t_file a.env 'A=1'
t_ok git seal status
git checkout -q release
t_ok git seal status
t_clean
echo 'A=fix' >a.env
git commit -qam fix
t_equal "$(git -C . show main:a.env | od -An -tx1 -j10 -N6 | tr -d ' \n')" \
    "$(team_seals)" 'what seals there'
t_end
