#!/bin/sh
# A leaver knows closed generations and can seal under them; nothing turns
# that into a file of today but a person who looked.
. ./lib.sh
. ./team.inc

# Bob, revoked, pushes an a.env of his own, sealed under what he knows.
plant() {
	team_leaver carol
	team_mallory
	printf 'A=evil\n' |
		python3 "$T_TOP/tests/system/seal.py" "$bobs" --plain >a.env
	team_push 'a new password'
	evil=$(git hash-object --no-filters a.env)
	team_go alice
	git pull -q
	t_equal "$evil" "$(git rev-parse :a.env)" 'as it came'
}

unlaundered() { # how
	t_equal "$evil" "$(git rev-parse :a.env)" "after $1"
	t_status 1 git seal status
	t_stdout 'closed generation'
	t_stdout 'a.env'
}

t_begin 'a blob under a closed generation is named'
plant
unlaundered pull
t_end

t_begin '... and comes out of add, commit, merge and renormalize as it was'
plant
touch a.env
git add a.env
unlaundered add
git commit -q --allow-empty -am again
unlaundered commit
git add --renormalize .
unlaundered renormalize
git checkout -qb side HEAD~2
echo 'C=1' >c.env
git add c.env
git commit -qm side
git -c merge.renormalize=true merge -q main >/dev/null 2>&1
unlaundered 'a renormalizing merge'
t_end

t_begin '... and out of reseal, rotate and revoke, until somebody looked'
plant
t_status 1 git seal reseal
t_stdout 'closed generation  a.env'
unlaundered reseal
t_status 1 git seal rotate --commit
t_stdout 'closed generation  a.env'
unlaundered rotate
t_status 1 git seal revoke carol --commit
t_stderr 'git seal reseal --accept PATH'
unlaundered revoke
t_status 1 git seal reseal --accept-from HEAD~5
unlaundered '--accept-from another'
t_ok git seal reseal --accept a.env --commit
t_differ "$evil" "$(git rev-parse HEAD:a.env)" 'accepted'
t_equal 'A=evil' "$(git seal show HEAD:a.env)" 'accepted'
t_ok git seal status
t_clean
t_end

t_begin 'a tag of before is judged by its own time'
plant
git checkout -q before
t_ok git seal status
t_file a.env 'A=1'
t_ok git seal show before:a.env
t_end

t_begin "the leaver's clone opens nothing of after"
team_leaver carol
echo 'A=2' >a.env
git commit -qam after
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/bob" 2>/dev/null
team_go bob
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr 'revoked'
t_sealed a.env
git reset -q --hard before~0 2>/dev/null || git reset -q --hard HEAD~2
t_ok git seal unlock -i "$T_DIR/bob.id"
t_file a.env 'A=1'
t_end
