#!/bin/sh
# Generations that somebody plants who knows closed ones, or none: they open
# at best, and never seal.
. ./lib.sh
. ./team.inc

# plant OPTION...: a generation of Bob's, wrapped for everybody; $evil is it.
plant() {
	team_roster key --created 4000000000 >"$T_DIR/evil"
	team_roster generation "$T_DIR/evil" "$@" >/dev/null
	evil=$(team_roster id "$T_DIR/evil")
	for who in alice bob carol; do
		team_roster wrap "$T_DIR/evil" "$(team_who "$who")" >/dev/null
	done
}

# Alice, who knows the revocation, goes on as if nothing had happened.
unmoved() {
	team_go alice
	git config seal.identity "$T_DIR/alice.id"
	git pull -q
	team_new 'after the pull' "$now"
	t_ok git seal status
	t_ok git seal rotate --commit
	grep -q "parent = $now" \
	    ".git-seal/default/generations/$(team_seals)" ||
		t_fail 'the rotation does not follow the true one'
	t_equal 1 "$(grep -c 'parent = ' \
	    ".git-seal/default/generations/$(team_seals)")" parents
}

t_begin "a leaver's generation beside the one that revoked him, with a later time"
team_leaver carol
team_mallory
plant --parent "$bobs"
team_push 'from the future'
unmoved
t_end

t_begin '... for a clone that has not seen the revocation: a fork, not a choice'
team_start alice bob carol
team_clone carol
team_go alice
team_keys
bobs=$T_DIR/keys/$(team_tip)
t_ok git seal revoke bob --commit
git push -q
team_mallory
plant --parent "$bobs"
team_push 'from the future'
team_go carol
git pull -q
team_refused
t_stderr 'rotated on two branches'
t_file a.env 'A=1'
t_end

t_begin 'a forged join'
team_leaver carol
team_mallory
plant --parent "$bobs" --pretend "$now"
team_push 'a join'
unmoved
t_end

t_begin '... for a clone that cannot open the newest: refused'
team_start alice bob carol
team_clone carol
team_go alice
team_keys
bobs=$T_DIR/keys/$(team_tip)
t_ok git seal revoke bob --commit
now=$(team_tip)
git push -q
team_mallory
git rm -qr ".git-seal/default/wraps/$now"
plant --parent "$bobs" --pretend "$now"
team_push 'a join'
team_go carol
git pull -q
team_refused
t_end

t_begin 'a leaver revokes everybody else in a fork of his own'
team_leaver carol
team_mallory
for member in .git-seal/default/members/*; do
	revoked="${revoked:-} --revoked ${member##*/}:$(sed -n \
	    's/.*name = //p' "$member")"
done
# Split on purpose.
# shellcheck disable=SC2086
plant --parent "$bobs" $revoked --closing
git rm -qr .git-seal/default/members
team_push 'my own'
team_go alice
git pull -q
team_new 'after the pull' "$now"
t_end

t_begin 'a root planted after the first unlock'
team_leaver carol
team_mallory
plant
team_push 'another root'
unmoved
team_go mallory
git rm -qr .git-seal/default/generations/"$root" \
    .git-seal/default/generations/"$now" ".git-seal/default/wraps/$now"
team_push 'in place of the right one'
team_go alice
git fetch -q
git reset -q --hard origin/main
team_new 'all replaced' "$now"
t_end

t_begin 'a root planted before the first unlock'
team_leaver carol
team_mallory
plant
team_push 'another root'
git clone -q "$T_DIR/hub.git" "$T_DIR/carol" 2>/dev/null
team_go carol
t_ok git seal unlock -i "$T_DIR/carol.id"
t_stderr 'not trusted to seal: it has not exactly one root'
t_missing .git/git-seal/keyrings/default
t_file a.env 'A=1'
git config seal.identity "$T_DIR/carol.id"
echo new >new.env
t_status 128 git add new.env
rm new.env
# The fingerprint, told by a member, settles it.
t_ok git seal unlock -i "$T_DIR/carol.id" --trust "$(team_fingerprint "$now")"
team_new 'with the fingerprint' "$now"
t_end

t_begin 'a root planted in place of all, blobs left'
team_leaver carol
team_mallory
git rm -qr .git-seal
plant
team_push 'all anew'
git clone -q "$T_DIR/hub.git" "$T_DIR/carol" 2>/dev/null
team_go carol
t_status 3 git seal unlock -i "$T_DIR/carol.id"
t_missing .git/git-seal/keyrings/default
t_sealed a.env
t_end

t_begin 'a generation of a pull request seals nowhere else'
team_start alice bob
git config seal.identity "$T_DIR/alice.id"
root=$(team_tip)
git branch older
git checkout -q --orphan ancient
git rm -rfq --cached .
rm -rf .git-seal a.env b.env
git add .gitattributes
git commit -qm ancient
git checkout -q main
team_clone bob
git checkout -qb request
t_ok git seal rotate --commit
asked=$(team_tip | grep -v "$root")
git push -q origin request
team_go alice
git fetch -q
git checkout -q request
t_file a.env 'A=1'
team_new 'there' "$asked"
# stash -u takes new files along, and the index back to HEAD.
echo 'S=1' >stash.env
git stash -q -u
git checkout -q main
team_new 'on main' "$root"
# What was sealed there stays so, and is found.
git stash pop -q 2>/dev/null
t_ok git add stash.env
t_status 1 git seal status
t_stdout stash.env
git rm -qf stash.env
echo 'S=2' >stash.env
git stash -q -u
git checkout -q request
git checkout -q main
git stash pop -q
git add stash.env
t_equal "$root" "$(team_seals stash.env)" 'stash -u'
git commit -qm stash
git checkout -q --orphan fresh request
git rm -rfq --cached .
rm -rf .git-seal
git add .gitattributes
team_new 'an orphan branch' "$root"
git checkout -qf ancient
team_new 'a branch older than .git-seal/' "$root"
t_ok git seal export-key "$T_DIR/export"
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' "$T_DIR/export")" 'keys'
t_equal "$root" "$(team_roster id "$T_DIR/export")" 'export-key'
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" kept
t_end

t_begin 'a second remote with a HEAD of its own is no trunk'
team_start alice bob
git config seal.identity "$T_DIR/alice.id"
root=$(team_tip)
team_clone bob
t_ok git seal rotate --commit
git clone -q --bare . "$T_DIR/fork.git"
team_go alice
git remote add aaa "$T_DIR/fork.git"
git fetch -q aaa
git remote set-head aaa main
git checkout -q aaa/main
git checkout -q main
team_new 'the fork is not carried' "$root"
t_ok git seal status
grep -q "floor = $root" .git/git-seal/state/default || t_fail 'the floor moved'
t_end

t_begin 'a vanished generation file'
team_leaver carol
team_mallory
git rm -q ".git-seal/default/generations/$now"
team_push vanished
team_go alice
git pull -q
team_new 'the floor stays' "$now"
t_status 1 git seal rotate
t_stderr "the index does not carry generation $now"
git clone -q "$T_DIR/hub.git" "$T_DIR/carol" 2>/dev/null
team_go carol
t_status 3 git seal unlock -i "$T_DIR/carol.id"
t_missing .git/git-seal/keyrings/default
t_end

t_begin "a file that claims to be a newer git-seal's stops new content"
team_leaver
team_mallory
plant --parent "$bobs" --must
team_push 'from tomorrow'
team_go alice
git pull -q
t_ok git seal show HEAD:a.env
team_refused
t_stderr 'was made by a newer git-seal'
git rm -q ".git-seal/default/generations/$evil"
git commit -qm 'clean up'
git push -q
team_new 'without it' "$now"
t_end
